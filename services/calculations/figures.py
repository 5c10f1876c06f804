"""The figures of one period, computed from the rows of one snapshot when they are asked for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from services.calculations.breakdown import BudgetBreakdown, breakdown
from services.calculations.budget import BudgetSnapshot, PlannedSpending, budget_snapshot
from services.calculations.carry import CARRIED_PERIODS, PlanLine, carried_by_category
from services.calculations.comparison import CategoryComparison, comparison
from services.calculations.flows import AVERAGED_PERIODS, TO_TODAY, Flow, flows, is_moved, same_days, since_first_entry
from services.calculations.history import History
from services.calculations.overview import Overview, overview
from services.calculations.plans import planned_by_category, planned_expenses
from services.calculations.projection import Projection, projection
from services.calculations.rows import Category, Plan, Total, families, top_levels
from services.calculations.series_costs import SeriesCost
from services.calculations.trends import SpendingTrends, point, trends
from services.values.calendars import Calendar
from services.values.periods import Period, PeriodKind, custom_period, same_day


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of one period of a ledger as of `today`, in minor units of its base currency.

    `totals` are those of `buckets(period, today, calendar, back, compared)`. `back` and `compared` depend on the
    part: both 0 for the overview; one less than its periods, and 1, for the trends; both `AVERAGED_PERIODS` for the
    comparison. Plans, projection, budget and breakdown also need those of `history_buckets`. `categories` are all
    of the ledger, with archived ones. `costs` are those of series, which the projection counts as themselves.
    """

    period: Period
    today: date
    calendar: Calendar
    categories: Sequence[Category]
    totals: Sequence[Total]
    plans: Sequence[Plan]
    costs: Sequence[SeriesCost] = ()

    def overview(self) -> Overview:
        """Return income beside expenses."""
        return overview(self.flows[0])

    def transferred(self, adjustments: UUID) -> int:
        """Return the money that was moved in, less what was moved out; adjustments were not moved."""
        return sum(
            total.money_in - total.money_out
            for total in self.totals
            if total.bucket == 0 and total.category_id != adjustments and is_moved(total.category_id, self._tops)
        )

    def budget(self) -> BudgetSnapshot:
        """Return the whole budget against all expenses."""
        planned, actual = sum(self._planned.values()), self.flows[0].expenses
        return budget_snapshot(self.period, self.today, planned, actual, self.projection)

    def breakdown(self) -> BudgetBreakdown:
        """Return a slice for each top-level expense category that has a plan or spending."""
        return breakdown(self.flows[0], self.projection, planned=self._planned, tops=self._tops, families=self.families)

    def planned_spending(self, category_id: UUID) -> PlannedSpending:
        """Return the plan and the spending of an expense category with its children."""
        family, spent = self.families[category_id], self.own_flows[0].spent
        planned = sum(self.planned_by_category.get(member, 0) for member in family)
        return PlannedSpending(planned, sum(spent.get(member, 0) for member in family), self.projection.of(family))

    @cached_property
    def carried(self) -> dict[UUID, int] | None:
        """Return what each plan brings from the earlier periods, in minor units; None if this is no budget period.

        It needs the totals of `CARRIED_PERIODS` earlier periods.
        """
        if self.period.kind is PeriodKind.RANGE:
            return None
        earlier = self.calendar.last(CARRIED_PERIODS + 1, self.period)[-2::-1]
        spent = [self.own_flows[age] for age in range(1, CARRIED_PERIODS + 1)]
        return carried_by_category(earlier, spent, self.plans, self.families)

    def carried_of(self, category_id: UUID | None) -> int | None:
        """Return what the plans of a category and its children bring from the earlier periods together."""
        if self.carried is None:
            return None
        members = self.families[category_id] if category_id else []
        return sum(self.carried.get(member, 0) for member in members)

    def plan_lines(self, category_id: UUID) -> list[PlanLine]:
        """Return the lines of a category and of its children that have a plan, spending, or something carried."""
        spent, carried = self.own_flows[0].spent, self.carried
        lines = [
            PlanLine(
                category_id=member,
                planned=self.planned_by_category.get(member, 0),
                carried=None if carried is None else carried.get(member, 0),
                spent=spent.get(member, 0),
            )
            for member in self.families[category_id]
        ]
        return [line for line in lines if line.planned or line.carried or line.spent]

    def trends(self, count: int) -> SpendingTrends:
        """Return the last `count` periods (at least 1) up to this one."""
        periods = self.calendar.last(count, self.period)
        same = None
        if self.is_running:
            days = custom_period(self.before.start, same_day(self.today, self.period, self.before))
            same = point(days, self.flows[same_days(1)])
        return trends(self.today, periods, [self.flows[age] for age in reversed(range(count))], same)

    def comparison(self, top: int) -> CategoryComparison:
        """Return the `top` costliest categories beside the earlier periods."""
        return comparison(
            top,
            self.flows[0],
            self.flows[self.so_far],
            [self.flows[self.comparable(age)] for age in range(1, AVERAGED_PERIODS + 1)],
            before=self.before,
            until=same_day(self.today, self.period, self.before) if self.is_running else None,
            categories=self._tops,
        )

    @cached_property
    def is_running(self) -> bool:
        """Return True if the period has begun and does not end today or earlier."""
        return self.period.is_running(self.today)

    @property
    def so_far(self) -> int:
        """Return the number of the bucket up to today."""
        return TO_TODAY if self.is_running else 0

    def comparable(self, age: int) -> int:
        """Return the bucket of an earlier period to compare with; if this one runs, that of the same days."""
        return same_days(age) if self.is_running else age

    @cached_property
    def before(self) -> Period:
        """Return the previous period."""
        return self.calendar.previous(self.period)

    @cached_property
    def projection(self) -> Projection:
        """Return the expected spending by the end of the period, by single category."""
        of_period = (total for total in self.totals if total.bucket in {0, TO_TODAY})
        own = flows(of_period, self._by_id)
        return projection(self._history, own[0], own[TO_TODAY], self.plans)

    @cached_property
    def planned_by_category(self) -> dict[UUID, int]:
        """Return the plan of each category that has its own, in minor units."""
        return planned_by_category(self.period, self.calendar, self.plans, self._history.due_on)

    @cached_property
    def _history(self) -> History:
        return History(self.period, self.today, self.calendar, self.categories, self.totals, self.costs)

    @cached_property
    def _by_id(self) -> dict[UUID, Category]:
        return {category.id: category for category in self.categories}

    @cached_property
    def families(self) -> dict[UUID, list[UUID]]:
        """Return the ids of each category and its children."""
        return families(self._tops)

    @cached_property
    def known(self) -> int:
        """Return the number of earlier periods to compare with, from the first with an entry on."""
        return len(since_first_entry([self.flows[age] for age in range(1, AVERAGED_PERIODS + 1)]))

    @cached_property
    def _tops(self) -> dict[UUID, Category]:
        return top_levels(self.categories)

    @cached_property
    def flows(self) -> defaultdict[int, Flow]:
        """Return the flow of each bucket by top-level category, with its children."""
        return flows(self.totals, self._tops)

    @cached_property
    def own_flows(self) -> defaultdict[int, Flow]:
        """Return the flow of each bucket by single category, without its children."""
        has_children = any(category.parent_id for category in self.categories)
        return flows(self.totals, self._by_id) if has_children else self.flows

    @cached_property
    def _planned(self) -> dict[UUID, int]:
        return planned_expenses(self.planned_by_category, self._tops)
