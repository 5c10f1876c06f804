"""Income and expenses over the last periods, and their averages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.calculations.averages import average
from services.calculations.flows import Flow, since_first_entry
from services.calculations.overview import Overview
from services.periods import Period


@dataclass(frozen=True, slots=True)
class TrendPoint(Overview):
    """The overview of one period among others."""

    period: Period


@dataclass(frozen=True, slots=True)
class SpendingTrends:
    """One point a period, oldest first, and the averages of a period in minor units.

    The averages are over the periods that are complete, from the first that has any entry; while there is none, they
    are of the one that runs. `same_days` are as many days of the period before as have passed of the last one, None if
    that does not run.
    """

    points: tuple[TrendPoint, ...]
    average_income: int
    average_expenses: int
    same_days: TrendPoint | None = None


def point(period: Period, flow: Flow) -> TrendPoint:
    """The point of a period."""
    return TrendPoint(flow.income, flow.expenses, period)


def trends(
    today: date, periods: Sequence[Period], flows: Sequence[Flow], same_days: TrendPoint | None = None
) -> SpendingTrends:
    """The trends of at least one period; `flows` are those of `periods`, both oldest first."""
    points = tuple(map(point, periods, flows))
    kept = points[len(points) - len(since_first_entry(flows[::-1])) :] or points
    averaged = [each for each in kept if each.period.end < today] or kept
    return SpendingTrends(
        points=points,
        average_income=average([each.income for each in averaged]),
        average_expenses=average([each.expenses for each in averaged]),
        same_days=same_days,
    )
