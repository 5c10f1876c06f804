"""Imports of bank statements: listing, making and undoing them."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ, WRITE
from schema.context import Info
from schema.import_history import Import, UndoImportInput
from schema.import_profiles import DeleteImportProfileInput, ImportProfile
from schema.imports import ImportTransactionsInput
from schema.node import stored_id
from schema.pages import Connection, First, Last
from schema.payloads import DeleteImportProfilePayload, ImportTransactionsPayload, UndoImportPayload
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

    @strawberry.field(
        description="The settings that are found again for files with the same columns, the newest first.",
        extensions=READ,
    )
    async def import_profiles(self, info: Info) -> list[ImportProfile] | None:
        rows = await info.context.services.import_profiles.all(info.context.ledger_id)
        return [ImportProfile.of(row) for row in rows]


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

    @strawberry.mutation(
        description="Delete settings, so that they are not found again. What was imported with them stays.",
        extensions=WRITE,
    )
    async def delete_import_profile(
        self, info: Info, input: DeleteImportProfileInput
    ) -> DeleteImportProfilePayload | None:
        service, profile_id = info.context.services.import_profiles, stored_id("ImportProfile", input.id)
        saved = await service.delete(info.context.ledger_id, profile_id)
        return DeleteImportProfilePayload.saved(saved, deleted_id=input.id)
