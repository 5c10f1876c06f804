"""The progress of a goal: what is left, what it needs a month, and whether it keeps pace."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calculations import GoalProgress, goal_progress

CREATED = date(2026, 1, 1)
TODAY = date(2026, 11, 23)
amounts = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("saved", "target_date", "remaining", "progress", "needed", "on_track"),
    [
        (250, None, 750, 0.25, None, None),
        (1000, None, 0, 1.0, None, True),
        (1200, date(2026, 1, 5), 0, 1.2, None, True),
        (250, date(2026, 11, 30), 750, 0.25, 750, False),
        (250, date(2027, 1, 1), 750, 0.25, 250, False),
        (900, date(2027, 1, 1), 100, 0.9, 34, True),
        (900, date(2026, 11, 22), 100, 0.9, 100, False),
        (900, date(2026, 11, 23), 100, 0.9, 100, False),
        (-100, date(2026, 12, 31), 1100, -0.1, 550, False),
    ],
)
def test_a_goal_of_a_thousand(
    saved: int,
    target_date: date | None,
    remaining: int,
    progress: float,
    needed: int | None,
    on_track: bool | None,
) -> None:
    seen = goal_progress(saved, 1000, target_date, CREATED, TODAY)
    assert seen == GoalProgress(remaining, progress, needed, on_track)


def test_the_pace_is_that_of_equal_steps_each_day() -> None:
    target_date = date(2026, 1, 11)
    track = [goal_progress(500, 1000, target_date, CREATED, date(2026, 1, day)).on_track for day in (1, 6, 7)]
    assert track == [True, True, False]


@pytest.mark.parametrize(("saved", "on_track"), [(0, None), (100, None), (249, None), (250, True), (1000, True)])
def test_a_goal_that_was_created_today_is_on_track_once_a_month_s_need_is_saved(
    saved: int, on_track: bool | None
) -> None:
    assert goal_progress(saved, 1000, date(2027, 1, 1), TODAY, TODAY).on_track is on_track


@given(amounts, st.dates(CREATED, date(2030, 1, 1)), st.dates(CREATED, date(2030, 1, 1)))
def test_a_goal_that_needs_more_a_month_than_was_ever_saved_is_not_on_track(
    saved: int, target_date: date, today: date
) -> None:
    seen = goal_progress(saved, 10**12, target_date, CREATED, today)
    if seen.needed_per_month is not None and seen.needed_per_month > saved:
        assert not seen.on_track


def test_a_goal_for_the_day_of_its_creation_is_not_on_track_until_it_is_reached() -> None:
    assert goal_progress(0, 1000, TODAY, TODAY, TODAY).on_track is False


@given(amounts, st.integers(1, 10**12), st.dates(CREATED, date(2100, 1, 1)))
def test_what_is_needed_each_month_reaches_the_target_in_time(saved: int, target: int, target_date: date) -> None:
    seen = goal_progress(saved, target, target_date, CREATED, CREATED)
    months = 12 * (target_date.year - CREATED.year) + target_date.month - CREATED.month + 1
    if seen.needed_per_month is None:
        assert saved >= target
    else:
        assert saved + months * seen.needed_per_month >= target > saved + months * (seen.needed_per_month - 1)
