"""Transactions: their fields, filters, and inputs."""

import datetime
from collections.abc import Awaitable, Mapping
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from db import transactions
from db.categories import CategoryRow
from db.transactions import TransactionRow
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


@strawberry.type(description="A movement of money on a day.")
class Transaction(Node):
    row: strawberry.Private[TransactionRow]
    known: strawberry.Private[Mapping[UUID, CategoryRow] | None]
    date: datetime.date = strawberry.field(description="The day that it belongs to.")
    amount: Money = strawberry.field(description="The amount in its own currency; an expense is negative.")
    base_amount: Money = strawberry.field(description="The amount in the ledger's base currency, which figures count.")
    exchange_rate: Decimal | None = strawberry.field(
        description="Base units per unit of the currency, as recorded; null in the base currency."
    )
    payee: str = strawberry.field(description="Who got the money, or gave it.")
    note: str = strawberry.field(description="What was noted about it.")
    version: int = strawberry.field(description="Rises with every edit; give it back as ifVersion.")
    deleted: bool = strawberry.field(description="Whether it is deleted; it can be restored.")
    account: str | None = strawberry.field(description="The account of the statement that it was imported from.")

    @strawberry.field(graphql_type=Category | None, description="What it was for; null when it is not categorised.")
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
            account=row.import_account or None,
        )


@strawberry.type(description="A transaction with its place in the list.")
class TransactionEdge:
    cursor: str = strawberry.field(description="The place of this transaction, to page from.")
    node: Transaction = strawberry.field(description="The transaction.")


@strawberry.type(description="What transactions add up to, in the base currency, as the overview counts them.")
class TransactionSums:
    income: Money = strawberry.field(description="What came in: of income categories, and positive of none.")
    expenses: Money = strawberry.field(description="What was spent, less what came back; positive for spending.")
    net: Money = strawberry.field(description="Income less expenses. Transfers count nowhere.")

    @classmethod
    def of(cls, flow: Flow, base_currency: str) -> Self:
        """Return the sums of a flow."""
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
    nodes: list[Transaction] = strawberry.field(description="The transactions alone.")
    page_info: PageInfo = strawberry.field(description="Where this page lies.")

    @strawberry.field(description="How many transactions meet the filter, on all pages.")
    def total_count(self) -> int:
        return self._counted.entries

    @strawberry.field(description="What all transactions that meet the filter add up to, on all pages.")
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
        """Return the connection of a page of rows."""
        nodes = [Transaction.of(row, base_currency) for row in page.rows]
        edges = [TransactionEdge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, nodes, strict=True)]
        info = PageInfo.of(page)
        return cls(flow=page.flow, base_currency=base_currency, edges=edges, nodes=nodes, page_info=info)


