"""The progress of a savings goal."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.values.calendars import Calendar
from services.values.money import divide

DAYS_OF_GRACE = 31  # who saves once a month is behind for days before each payment


class SavingsGoal(Protocol):
    """A goal in minor units; `paid` is the net amount saved in the current budget period.

    A row of the database fits.
    """

    @property
    def target(self) -> int: ...
    @property
    def target_date(self) -> date | None: ...
    @property
    def started_on(self) -> date: ...
    @property
    def saved(self) -> int: ...
    @property
    def paid(self) -> int: ...


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """The progress of a goal as of today, in minor units.

    `progress` is the saved part of the target, 1 when it is reached. `needed_per_month` is None without a date or a
    need. `on_track` is None without a date, and while less is saved than a month needs.
    """

    remaining: int
    progress: float
    needed_per_month: int | None
    on_track: bool | None


def goal_progress(goal: SavingsGoal, today: date, calendar: Calendar) -> GoalProgress:
    """Return the progress of a goal, whose target is positive."""
    needed = _needed_per_month(goal, today, calendar)
    on_track = _on_track(goal, today)
    if on_track and needed is not None and goal.saved < needed:
        on_track = None  # too little was ever saved to tell
    return GoalProgress(max(goal.target - goal.saved, 0), max(goal.saved, 0) / goal.target, needed, on_track)


def due_by(goal: SavingsGoal, today: date) -> int | None:
    """Return the amount that equal daily steps would have saved by today, None without a date."""
    if goal.target_date is None:
        return None
    days, passed = (goal.target_date - goal.started_on).days, (today - goal.started_on).days
    return goal.target if passed >= days else divide(goal.target * max(passed, 0), days)


def is_far_behind(goal: SavingsGoal, today: date) -> bool:
    """Return True if the date has passed, or a month of even saving could not catch up."""
    due = due_by(goal, today)
    if goal.target_date is None or due is None or goal.saved >= goal.target:
        return False
    days, passed = (goal.target_date - goal.started_on).days, (today - goal.started_on).days
    month = divide(goal.target * DAYS_OF_GRACE, max(days, DAYS_OF_GRACE))
    return passed > days or (passed >= DAYS_OF_GRACE and due - goal.saved > month)


def _needed_per_month(goal: SavingsGoal, today: date, calendar: Calendar) -> int | None:
    """Return the share of the current period, or of each later one once that is paid."""
    remaining = goal.target - goal.saved
    if goal.target_date is None or remaining <= 0:
        return None
    periods = max(calendar.count_starts(today, goal.target_date), 1)
    paid = max(goal.paid, 0)
    due = _share(remaining + paid, periods)
    return due if paid < due else _share(remaining, periods - 1)


def _share(amount: int, periods: int) -> int:
    """Return an equal share, rounded up so that all shares reach the amount."""
    return -(-amount // periods)


def _on_track(goal: SavingsGoal, today: date) -> bool | None:
    """Return True if at least as much is saved as equal daily steps would have saved."""
    if goal.saved >= goal.target:
        return True
    if goal.target_date is None:
        return None
    if today >= goal.target_date:
        return False
    days, passed = (goal.target_date - goal.started_on).days, (today - goal.started_on).days
    return goal.saved * days >= goal.target * passed
