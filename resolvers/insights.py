"""Insights: putting them away. They are read with the dashboard."""

import strawberry

from resolvers.permissions import WRITE
from schema.context import Info
from schema.insights import DismissInsightInput
from schema.node import stored_id
from schema.payloads import DismissInsightPayload


@strawberry.type
class InsightMutation:
    @strawberry.mutation(description="Put an insight away until the facts are materially worse.", extensions=WRITE)
    async def dismiss_insight(self, info: Info, input: DismissInsightInput) -> DismissInsightPayload:
        insight_id = stored_id("Insight", input.id)
        saved = await info.context.services.insights.dismiss(info.context.ledger_id, insight_id, input.choice())
        return DismissInsightPayload(dismissed_id=input.id, revision=saved.revision)
