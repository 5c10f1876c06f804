"""The budget breakdown: actual spending of a period beside the plans."""

from typing import Self
from uuid import UUID

import strawberry

from schema.categories import Category
from schema.enums import BudgetStatus
from schema.field_marks import AS_OF
from schema.money import Money
from services import calculations
from services.dashboard.service import DashboardSnapshot


@strawberry.type(description="One top-level category with its children. Slices never overlap.")
class BudgetSlice:
    category: Category | None = strawberry.field(description="The category. It is null for uncategorised spending.")
    planned: Money = strawberry.field(description="The planned amount.")
    actual: Money = strawberry.field(description="The actual cost, minus refunds.")
    remaining: Money = strawberry.field(description="The rest of its plan. It is negative if the plan is overspent.")
    projected: Money | None = strawberry.field(
        description=(
            "The projected cost at the end of the period. It is null while no earlier budget period has an expense."
        )
    )
    share: float = strawberry.field(description="Its part of all that was spent: 0 to 1, together 1.")
    status: BudgetStatus = strawberry.field(description="The state of its spending against its plan.")

    @classmethod
    def of(cls, part: calculations.BudgetSlice, snapshot: DashboardSnapshot) -> Self:
        currency = snapshot.ledger.base_currency
        return cls(
            category=category_in(snapshot, part.category_id),
            planned=Money.of(part.planned, currency),
            actual=Money.of(part.actual, currency),
            remaining=Money.of(part.remaining, currency),
            projected=Money.if_known(part.projected, currency),
            share=part.share,
            status=part.status,
        )


@strawberry.type(description="The spending of a period by category.")
class BudgetBreakdown:
    revision: int = strawberry.field(description=AS_OF)
    slices: list[BudgetSlice] = strawberry.field(description="The costliest category first.")
    planned: Money = strawberry.field(description="All plans, as in the overview.")
    actual: Money = strawberry.field(description="All spending, as in the overview.")
    projected: Money | None = strawberry.field(
        description="All spending by the end of the period, as in the overview. It includes spending without a slice."
    )

    @classmethod
    def of(cls, snapshot: DashboardSnapshot) -> Self:
        breakdown, currency = snapshot.figures.breakdown(), snapshot.ledger.base_currency
        return cls(
            revision=snapshot.ledger.revision,
            slices=[BudgetSlice.of(part, snapshot) for part in breakdown.slices],
            planned=Money.of(breakdown.planned, currency),
            actual=Money.of(breakdown.actual, currency),
            projected=Money.if_known(breakdown.projected, currency),
        )


def category_in(snapshot: DashboardSnapshot, category_id: UUID | None) -> Category | None:
    """Return a category as it was in the snapshot."""
    return Category.of(snapshot.categories[category_id], snapshot.categories) if category_id else None
