"""Periods: which days belong together, for every start day, and which choices are refused."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import Refused
from services.periods import (
    FIRST_DAY,
    LAST_DAY,
    MAX_CUSTOM_DAYS,
    Period,
    PeriodChoice,
    budget_periods,
    check_date,
    choose_period,
    custom_period,
    last_periods,
    period_containing,
    period_of_month,
    previous,
    same_day,
)

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)

days = st.dates(FIRST_DAY, LAST_DAY)
start_days = st.integers(1, 28)
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
    assert period_containing(day, start_day) == Period(start, end, label)


def test_a_period_runs_from_its_first_day_to_the_day_before_its_last() -> None:
    period = period_containing(date(2026, 11, 5), 1)
    running = [day for day in range(1, 31) if period.is_running(date(2026, 11, day))]
    assert running == list(range(1, 30))
    assert not period.is_running(date(2026, 10, 31))
    assert not period.is_running(date(2026, 12, 1))


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)), start_days)
def test_a_range_is_custom_unless_it_is_a_budget_period(day: date, start_day: int) -> None:
    budget = period_containing(day, start_day)
    chosen = choose_period(PeriodChoice(start=budget.start, end=budget.end), day, start_day)
    longer = choose_period(PeriodChoice(start=budget.start, end=budget.end + timedelta(days=1)), day, start_day)
    assert (chosen.is_custom, longer.is_custom) == (False, True)


@given(days, start_days)
def test_budget_periods_tile_the_calendar(day: date, start_day: int) -> None:
    period = period_containing(day, start_day)
    assert period.start <= day <= period.end
    assert period.start.day == start_day
    assert 28 <= period.days <= 31
    assert period_containing(period.start, start_day) == period == period_containing(period.end, start_day)
    assert period_containing(period.end + DAY, start_day).start == period.end + DAY
    assert previous(period_containing(period.end + DAY, start_day), start_day) == period


@given(days, start_days)
def test_a_label_leads_back_to_its_period(day: date, start_day: int) -> None:
    period = period_containing(day, start_day)
    if period.start >= FIRST_DAY:
        assert period_of_month(period.label, start_day) == period


@given(ranges, start_days, st.integers(1, 24))
def test_the_last_periods_are_back_to_back_and_end_with_the_given_one(
    period: Period, start_day: int, count: int
) -> None:
    periods = last_periods(period, count, start_day)
    assert len(periods) == count
    assert periods[-1] == period
    assert all(earlier.end + DAY == later.start for earlier, later in pairwise(periods))
    same_month_day = {(each.start.day, (each.end + DAY).day) for each in periods}
    assert {each.days for each in periods} == {period.days} or same_month_day == {(period.start.day,) * 2}


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
    assert [each.label for each in last_periods(custom_period(start, end), 3, 1)[:2]] == labels


@pytest.mark.parametrize(
    ("day", "period", "earlier", "same"),
    [
        (date(2026, 11, 15), period_of_month("2026-11", 1), period_of_month("2026-10", 1), date(2026, 10, 15)),
        (date(2026, 3, 30), period_of_month("2026-03", 1), period_of_month("2026-02", 1), date(2026, 2, 28)),
        (date(2026, 11, 10), period_of_month("2026-10", 27), period_of_month("2026-09", 27), date(2026, 10, 10)),
        (date(2026, 3, 1), period_of_month("2026-02", 27), period_of_month("2026-01", 27), date(2026, 2, 1)),
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


@given(days, days, st.integers(0, 400), start_days)
def test_the_same_day_is_within_the_earlier_period(start: date, today: date, length: int, start_day: int) -> None:
    if start + timedelta(days=length) > LAST_DAY or start.year < 1940:
        return
    for period in (period_containing(start, start_day), custom_period(start, start + timedelta(days=length))):
        day = min(max(today, period.start), period.end)
        for earlier in last_periods(period, 7, start_day)[:-1]:
            assert earlier.start <= same_day(day, period, earlier) <= earlier.end


def test_the_last_periods_of_a_budget_period_are_months() -> None:
    labels = [each.label for each in last_periods(period_of_month("2026-02", 25), 4, 25)]
    assert labels == ["2025-11", "2025-12", "2026-01", "2026-02"]


@given(ranges, start_days)
def test_the_budget_periods_of_a_range_cover_each_of_its_days_once(period: Period, start_day: int) -> None:
    covered = list(budget_periods(period, start_day))
    assert sum(budget.overlap(period) for budget in covered) == period.days
    assert all(budget.overlap(period) > 0 for budget in covered)


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
    assert period_of_month("2026-11", 1).days_left(today) == left


def test_periods_that_do_not_meet_overlap_by_no_day() -> None:
    assert period_of_month("2026-01", 1).overlap(period_of_month("2026-03", 1)) == 0


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
    assert choose_period(choice, TODAY, start_day).label == label


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
        choose_period(choice, TODAY, 1)
    [problem] = refusal.value.problems
    assert problem.field == ("period", field)
    assert part in problem.message


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


@given(st.dates(), start_days)
def test_any_day_of_the_calendar_has_a_period_unless_it_is_refused(day: date, start_day: int) -> None:
    try:
        period = choose_period(PeriodChoice(start=day, end=day), TODAY, start_day)
    except Refused:
        assert not FIRST_DAY <= day <= LAST_DAY
    else:
        assert period.days == 1
