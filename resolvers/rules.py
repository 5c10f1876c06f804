"""Rules: listing, creating, changing, ordering, deleting, previewing and running them."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ, WRITE
from schema.context import Info
from schema.node import stored_id
from schema.payloads import BulkEditPayload, DeleteRulePayload, OrderRulesPayload, RulePayload
from schema.rules import (
    CreateRuleInput,
    DeleteRuleInput,
    OrderRulesInput,
    PreviewRuleInput,
    Rule,
    RulePreview,
    RunRuleInput,
    UpdateRuleInput,
)


@strawberry.type
class RuleQuery:
    @strawberry.field(description="The rules in their order.", extensions=READ)
    async def rules(self, info: Info) -> list[Rule] | None:
        currency = info.context.signed_in.base_currency
        return [Rule.of(row, currency) for row in await info.context.services.rules.all(info.context.ledger_id)]

    @strawberry.field(
        description="The changes that a rule would make to the transactions that are there.",
        extensions=READ,
        graphql_type=RulePreview | None,
    )
    async def preview_rule(
        self,
        info: Info,
        input: Annotated[PreviewRuleInput, strawberry.argument(description="The rule and the days to look at.")],
    ) -> RulePreview | None:
        service, rule_id = info.context.services.rule_runs, stored_id("Rule", input.id) if input.id else None
        draft = input.rule.draft() if input.rule else None
        preview = await service.preview(info.context.ledger_id, rule_id, draft, input.since, over_hand=input.over_hand)
        return RulePreview.of(preview, info.context.signed_in.base_currency)


@strawberry.type
class RuleMutation:
    @strawberry.mutation(description="Create a rule. Later imports apply it.", extensions=WRITE)
    async def create_rule(self, info: Info, input: CreateRuleInput) -> RulePayload | None:
        service, currency = info.context.services.rules, info.context.signed_in.base_currency
        saved = await service.create(info.context.ledger_id, input.draft(), input.idempotency_key)
        return RulePayload.of(saved, currency)

    @strawberry.mutation(description="Change a rule. It changes no transaction.", extensions=WRITE)
    async def update_rule(self, info: Info, input: UpdateRuleInput) -> RulePayload | None:
        service, rule_id = info.context.services.rules, stored_id("Rule", input.id)
        saved = await service.update(info.context.ledger_id, rule_id, input.edit())
        return RulePayload.of(saved, info.context.signed_in.base_currency)

    @strawberry.mutation(description="Put rules into an order.", extensions=WRITE)
    async def order_rules(self, info: Info, input: OrderRulesInput) -> OrderRulesPayload | None:
        saved = await info.context.services.rules.order(info.context.ledger_id, input.stored_ids())
        return OrderRulesPayload.of(saved, info.context.signed_in.base_currency)

    @strawberry.mutation(description="Delete a rule. What it gave stays.", extensions=WRITE)
    async def delete_rule(self, info: Info, input: DeleteRuleInput) -> DeleteRulePayload | None:
        saved = await info.context.services.rules.delete(info.context.ledger_id, stored_id("Rule", input.id))
        return DeleteRulePayload.saved(saved, deleted_id=input.id)

    @strawberry.mutation(description="Apply a rule to the transactions that are there.", extensions=WRITE)
    async def run_rule(self, info: Info, input: RunRuleInput) -> BulkEditPayload | None:
        service = info.context.services.rule_runs
        return BulkEditPayload.of(await service.run(info.context.ledger_id, input.run(), input.idempotency_key))
