"""Budgets: setting, clearing and copying what categories may cost."""

import strawberry

from resolvers.permissions import READ, WRITE
from schema.budgets import Budget, ClearBudgetInput, CopyBudgetsInput, SetBudgetInput
from schema.context import Info
from schema.node import stored_id
from schema.payloads import BudgetPayload, CopyBudgetsPayload


@strawberry.type
class BudgetQuery:
    @strawberry.field(
        description="All budgets by category, oldest first. Each holds until the next one.", extensions=READ
    )
    async def budgets(self, info: Info) -> list[Budget] | None:
        rows = await info.context.services.budgets.plans_of(info.context.ledger_id)
        return [Budget.of(row, info.context.signed_in.base_currency) for row in rows]


@strawberry.type
class BudgetMutation:
    @strawberry.mutation(description="Plan the cost of a category per period, from a period on.", extensions=WRITE)
    async def set_budget(self, info: Info, input: SetBudgetInput) -> BudgetPayload | None:
        saved = await info.context.services.budgets.set(info.context.ledger_id, input.draft(), input.idempotency_key)
        return BudgetPayload.of(saved, info.context.signed_in.base_currency)

    @strawberry.mutation(description="End a category's budget from a period on.", extensions=WRITE)
    async def clear_budget(self, info: Info, input: ClearBudgetInput) -> BudgetPayload | None:
        category_id = stored_id("Category", input.category_id)
        saved = await info.context.services.budgets.clear(
            info.context.ledger_id, category_id, input.month, input.choice()
        )
        return BudgetPayload.of(saved, info.context.signed_in.base_currency)

    @strawberry.mutation(
        description="Copy the budgets of one period to another, from which they hold.", extensions=WRITE
    )
    async def copy_budgets(self, info: Info, input: CopyBudgetsInput) -> CopyBudgetsPayload | None:
        source, target = input.choices()
        saved = await info.context.services.budgets.copy(
            info.context.ledger_id,
            input.source_month,
            input.target_month,
            source_period=source,
            target_period=target,
            key=input.idempotency_key,
        )
        return CopyBudgetsPayload.of(saved, info.context.signed_in.base_currency)
