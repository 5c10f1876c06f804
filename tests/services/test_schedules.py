"""Schedules: weeks, months and years, short months, weekends, ends, and schedules that never occur."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.values.errors import Refused
from services.values.schedules import Schedule, ScheduleUnit, WeekendRule, check_schedule

JANUARY = date(2026, 1, 1)


def days(schedule: Schedule, first: date = JANUARY, last: date = date(2026, 6, 30)) -> list[str]:
    """Return the due days of half a year, without the year."""
    return [day.isoformat()[5:] for day in schedule.days(first, last)]


def test_every_second_friday_goes_on_across_the_year() -> None:
    pay = Schedule(date(2025, 12, 19), 2, ScheduleUnit.WEEK)
    assert days(pay, last=date(2026, 2, 28)) == ["01-02", "01-16", "01-30", "02-13", "02-27"]


def test_the_last_day_of_a_month_comes_back_after_a_short_one() -> None:
    assert days(Schedule(date(2026, 1, 31))) == ["01-31", "02-28", "03-31", "04-30", "05-31", "06-30"]
    assert days(Schedule(date(2026, 2, 28), day=31)) == ["02-28", "03-31", "04-30", "05-31", "06-30"]


@pytest.mark.parametrize(
    ("weekend", "moved"),
    [
        (WeekendRule.SAME_DAY, ["02-01", "03-01", "04-01", "05-01"]),
        (WeekendRule.BEFORE, ["01-30", "02-27", "04-01", "05-01"]),
        (WeekendRule.AFTER, ["02-02", "03-02", "04-01", "05-01"]),
    ],
)
def test_a_weekend_moves_what_is_due(weekend: WeekendRule, moved: list[str]) -> None:
    rent = Schedule(date(2026, 1, 15), day=1, weekend=weekend)
    assert days(rent, last=date(2026, 5, 31)) == moved


def test_quarters_and_years_keep_their_day() -> None:
    assert days(Schedule(date(2025, 11, 20), 3)) == ["02-20", "05-20"]
    assert days(Schedule(date(2020, 2, 29), 1, ScheduleUnit.YEAR)) == ["02-28"]


def test_an_end_ends_it() -> None:
    assert days(Schedule(JANUARY, ends_on=date(2026, 3, 1))) == ["01-01", "02-01", "03-01"]


@pytest.mark.parametrize(
    ("schedule", "field"),
    [
        (Schedule(JANUARY, 0), "every"),
        (Schedule(JANUARY, 61), "every"),
        (Schedule(JANUARY, day=32), "day"),
        (Schedule(JANUARY, unit=ScheduleUnit.WEEK, day=1), "day"),
        (Schedule(date(1800, 1, 1)), "first_on"),
        (Schedule(JANUARY, ends_on=date(2025, 12, 31)), "ends_on"),
        (Schedule(date(2026, 1, 2), day=1, ends_on=date(2026, 1, 31)), "ends_on"),
    ],
)
def test_a_schedule_that_never_occurs_is_refused_by_field(schedule: Schedule, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_schedule(schedule)
    assert [problem.field for problem in refusal.value.problems] == [(field,)]


@settings(max_examples=60)
@given(
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.integers(1, 14),
    st.sampled_from(ScheduleUnit),
    st.sampled_from(WeekendRule),
    st.integers(0, 4000),
)
def test_days_do_not_depend_on_the_range_that_is_asked_for(
    first_on: date, every: int, unit: ScheduleUnit, weekend: WeekendRule, later: int
) -> None:
    schedule = Schedule(first_on, every, unit, weekend=weekend)
    begin = first_on + timedelta(days=later)
    whole = list(schedule.days(first_on - timedelta(days=3), begin + timedelta(days=1500)))
    part = list(schedule.days(begin, begin + timedelta(days=1500)))
    assert part == [day for day in whole if day >= begin]
    assert whole == sorted(set(whole))
    assert schedule.next_after(begin) == next(schedule.days(begin + timedelta(days=1), date.max - timedelta(days=9)))
