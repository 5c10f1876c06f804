"""Explanations: asking for the formula and the transactions of a figure."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ
from schema.context import Info
from schema.explanations import ExplainInput, Explanation


@strawberry.type
class ExplanationQuery:
    @strawberry.field(
        description="The formula of a figure of the dashboard, and the transactions that it adds up.", extensions=READ
    )
    async def explain(
        self, info: Info, input: Annotated[ExplainInput, strawberry.argument(description="The figure.")]
    ) -> Explanation | None:
        service = info.context.services.explanations
        return Explanation.of(await service.explain(info.context.ledger_id, input.question()), info)
