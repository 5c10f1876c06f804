"""Explanations: asking for the formula and the transactions of a figure."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ
from schema.context import Info
from schema.explanations import ExplainInput, Explanation


@strawberry.type
class ExplanationQuery:
    @strawberry.field(
        description="The formula of a figure of the dashboard or of a report, and what it is made of.", extensions=READ
    )
    async def explain(
        self, info: Info, input: Annotated[ExplainInput, strawberry.argument(description="The figure.")]
    ) -> Explanation | None:
        service, viewer = info.context.services.explanations, info.context.signed_in
        return Explanation.of(await service.explain(viewer.ledger_id, input.question(viewer.base_currency)), info)
