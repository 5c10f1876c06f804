"""The headline figures of a dashboard: income beside expenses, the budget, goals and the newest transactions."""

from typing import Annotated, Self

import strawberry

from schema.categories import Category
from schema.dashboard.needs import figures, needing, nothing
from schema.enums import BudgetStatus
from schema.field_marks import AS_OF
from schema.goals import Goal
from schema.inputs import given
from schema.money import Money
from schema.selection import SelectedField
from schema.transactions import Transaction
from services.dashboard.service import MOST_RECENT, DashboardNeeds, DashboardSnapshot, check_count
from services.goals import state_of

DEFAULT_RECENT = 10


@strawberry.type(description="The whole budget of a period beside what was spent.")
class BudgetSnapshot:
    planned: Money = strawberry.field(description="All plans of the period.")
    actual: Money = strawberry.field(description="All spending, with unplanned and uncategorised spending.")
    remaining: Money = strawberry.field(description="The rest of the plan. It is negative if the plan is overspent.")
    used: float | None = strawberry.field(description="The spent part of the plan. It is null without a plan.")
    safe_to_spend_per_day: Money | None = strawberry.field(
        description=(
            "The amount that may be spent on each day that is left, with today. It is zero if the period is over, and "
            "null without a plan."
        )
    )
    projected: Money | None = strawberry.field(
        description=(
            "All spending by the end of the period. A fixed category counts once: with its plan, or else its "
            "usual sum, until it is paid. Every other category continues as it usually does after the same day. It is "
            "null while no earlier budget period has an expense."
        )
    )
    fixed_categories: list[Category] = strawberry.field(
        description=(
            "The categories that the projection counts once. They were paid in at most two entries in each of the last "
            "three budget periods."
        )
    )
    status: BudgetStatus = strawberry.field(description="The state of the spending against the plan.")

    @classmethod
    def of(cls, snapshot: DashboardSnapshot) -> Self:
        budget, currency = snapshot.figures.budget(), snapshot.ledger.base_currency
        return cls(
            planned=Money.of(budget.planned, currency),
            actual=Money.of(budget.actual, currency),
            remaining=Money.of(budget.remaining, currency),
            used=budget.used,
            safe_to_spend_per_day=Money.if_known(budget.safe_to_spend_per_day, currency),
            projected=Money.if_known(budget.projected, currency),
            fixed_categories=[
                Category.of(snapshot.categories[category_id], snapshot.categories) for category_id in budget.fixed
            ],
            status=budget.status,
        )


def _recent(field: SelectedField) -> DashboardNeeds:
    return DashboardNeeds(recent=min(max(field.argument("first", DEFAULT_RECENT), 0), MOST_RECENT))


@strawberry.type(description="The headline figures of a period.")
class Overview:
    snapshot: strawberry.Private[DashboardSnapshot]
    revision: int = strawberry.field(description=AS_OF, metadata=needing(nothing))
    income: Money = strawberry.field(
        description="Money in: income categories, and uncategorised money that came in.", metadata=needing(figures)
    )
    expenses: Money = strawberry.field(
        description="Money out, positive: expense categories less refunds, and uncategorised money that left.",
        metadata=needing(figures),
    )
    net: Money = strawberry.field(description="Income minus expenses.", metadata=needing(figures))
    savings_rate: float | None = strawberry.field(
        description="Net as a part of income; null without income.", metadata=needing(figures)
    )

    @strawberry.field(
        description="The whole budget beside what was spent.",
        metadata=needing(lambda _: DashboardNeeds(back=0, plans=True)),
    )
    def budget(self) -> BudgetSnapshot:
        return BudgetSnapshot.of(self.snapshot)

    @strawberry.field(
        description="All savings goals, the nearest date first.",
        metadata=needing(lambda _: DashboardNeeds(goals=True)),
    )
    def goals(self) -> list[Goal]:
        ledger, today = self.snapshot.ledger, self.snapshot.today
        return [Goal.of(state_of(row, ledger, today)) for row in self.snapshot.goals]

    @strawberry.field(description="The newest transactions of all periods.", metadata=needing(_recent))
    def recent_transactions(
        self,
        first: Annotated[
            int | None, strawberry.argument(description=f"The number of transactions, 1 to {MOST_RECENT}.")
        ] = DEFAULT_RECENT,
    ) -> list[Transaction]:
        rows = self.snapshot.recent[: check_count(given(first, DEFAULT_RECENT), MOST_RECENT, "first")]
        currency, categories = self.snapshot.ledger.base_currency, self.snapshot.categories
        return [Transaction.of(row, currency, categories) for row in rows]

    @classmethod
    def of(cls, snapshot: DashboardSnapshot) -> Self:
        overview, currency = snapshot.figures.overview(), snapshot.ledger.base_currency
        return cls(
            snapshot=snapshot,
            revision=snapshot.ledger.revision,
            income=Money.of(overview.income, currency),
            expenses=Money.of(overview.expenses, currency),
            net=Money.of(overview.net, currency),
            savings_rate=overview.savings_rate,
        )
