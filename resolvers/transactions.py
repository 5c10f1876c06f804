"""Transactions: finding, recording, changing and deleting them."""

from typing import Annotated

import strawberry

from resolvers.permissions import READ, WRITE
from schema.categories import category_id
from schema.context import Info
from schema.enums import TransactionOrder
from schema.inputs import given
from schema.node import stored_id
from schema.pages import First, Last
from schema.payloads import SetRefundPayload, TransactionPayload, TransactionsPayload
from schema.transaction_inputs import (
    CategoriseTransactionsInput,
    DeleteTransactionInput,
    RecordTransactionInput,
    RecordTransactionsInput,
    RestoreTransactionInput,
    SetRefundInput,
    TransactionFilter,
    UpdateTransactionInput,
)
from schema.transactions import Split, TransactionConnection
from services.transaction_order import MOST_SORTED
from services.values.pages import PER_PAGE, PageRequest


@strawberry.type
class TransactionQuery:
    @strawberry.field(
        description=f"The transactions. A page has {PER_PAGE} unless you ask for another number.",
        extensions=READ,
    )
    async def transactions(
        self,
        info: Info,
        filter: Annotated[
            TransactionFilter | None, strawberry.argument(description="The conditions that the transactions must meet.")
        ] = None,
        order: Annotated[
            TransactionOrder | None,
            strawberry.argument(description=f"The order, by date or of at most {MOST_SORTED:,} by amount."),
        ] = TransactionOrder.NEWEST_FIRST,
        first: First = None,
        after: Annotated[str | None, strawberry.argument(description="The cursor after which the page starts.")] = None,
        last: Last = None,
        before: Annotated[str | None, strawberry.argument(description="The cursor before which the page ends.")] = None,
    ) -> TransactionConnection | None:
        viewer = info.context.signed_in
        chosen = filter or TransactionFilter()
        page = await info.context.services.transactions.page(
            viewer.ledger_id,
            chosen.conditions(viewer.base_currency),
            PageRequest(first, after, last, before),
            kinds=[chosen.kind] if chosen.kind else [],
            order=given(order, TransactionOrder.NEWEST_FIRST),
            with_sums=TransactionConnection.needs_sums(info),
        )
        return TransactionConnection.of(page, viewer.base_currency)


@strawberry.type
class TransactionMutation:
    @strawberry.mutation(description="Record a transaction.", extensions=WRITE)
    async def record_transaction(self, info: Info, input: RecordTransactionInput) -> TransactionPayload | None:
        service = info.context.services.transactions
        saved = await service.record(info.context.ledger_id, input.draft(), input.idempotency_key)
        return TransactionPayload.of(saved, info.context.signed_in.base_currency)

    @strawberry.mutation(description="Record up to 500 transactions, all or none.", extensions=WRITE)
    async def record_transactions(self, info: Info, input: RecordTransactionsInput) -> TransactionsPayload | None:
        service = info.context.services.transactions
        saved = await service.record_many(info.context.ledger_id, input.drafts(), input.idempotency_key)
        return TransactionsPayload.of(saved, info.context.signed_in.base_currency)

    @strawberry.mutation(description="Change a transaction.", extensions=WRITE)
    async def update_transaction(self, info: Info, input: UpdateTransactionInput) -> TransactionPayload | None:
        service, transaction_id = info.context.services.transactions, stored_id("Transaction", input.id)
        saved = await service.update(info.context.ledger_id, transaction_id, input.edit(), input.if_version)
        return TransactionPayload.of(saved, info.context.signed_in.base_currency)

    @strawberry.mutation(description="Delete a transaction; it can be restored.", extensions=WRITE)
    async def delete_transaction(self, info: Info, input: DeleteTransactionInput) -> TransactionPayload | None:
        service, transaction_id = info.context.services.transactions, stored_id("Transaction", input.id)
        saved = await service.delete(info.context.ledger_id, transaction_id, input.if_version)
        return TransactionPayload.of(saved, info.context.signed_in.base_currency)

    @strawberry.mutation(description="Bring a deleted transaction back.", extensions=WRITE)
    async def restore_transaction(self, info: Info, input: RestoreTransactionInput) -> TransactionPayload | None:
        service, transaction_id = info.context.services.transactions, stored_id("Transaction", input.id)
        saved = await service.restore(info.context.ledger_id, transaction_id)
        return TransactionPayload.of(saved, info.context.signed_in.base_currency)

    @strawberry.mutation(description="Give up to 500 transactions one category, or none.", extensions=WRITE)
    async def categorise_transactions(
        self, info: Info, input: CategoriseTransactionsInput
    ) -> TransactionsPayload | None:
        service = info.context.services.transactions
        saved = await service.categorise(info.context.ledger_id, input.ids(), category_id(input.category_id))
        return TransactionsPayload.of(saved, info.context.signed_in.base_currency)

    @strawberry.mutation(
        description="Say which split another one pays back, or that it pays back none.", extensions=WRITE
    )
    async def set_refund(self, info: Info, input: SetRefundInput) -> SetRefundPayload | None:
        saved = await info.context.services.refunds.set(info.context.ledger_id, *input.stored_ids())
        return SetRefundPayload.saved(saved, split=await Split.load(info, saved.object.id))