@strawberry.input(description="Which transactions; all conditions must hold.")
class TransactionFilter(NullMeansDefault):
    start: datetime.date | None = strawberry.field(default=None, description="The first day.")
    end: datetime.date | None = strawberry.field(default=None, description="The last day, included.")
    category_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="In one of these categories, or in a child of one."
    )
    uncategorised: bool = defaulted(False, "Without a category (or in one of categoryIds).")
    text: str = defaulted("", "With these words in payee or note, whatever their case.")
    kind: CategoryKind | None = strawberry.field(
        default=None,
        description="Only what counts as this; without a category, money in is income and money out is spending.",
    )
    at_least: Decimal | None = strawberry.field(default=None, description="With at least this signed base amount.")
    at_most: Decimal | None = strawberry.field(default=None, description="With at most this signed base amount.")
    absolute: bool = defaulted(False, "Compare amounts without their sign: 20 also finds -20.")
    deleted: bool = defaulted(False, "Only the deleted ones, which are otherwise left out.")

    def conditions(self, base_currency: str) -> transactions.TransactionFilter:
        """Return the filter for the services."""
        named = [stored_id("Category", text) for text in self.category_ids or []]
        return transactions.TransactionFilter(
            start=self.start,
            end=self.end,
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
    date: datetime.date = strawberry.field(description="The day that it belongs to, from 1900 to 2200.")
    amount: Decimal = strawberry.field(description="The signed amount; an expense is negative, income positive.")
    currency: CurrencyCode | None = strawberry.field(
        default=None, description="The amount's currency; the ledger's base currency if left out."
    )
    exchange_rate: Decimal | None = strawberry.field(
        default=None, description="Base units per unit of the currency; needed when it is not the base currency."
    )
    payee: str = strawberry.field(description=f"Who gets the money, or gives it; at most {LONGEST_PAYEE} characters.")
    note: str = defaulted("", f"Anything worth remembering; at most {LONGEST_NOTE:,} characters.")
    category_id: strawberry.ID | None = strawberry.field(default=None, description="What it is for.")

    def draft(self) -> TransactionDraft:
        """Return the draft for the services."""
        return TransactionDraft(
            date=self.date,
            amount=self.amount,
            payee=self.payee,
            note=self.note,
            currency=self.currency,
            exchange_rate=self.exchange_rate,
            category_id=category_id(self.category_id),
        )


@strawberry.input(description="A transaction to record, once.")
class RecordTransactionInput(TransactionInput):
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)


@strawberry.input(description=f"Up to {MOST_AT_ONCE} transactions to record, all or none.")
class RecordTransactionsInput:
    transactions: list[TransactionInput] = strawberry.field(description="The transactions.")
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def drafts(self) -> list[TransactionDraft]:
        """Return the drafts for the services."""
        return [transaction.draft() for transaction in self.transactions]


@strawberry.input(description="What is to be different about a transaction; what is left out stays.")
class UpdateTransactionInput:
    id: strawberry.ID = strawberry.field(description="The transaction.")
    if_version: int | None = strawberry.field(
        default=None, description="Its version as you saw it; a newer one makes this a CONFLICT."
    )
    date: datetime.date | None = strawberry.field(default=strawberry.UNSET, description="Its new day.")
    amount: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Its new signed amount.")
    currency: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET, description="Its new currency; null is the base currency."
    )
    exchange_rate: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Its new exchange rate.")
    payee: str | None = strawberry.field(default=strawberry.UNSET, description="Its new payee.")
    note: str | None = strawberry.field(default=strawberry.UNSET, description="Its new note.")
    category_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Its new category; null when it is for none."
    )

    def edit(self) -> TransactionEdit:
        """Return the edit for the services."""
        check_not_null(self, "date", "amount", "payee")
        return TransactionEdit(
            date=edited(self.date),
            amount=edited(self.amount),
            payee=edited(self.payee),
            note=edited_text(self.note),
            currency=edited_or_none(self.currency),
            exchange_rate=edited_or_none(self.exchange_rate),
            category_id=UNCHANGED if self.category_id is strawberry.UNSET else category_id(self.category_id),
        )


@strawberry.input(description="A transaction to delete.")
class DeleteTransactionInput:
    id: strawberry.ID = strawberry.field(description="The transaction.")
    if_version: int | None = strawberry.field(
        default=None, description="Its version as you saw it; a newer one makes this a CONFLICT."
    )


@strawberry.input(description="A deleted transaction to bring back.")
class RestoreTransactionInput:
    id: strawberry.ID = strawberry.field(description="The transaction.")


@strawberry.input(description=f"Up to {MOST_AT_ONCE} transactions to give a category.")
class CategoriseTransactionsInput:
    transaction_ids: list[strawberry.ID] = strawberry.field(description="The transactions.")
    category_id: strawberry.ID | None = strawberry.field(description="Their new category; null when they are for none.")

    def ids(self) -> list[UUID]:
        """Return the stored ids."""
        return [stored_id("Transaction", text) for text in self.transaction_ids]
