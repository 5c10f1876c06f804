"""The dashboard: the overview, the three charts, and the state of the ledger that they show."""

from datetime import date
from typing import Annotated, Self

import strawberry

from schema.context import Info
from schema.dashboard import charts
from schema.dashboard.accounts import AccountsFigures, of_some_accounts
from schema.dashboard.bills import Bills
from schema.dashboard.breakdown import BudgetBreakdown, breakdown_needs
from schema.dashboard.comparison import CategoryComparison
from schema.dashboard.forecast import DEFAULT_DAYS, Forecast, ForecastDraftInput, ahead
from schema.dashboard.needs import below, needed, needing, nothing
from schema.dashboard.net_worth import NetWorth
from schema.dashboard.overview import Overview
from schema.dashboard.trends import SpendingTrends
from schema.inputs import given
from schema.insights import Insight
from schema.node import Node, global_id
from schema.periods import Period
from schema.selection import selected
from services.dashboard.looking_ahead import MOST_DAYS_AHEAD
from services.dashboard.service import MOST_CHOSEN, DashboardNeeds, DashboardSnapshot, check_count
from services.insights import MOST_INSIGHTS
from services.series.what_if import MOST_DRAFTS
from services.values.periods import PeriodChoice

DEFAULT_INSIGHTS = 10


@strawberry.type(description="Everything for a home screen, as of one revision. Select only the parts that you draw.")
class Dashboard(Node):
    snapshot: strawberry.Private[DashboardSnapshot]

    @strawberry.field(
        description="The revision of these figures. Every change raises it by one.",
        metadata=needing(nothing),
    )
    def revision(self) -> int:
        return self.snapshot.ledger.revision

    @strawberry.field(description="The ledger's date when these figures were computed.", metadata=needing(nothing))
    def today(self) -> date:
        return self.snapshot.today

    @strawberry.field(description="The days of the figures.", metadata=needing(nothing))
    def period(self) -> Period:
        return Period.of(self.snapshot.period, self.snapshot.today)

    @strawberry.field(description="The period just before, of the same kind.", metadata=needing(nothing))
    def previous_period(self) -> Period:
        return Period.of(self.snapshot.figures.before, self.snapshot.today)

    @strawberry.field(description="The period just after, of the same kind.", metadata=needing(nothing))
    def next_period(self) -> Period:
        following = self.snapshot.figures.calendar.next(self.snapshot.period)
        return Period.of(following, self.snapshot.today)

    @strawberry.field(
        description="The headline figures.",
        metadata=needing(below(Overview)),
    )
    def overview(self) -> Overview:
        return Overview.of(self.snapshot)

    @strawberry.field(
        description="The spending by category, planned and actual, for a pie or bars.",
        metadata=needing(breakdown_needs),
    )
    def budget_breakdown(self) -> BudgetBreakdown:
        return BudgetBreakdown.of(self.snapshot)

    @strawberry.field(description=charts.TRENDS, metadata=needing(charts.trends_needs))
    def spending_trends(self, periods: charts.Periods = charts.DEFAULT_PERIODS) -> SpendingTrends:
        return charts.trends_of(self.snapshot, periods)

    @strawberry.field(description=charts.COMPARISON, metadata=needing(charts.comparison_needs))
    def category_comparison(self, top: charts.Bars = charts.DEFAULT_BARS) -> CategoryComparison:
        return charts.comparison_of(self.snapshot, top)

    @strawberry.field(
        description="The money owned less the money owed, and what changed it.", metadata=needing(below(NetWorth))
    )
    def net_worth(self) -> NetWorth:
        return NetWorth(snapshot=self.snapshot)

    @strawberry.field(
        description="The bills before the next income, in the period and in the year.", metadata=needing(below(Bills))
    )
    def bills(self) -> Bills:
        return Bills.of(self.snapshot)

    @strawberry.field(description="The balances of the coming days.", metadata=needing(ahead))
    def forecast(
        self,
        days: Annotated[
            int | None, strawberry.argument(description=f"The number of days after today, 1 to {MOST_DAYS_AHEAD}.")
        ] = DEFAULT_DAYS,
        drafts: Annotated[
            list[ForecastDraftInput] | None,
            strawberry.argument(
                description=f"The differences from what is stored, at most {MOST_DRAFTS}. None is stored."
            ),
        ] = None,
    ) -> Forecast:
        return Forecast.of(self.snapshot, given(days, DEFAULT_DAYS), drafts or [])

    @strawberry.field(
        description="The figures of some accounts alone.",
        metadata=needing(of_some_accounts),
    )
    def of_accounts(
        self,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description=f"The accounts, 1 to {MOST_CHOSEN}.")],
    ) -> AccountsFigures:
        return AccountsFigures.of(self.snapshot, ids)

    @strawberry.field(
        description="Findings about the period, and tips from Finny's recent replies, the most severe first.",
        metadata=needing(lambda _: DashboardNeeds(insights=True)),
    )
    def insights(
        self,
        first: Annotated[
            int | None, strawberry.argument(description=f"The number of insights, 1 to {MOST_INSIGHTS}.")
        ] = DEFAULT_INSIGHTS,
    ) -> list[Insight]:
        kept = self.snapshot.insights[: check_count(given(first, DEFAULT_INSIGHTS), MOST_INSIGHTS, "first")]
        return [Insight.of(insight, self.snapshot) for insight in kept]

    @classmethod
    async def read(cls, info: Info, choice: PeriodChoice) -> Self:
        """Read the dashboard of the caller's ledger as far as the selection below the current field needs it."""
        needs = needed(cls, selected(info))
        return cls.of(await info.context.services.dashboard.read(info.context.ledger_id, choice, needs))

    @classmethod
    def of(cls, snapshot: DashboardSnapshot) -> Self:
        period = snapshot.period
        return cls(id=global_id("Dashboard", snapshot.ledger.id, period.start, period.end), snapshot=snapshot)
