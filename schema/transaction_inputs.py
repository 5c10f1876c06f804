"""Transactions: filters of them, and the inputs that record and change them."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

import strawberry

from db import transactions
from db.tag_choices import TagChoice
from schema.accounts import account_id
from schema.categories import category_id
from schema.enums import CategoryKind
from schema.inputs import (
    KEY_DESCRIPTION,
    NullMeansDefault,
    check_not_null,
    defaulted,
    edited,
    edited_or_none,
    edited_text,
)
from schema.node import stored_id
from schema.scalars import CurrencyCode
from services.splits import LONGEST_NOTE, MOST_SPLITS, SplitDraft
from services.tags import MOST_ON_ONE
from services.transaction_drafts import LONGEST_EXTERNAL_ID, LONGEST_PAYEE, TransactionDraft, TransactionEdit
from services.transactions import MOST_AT_ONCE
from services.values.input_rules import UNCHANGED
from services.values.money import to_minor


@strawberry.input(description="Conditions on transactions. All of them must hold.")
class TransactionFilter(NullMeansDefault):
    start: datetime.date | None = strawberry.field(default=None, description="The first day.")
    end: datetime.date | None = strawberry.field(default=None, description="The last day, included.")
    account_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Select transactions in these accounts."
    )
    category_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Select transactions with a split in these categories or their children."
    )
    uncategorised: bool = defaulted(
        False, "Select transactions with a split without a category, besides those in categoryIds."
    )
    text: str = defaulted("", "Select transactions with this text in payee or note, ignoring case.")
    kind: CategoryKind | None = strawberry.field(
        default=None,
        description="Select what counts as this. Without a category, money in is income and money out is spending.",
    )
    at_least: Decimal | None = strawberry.field(
        default=None, description="Select transactions with at least this signed base amount."
    )
    at_most: Decimal | None = strawberry.field(
        default=None, description="Select transactions with at most this signed base amount."
    )
    import_id: strawberry.ID | None = strawberry.field(
        default=None, description="Select transactions that this import recorded."
    )
    any_tag_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Select transactions with a split that has one of these tags, or whose whole has it."
    )
    all_tag_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Select transactions with a split that has all of these tags."
    )
    no_tag_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Select transactions with a split that has none of these tags."
    )
    untagged: bool = defaulted(False, "Select transactions with a split without any tag.")
    absolute: bool = defaulted(False, "Compare amounts without their sign: 20 also finds -20.")
    deleted: bool = defaulted(False, "True to select only deleted transactions, which are otherwise omitted.")

    def conditions(self, base_currency: str) -> transactions.TransactionFilter:
        named = [stored_id("Category", text) for text in self.category_ids or []]
        return transactions.TransactionFilter(
            start=self.start,
            end=self.end,
            account_ids=None
            if self.account_ids is None
            else tuple(stored_id("Account", text) for text in self.account_ids),
            category_ids=(*named, *([None] if self.uncategorised else [])) or None,
            text=self.text,
            at_least=_minor(self.at_least, base_currency, "at_least"),
            at_most=_minor(self.at_most, base_currency, "at_most"),
            absolute=self.absolute,
            deleted=self.deleted,
            import_id=None if self.import_id is None else stored_id("Import", self.import_id),
            tags=TagChoice(
                any_of=None if self.any_tag_ids is None else tag_ids(self.any_tag_ids),
                all_of=tuple((tag_id,) for tag_id in tag_ids(self.all_tag_ids or ())),
                none_of=tag_ids(self.no_tag_ids or ()),
                untagged=self.untagged,
            ),
        )


def tag_ids(ids: Iterable[str]) -> tuple[UUID, ...]:
    """Return the stored ids of tags, each once."""
    return tuple(dict.fromkeys(stored_id("Tag", text) for text in ids))


def _minor(amount: Decimal | None, currency: str, field: str) -> int | None:
    return None if amount is None else to_minor(amount, currency, "filter", field)


@strawberry.input(description="A split of a transaction.")
class SplitInput(NullMeansDefault):
    id: strawberry.ID | None = strawberry.field(
        default=None, description="The split that it is already. Null makes a new one."
    )
    amount: Decimal | None = strawberry.field(
        default=None,
        description="Its signed amount in the transaction's currency. Null is the rest, on the last split only.",
    )
    category_id: strawberry.ID | None = strawberry.field(default=None, description="Its category.")
    note: str = defaulted("", f"A note, at most {LONGEST_NOTE:,} characters. An only split has none.")
    tag_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The tags of this split alone. Null keeps those that it has. An only split has none."
    )

    def draft(self) -> SplitDraft:
        return SplitDraft(
            amount=self.amount,
            category_id=category_id(self.category_id),
            note=self.note,
            id=None if self.id is None else stored_id("Split", self.id),
            tag_ids=None if self.tag_ids is None else tag_ids(self.tag_ids),
        )


@strawberry.input(description="A transaction to record.")
class TransactionInput(NullMeansDefault):
    date: datetime.date = strawberry.field(description="The day of the transaction, from 1900 to 2200.")
    amount: Decimal = strawberry.field(description="The signed amount. An expense is negative, income is positive.")
    currency: CurrencyCode | None = strawberry.field(
        default=None, description="The amount's currency. The default is that of the account."
    )
    exchange_rate: Decimal | None = strawberry.field(
        default=None,
        description="The base units per unit of the currency. The default is the known price of the day.",
    )
    payee: str = strawberry.field(
        description=f"The person or company that receives or pays the money, at most {LONGEST_PAYEE} characters."
    )
    note: str = defaulted("", f"A note, at most {LONGEST_NOTE:,} characters.")
    category_id: strawberry.ID | None = strawberry.field(default=None, description="Its category.")
    account_id: strawberry.ID | None = strawberry.field(
        default=None, description="The account in which it is. The default is the first open account."
    )
    account_amount: Decimal | None = strawberry.field(
        default=None,
        description=(
            "The signed amount in the account's currency. It is needed if that is neither the amount's nor the base "
            "currency."
        ),
    )
    splits: list[SplitInput] | None = strawberry.field(
        default=None,
        description=f"Its splits in place of a category, at most {MOST_SPLITS}. They must add up to the amount.",
    )
    tag_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description=f"The tags of all of it, at most {MOST_ON_ONE}."
    )
    external_id: strawberry.ID | None = strawberry.field(
        default=None,
        description=(
            f"Your own id of it, at most {LONGEST_EXTERNAL_ID} characters. If its account has a transaction with this "
            "id, even a deleted one, that is the answer, and nothing is recorded."
        ),
    )

    def draft(self) -> TransactionDraft:
        return TransactionDraft(
            date=self.date,
            amount=self.amount,
            payee=self.payee,
            note=self.note,
            currency=self.currency,
            exchange_rate=self.exchange_rate,
            category_id=category_id(self.category_id),
            account_id=account_id(self.account_id),
            account_amount=self.account_amount,
            splits=tuple(split.draft() for split in self.splits or ()),
            tag_ids=tag_ids(self.tag_ids or ()),
            external_id=self.external_id,
        )


@strawberry.input(description="A transaction to record.")
class RecordTransactionInput(TransactionInput):
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)


@strawberry.input(description=f"Up to {MOST_AT_ONCE} transactions to record, all or none.")
class RecordTransactionsInput:
    transactions: list[TransactionInput] = strawberry.field(description="The transactions.")
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def drafts(self) -> list[TransactionDraft]:
        return [transaction.draft() for transaction in self.transactions]


@strawberry.input(description="Changes of a transaction. Omitted fields stay.")
class UpdateTransactionInput:
    id: strawberry.ID = strawberry.field(description="The transaction.")
    if_version: int | None = strawberry.field(
        default=None, description="The version that you saw. A newer stored version makes this a CONFLICT."
    )
    date: datetime.date | None = strawberry.field(default=strawberry.UNSET, description="Its new day.")
    amount: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Its new signed amount.")
    currency: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET, description="Its new currency. Null is that of the account."
    )
    exchange_rate: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Its new exchange rate.")
    payee: str | None = strawberry.field(default=strawberry.UNSET, description="Its new payee.")
    note: str | None = strawberry.field(default=strawberry.UNSET, description="Its new note.")
    category_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Its new category, if it has one split. Null removes its category."
    )
    account_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The account to which it moves."
    )
    account_amount: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="Its new signed amount in the account's currency."
    )
    splits: list[SplitInput] | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "All of its new splits. Omitted, they stay, and a new amount changes only the last one, which is the rest."
        ),
    )
    tag_ids: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, description="All of its new tags. Those of single splits stay."
    )

    def edit(self) -> TransactionEdit:
        check_not_null(self, "date", "amount", "payee", "account_id", "splits", "tag_ids")
        return TransactionEdit(
            date=edited(self.date),
            amount=edited(self.amount),
            payee=edited(self.payee),
            note=edited_text(self.note),
            currency=edited_or_none(self.currency),
            exchange_rate=edited_or_none(self.exchange_rate),
            category_id=UNCHANGED if self.category_id is strawberry.UNSET else category_id(self.category_id),
            account_id=UNCHANGED if not self.account_id else stored_id("Account", self.account_id),
            account_amount=edited_or_none(self.account_amount),
            splits=tuple(split.draft() for split in self.splits)
            if self.splits is not None and self.splits is not strawberry.UNSET
            else UNCHANGED,
            tag_ids=tag_ids(self.tag_ids)
            if self.tag_ids is not None and self.tag_ids is not strawberry.UNSET
            else UNCHANGED,
        )


@strawberry.input(description="A transaction to delete.")
class DeleteTransactionInput:
    id: strawberry.ID = strawberry.field(description="The transaction.")
    if_version: int | None = strawberry.field(
        default=None, description="The version that you saw. A newer stored version makes this a CONFLICT."
    )


@strawberry.input(description="A deleted transaction to bring back.")
class RestoreTransactionInput:
    id: strawberry.ID = strawberry.field(description="The transaction.")


@strawberry.input(description=f"Up to {MOST_AT_ONCE} transactions that get a category.")
class CategoriseTransactionsInput:
    transaction_ids: list[strawberry.ID] = strawberry.field(description="The transactions.")
    category_id: strawberry.ID | None = strawberry.field(description="Their new category. Null removes their category.")

    def ids(self) -> list[UUID]:
        return [stored_id("Transaction", text) for text in self.transaction_ids]


@strawberry.input(description="A split that is money back, and the split that it pays back.")
class SetRefundInput:
    split_id: strawberry.ID = strawberry.field(description="The split that is money back.")
    refund_of_id: strawberry.ID | None = strawberry.field(
        default=None, description="The split that it pays back, at most all of it. Null says that it pays back none."
    )

    def stored_ids(self) -> tuple[UUID, UUID | None]:
        """Return the stored ids."""
        of_id = None if self.refund_of_id is None else stored_id("Split", self.refund_of_id)
        return stored_id("Split", self.split_id), of_id
