"""Reports: asking for one, and saving, listing, renaming and deleting them."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ, WRITE
from schema.context import Info
from schema.node import stored_id
from schema.payloads import DeleteReportViewPayload, ReportViewPayload
from schema.report_views import CreateReportViewInput, DeleteReportViewInput, RenameReportViewInput, ReportView
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

    @strawberry.field(description="The saved reports, the oldest first.", extensions=READ)
    async def report_views(self, info: Info) -> list[ReportView] | None:
        return [ReportView.of(row) for row in await info.context.services.report_views.all(info.context.ledger_id)]


@strawberry.type
class ReportMutation:
    @strawberry.mutation(description="Save a report under a name.", extensions=WRITE)
    async def create_report_view(self, info: Info, input: CreateReportViewInput) -> ReportViewPayload | None:
        viewer, service = info.context.signed_in, info.context.services.report_views
        question = input.report.question(viewer.base_currency)
        return ReportViewPayload.of(await service.create(viewer.ledger_id, input.name, question, input.idempotency_key))

    @strawberry.mutation(description="Give a saved report another name.", extensions=WRITE)
    async def rename_report_view(self, info: Info, input: RenameReportViewInput) -> ReportViewPayload | None:
        service, view_id = info.context.services.report_views, stored_id("ReportView", input.id)
        return ReportViewPayload.of(await service.rename(info.context.ledger_id, view_id, input.name))

    @strawberry.mutation(description="Delete a saved report.", extensions=WRITE)
    async def delete_report_view(self, info: Info, input: DeleteReportViewInput) -> DeleteReportViewPayload | None:
        service, view_id = info.context.services.report_views, stored_id("ReportView", input.id)
        saved = await service.delete(info.context.ledger_id, view_id)
        return DeleteReportViewPayload.saved(saved, deleted_id=input.id)
