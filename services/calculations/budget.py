"""Planned beside actual: what remains, what is safe to spend a day, and where the period is heading."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.money import divide
from services.periods import Period


class BudgetStatus(StrEnum):
    """How spending stands against its plan."""

    UNPLANNED = "UNPLANNED"
    UNDER = "UNDER"
    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    OVER = "OVER"


@dataclass(frozen=True, slots=True)
class BudgetSnapshot:
    """A whole budget against all expenses of its period, in minor units; `projected` is for the end of the period."""

    planned: int
    actual: int
    safe_to_spend_per_day: int
    projected: int
    status: BudgetStatus

    @property
    def remaining(self) -> int:
        """What is left of the plan; negative when it is overspent."""
        return self.planned - self.actual

    @property
    def used(self) -> float | None:
        """The part of the plan that was spent; None without a plan."""
        return self.actual / self.planned if self.planned else None


def budget_snapshot(period: Period, today: date, planned: int, actual: int, spent_to_today: int) -> BudgetSnapshot:
    """The budget as it stands today; amounts in minor units."""
    projected = projection(period, today, planned, actual, spent_to_today)
    return BudgetSnapshot(
        planned=planned,
        actual=actual,
        safe_to_spend_per_day=safe_to_spend_per_day(planned - actual, period.days_left(today)),
        projected=projected,
        status=status(planned, actual, projected),
    )


def safe_to_spend_per_day(remaining: int, days_left: int) -> int:
    """What may be spent on each day that is left, today included, in minor units, rounded down."""
    return max(remaining, 0) // days_left if days_left else 0


def projection(period: Period, today: date, planned: int, actual: int, spent_to_today: int) -> int:
    """Minor units that will have been spent when the period ends, at the pace of its days so far.

    Never less than what is recorded already, dates to come included; before the period starts the plan is the pace.
    """
    if today < period.start:
        return max(planned, actual)
    if today >= period.end:
        return actual
    elapsed = (today - period.start).days + 1
    return max(actual, divide(spent_to_today * period.days, elapsed))


def status(planned: int, actual: int, projected: int) -> BudgetStatus:
    """The status of spending: under its plan means that less than nine tenths of it will be needed."""
    if planned == 0:
        return BudgetStatus.UNPLANNED
    if actual > planned:
        return BudgetStatus.OVER
    if projected > planned:
        return BudgetStatus.AT_RISK
    return BudgetStatus.UNDER if 10 * projected < 9 * planned else BudgetStatus.ON_TRACK
