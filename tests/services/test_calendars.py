"""Calendars: the budget period of each day, for every start day, and the choices that are refused."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.values.calendar_rules import CalendarDraft, CalendarRule
from services.values.calendars import Calendar
from services.values.clock import date_in, end_of
from services.values.errors import Refused
from services.values.periods import (
    FIRST_DAY,
    LAST_DAY,
    Period,
    PeriodChoice,
    PeriodKind,
    custom_period,
)
from services.values.schedules import WeekendRule
from tests.people import months_from


class Stored(NamedTuple):
    """A ledger, as far as calendars know it."""

    calendars: str


DAY = timedelta(days=1)
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu"]
TODAY = date(2026, 11, 23)

MONTHS = Calendar()

days = st.dates(FIRST_DAY, LAST_DAY)
months = st.builds(CalendarRule, st.integers(1, 31), st.sampled_from(WeekendRule))
weeks = st.builds(lambda count, anchor: CalendarRule(weeks=count, anchor=anchor), st.sampled_from([1, 2, 4]), days)


@st.composite
def calendars_of(draw: st.DrawFn, rules: st.SearchStrategy[CalendarRule] = months | weeks) -> Calendar:
    """A calendar of one rule, and of up to three later ones, each from some day on."""
    calendar = Calendar((draw(rules),))
    for since in draw(st.lists(st.dates(date(1990, 1, 1), date(2040, 1, 1)), max_size=3)):
        calendar = calendar.changed(replace(draw(rules), since=since))
    return calendar


calendars = calendars_of()
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
    period = months_from(start_day).containing(day)
    assert period == Period(start, end, PeriodKind.MONTH)
    assert period.label == label


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)), calendars)
def test_a_range_is_custom_unless_it_is_a_budget_period(day: date, calendar: Calendar) -> None:
    budget = calendar.containing(day)
    chosen = calendar.chosen(PeriodChoice(start=budget.start, end=budget.end), day)
    longer = calendar.chosen(PeriodChoice(start=budget.start, end=budget.end + DAY), day)
    assert chosen == budget
    assert chosen.kind is not PeriodKind.RANGE
    assert longer == calendar.recognised(Period(budget.start, budget.end + DAY))


@given(days, calendars)
def test_budget_periods_tile_the_calendar(day: date, calendar: Calendar) -> None:
    period = calendar.containing(day)
    assert period.start <= day <= period.end
    assert period.days <= 35
    assert calendar.containing(period.start) == period == calendar.containing(period.end)
    following, earlier = calendar.next(period), calendar.previous(period)
    assert following.start == period.end + DAY
    assert earlier.end == period.start - DAY
    assert calendar.previous(following) == period == calendar.next(earlier)
    assert calendar.count_starts(period.start, following.start) == 1
    assert calendar.count_starts(earlier.start - DAY, following.start) == 3
    assert calendar.count_starts(period.start, period.end) == 0


@given(days, calendars)
def test_an_id_leads_back_to_its_period(day: date, calendar: Calendar) -> None:
    period = calendar.containing(day)
    if period.start >= FIRST_DAY:
        assert calendar.identified(period.id) == period
        assert calendar.chosen(PeriodChoice(on=day), TODAY) == period


@given(days, calendars, st.dates(date(1990, 1, 1), date(2040, 1, 1)), months | weeks)
def test_a_new_calendar_keeps_the_earlier_periods(
    day: date, calendar: Calendar, since: date, rule: CalendarRule
) -> None:
    changed, period = calendar.changed(replace(rule, since=since)), calendar.containing(day)
    if period.end < since - DAY:
        assert replace(changed.containing(day), kind=period.kind) == period
    assert changed.containing(since).start == since
    assert Calendar.of(Stored(changed.written)) == changed


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), calendars, st.sampled_from(ZONES))
def test_a_period_changes_at_midnight_of_the_ledgers_zone(today: date, calendar: Calendar, zone: str) -> None:
    midnight = end_of(today, zone)
    before = calendar.containing(date_in(zone, midnight - timedelta(microseconds=1)))
    after = calendar.containing(date_in(zone, midnight))
    assert before == calendar.containing(today)
    assert after == calendar.containing(today + DAY)
    assert (after == before) is (today < before.end)


@given(days, calendars)
def test_a_label_leads_back_to_its_period(day: date, calendar: Calendar) -> None:
    period = calendar.containing(day)
    if period.start >= FIRST_DAY and period.kind is PeriodKind.MONTH:
        assert calendar.named(period.label) == period
    elif period.start >= FIRST_DAY:
        assert calendar.recognised(calendar.identified(period.label)) == period


@given(ranges, calendars, st.integers(1, 24))
def test_the_last_periods_are_back_to_back_and_end_with_the_given_one(
    period: Period, calendar: Calendar, count: int
) -> None:
    periods = calendar.last(count, period)
    assert len(periods) == count
    assert periods[-1] == period
    assert all(earlier.end + DAY == later.start for earlier, later in pairwise(periods))
    if period.kind is PeriodKind.RANGE:
        same_month_day = {(other.start.day, (other.end + DAY).day) for other in periods}
        assert {other.days for other in periods} == {period.days} or same_month_day == {(period.start.day,) * 2}


def test_the_last_periods_of_a_budget_period_are_months() -> None:
    labels = [period.label for period in months_from(25).last(4, months_from(25).named("2026-02"))]
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
        (PeriodChoice(month="2026-02"), 31, "2026-02"),
        (PeriodChoice(id="2026-10-25"), 25, "2026-10"),
        (PeriodChoice(on=date(2026, 10, 24)), 25, "2026-09"),
        (PeriodChoice(last=1), 25, "2026-10"),
        (PeriodChoice(last=3), 1, "2026-09-01/2026-11-30"),
        (PeriodChoice(range=(date(2026, 11, 1), date(2026, 11, 30))), 1, "2026-11"),
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
    assert months_from(start_day).chosen(choice, TODAY).label == label


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
        (PeriodChoice(month="2026-11", end=TODAY), "month", "only one of month, id"),
        (PeriodChoice(month="2026-11", id="2026-11-01"), "month", "only one of month, id"),
        (PeriodChoice(last=3, on=TODAY), "on", "only one of month, id"),
        (PeriodChoice(id="November"), "id", "is no id of a period"),
        (PeriodChoice(id="2026-11-02"), "id", "the one of that day is 2026-11-01"),
        (PeriodChoice(id="1850-01-01"), "id", "use a date from 1900 to 2200"),
        (PeriodChoice(last=0), "last", "ask for the last 1 to 120 periods"),
        (PeriodChoice(last=121), "last", "ask for the last 1 to 120 periods"),
        (PeriodChoice(on=date(1850, 1, 1)), "on", "use a date from 1900 to 2200"),
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


TWO_WEEKS = Calendar((CalendarRule(weeks=2, anchor=date(2026, 1, 9)),))
BEFORE_WEEKENDS = Calendar((CalendarRule(1, WeekendRule.BEFORE),))


@pytest.mark.parametrize(
    ("calendar", "day", "start", "end"),
    [
        (months_from(31), date(2026, 3, 1), date(2026, 2, 28), date(2026, 3, 30)),
        (months_from(30), date(2024, 2, 29), date(2024, 2, 29), date(2024, 3, 29)),
        (BEFORE_WEEKENDS, date(2026, 1, 31), date(2026, 1, 30), date(2026, 2, 26)),
        (Calendar((CalendarRule(25, WeekendRule.AFTER),)), date(2026, 1, 25), date(2025, 12, 25), date(2026, 1, 25)),
        (Calendar((CalendarRule(25, WeekendRule.AFTER),)), date(2026, 1, 26), date(2026, 1, 26), date(2026, 2, 24)),
        (Calendar((CalendarRule(31, WeekendRule.AFTER),)), date(2026, 2, 1), date(2025, 12, 31), date(2026, 2, 1)),
        (TWO_WEEKS, date(2026, 1, 8), date(2025, 12, 26), date(2026, 1, 8)),
        (TWO_WEEKS, date(2026, 1, 9), date(2026, 1, 9), date(2026, 1, 22)),
    ],
)
def test_each_rule_starts_its_periods(calendar: Calendar, day: date, start: date, end: date) -> None:
    assert calendar.containing(day).start == start
    assert calendar.containing(day).end == end


def test_a_month_names_a_period_only_if_it_alone_starts_then() -> None:
    assert TWO_WEEKS.containing(TODAY).label == "2026-11-13/2026-11-26"
    for calendar, month, part in (
        (TWO_WEEKS, "2026-11", "More than one budget period starts in 2026-11"),
        (BEFORE_WEEKENDS, "2026-01", "More than one budget period starts in 2026-01"),
        (BEFORE_WEEKENDS, "2026-03", "No budget period starts in 2026-03"),
    ):
        with pytest.raises(Refused) as refused:
            calendar.named(month)
        assert part in str(refused.value)
        assert refused.value.problems[0].field == ("period", "month")
    four_weeks = Calendar((CalendarRule(weeks=4, anchor=date(2026, 1, 9)),))
    assert four_weeks.named("2026-11").start == date(2026, 11, 13)


def test_a_running_period_ends_where_a_new_calendar_begins() -> None:
    changed = MONTHS.changed(replace(TWO_WEEKS.rules[0], since=date(2026, 11, 13)))
    periods = [period.id for period in changed.overlapping(Period(date(2026, 10, 31), date(2026, 11, 27)))]
    assert periods == ["2026-10-01", "2026-11-01", "2026-11-13", "2026-11-27"]
    assert changed.containing(date(2026, 11, 1)).label == "2026-11-01/2026-11-12"
    assert changed.containing(date(2026, 10, 1)).label == "2026-10"


def test_a_calendar_without_a_day_holds_from_its_own_period_of_today_on() -> None:
    assert CalendarDraft(25).rule(TODAY).since == date(2026, 10, 25)
    assert CalendarDraft(weeks=2, anchor=date(2026, 1, 9)).rule(TODAY).since == date(2026, 11, 13)
    assert CalendarDraft(weeks=2, anchor=date(2026, 12, 4)).rule(TODAY).since == date(2026, 12, 4)
    assert CalendarDraft(25, starts_on=date(2026, 1, 1)).rule(TODAY).since == date(2026, 1, 1)
