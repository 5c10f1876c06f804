"""Transactions: their fields, filters, and inputs."""

import datetime
from collections.abc import Awaitable, Mapping
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from db import transactions
from db.categories import CategoryRow
from db.stores.ids import made_at
from db.transactions import TransactionRow
from schema.accounts import Account, account_id
from schema.categories import Category, category_id
from schema.context import Info
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
from schema.money import Money
from schema.node import Node, global_id, stored_id
from schema.pages import PageInfo
from schema.scalars import CurrencyCode
from schema.selection import selected
from services.calculations import Flow
from services.input_rules import UNCHANGED
from services.money import to_minor
from services.transactions import (
    LONGEST_NOTE,
    LONGEST_PAYEE,
    MOST_AT_ONCE,
    TransactionDraft,
    TransactionEdit,
    TransactionPage,
)


@strawberry.type(description="A transaction: a movement of money on a day.")
class Transaction(Node):
    row: strawberry.Private[TransactionRow]
    known: strawberry.Private[Mapping[UUID, CategoryRow] | None]
    date: datetime.date = strawberry.field(description="The day of the transaction.")
    amount: Money = strawberry.field(description="The amount in its own currency. An expense is negative.")
    base_amount: Money = strawberry.field(
        description="The amount in the ledger's base currency. Figures count this amount."
    )
    exchange_rate: Decimal | None = strawberry.field(
        description="The recorded base units per unit of the currency. It is null in the base currency."
    )
    payee: str = strawberry.field(description="The person or company that received or paid the money.")
    note: str = strawberry.field(description="A note about it.")
    version: int = strawberry.field(description="The version, which rises with every edit. Send it as ifVersion.")
    deleted: bool = strawberry.field(description="True if it is deleted. It can be restored.")
    created_at: datetime.datetime = strawberry.field(description="The moment when it was recorded or imported.")

    @strawberry.field(graphql_type=Account, description="The account in which it is.")
    def account(self, info: Info) -> Awaitable[Account]:
        return Account.load(info, self.row.account_id)

    @strawberry.field(description="The amount in the currency of its account, which balances count.")
    async def account_amount(self, info: Info) -> Money:
        account = await Account.load(info, self.row.account_id)
        return Money.of(self.row.account_amount, account.currency)

    @strawberry.field(graphql_type=Category | None, description="Its category. It is null if it is not categorised.")
    def category(self, info: Info) -> Category | Awaitable[Category | None] | None:
        if self.row.category_id is None:
            return None
        if self.known is not None:
            return Category.maybe(self.known.get(self.row.category_id))
        return Category.load(info, self.row.category_id)

    @classmethod
    def of(cls, row: TransactionRow, base_currency: str, known: Mapping[UUID, CategoryRow] | None = None) -> Self:
        """Return the transaction of a row; `known` are the categories of the same snapshot, if they were read."""
        return cls(
            id=global_id("Transaction", row.id),
            row=row,
            known=known,
            date=row.date,
            amount=Money.of(row.amount, row.currency),
            base_amount=Money.of(row.base_amount, base_currency),
            exchange_rate=None if row.exchange_rate is None else Decimal(row.exchange_rate),
            payee=row.payee,
            note=row.note,
            version=row.version,
            deleted=row.deleted,
            created_at=made_at(row.id),
        )


@strawberry.type(description="A transaction with its cursor.")
class TransactionEdge:
    cursor: str = strawberry.field(description="The cursor of this transaction.")
    node: Transaction = strawberry.field(description="The transaction.")


@strawberry.type(description="The sums of transactions in the base currency, counted as in the overview.")
class TransactionSums:
    income: Money = strawberry.field(
        description="The income: money in income categories, and uncategorised money that came in."
    )
    expenses: Money = strawberry.field(description="The spending minus refunds. It is positive for spending.")
    net: Money = strawberry.field(description="Income minus expenses. Transfers do not count.")

    @classmethod
    def of(cls, flow: Flow, base_currency: str) -> Self:
        return cls(
            income=Money.of(flow.income, base_currency),
            expenses=Money.of(flow.expenses, base_currency),
            net=Money.of(flow.income - flow.expenses, base_currency),
        )


@strawberry.type(description="A page of transactions, newest first.")
class TransactionConnection:
    flow: strawberry.Private[Flow | None]
    base_currency: strawberry.Private[str]
    edges: list[TransactionEdge] = strawberry.field(description="The transactions with their cursors.")
    nodes: list[Transaction] = strawberry.field(description="The transactions without their cursors.")
    page_info: PageInfo = strawberry.field(description="The position of this page in the list.")

    @strawberry.field(description="The number of transactions on all pages that meet the filter.")
    def total_count(self) -> int:
        return self._counted.entries

    @strawberry.field(description="The sums of the transactions on all pages that meet the filter.")
    def sums(self) -> TransactionSums:
        return TransactionSums.of(self._counted, self.base_currency)

    @property
    def _counted(self) -> Flow:
        if self.flow is None:
            raise RuntimeError("The transactions were not counted, because nothing was selected that needs it.")
        return self.flow

    @staticmethod
    def needs_sums(info: Info) -> bool:
        """Return True if a field is selected that counts all pages."""
        return any(field.name in {"totalCount", "sums"} for field in selected(info))

    @classmethod
    def of(cls, page: TransactionPage, base_currency: str) -> Self:
        nodes = [Transaction.of(row, base_currency) for row in page.rows]
        edges = [TransactionEdge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, nodes, strict=True)]
        info = PageInfo.of(page)
        return cls(flow=page.flow, base_currency=base_currency, edges=edges, nodes=nodes, page_info=info)


@strawberry.input(description="Conditions on transactions. All of them must hold.")
class TransactionFilter(NullMeansDefault):
    start: datetime.date | None = strawberry.field(default=None, description="The first day.")
    end: datetime.date | None = strawberry.field(default=None, description="The last day, included.")
    account_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Select transactions in these accounts."
    )
    category_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Select transactions in these categories or their children."
    )
    uncategorised: bool = defaulted(False, "Select transactions without a category, besides those in categoryIds.")
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
        )


def _minor(amount: Decimal | None, currency: str, field: str) -> int | None:
    return None if amount is None else to_minor(amount, currency, "filter", field)


@strawberry.input(description="A transaction to record.")
class TransactionInput(NullMeansDefault):
    date: datetime.date = strawberry.field(description="The day of the transaction, from 1900 to 2200.")
    amount: Decimal = strawberry.field(description="The signed amount. An expense is negative, income is positive.")
    currency: CurrencyCode | None = strawberry.field(
        default=None, description="The amount's currency. The default is that of the account."
    )
    exchange_rate: Decimal | None = strawberry.field(
        default=None,
        description="The base units per unit of the currency. It is needed unless that is the base currency.",
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
        default=strawberry.UNSET, description="Its new category. Null removes its category."
    )
    account_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The account to which it moves."
    )
    account_amount: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="Its new signed amount in the account's currency."
    )

    def edit(self) -> TransactionEdit:
        check_not_null(self, "date", "amount", "payee", "account_id")
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
