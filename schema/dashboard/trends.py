"""Spending trends: income and expenses, period by period."""

from datetime import date
from typing import Self

import strawberry

from schema.dashboard.needs import needing, nothing
from schema.field_marks import AS_OF
from schema.money import Money
from schema.periods import Period
from services import calculations
from services.dashboard.service import DashboardNeeds, DashboardSnapshot


@strawberry.type(description="One period of the trend.")
class TrendPoint:
    period: Period = strawberry.field(description="The period.")
    income: Money = strawberry.field(description="Money in.")
    expenses: Money = strawberry.field(description="Money out, as a positive amount.")
    net: Money = strawberry.field(description="Income minus expenses.")
    savings_rate: float | None = strawberry.field(description="Net as a part of income; null without income.")

    @classmethod
    def of(cls, point: calculations.TrendPoint, currency: str, today: date) -> Self:
        return cls(
            period=Period.of(point.period, today),
            income=Money.of(point.income, currency),
            expenses=Money.of(point.expenses, currency),
            net=Money.of(point.net, currency),
            savings_rate=point.savings_rate,
        )


@strawberry.type(description="Income and expenses by period, and their averages.")
class SpendingTrends:
    revision: int = strawberry.field(description=AS_OF, metadata=needing(nothing))
    points: list[TrendPoint] = strawberry.field(
        description="One point a period, oldest first.", metadata=needing(nothing)
    )
    same_days: TrendPoint | None = strawberry.field(
        description=(
            "The same days of the period before, for comparison with a last point that runs. It is null if the last "
            "point does not run."
        ),
        metadata=needing(lambda _: DashboardNeeds(compared=1)),
    )
    average_income: Money = strawberry.field(
        description="The mean of the complete points since the first entry, or else of the running one.",
        metadata=needing(nothing),
    )
    average_expenses: Money = strawberry.field(
        description="The mean of the complete points since the first entry, or else of the running one.",
        metadata=needing(nothing),
    )

    @classmethod
    def of(cls, snapshot: DashboardSnapshot, periods: int) -> Self:
        trends, currency = snapshot.figures.trends(periods), snapshot.ledger.base_currency
        same = trends.same_days
        return cls(
            revision=snapshot.ledger.revision,
            points=[TrendPoint.of(point, currency, snapshot.today) for point in trends.points],
            same_days=TrendPoint.of(same, currency, snapshot.today) if same else None,
            average_income=Money.of(trends.average_income, currency),
            average_expenses=Money.of(trends.average_expenses, currency),
        )
