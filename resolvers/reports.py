"""Reports: asking for one."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ
from schema.context import Info
from schema.reports import Report, ReportInput


@strawberry.type
class ReportQuery:
    @strawberry.field(
        description="The income and the spending of any days, divided and compared. It is fast where it needs no "
        "single transaction: without a filter but accounts and categories, and with neither payees nor tags as rows.",
        extensions=READ,
    )
    async def report(
        self, info: Info, input: Annotated[ReportInput, strawberry.argument(description="The question.")]
    ) -> Report | None:
        viewer, service = info.context.signed_in, info.context.services.reports
        answer = await service.read(viewer.ledger_id, input.question(viewer.base_currency))
        return Report.of(answer, viewer.base_currency)
