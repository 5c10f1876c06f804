"""Imports of bank statements."""

import strawberry

from resolvers.permissions import WRITE
from schema.context import Info
from schema.imports import ImportTransactionsInput
from schema.payloads import ImportTransactionsPayload


@strawberry.type
class ImportMutation:
    @strawberry.mutation(
        description="Import a bank's statement completely or not at all. Existing transactions stay.",
        extensions=WRITE,
    )
    async def import_transactions(self, info: Info, input: ImportTransactionsInput) -> ImportTransactionsPayload | None:
        saved = await info.context.services.imports.run(info.context.ledger_id, input.request())
        return ImportTransactionsPayload.of(saved, info.context.signed_in.base_currency)
