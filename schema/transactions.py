"""Transactions: their fields, and the splits that they consist of."""

import datetime
from collections.abc import Awaitable, Mapping, Sequence
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from db.categories import CategoryRow
from db.splits import SplitRow
from db.stores.ids import made_at
from db.tags import WHOLE
from db.transactions import TransactionRow
from db.transfers import TransferRow
from schema.accounts import Account
from schema.categories import Category
from schema.context import Info
from schema.enums import FieldOrigin, TransferSource
from schema.field_marks import SHORT
from schema.money import Money
from schema.node import Node, global_id
from schema.pages import Edge, PageInfo
from schema.selection import selected
from schema.tags import Tag
from services.calculations import Flow
from services.origins import origin_of
from services.splits import only_split
from services.transactions import TransactionPage


@strawberry.type(description="A part of a transaction: what it was for. The splits add up to the transaction.")
class Split(Node):
    row: strawberry.Private[SplitRow]
    known: strawberry.Private[Mapping[UUID, CategoryRow] | None]
    amount: Money = strawberry.field(description="The amount in the transaction's currency. An expense is negative.")
    base_amount: Money = strawberry.field(
        description="The amount in the ledger's base currency. Figures count this amount."
    )
    note: str = strawberry.field(description="A note about it. It is empty if the transaction has no other split.")

    @strawberry.field(graphql_type=Category | None, description="Its category. It is null if it is not categorised.")
    def category(self, info: Info) -> Category | Awaitable[Category | None] | None:
        return _category(info, self.row, self.known)

    @strawberry.field(
        description="The tags of this split alone, by name. Those of its transaction hold for it too.", metadata=SHORT
    )
    async def tags(self, info: Info) -> list[Tag]:
        rows = await info.context.loaders.tags_on.load((self.row.transaction_id, self.row.id))
        return [Tag.of(row) for row in rows]

    @strawberry.field(description="The transfer that it is one side of, if it is own money that moves.")
    async def transfer(self, info: Info) -> "Transfer | None":
        row = await info.context.loaders.transfer.load(self.row.transfer_id) if self.row.transfer_id else None
        return Transfer.of(row) if row else None

    @strawberry.field(description="The split that it pays back, if somebody named it.")
    async def refund_of(self, info: Info) -> "Split | None":
        rows = await info.context.loaders.refunds.load(self.row.id)
        return await Split.load(info, next((row.of_split_id for row in rows if row.split_id == self.row.id), None))

    @strawberry.field(description="The splits that pay it back.", metadata=SHORT)
    async def refunds(self, info: Info) -> list["Split"]:
        rows = await info.context.loaders.refunds.load(self.row.id)
        loaded = [await Split.load(info, row.split_id) for row in rows if row.of_split_id == self.row.id]
        return [split for split in loaded if split]

    @strawberry.field(description="The transaction of which it is a part.")
    async def transaction(self, info: Info) -> "Transaction | None":
        row = await info.context.loaders.transaction.load(self.row.transaction_id)
        return Transaction.of(row, info.context.signed_in.base_currency) if row else None

    @classmethod
    async def load(cls, info: Info, split_id: UUID | None) -> "Split | None":
        """Load a split of the caller's ledger."""
        row = await info.context.loaders.split.load(split_id) if split_id else None
        whole = row and await info.context.loaders.transaction.load(row.transaction_id)
        return cls.of(row, whole.currency, info.context.signed_in.base_currency) if row and whole else None

    @classmethod
    def of(
        cls, row: SplitRow, currency: str, base_currency: str, known: Mapping[UUID, CategoryRow] | None = None
    ) -> Self:
        """Return the split of a row; `known` are the categories of the same snapshot, if they were read."""
        return cls(
            id=global_id("Split", row.id),
            row=row,
            known=known,
            amount=Money.of(row.amount, currency),
            base_amount=Money.of(row.base_amount, base_currency),
            note=row.note,
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
    provisional: bool = strawberry.field(
        description=(
            "True if no rate of the day or of the week before was known. It is valued again when newer rates are."
        )
    )
    payee: str = strawberry.field(description="The person or company that received or paid the money.")
    note: str = strawberry.field(description="A note about it.")
    version: int = strawberry.field(description="The version, which rises with every edit. Send it as ifVersion.")
    deleted: bool = strawberry.field(description="True if it is deleted. It can be restored.")
    created_at: datetime.datetime = strawberry.field(description="The moment when it was recorded or imported.")
    updated_at: datetime.datetime | None = strawberry.field(
        description="The moment of its last edit, or of its recording. It is null if nobody noted it at that time."
    )
    external_id: strawberry.ID | None = strawberry.field(description="The id that another program gave it.")
    statement_payee: str | None = strawberry.field(
        description="The payee as the statement says it, if a rule gave another."
    )

    @strawberry.field(description="The origin of the payee.")
    def payee_origin(self) -> FieldOrigin | None:
        return origin_of(self.row, "payee")

    @strawberry.field(description="The origin of the note. It is null for an empty note that nobody set.")
    def note_origin(self) -> FieldOrigin | None:
        return origin_of(self.row, "note")

    @strawberry.field(description="The origin of the category. It is null if nobody gave or removed one.")
    def category_origin(self) -> FieldOrigin | None:
        return origin_of(self.row, "category_id")

    @strawberry.field(graphql_type=Account, description="The account in which it is.")
    def account(self, info: Info) -> Awaitable[Account]:
        return Account.load(info, self.row.account_id)

    @strawberry.field(description="The amount in the currency of its account, which balances count.")
    async def account_amount(self, info: Info) -> Money:
        account = await Account.load(info, self.row.account_id)
        return Money.of(self.row.account_amount, account.currency)

    @strawberry.field(
        graphql_type=Category | None,
        description="Its category. It is null if it is not categorised, or if it has several splits.",
    )
    def category(self, info: Info) -> Category | Awaitable[Category | None] | None:
        return _category(info, self.row, self.known)

    @strawberry.field(description="The tags of all of it, by name. A split may have more.", metadata=SHORT)
    async def tags(self, info: Info) -> list[Tag]:
        return [Tag.of(row) for row in await info.context.loaders.tags_on.load((self.row.id, WHOLE))]

    @strawberry.field(description="The parts of it, at least one. Their amounts add up to its amount.", metadata=SHORT)
    async def splits(self, info: Info) -> list[Split]:
        rows: Sequence[SplitRow] = [only_split(self.row)]
        if self.row.split_count > 1:
            rows = await info.context.loaders.splits.load(self.row.id)
        currency, base_currency = self.row.currency, self.base_amount.currency
        return [Split.of(row, currency, base_currency, self.known) for row in rows]

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
            provisional=row.provisional,
            payee=row.payee,
            note=row.note,
            version=row.version,
            deleted=row.deleted,
            created_at=made_at(row.id),
            updated_at=row.updated_at or (made_at(row.id) if row.version == 1 else None),
            external_id=None if row.external_id is None else strawberry.ID(row.external_id),
            statement_payee=row.statement_payee,
        )


