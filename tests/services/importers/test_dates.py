"""Dates in every order and spelling that banks use."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.importers.dates import ORDERS, DateEvidence, Dates, readings
from services.importers.statement import DateOrder, Unreadable

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
def test_what_is_no_date_is_a_fault(text: str) -> None:
    with pytest.raises(Unreadable):
        Dates(DateOrder.DMY)[text]


@pytest.mark.parametrize("text", ["1850-01-01", "2201-01-01", "0001-01-01"])
def test_years_that_a_ledger_does_not_keep_are_a_fault(text: str) -> None:
    with pytest.raises(Unreadable, match="use a date from 1900 to 2200"):
        Dates(DateOrder.YMD)[text]


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert len(readings(text)) == len(ORDERS)


def decided(*texts: str, month_first: bool = False) -> tuple[DateOrder, bool]:
    evidence = DateEvidence()
    for text in texts:
        evidence.add(text)
    order, note = evidence.decide(month_first)
    return order, note is None


def test_one_day_above_twelve_settles_the_order() -> None:
    assert decided("03/04/2026", "25/04/2026") == (DateOrder.DMY, True)
    assert decided("03/04/2026", "04/25/2026") == (DateOrder.MDY, True)


def test_one_broken_date_does_not_overrule_the_others() -> None:
    assert decided("04/25/2026", "04/26/2026", "26/04/2026") == (DateOrder.MDY, True)


def test_open_dates_follow_the_order_of_the_rows() -> None:
    assert decided("01/02/2026", "05/02/2026", "01/03/2026") == (DateOrder.DMY, False)
    assert decided("02/01/2026", "02/05/2026", "03/01/2026") == (DateOrder.MDY, False)


def test_without_any_evidence_custom_decides() -> None:
    assert decided("01/02/2026") == (DateOrder.DMY, False)
    assert decided("01/02/2026", month_first=True) == (DateOrder.MDY, False)
    assert decided("01.02.2026", month_first=True) == (DateOrder.DMY, False)


@given(st.dates(date(1970, 1, 1), date(2060, 1, 1)), st.sampled_from([DateOrder.DMY, DateOrder.MDY]))
def test_forty_days_in_a_row_settle_the_order(start: date, order: DateOrder) -> None:
    days = [start + timedelta(days=number) for number in range(40)]

    assert decided(*(day.strftime(SPELLINGS[order][0 if order is DateOrder.MDY else 1]) for day in days)) == (
        order,
        True,
    )
