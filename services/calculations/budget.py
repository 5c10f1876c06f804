"""Planned beside actual: what remains, what is safe to spend a day, and where the period is heading."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.calculations.projection import Projection
from services.periods import Period


class BudgetStatus(StrEnum):
    """How spending stands against its plan."""

    UNPLANNED = "UNPLANNED"
    UNDER = "UNDER"
    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    OVER = "OVER"


@dataclass(frozen=True, slots=True)
class PlannedSpending:
    """A plan beside what was spent, in minor units.

    `projected` is for the end of the period, None while nothing tells it.
    """

    planned: int
    actual: int
    projected: int | None

    @property
    def remaining(self) -> int:
        """Return the rest of the plan; negative when it is overspent."""
        return self.planned - self.actual

    @property
    def status(self) -> BudgetStatus:
        """Return the status of the plan: under it means that less than nine tenths of it will be needed.

        While nothing tells the projection, a plan that is not exceeded is on track.
        """
        if self.planned == 0:
            return BudgetStatus.UNPLANNED
        if self.actual > self.planned:
            return BudgetStatus.OVER
        if self.projected is None:
            return BudgetStatus.ON_TRACK
        if self.projected > self.planned:
            return BudgetStatus.AT_RISK
        return BudgetStatus.UNDER if 10 * self.projected < 9 * self.planned else BudgetStatus.ON_TRACK


@dataclass(frozen=True, slots=True)
class BudgetSnapshot(PlannedSpending):
    """A whole budget against all expenses of its period, in minor units.

    `fixed` are the categories that are projected at once, not by day. `safe_to_spend_per_day` is None without a plan.
    """

    safe_to_spend_per_day: int | None
    fixed: tuple[UUID, ...] = ()

    @property
    def used(self) -> float | None:
        """The part of the plan that was spent; None without a plan."""
        return self.actual / self.planned if self.planned else None


def budget_snapshot(period: Period, today: date, planned: int, actual: int, expected: Projection) -> BudgetSnapshot:
    """The budget as it stands today; amounts in minor units."""
    return BudgetSnapshot(
        planned=planned,
        actual=actual,
        safe_to_spend_per_day=_safe_to_spend_per_day(planned - actual, period.days_left(today)) if planned else None,
        projected=expected.whole,
        fixed=expected.fixed,
    )


def _safe_to_spend_per_day(remaining: int, days_left: int) -> int:
    """What may be spent on each day that is left, today included, in minor units, rounded down."""
    return max(remaining, 0) // days_left if days_left else 0
