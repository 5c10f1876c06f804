"""How far a savings goal is, and whether it will be reached in time."""

from dataclasses import dataclass
from datetime import date

from services.money import divide


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """A goal as it stands today, amounts in minor units.

    `progress` is the saved part of the target, 1 when it is reached. `needed_per_month` is None without a date or a
    need; `on_track` is None without a date, and while less is saved than a month needs: nothing shows a pace yet.
    """

    remaining: int
    progress: float
    needed_per_month: int | None
    on_track: bool | None


def goal_progress(saved: int, target: int, target_date: date | None, started_on: date, today: date) -> GoalProgress:
    """The progress of a goal; `saved` and `target` in minor units, the target positive."""
    remaining = max(target - saved, 0)
    needed = _needed_per_month(remaining, target_date, today)
    on_track = _on_track(saved, target, target_date, started_on, today)
    if on_track and needed is not None and saved < needed:
        on_track = None
    return GoalProgress(remaining, saved / target, needed, on_track)


def due_by(today: date, target: int, target_date: date, started_on: date) -> int:
    """What equal steps each day since `started_on` would have saved by today, in minor units."""
    days, passed = (target_date - started_on).days, (today - started_on).days
    return target if passed >= days else divide(target * max(passed, 0), days)


def _needed_per_month(remaining: int, target_date: date | None, today: date) -> int | None:
    if target_date is None or remaining == 0:
        return None
    months = 12 * (target_date.year - today.year) + target_date.month - today.month + 1
    return -(-remaining // max(months, 1))


def _on_track(saved: int, target: int, target_date: date | None, started_on: date, today: date) -> bool | None:
    """Whether at least as much is saved as equal steps each day since `started_on` would have saved."""
    if saved >= target:
        return True
    if target_date is None:
        return None
    if today >= target_date:
        return False
    return saved * (target_date - started_on).days >= target * (today - started_on).days
