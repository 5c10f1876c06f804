"""Income and expenses of the last periods, and their averages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.calculations.averages import average
from services.calculations.flows import Flow, since_first_entry
from services.calculations.overview import Overview
from services.values.periods import Period


@dataclass(frozen=True, slots=True)
class TrendPoint(Overview):
    """The overview of one of several periods."""

    period: Period


@dataclass(frozen=True, slots=True)
class SpendingTrends:
    """One point a period, the oldest first, and the averages of a period in minor units.

    The averages count complete periods from the first with an entry; without any, they are those of the running
    period. `same_days` is the same part of the previous period, None unless the last period runs.
    """

    points: tuple[TrendPoint, ...]
    average_income: int
    average_expenses: int
    same_days: TrendPoint | None = None


def point(period: Period, flow: Flow) -> TrendPoint:
    """Return the point of a period."""
    return TrendPoint(flow.income, flow.expenses, period)


def trends(
    today: date, periods: Sequence[Period], flows: Sequence[Flow], same_days: TrendPoint | None = None
) -> SpendingTrends:
    """Return the trends of at least one period; `periods` and `flows` have the oldest first."""
    points = tuple(map(point, periods, flows))
    kept = points[len(points) - len(since_first_entry(flows[::-1])) :] or points
    averaged = [known for known in kept if known.period.end < today] or kept
    return SpendingTrends(
        points=points,
        average_income=average([complete.income for complete in averaged]),
        average_expenses=average([complete.expenses for complete in averaged]),
        same_days=same_days,
    )
