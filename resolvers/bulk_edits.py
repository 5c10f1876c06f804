"""Bulk edits: changing, deleting and restoring many transactions at once, and undoing that."""

import strawberry

from resolvers.permissions import WRITE
from schema.bulk_edits import (
    DeleteTransactionsInput,
    RestoreTransactionsInput,
    UndoTransactionsInput,
    UpdateTransactionsInput,
)
from schema.context import Info
from schema.payloads import BulkEditPayload


@strawberry.type
class BulkEditMutation:
    @strawberry.mutation(
        description="Give many transactions a category, an account, a payee or tags.", extensions=WRITE
    )
    async def update_transactions(self, info: Info, input: UpdateTransactionsInput) -> BulkEditPayload | None:
        service, selection, patch = info.context.services.bulk_edits, input.selection(info), input.patch.patch()
        return BulkEditPayload.of(await service.update(info.context.ledger_id, selection, patch, input.idempotency_key))

    @strawberry.mutation(description="Delete many transactions; they can be restored.", extensions=WRITE)
    async def delete_transactions(self, info: Info, input: DeleteTransactionsInput) -> BulkEditPayload | None:
        service, selection = info.context.services.bulk_edits, input.selection(info)
        return BulkEditPayload.of(await service.delete(info.context.ledger_id, selection, input.idempotency_key))

    @strawberry.mutation(description="Bring many deleted transactions back.", extensions=WRITE)
    async def restore_transactions(self, info: Info, input: RestoreTransactionsInput) -> BulkEditPayload | None:
        service, selection = info.context.services.bulk_edits, input.selection(info)
        return BulkEditPayload.of(await service.restore(info.context.ledger_id, selection, input.idempotency_key))

    @strawberry.mutation(
        description="Undo a change of several transactions, except those that were changed again since.",
        extensions=WRITE,
    )
    async def undo_transactions(self, info: Info, input: UndoTransactionsInput) -> BulkEditPayload | None:
        return BulkEditPayload.of(await info.context.services.bulk_edits.undo(info.context.ledger_id, input.revision))
