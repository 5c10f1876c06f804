"""Imports of bank statements: listing, making and undoing them."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ, WRITE
from schema.context import Info
from schema.import_history import Import, UndoImportInput
from schema.imports import ImportTransactionsInput
from schema.node import stored_id
from schema.pages import Connection, First, Last
from schema.payloads import ImportTransactionsPayload, UndoImportPayload
from services.values.pages import PER_PAGE, PageRequest


@strawberry.type
class ImportQuery:
    @strawberry.field(
        description=f"The imports, newest first. A page has {PER_PAGE} unless you ask for another number.",
        extensions=READ,
    )
    async def imports(
        self,
        info: Info,
        first: First = None,
        after: Annotated[str | None, strawberry.argument(description="The cursor after which the page starts.")] = None,
        last: Last = None,
        before: Annotated[str | None, strawberry.argument(description="The cursor before which the page ends.")] = None,
    ) -> Connection[Import] | None:
        request = PageRequest(first, after, last, before)
        page = await info.context.services.import_history.page(info.context.ledger_id, request)
        return Connection.of(page, [Import.of(row) for row in page.rows])


@strawberry.type
class ImportMutation:
    @strawberry.mutation(
        description="Import a bank's statement completely or not at all. Existing transactions stay.",
        extensions=WRITE,
    )
    async def import_transactions(self, info: Info, input: ImportTransactionsInput) -> ImportTransactionsPayload | None:
        saved = await info.context.services.imports.run(info.context.ledger_id, input.request())
        return ImportTransactionsPayload.of(saved, info.context.signed_in.base_currency)

    @strawberry.mutation(
        description=(
            "Undo an import as a whole. Its transactions and checks are deleted for good, as are accounts that it made "
            "and that hold nothing else. What it restored is deleted again."
        ),
        extensions=WRITE,
    )
    async def undo_import(self, info: Info, input: UndoImportInput) -> UndoImportPayload | None:
        service, import_id = info.context.services.import_history, stored_id("Import", input.id)
        return UndoImportPayload.of(await service.undo(info.context.ledger_id, import_id, input.lost))
