"""Dates in every order and spelling that banks use."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.statements.dates import ORDERS, DateEvidence, Dates, readings
from services.statements.options import DateOrder
from services.statements.texts import Unreadable

SPELLINGS = {
    DateOrder.YMD: ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"),
    DateOrder.DMY: ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d%m%Y", "%d.%m.%y", "%d %b %Y", "%d-%B-%y", "%a, %d %b %Y"),
    DateOrder.MDY: ("%m/%d/%Y", "%m-%d-%y", "%m%d%Y", "%b %d, %Y", "%B %d %Y"),
}


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_every_spelling_of_a_date_reads_back(day: date) -> None:
    for order, spellings in SPELLINGS.items():
        for spelling in spellings:
            assert Dates(order)[day.strftime(spelling)] == day


@pytest.mark.parametrize(
    "text", ["5. März 2026", "5 mars 2026", "05-mrt-2026", "5 marzo 2026", "5-MAR-26", "Mar 5, 2026"]
)
def test_months_may_have_names(text: str) -> None:
    assert Dates(DateOrder.MDY)[text] == date(2026, 3, 5)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "31/31/2026", "5 Foo 2026", "2026-01", "1" * 100])
def test_other_text_is_a_faulty_date(text: str) -> None:
    with pytest.raises(Unreadable):
        Dates(DateOrder.DMY)[text]


@pytest.mark.parametrize("text", ["1850-01-01", "2201-01-01", "0001-01-01"])
def test_years_that_a_ledger_does_not_keep_are_a_fault(text: str) -> None:
    with pytest.raises(Unreadable, match="use a date from 1900 to 2200"):
        Dates(DateOrder.YMD)[text]


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert len(readings(text)) == len(ORDERS)


def orders(*texts: str) -> tuple[DateOrder, ...]:
    evidence = DateEvidence()
    for text in texts:
        evidence.add(text)
    return evidence.orders


DMY, MDY, YMD = DateOrder.DMY, DateOrder.MDY, DateOrder.YMD


def test_one_day_above_twelve_settles_the_order() -> None:
    assert orders("03/04/2026", "25/04/2026") == (DMY,)
    assert orders("03/04/2026", "04/25/2026") == (MDY,)


def test_one_broken_date_does_not_overrule_the_others() -> None:
    assert orders("04/25/2026", "04/26/2026", "26/04/2026") == (MDY,)


def test_a_few_rows_in_order_are_no_evidence() -> None:
    assert orders("01/02/2026", "05/02/2026", "01/03/2026") == (DMY, MDY)


def test_many_rows_in_order_are() -> None:
    days = ["02/01/2026", "02/03/2026", "02/05/2026", "03/01/2026", "03/04/2026", "04/02/2026"]
    assert orders(*days) == (MDY,)
    assert orders(*days[::-1]) == (MDY,)


def test_the_day_comes_first_with_points() -> None:
    assert orders("01.02.2026") == (DMY,)
    assert orders("05.01.26") == (DMY,)


def test_a_year_of_two_digits_stands_where_the_numbers_change_least() -> None:
    assert orders("26/01/05", "26/01/17", "26/02/03") == (YMD,)
    assert orders("05/11/26", "17/11/26", "03/12/26") == (DMY,)
    assert len(orders("05/11/26")) == 3


def test_days_that_are_the_same_in_every_order_leave_nothing_open() -> None:
    assert len(orders("01/01/2026", "02/02/2026")) == 1


@given(st.dates(date(1970, 1, 1), date(2060, 1, 1)), st.sampled_from([DateOrder.DMY, DateOrder.MDY]))
def test_forty_days_in_a_row_settle_the_order(start: date, order: DateOrder) -> None:
    days = [start + timedelta(days=number) for number in range(40)]

    assert orders(*(day.strftime(SPELLINGS[order][0 if order is DateOrder.MDY else 1]) for day in days)) == (order,)


@pytest.mark.parametrize(
    "text",
    [
        "2026.04.19.", "20260419120000[0:GMT]", "20260419120000", "19/04/2026-09:00:00", "2026-04-19 12:34:56 +0000",
        "19-Apr-2026", "Apr 19, 2026", "2026年4月19日", "2026년 4월 19일", "19 kwi 2026", "19 апр. 2026",
    ],
)  # fmt: skip
def test_the_ways_in_which_banks_write_days(text: str) -> None:
    assert Dates(DMY)[text] == date(2026, 4, 19)
