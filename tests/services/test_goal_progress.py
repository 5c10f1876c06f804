"""The progress of a goal: the missing amount, the need of each period, and the pace."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calculations import GoalProgress, goal_progress
from services.values.calendars import Calendar
from tests.people import months_from

CREATED = date(2026, 1, 1)
TODAY = date(2026, 11, 27)
amounts = st.integers(0, 10**12)
MONTHS = Calendar()
calendars = st.builds(months_from, st.integers(1, 28))


@dataclass(frozen=True)
class Goal:
    """A goal of a thousand minor units, unless it says otherwise."""

    saved: int = 0
    target_date: date | None = None
    target: int = 1000
    started_on: date = CREATED
    paid: int = 0


def needed(goal: Goal, today: date = TODAY, calendar: Calendar = MONTHS) -> int | None:
    """Return the need of each period."""
    return goal_progress(goal, today, calendar).needed_per_month


def pay(goal: Goal, amount: int) -> Goal:
    """Return the goal after a contribution in the current period."""
    return replace(goal, saved=goal.saved + amount, paid=goal.paid + amount)


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (Goal(250), GoalProgress(750, 0.25, None, None)),
        (Goal(1000), GoalProgress(0, 1.0, None, True)),
        (Goal(1200, date(2026, 1, 5)), GoalProgress(0, 1.2, None, True)),
        (Goal(250, date(2026, 11, 30)), GoalProgress(750, 0.25, 750, False)),
        (Goal(250, date(2027, 1, 1)), GoalProgress(750, 0.25, 375, False)),
        (Goal(900, date(2027, 2, 1)), GoalProgress(100, 0.9, 34, True)),
        (Goal(900, date(2026, 11, 26)), GoalProgress(100, 0.9, 100, False)),
        (Goal(900, TODAY), GoalProgress(100, 0.9, 100, False)),
        (Goal(-100, date(2027, 1, 1)), GoalProgress(1100, 0.0, 550, False)),
    ],
)
def test_a_goal_of_a_thousand(goal: Goal, expected: GoalProgress) -> None:
    assert goal_progress(goal, TODAY, MONTHS) == expected


@pytest.mark.parametrize(
    ("target_date", "expected"),
    [
        (date(2026, 11, 28), 30_000),
        (date(2026, 11, 30), 30_000),
        (date(2026, 12, 1), 30_000),
        (date(2026, 12, 31), 30_000),
        (date(2027, 1, 1), 15_000),
        (date(2027, 2, 1), 10_000),
        (date(2027, 11, 1), 2_500),
    ],
)
def test_a_goal_shares_what_is_missing_among_the_periods_that_end_before_its_date(
    target_date: date, expected: int
) -> None:
    assert needed(Goal(0, target_date, 30_000)) == expected


def test_periods_from_payday_to_payday_count_from_payday() -> None:
    dates = [date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 24), date(2027, 1, 25)]
    assert [needed(Goal(0, day, 300), calendar=months_from(25)) for day in dates] == [300, 300, 300, 150]


def test_a_contribution_pays_the_share_of_its_period_and_then_the_later_shares_count() -> None:
    goal = Goal(0, date(2027, 2, 1), 300)
    shares = [needed(goal)]
    for amount in (40, 60, 50, 150):
        goal = pay(goal, amount)
        shares.append(needed(goal))
    assert shares == [100, 100, 100, 75, None]


def test_a_goal_that_its_owner_took_money_from_asks_for_that_too() -> None:
    assert needed(pay(Goal(50, date(2026, 12, 1), 300), -50)) == 300
    assert needed(pay(Goal(500, date(2026, 12, 1), 300), -300)) == 100
    assert needed(pay(Goal(500, date(2027, 1, 1), 300), -300)) == 50


def test_the_pace_is_that_of_equal_steps_each_day() -> None:
    goal = Goal(500, date(2026, 1, 11))
    assert [goal_progress(goal, date(2026, 1, day), MONTHS).on_track for day in (1, 6, 7)] == [True, True, False]


@pytest.mark.parametrize(("saved", "on_track"), [(0, None), (100, None), (333, None), (334, True), (1000, True)])
def test_a_goal_that_was_created_today_is_on_track_once_a_month_s_need_is_saved(
    saved: int, on_track: bool | None
) -> None:
    goal = Goal(saved, date(2027, 1, 1), started_on=TODAY)
    assert goal_progress(goal, TODAY, MONTHS).on_track is on_track


@given(amounts, st.dates(CREATED, date(2030, 1, 1)), st.dates(CREATED, date(2030, 1, 1)))
def test_a_goal_that_needs_more_a_month_than_was_ever_saved_is_not_on_track(
    saved: int, target_date: date, today: date
) -> None:
    progress = goal_progress(Goal(saved, target_date, target=10**12), today, MONTHS)
    if progress.needed_per_month is not None and progress.needed_per_month > saved:
        assert not progress.on_track


def test_a_goal_for_the_day_of_its_creation_is_not_on_track_until_it_is_reached() -> None:
    assert goal_progress(Goal(0, TODAY, started_on=TODAY), TODAY, MONTHS).on_track is False


@given(amounts, st.integers(1, 10**12), st.dates(TODAY + timedelta(days=1), date(2032, 1, 1)), calendars, st.randoms())
def test_paying_what_is_asked_in_every_period_reaches_the_goal_in_time_with_equal_shares(
    saved: int, target: int, target_date: date, calendar: Calendar, chance: Random
) -> None:
    goal, today = Goal(saved, target_date, target), TODAY
    shares = []
    while (share := needed(goal, today, calendar)) is not None:
        shares.append(share)
        first = chance.randint(0, share)
        goal = pay(goal, first)
        assert needed(goal, today, calendar) == share or first == share
        goal = pay(goal, share - first)
        period = calendar.containing(today)
        assert period.end < target_date or len(shares) == 1
        today = period.end + timedelta(days=1)
        goal = replace(goal, paid=0)
    assert goal.saved == max(saved, target)
    assert sum(shares) == max(target - saved, 0)
    assert not shares or max(shares) - min(shares) <= 1


@given(amounts, st.integers(1, 10**12), st.dates(TODAY, date(2100, 1, 1)), st.integers(-(10**12), 10**12), calendars)
def test_needed_amount_is_above_zero_and_at_most_the_missing_and_the_paid_one(
    saved: int, target: int, target_date: date, paid: int, calendar: Calendar
) -> None:
    amount = needed(Goal(saved, target_date, target, paid=paid), TODAY, calendar)
    if amount is None:
        assert saved >= target
    else:
        assert 0 < amount <= target - saved + max(paid, 0)
