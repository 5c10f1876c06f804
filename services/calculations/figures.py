"""The figures of one period, put together from the rows of one snapshot, each part only when it is asked for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from services.calculations.breakdown import BudgetBreakdown, breakdown
from services.calculations.budget import BudgetSnapshot, budget_snapshot
from services.calculations.comparison import AVERAGED_PERIODS, CategoryComparison, comparison
from services.calculations.flows import TO_TODAY, Flow, flows
from services.calculations.overview import Overview, overview
from services.calculations.plans import planned_expenses
from services.calculations.rows import Category, Plan, Total, top_levels
from services.calculations.trends import SpendingTrends, trends
from services.periods import Period, last_periods


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of one period of a ledger, as of `today`; amounts in minor units of its base currency.

    `totals` are those of `buckets(period, today, start_day, back)`, where `back` reaches as far as the parts that are
    asked for: 0 for the overview, the budget and the breakdown, one less than its periods for the trends,
    `AVERAGED_PERIODS` for the comparison. `categories` are all of the ledger, archived ones included.
    """

    period: Period
    today: date
    start_day: int
    categories: Sequence[Category]
    totals: Sequence[Total]
    plans: Sequence[Plan]

    def overview(self) -> Overview:
        """Income beside expenses."""
        return overview(self._flows[0])

    def budget(self) -> BudgetSnapshot:
        """The whole budget against all expenses."""
        planned, actual = sum(self._planned.values()), self._flows[0].expenses
        return budget_snapshot(self.period, self.today, planned, actual, self._flows[TO_TODAY].expenses)

    def breakdown(self) -> BudgetBreakdown:
        """A slice for each top-level expense category that has a plan or that money was spent on."""
        flow, to_today = self._flows[0], self._flows[TO_TODAY]
        return breakdown(self.period, self.today, flow, to_today, planned=self._planned, categories=self._tops)

    def trends(self, count: int) -> SpendingTrends:
        """The last `count` periods (at least 1), this one included."""
        periods = last_periods(self.period, count, self.start_day)
        return trends(self.today, periods, [self._flows[age] for age in reversed(range(count))])

    def comparison(self, top: int) -> CategoryComparison:
        """The `top` categories that cost most, beside the periods before."""
        before = [self._flows[age] for age in range(1, AVERAGED_PERIODS + 1)]
        return comparison(top, self._flows[0], before, self._tops)

    @cached_property
    def _tops(self) -> dict[UUID, Category]:
        return top_levels(self.categories)

    @cached_property
    def _flows(self) -> defaultdict[int, Flow]:
        return flows(self.totals, self._tops)

    @cached_property
    def _planned(self) -> dict[UUID, int]:
        return planned_expenses(self.period, self.start_day, self.plans, self._tops)
