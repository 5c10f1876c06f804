"""The budget: plan, spending, status, and the amount that is safe to spend a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.calculations.projection import Projection
from services.values.periods import Period


class BudgetStatus(StrEnum):
    """The status of spending against its plan."""

    UNPLANNED = "UNPLANNED"
    UNDER = "UNDER"
    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    OVER = "OVER"


@dataclass(frozen=True, slots=True)
class PlannedSpending:
    """A plan beside its spending, in minor units.

    `projected` is the spending by the end of the period, None if it is unknown.
    """

    planned: int
    actual: int
    projected: int | None

    @property
    def remaining(self) -> int:
        """Return the rest of the plan, negative if it is exceeded."""
        return self.planned - self.actual

    @property
    def status(self) -> BudgetStatus:
        """Return the status; a plan is under if less than nine tenths of it will be needed.

        Without a projection, a plan that is not exceeded is on track.
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
    """A whole budget and all expenses of its period, in minor units.

    `fixed` are the categories that are projected at once, not by day. `safe_to_spend_per_day` is None without a
    plan.
    """

    safe_to_spend_per_day: int | None
    fixed: tuple[UUID, ...] = ()

    @property
    def used(self) -> float | None:
        """Return the spent part of the plan, None without a plan."""
        return self.actual / self.planned if self.planned else None


def budget_snapshot(period: Period, today: date, planned: int, actual: int, expected: Projection) -> BudgetSnapshot:
    """Return the budget as of today, in minor units."""
    return BudgetSnapshot(
        planned=planned,
        actual=actual,
        safe_to_spend_per_day=_safe_to_spend_per_day(planned - actual, period.days_left(today)) if planned else None,
        projected=expected.whole,
        fixed=expected.fixed,
    )


def _safe_to_spend_per_day(remaining: int, days_left: int) -> int:
    """Divide the rest among the days left, with today, in minor units, rounded down."""
    return max(remaining, 0) // days_left if days_left else 0
