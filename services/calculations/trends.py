"""Income and expenses over the last periods, and their averages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.calculations.flows import Flow, since_first_entry
from services.calculations.overview import Overview
from services.money import divide
from services.periods import Period


@dataclass(frozen=True, slots=True)
class TrendPoint(Overview):
    """The overview of one period among others."""

    period: Period


@dataclass(frozen=True, slots=True)
class SpendingTrends:
    """One point a period, oldest first, and the averages of a period in minor units.

    The averages are over the periods that are complete, from the first that has any entry; while there is none, they
    are of the one that runs.
    """

    points: tuple[TrendPoint, ...]
    average_income: int
    average_expenses: int


def trends(today: date, periods: Sequence[Period], flows: Sequence[Flow]) -> SpendingTrends:
    """The trends of at least one period; `flows` are those of `periods`, both oldest first."""
    points = tuple(TrendPoint(flow.income, flow.expenses, period) for period, flow in zip(periods, flows, strict=True))
    kept = points[len(points) - len(since_first_entry(flows[::-1])) :] or points
    averaged = [point for point in kept if point.period.end < today] or kept
    return SpendingTrends(
        points=points,
        average_income=divide(sum(point.income for point in averaged), len(averaged)),
        average_expenses=divide(sum(point.expenses for point in averaged), len(averaged)),
    )
