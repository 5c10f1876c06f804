"""Transfers: the inputs that record, link and unlink them, and suggestions of them."""

import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from schema.accounts import account_id
from schema.inputs import KEY_DESCRIPTION, NullMeansDefault, defaulted
from schema.node import stored_id
from schema.transactions import Transaction
from services.splits import LONGEST_NOTE
from services.transfer_suggestions import MOST_AT_ONCE, Pair, Suggestion
from services.transfers import TransferDraft


@strawberry.input(description="Own money to move from one account to another.")
class RecordTransferInput(NullMeansDefault):
    from_account_id: strawberry.ID = strawberry.field(description="The account that it leaves.")
    to_account_id: strawberry.ID = strawberry.field(description="The account in which it arrives.")
    amount: Decimal = strawberry.field(
        description="The amount that leaves, without a sign, in the currency of the account that it leaves."
    )
    received: Decimal | None = strawberry.field(
        default=None,
        description="The amount that arrives, without a sign. It is needed if the other account has another currency.",
    )
    exchange_rate: Decimal | None = strawberry.field(
        default=None,
        description="The base units per unit of what leaves. It is needed if neither account is in the base "
        "currency, and if nobody knows the price of the day.",
    )
    date: datetime.date = strawberry.field(description="The day, from 1900 to 2200.")
    note: str = defaulted("", f"A note, at most {LONGEST_NOTE:,} characters.")
    one_sided: bool = defaulted(
        False, "True to record only what leaves, because a file of the other account brings the rest."
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> TransferDraft:
        """Return the draft for the services."""
        return TransferDraft(
            from_account_id=stored_id("Account", self.from_account_id),
            to_account_id=stored_id("Account", self.to_account_id),
            amount=self.amount,
            received=self.received,
            exchange_rate=self.exchange_rate,
            date=self.date,
            note=self.note,
            one_sided=self.one_sided,
        )


@strawberry.input(description="A split that is own money which moves. Alone it names no other account.")
class LinkTransferInput:
    split_id: strawberry.ID = strawberry.field(description="The split.")
    other_split_id: strawberry.ID | None = strawberry.field(
        default=None, description="The other side: a split of another account with the opposite amount."
    )
    account_id: strawberry.ID | None = strawberry.field(
        default=None, description="The other account, if no split of it is there. A file of it may bring one later."
    )

    def stored_ids(self) -> tuple[UUID, UUID | None, UUID | None]:
        """Return the stored ids."""
        other = None if self.other_split_id is None else stored_id("Split", self.other_split_id)
        return stored_id("Split", self.split_id), other, account_id(self.account_id)


@strawberry.input(description="A transfer to take apart. What stood there before comes back.")
class UnlinkTransferInput:
    id: strawberry.ID = strawberry.field(description="The transfer.")


@strawberry.type(description="Two transactions that may be the two sides of a transfer. It changes no figure.")
class TransferSuggestion:
    out_transaction: Transaction = strawberry.field(description="The transaction that goes out.")
    in_transaction: Transaction = strawberry.field(description="The transaction that comes in.")

    @classmethod
    def of(cls, suggestion: Suggestion, currency: str) -> Self:
        """Return a suggestion of the services."""
        return cls(
            out_transaction=Transaction.of(suggestion.out, currency),
            in_transaction=Transaction.of(suggestion.into, currency),
        )


@strawberry.input(description="A suggestion by its two transactions.")
class TransferPairInput:
    out_transaction_id: strawberry.ID = strawberry.field(description="The transaction that goes out.")
    in_transaction_id: strawberry.ID = strawberry.field(description="The transaction that comes in.")


@strawberry.input(description=f"Up to {MOST_AT_ONCE} suggestions of transfers to accept, all or none.")
class AcceptTransferSuggestionsInput:
    pairs: list[TransferPairInput] = strawberry.field(description="The suggestions.")

    def stored_pairs(self) -> list[Pair]:
        """Return the pairs for the services."""
        return [
            Pair(stored_id("Transaction", pair.out_transaction_id), stored_id("Transaction", pair.in_transaction_id))
            for pair in self.pairs
        ]


@strawberry.input(description=f"Up to {MOST_AT_ONCE} suggestions of transfers to refuse, all or none.")
class RefuseTransferSuggestionsInput(AcceptTransferSuggestionsInput):
    """It has the fields of what is accepted."""
