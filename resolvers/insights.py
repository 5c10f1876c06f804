"""Insights: dismissing them. They are read with the dashboard."""

import strawberry

from resolvers.permissions import WRITE
from schema.context import Info
from schema.insights import DismissInsightInput
from schema.payloads import DismissInsightPayload


@strawberry.type
class InsightMutation:
    @strawberry.mutation(description="Dismiss an insight until the facts are materially worse.", extensions=WRITE)
    async def dismiss_insight(self, info: Info, input: DismissInsightInput) -> DismissInsightPayload | None:
        saved = await info.context.services.insights.dismiss(info.context.ledger_id, *input.named())
        return DismissInsightPayload.saved(saved, dismissed_id=input.id)
