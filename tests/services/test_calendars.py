"""Calendars: the budget period of each day, for every start day, and the choices that are refused."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.values.calendars import Calendar
from services.values.errors import Refused
from services.values.periods import (
    FIRST_DAY,
    LAST_DAY,
    Period,
    PeriodChoice,
    PeriodKind,
    custom_period,
)

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)

MONTHS = Calendar(1)

days = st.dates(FIRST_DAY, LAST_DAY)
calendars = st.builds(Calendar, st.integers(1, 28))
ranges = st.builds(
    lambda start, length: custom_period(start, min(start + timedelta(days=length), LAST_DAY)),
    days,
    st.integers(0, 800),
)


@pytest.mark.parametrize(
    ("day", "start_day", "start", "end", "label"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 1), date(2026, 11, 30), "2026-11"),
        (date(2026, 11, 23), 25, date(2026, 10, 25), date(2026, 11, 24), "2026-10"),
        (date(2026, 11, 25), 25, date(2026, 11, 25), date(2026, 12, 24), "2026-11"),
        (date(2026, 1, 3), 25, date(2025, 12, 25), date(2026, 1, 24), "2025-12"),
        (date(2026, 12, 31), 28, date(2026, 12, 28), date(2027, 1, 27), "2026-12"),
        (date(2024, 2, 29), 1, date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
    ],
)
def test_a_budget_period_runs_to_the_day_before_the_next(
    day: date, start_day: int, start: date, end: date, label: str
) -> None:
    period = Calendar(start_day).containing(day)
    assert period == Period(start, end, PeriodKind.MONTH)
    assert period.label == label


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)), calendars)
def test_a_range_is_custom_unless_it_is_a_budget_period(day: date, calendar: Calendar) -> None:
    budget = calendar.containing(day)
    chosen = calendar.chosen(PeriodChoice(start=budget.start, end=budget.end), day)
    longer = calendar.chosen(PeriodChoice(start=budget.start, end=budget.end + DAY), day)
    assert (chosen.kind, longer.kind) == (PeriodKind.MONTH, PeriodKind.RANGE)


@given(days, calendars)
def test_budget_periods_tile_the_calendar(day: date, calendar: Calendar) -> None:
    period = calendar.containing(day)
    assert period.start <= day <= period.end
    assert period.start.day == calendar.start_day
    assert 28 <= period.days <= 31
    assert calendar.containing(period.start) == period == calendar.containing(period.end)
    assert calendar.containing(period.end + DAY).start == period.end + DAY
    assert calendar.previous(calendar.containing(period.end + DAY)) == period


@given(days, calendars)
def test_a_label_leads_back_to_its_period(day: date, calendar: Calendar) -> None:
    period = calendar.containing(day)
    if period.start >= FIRST_DAY:
        assert calendar.named(period.label) == period


@given(ranges, calendars, st.integers(1, 24))
def test_the_last_periods_are_back_to_back_and_end_with_the_given_one(
    period: Period, calendar: Calendar, count: int
) -> None:
    periods = calendar.last(count, period)
    assert len(periods) == count
    assert periods[-1] == period
    assert all(earlier.end + DAY == later.start for earlier, later in pairwise(periods))
    same_month_day = {(other.start.day, (other.end + DAY).day) for other in periods}
    assert {other.days for other in periods} == {period.days} or same_month_day == {(period.start.day,) * 2}


def test_the_last_periods_of_a_budget_period_are_months() -> None:
    labels = [period.label for period in Calendar(25).last(4, Calendar(25).named("2026-02"))]
    assert labels == ["2025-11", "2025-12", "2026-01", "2026-02"]


@given(ranges, calendars)
def test_the_budget_periods_of_a_range_cover_each_of_its_days_once(period: Period, calendar: Calendar) -> None:
    covered = list(calendar.overlapping(period))
    assert sum(budget.overlap(period) for budget in covered) == period.days
    assert all(budget.overlap(period) > 0 for budget in covered)


@pytest.mark.parametrize(
    ("choice", "start_day", "label"),
    [
        (PeriodChoice(), 1, "2026-11"),
        (PeriodChoice(), 25, "2026-10"),
        (PeriodChoice(month="1900-01"), 28, "1900-01"),
        (PeriodChoice(month="2200-12"), 28, "2200-12"),
        (PeriodChoice(start=date(2026, 11, 3), end=date(2026, 11, 20)), 1, "2026-11-03/2026-11-20"),
        (PeriodChoice(start=date(2026, 11, 3), end=date(2026, 11, 3)), 1, "2026-11-03/2026-11-03"),
        (PeriodChoice(start=date(2026, 11, 1), end=date(2026, 11, 30)), 1, "2026-11"),
        (PeriodChoice(start=date(2026, 11, 1), end=date(2026, 11, 30)), 25, "2026-11-01/2026-11-30"),
        (PeriodChoice(start=date(2016, 1, 1), end=date(2025, 12, 31)), 1, "2016-01-01/2025-12-31"),
        (PeriodChoice(start=date(1900, 1, 1), end=date(1900, 1, 24)), 25, "1900-01-01/1900-01-24"),
    ],
)
def test_a_choice_names_its_period(choice: PeriodChoice, start_day: int, label: str) -> None:
    assert Calendar(start_day).chosen(choice, TODAY).label == label


@pytest.mark.parametrize(
    ("choice", "field", "part"),
    [
        (PeriodChoice(month="2026-13"), "month", "“2026-13” is not a month; use the form 2026-11."),
        (PeriodChoice(month="2026-1"), "month", "is not a month"),
        (PeriodChoice(month="２０２６-11"), "month", "is not a month"),
        (PeriodChoice(month="2026-11\n"), "month", "is not a month"),
        (PeriodChoice(month=""), "month", "is not a month"),
        (PeriodChoice(month="1899-12"), "month", "use a month from 1900-01 to 2200-12"),
        (PeriodChoice(month="2201-01"), "month", "use a month from 1900-01 to 2200-12"),
        (PeriodChoice(month="2026-11", end=TODAY), "month", "either a month or a start and an end"),
        (PeriodChoice(start=TODAY), "end", "has no end"),
        (PeriodChoice(end=TODAY), "start", "has no start"),
        (PeriodChoice(start=TODAY, end=TODAY - DAY), "end", "use an end from 2026-11-23 on"),
        (PeriodChoice(start=date(1850, 1, 1), end=TODAY), "start", "use a date from 1900 to 2200"),
        (PeriodChoice(start=TODAY, end=date(2201, 1, 1)), "end", "use a date from 1900 to 2200"),
        (PeriodChoice(start=date(2000, 1, 1), end=date(2010, 1, 1)), "end", "use an end of 2009-12-31 or earlier"),
    ],
)
def test_a_bad_choice_is_a_problem_of_its_field(choice: PeriodChoice, field: str, part: str) -> None:
    with pytest.raises(Refused) as refusal:
        MONTHS.chosen(choice, TODAY)
    [problem] = refusal.value.problems
    assert problem.field == ("period", field)
    assert part in problem.message


@given(st.dates(), calendars)
def test_any_day_of_the_calendar_has_a_period_unless_it_is_refused(day: date, calendar: Calendar) -> None:
    try:
        period = calendar.chosen(PeriodChoice(start=day, end=day), TODAY)
    except Refused:
        assert not FIRST_DAY <= day <= LAST_DAY
    else:
        assert period.days == 1


@given(days, days, calendars)
def test_counted_starts_are_the_periods_between_two_days(first: date, last: date, calendar: Calendar) -> None:
    first, last = min(first, last), min(max(first, last), first + timedelta(days=900))
    periods = [period for period in calendar.overlapping(Period(first, last)) if period.start > first]
    assert calendar.count_starts(first, last) == len(periods)
