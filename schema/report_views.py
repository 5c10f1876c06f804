"""Saved reports in the API."""

from typing import Self

import strawberry

from db.report_views import ReportViewRow
from schema.context import Info
from schema.inputs import KEY_DESCRIPTION
from schema.node import Node, global_id
from schema.reports import Report, ReportInput
from services.report_views import LONGEST_NAME, question_of


@strawberry.type(description="A report that was saved under a name.")
class ReportView(Node):
    row: strawberry.Private[ReportViewRow]
    name: str = strawberry.field(description="The name.")

    @strawberry.field(
        description="The report as of now. It fails if the report names a category, an account or a tag that is gone."
    )
    async def report(self, info: Info) -> Report | None:
        viewer, service = info.context.signed_in, info.context.services.reports
        return Report.of(await service.read(viewer.ledger_id, question_of(self.row)), viewer.base_currency)

    @classmethod
    def of(cls, row: ReportViewRow) -> Self:
        """Return the view of a row."""
        return cls(id=global_id("ReportView", row.id), row=row, name=row.name)


_NAME = f"The name, at most {LONGEST_NAME} characters. No two saved reports may have the same, ignoring case."


@strawberry.input(description="A report to save.")
class CreateReportViewInput:
    name: str = strawberry.field(description=_NAME)
    report: ReportInput = strawberry.field(description="The report. With `last` it moves on with time.")
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)


@strawberry.input(description="A saved report and its new name.")
class RenameReportViewInput:
    id: strawberry.ID = strawberry.field(description="The saved report.")
    name: str = strawberry.field(description=_NAME)


@strawberry.input(description="A saved report to delete.")
class DeleteReportViewInput:
    id: strawberry.ID = strawberry.field(description="The saved report.")
