"""Periods: their days, their labels, and the ranges before them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.values.calendars import Calendar
from services.values.errors import Refused
from services.values.periods import (
    FIRST_DAY,
    LAST_DAY,
    MAX_CUSTOM_DAYS,
    Period,
    check_date,
    custom_period,
    ranges_up_to,
    same_day,
)
from tests.people import months_from

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)

MONTHS = Calendar()

days = st.dates(FIRST_DAY, LAST_DAY)
calendars = st.builds(months_from, st.integers(1, 28))
ranges = st.builds(
    lambda start, length: custom_period(start, min(start + timedelta(days=length), LAST_DAY)),
    days,
    st.integers(0, 800),
)


def test_a_period_runs_from_its_first_day_to_the_day_before_its_last() -> None:
    period = MONTHS.containing(date(2026, 11, 5))
    running = [day for day in range(1, 31) if period.is_running(date(2026, 11, day))]
    assert running == list(range(1, 30))
    assert not period.is_running(date(2026, 10, 31))
    assert not period.is_running(date(2026, 12, 1))


@pytest.mark.parametrize(
    ("start", "end", "labels"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), ["2023-01-01/2023-12-31", "2024-01-01/2024-12-31"]),
        (date(2017, 1, 1), date(2026, 12, 31), ["1997-01-01/2006-12-31", "2007-01-01/2016-12-31"]),
        (date(2026, 1, 15), date(2026, 4, 14), ["2025-07-15/2025-10-14", "2025-10-15/2026-01-14"]),
        (date(2026, 1, 31), date(2026, 3, 30), ["2025-10-05/2025-12-02", "2025-12-03/2026-01-30"]),
        (date(2026, 11, 3), date(2026, 11, 9), ["2026-10-20/2026-10-26", "2026-10-27/2026-11-02"]),
        (date(2026, 3, 5), date(2026, 4, 1), ["2026-01-08/2026-02-04", "2026-02-05/2026-03-04"]),
    ],
    ids=["a year", "ten years", "a quarter", "no day of every month", "a week", "days before which a month comes"],
)
def test_ranges_of_whole_months_are_preceded_by_whole_months_and_others_by_as_many_days(
    start: date, end: date, labels: list[str]
) -> None:
    assert [period.label for period in ranges_up_to(custom_period(start, end), 3)[:2]] == labels


@pytest.mark.parametrize(
    ("day", "period", "earlier", "same"),
    [
        (date(2026, 11, 15), MONTHS.named("2026-11"), MONTHS.named("2026-10"), date(2026, 10, 15)),
        (date(2026, 3, 30), MONTHS.named("2026-03"), MONTHS.named("2026-02"), date(2026, 2, 28)),
        (date(2026, 11, 10), months_from(27).named("2026-10"), months_from(27).named("2026-09"), date(2026, 10, 10)),
        (date(2026, 3, 1), months_from(27).named("2026-02"), months_from(27).named("2026-01"), date(2026, 2, 1)),
        (
            date(2028, 3, 1),
            custom_period(date(2028, 1, 1), date(2028, 12, 31)),
            custom_period(date(2027, 1, 1), date(2027, 12, 31)),
            date(2027, 3, 1),
        ),
        (
            date(2026, 11, 4),
            custom_period(date(2026, 11, 2), date(2026, 11, 8)),
            custom_period(date(2026, 10, 26), date(2026, 11, 1)),
            date(2026, 10, 28),
        ),
    ],
)
def test_a_running_period_is_compared_up_to_the_same_day(
    day: date, period: Period, earlier: Period, same: date
) -> None:
    assert same_day(day, period, earlier) == same


@given(days, days, st.integers(0, 400), calendars)
def test_the_same_day_is_within_the_earlier_period(start: date, today: date, length: int, calendar: Calendar) -> None:
    if start + timedelta(days=length) > LAST_DAY or start.year < 1940:
        return
    for period in (calendar.containing(start), custom_period(start, start + timedelta(days=length))):
        day = min(max(today, period.start), period.end)
        for earlier in calendar.last(7, period)[:-1]:
            assert earlier.start <= same_day(day, period, earlier) <= earlier.end


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 10, 31), 30),
        (date(2026, 11, 1), 30),
        (date(2026, 11, 23), 8),
        (date(2026, 11, 30), 1),
        (date(2026, 12, 1), 0),
    ],
)
def test_today_is_among_the_days_left(today: date, left: int) -> None:
    assert MONTHS.named("2026-11").days_left(today) == left


def test_periods_that_do_not_meet_overlap_by_no_day() -> None:
    assert MONTHS.named("2026-01").overlap(MONTHS.named("2026-03")) == 0


def test_both_dates_out_of_range_are_two_problems() -> None:
    with pytest.raises(Refused) as refusal:
        custom_period(date(1850, 1, 1), date(2300, 1, 1))
    assert [problem.field for problem in refusal.value.problems] == [("period", "start"), ("period", "end")]


def test_a_range_may_have_ten_years_wherever_it_starts() -> None:
    assert all(
        (date(year + 10, 1, 1) - date(year, 1, 1)).days <= MAX_CUSTOM_DAYS
        for year in range(FIRST_DAY.year, LAST_DAY.year - 9)
    )


def test_a_date_is_checked_under_its_own_field() -> None:
    assert check_date(LAST_DAY, "date") == LAST_DAY
    with pytest.raises(Refused, match="The date 1899-12-31 is out of range") as refusal:
        check_date(date(1899, 12, 31), "transactions", "3", "date")
    assert refusal.value.problems[0].field == ("transactions", "3", "date")
