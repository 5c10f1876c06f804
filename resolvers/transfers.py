"""Transfers: recording, linking and unlinking them."""

import strawberry

from resolvers.permissions import WRITE
from schema.context import Info
from schema.node import stored_id
from schema.payloads import TransactionsPayload, TransferPayload
from schema.transfers import LinkTransferInput, RecordTransferInput, UnlinkTransferInput


@strawberry.type
class TransferMutation:
    @strawberry.mutation(description="Record own money that moves from one account to another.", extensions=WRITE)
    async def record_transfer(self, info: Info, input: RecordTransferInput) -> TransferPayload | None:
        service = info.context.services.transfers
        return TransferPayload.of(await service.record(info.context.ledger_id, input.draft(), input.idempotency_key))

    @strawberry.mutation(description="Say that a split is a transfer, and with which other one.", extensions=WRITE)
    async def link_transfer(self, info: Info, input: LinkTransferInput) -> TransferPayload | None:
        service = info.context.services.transfers
        return TransferPayload.of(await service.link(info.context.ledger_id, *input.stored_ids()))

    @strawberry.mutation(description="Take a transfer apart. What stood there before comes back.", extensions=WRITE)
    async def unlink_transfer(self, info: Info, input: UnlinkTransferInput) -> TransactionsPayload | None:
        service, transfer_id = info.context.services.transfers, stored_id("Transfer", input.id)
        saved = await service.unlink(info.context.ledger_id, transfer_id)
        return TransactionsPayload.of(saved, info.context.signed_in.base_currency)
