"""Splits: the parts of a transaction that was for several things, each with a category.

A transaction with one split stores it in its own row. Only several splits are stored in this table.
"""

from collections import defaultdict
from collections.abc import AsyncIterable, AsyncIterator, Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    select,
    update,
)

from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import Insertion, Write
from db.transactions import TransactionRow, as_seen, readable, transactions

HELD_AT_ONCE = 500

splits = Table(
    "splits",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("transaction_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("date", Date, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("base_amount", BigInteger, nullable=False),
    Column("category_id", Uuid),
    Column("note", String(1000), nullable=False),
    Column("transfer_id", Uuid),
    ForeignKeyConstraint(
        ["ledger_id", "transaction_id"],
        ["transactions.ledger_id", "transactions.id"],
        name="fk_splits_transaction",
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ["ledger_id", "category_id"],
        ["categories.ledger_id", "categories.id"],
        name="fk_splits_category",
        deferrable=True,
        initially="DEFERRED",
    ),
    Index("ix_splits_transaction", "ledger_id", "transaction_id", "number"),
    Index("ix_splits_category", "ledger_id", "category_id", "deleted", "date", "transaction_id"),
)
_COLUMNS = splits.c


class SplitRow(NamedTuple):
    """One of several splits of a transaction, as stored.

    `amount` is in the transaction's currency, `base_amount` in the ledger's; both add up to those of the transaction.
    `number` is its place among them. `date` and `deleted` are copied from the transaction, for the indexes.
    """

    ledger_id: UUID
    id: UUID
    transaction_id: UUID
    number: int
    date: date
    deleted: bool
    amount: int
    base_amount: int
    category_id: UUID | None
    note: str
    transfer_id: UUID | None = None


Splits = Mapping[UUID, Sequence[SplitRow]]
"""The splits of transactions that have several, in their order, by the id of the transaction."""

_INSERT = Insertion(splits, SplitRow._fields)
# A split may be read if its transaction may.
_theirs = and_(transactions.c.ledger_id == _COLUMNS.ledger_id, transactions.c.id == _COLUMNS.transaction_id)
_OF_VISIBLE = (
    select(*as_seen(_COLUMNS))
    .join_from(splits, transactions, _theirs)
    .where(_COLUMNS.ledger_id == bindparam("ledger_id"), readable(transactions.c))
)
_OF_TRANSACTIONS = _OF_VISIBLE.where(_COLUMNS.transaction_id.in_(bindparam("ids", expanding=True))).order_by(
    _COLUMNS.number
)
_GET = _OF_VISIBLE.where(_COLUMNS.id.in_(bindparam("ids", expanding=True)))


def adding(rows: Sequence[SplitRow]) -> list[Write]:
    """Store new splits."""
    return [Write(_INSERT, lambda: rows)] if rows else []


async def replace(connection: Connection, ledger_id: UUID, transaction_id: UUID, rows: Sequence[SplitRow]) -> None:
    """Replace the splits of a transaction."""
    mine = (_COLUMNS.ledger_id == ledger_id, _COLUMNS.transaction_id == transaction_id)
    await connection.execute(splits.delete().where(*mine))
    for write in adding(rows):
        await write.within(connection)


async def change(connection: Connection, ledger_id: UUID, transaction_ids: Sequence[UUID], **values: object) -> None:
    """Set columns of all splits of some transactions."""
    chosen = update(splits).where(_COLUMNS.ledger_id == ledger_id, _COLUMNS.transaction_id.in_(transaction_ids))
    await connection.execute(chosen.values(**values))


async def of_transactions(connection: Connection, ledger_id: UUID, ids: Collection[UUID]) -> Splits:
    """Return the splits of these transactions that have several, in their order."""
    by_transaction: defaultdict[UUID, list[SplitRow]] = defaultdict(list)
    if ids:
        for row in await connection.execute(_OF_TRANSACTIONS, {"ledger_id": ledger_id, "ids": list(ids)}):
            by_transaction[row.transaction_id].append(SplitRow._make(row))
    return by_transaction


async def beside(
    connection: Connection, ledger_id: UUID, rows: AsyncIterable[TransactionRow]
) -> AsyncIterator[tuple[TransactionRow, Sequence[SplitRow]]]:
    """Yield each transaction of a stream with its splits if it has several, without holding all in memory."""
    waiting: list[TransactionRow] = []

    async def pairs() -> AsyncIterator[tuple[TransactionRow, Sequence[SplitRow]]]:
        parts = await of_transactions(connection, ledger_id, [row.id for row in waiting if row.split_count > 1])
        for row in waiting:
            yield row, parts.get(row.id, ())
        waiting.clear()

    async for row in rows:
        waiting.append(row)
        if len(waiting) == HELD_AT_ONCE:
            async for pair in pairs():
                yield pair
    async for pair in pairs():
        yield pair


async def get_many(connection: Connection, ledger_id: UUID, ids: Collection[UUID]) -> list[SplitRow]:
    """Return the ledger's stored splits with these ids, in no particular order."""
    rows = await connection.execute(_GET, {"ledger_id": ledger_id, "ids": list(ids)})
    return [SplitRow._make(row) for row in rows]