@strawberry.type(description="A transfer: own money that leaves one account and arrives in another. It counts nowhere.")
class Transfer(Node):
    row: strawberry.Private[TransferRow]
    made_by: TransferSource = strawberry.field(description="The origin of the transfer.")

    @strawberry.field(description="The account that the money leaves. It is null if nobody named it.")
    async def from_account(self, info: Info) -> Account | None:
        return await _account(info, self.row.out_account_id)

    @strawberry.field(description="The account in which it arrives. It is null if nobody named it.")
    async def to_account(self, info: Info) -> Account | None:
        return await _account(info, self.row.in_account_id)

    @strawberry.field(description="The split that leaves. It is null for the one side of a one-sided transfer.")
    async def out_split(self, info: Info) -> Split | None:
        return await Split.load(info, self.row.out_split_id)

    @strawberry.field(description="The split that arrives. It is null for the one side of a one-sided transfer.")
    async def in_split(self, info: Info) -> Split | None:
        return await Split.load(info, self.row.in_split_id)

    @classmethod
    def of(cls, row: TransferRow) -> Self:
        """Return the transfer of a row."""
        return cls(id=global_id("Transfer", row.id), row=row, made_by=TransferSource(row.made_by))


async def _account(info: Info, account_id: UUID | None) -> Account | None:
    row = await info.context.loaders.account.load(account_id) if account_id else None
    return Account.of(row) if row else None


def _category(
    info: Info, row: TransactionRow | SplitRow, known: Mapping[UUID, CategoryRow] | None
) -> Category | Awaitable[Category | None] | None:
    if row.category_id is None:
        return None
    return Category.load(info, row.category_id) if known is None else Category.maybe(known.get(row.category_id), known)


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


@strawberry.type(description="A page of transactions.")
class TransactionConnection:
    count: strawberry.Private[int]
    flow: strawberry.Private[Flow | None]
    base_currency: strawberry.Private[str]
    edges: list[Edge[Transaction]] = strawberry.field(description="The transactions with their cursors.")
    nodes: list[Transaction] = strawberry.field(description="The transactions without their cursors.")
    page_info: PageInfo = strawberry.field(description="The position of this page in the list.")

    @strawberry.field(description="The number of transactions on all pages that meet the filter.")
    def total_count(self) -> int:
        return self.count

    @strawberry.field(description="The sums of the splits that meet the filter, of the transactions on all pages.")
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
        edges = [Edge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, nodes, strict=True)]
        info = PageInfo.of(page)
        return cls(
            count=page.count, flow=page.flow, base_currency=base_currency, edges=edges, nodes=nodes, page_info=info
        )
