"""Budgets: the planned cost of a category per period, from a period on."""

from datetime import date
from decimal import Decimal
from typing import Self

import strawberry

from db.budgets import PlanRow
from schema.categories import Category
from schema.context import Info
from schema.inputs import KEY_DESCRIPTION
from schema.money import Money
from schema.node import Node, global_id, stored_id
from services.budgets import BudgetDraft


@strawberry.type(description="The planned cost of a category per period, from a day until a later budget.")
class Budget(Node):
    row: strawberry.Private[PlanRow]
    starts_on: date = strawberry.field(description="The first day of the period from which it holds.")
    amount: Money | None = strawberry.field(description="The amount per period. Null ends the budget before it.")

    @strawberry.field(description="The category of the budget.")
    async def category(self, info: Info) -> Category | None:
        return Category.maybe(await info.context.loaders.category.load(self.row.category_id))

    @classmethod
    def of(cls, row: PlanRow, currency: str) -> Self:
        """Return the budget of a plan in the ledger's base currency."""
        budget_id = global_id("Budget", row.category_id, row.starts_on)
        amount = Money.if_known(row.amount, currency)
        return cls(id=budget_id, row=row, starts_on=row.starts_on, amount=amount)

    @classmethod
    def maybe(cls, row: PlanRow | None, currency: str) -> Self | None:
        """Return the budget of a plan, or None if there is no plan."""
        return cls.of(row, currency) if row else None


@strawberry.input(description="A budget for a category from a period on.")
class SetBudgetInput:
    category_id: strawberry.ID = strawberry.field(description="An expense category.")
    amount: Decimal = strawberry.field(
        description="The amount per period in the base currency. Zero plans no spending."
    )
    month: str | None = strawberry.field(
        default=None, description="The period from which it holds, as 2026-11. The default is the current one."
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> BudgetDraft:
        category_id = stored_id("Category", self.category_id)
        return BudgetDraft(category_id=category_id, amount=self.amount, month=self.month)


@strawberry.input(description="A category whose budget ends.")
class ClearBudgetInput:
    category_id: strawberry.ID = strawberry.field(description="The category.")
    month: str | None = strawberry.field(
        default=None,
        description="The period from which there is no budget, as 2026-11. The default is the current one.",
    )


@strawberry.input(description="Budgets of one period to copy to another.")
class CopyBudgetsInput:
    source_month: str = strawberry.field(description="The period to copy, as 2026-10.")
    target_month: str = strawberry.field(description="The period from which the copies hold, as 2026-11.")
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)
