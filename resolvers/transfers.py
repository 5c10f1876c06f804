"""Transfers: recording, linking and unlinking them, and reviewing suggestions of them."""

from datetime import date
from typing import Annotated

import strawberry

from resolvers.permissions import READ, WRITE
from schema.context import Info
from schema.node import stored_id
from schema.payloads import (
    AcceptTransferSuggestionsPayload,
    RefuseTransferSuggestionsPayload,
    TransactionsPayload,
    TransferPayload,
)
from schema.transfers import (
    AcceptTransferSuggestionsInput,
    LinkTransferInput,
    RecordTransferInput,
    RefuseTransferSuggestionsInput,
    TransferSuggestion,
    UnlinkTransferInput,
)
from services.transfer_suggestions import DAYS_BACK, MOST_SEARCHED, MOST_SUGGESTED


@strawberry.type
class TransferQuery:
    @strawberry.field(
        description=(
            f"Transactions of the last {DAYS_BACK} days that may be transfers, the newest first, at most "
            f"{MOST_SUGGESTED}. Refused ones do not come again. They are searched among the newest "
            f"{MOST_SEARCHED:,} transactions of these days; `before` continues with older ones."
        ),
        extensions=READ,
    )
    async def transfer_suggestions(
        self,
        info: Info,
        before: Annotated[
            date | None, strawberry.argument(description="The day after the last one; null to include all.")
        ] = None,
    ) -> list[TransferSuggestion] | None:
        suggestions = await info.context.services.transfer_suggestions.all(info.context.ledger_id, before)
        currency = info.context.signed_in.base_currency
        return [TransferSuggestion.of(suggestion, currency) for suggestion in suggestions]


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

    @strawberry.mutation(description="Accept suggestions of transfers, all or none.", extensions=WRITE)
    async def accept_transfer_suggestions(
        self, info: Info, input: AcceptTransferSuggestionsInput
    ) -> AcceptTransferSuggestionsPayload | None:
        service = info.context.services.transfer_suggestions
        return AcceptTransferSuggestionsPayload.of(await service.accept(info.context.ledger_id, input.stored_pairs()))

    @strawberry.mutation(description="Refuse suggestions of transfers. They do not come again.", extensions=WRITE)
    async def refuse_transfer_suggestions(
        self, info: Info, input: RefuseTransferSuggestionsInput
    ) -> RefuseTransferSuggestionsPayload | None:
        service = info.context.services.transfer_suggestions
        saved = await service.refuse(info.context.ledger_id, input.stored_pairs())
        return RefuseTransferSuggestionsPayload.of(saved)
