"""The budget breakdown: actual spending of a period beside the plans."""

from typing import Self
from uuid import UUID

import strawberry

from schema.categories import Category
from schema.enums import BudgetStatus
from schema.field_marks import AS_OF
from schema.money import Money
from schema.selection import SelectedField
from services import calculations
from services.calculations.carry import CARRIED_PERIODS
from services.dashboard.service import DashboardNeeds, DashboardSnapshot

CARRIED = (
    f"The amount that its plan brings from the last {CARRIED_PERIODS} budget periods: the rest of it, less what was "
    "spent beyond it, as `carry` of the budget says. It is null for a period that is not a budget period."
)
AVAILABLE = "The amount that is available in the period: planned and carried, less what is spent."


@strawberry.type(description="One category without its children: its own plan and spending.")
class BudgetLine:
    line: strawberry.Private[calculations.PlanLine]
    snapshot: strawberry.Private[DashboardSnapshot]

    @strawberry.field(description="The category.")
    def category(self) -> Category:
        return Category.of(self.snapshot.categories[self.line.category_id])

    @strawberry.field(description="The planned amount.")
    def planned(self) -> Money:
        return self._money(self.line.planned)

    @strawberry.field(description=CARRIED)
    def carried(self) -> Money | None:
        return self._known(self.line.carried)

    @strawberry.field(description="The cost, minus refunds.")
    def spent(self) -> Money:
        return self._money(self.line.spent)

    @strawberry.field(description=AVAILABLE)
    def available(self) -> Money | None:
        return self._known(self.line.available)

    def _money(self, minor: int) -> Money:
        return Money.of(minor, self.snapshot.ledger.base_currency)

    def _known(self, minor: int | None) -> Money | None:
        return Money.if_known(minor, self.snapshot.ledger.base_currency)


@strawberry.type(description="One top-level category with its children. Slices never overlap.")
class BudgetSlice:
    snapshot: strawberry.Private[DashboardSnapshot]
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

    @strawberry.field(description=CARRIED)
    def carried(self) -> Money | None:
        return Money.if_known(self._carried, self.planned.currency)

    @strawberry.field(description=AVAILABLE)
    def available(self) -> Money | None:
        carried = self._carried
        return None if carried is None else Money.of(self.remaining.minor + carried, self.planned.currency)

    @strawberry.field(description="The category itself and its children, as far as one has a plan or spending.")
    def lines(self) -> list[BudgetLine]:
        if self.category is None:
            return []
        lines = self.snapshot.figures.plan_lines(self.category.row.id)
        return [BudgetLine(line=line, snapshot=self.snapshot) for line in lines]

    @property
    def _carried(self) -> int | None:
        category_id = self.category.row.id if self.category else None
        return self.snapshot.figures.carried_of(category_id)

    @classmethod
    def of(cls, part: calculations.BudgetSlice, snapshot: DashboardSnapshot) -> Self:
        currency = snapshot.ledger.base_currency
        return cls(
            snapshot=snapshot,
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


def breakdown_needs(field: SelectedField) -> DashboardNeeds:
    """Return the needs of a breakdown: earlier periods only for what they carry."""
    slices = [part for part in field.fields() if part.name == "slices"]
    carries = any(part.name in {"carried", "available", "lines"} for named in slices for part in named.fields())
    return DashboardNeeds(back=CARRIED_PERIODS if carries else 0, plans=True)


def category_in(snapshot: DashboardSnapshot, category_id: UUID | None) -> Category | None:
    """Return a category as it was in the snapshot."""
    return Category.of(snapshot.categories[category_id], snapshot.categories) if category_id else None
