"""Refunds: splits that pay back other splits."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Table,
    Uuid,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from db.imports import came_with
from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.touched_transactions import touch
from db.transactions import transactions

refunds = Table(
    "refunds",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("split_id", Uuid, primary_key=True),
    Column("transaction_id", Uuid, nullable=False),
    Column("of_split_id", Uuid, nullable=False),
    Column("of_transaction_id", Uuid, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    Index("ix_refunds_of", "ledger_id", "of_split_id"),
)
_COLUMNS = refunds.c


class RefundRow(NamedTuple):
    """A split that pays back another one, each with its transaction."""

    ledger_id: UUID
    split_id: UUID
    transaction_id: UUID
    of_split_id: UUID
    of_transaction_id: UUID


_ABOUT = select(refunds).where(
    _COLUMNS.ledger_id == bindparam("ledger_id"),
    or_(
        _COLUMNS.split_id.in_(bindparam("ids", expanding=True)),
        _COLUMNS.of_split_id.in_(bindparam("of_ids", expanding=True)),
    ),
)


async def all_of(connection: Connection, ledger_id: UUID) -> list[RefundRow]:
    """Return every refund of the ledger, in the order of the splits that pay back."""
    chosen = select(refunds).where(_COLUMNS.ledger_id == ledger_id).order_by(_COLUMNS.split_id)
    rows = await connection.execute(chosen)
    return [RefundRow._make(row) for row in rows]


async def about(connection: Connection, ledger_id: UUID, ids: Collection[UUID]) -> list[RefundRow]:
    """Return what these splits pay back, and what pays them back."""
    given = {"ledger_id": ledger_id, "ids": list(ids), "of_ids": list(ids)}
    return [RefundRow._make(row) for row in await connection.execute(_ABOUT, given)]


async def set_one(connection: Connection, row: RefundRow, revision: int) -> None:
    """Let a split pay back another one, and no other any more; touch their transactions."""
    await clear(connection, row.ledger_id, row.split_id, revision)
    await connection.execute(insert(refunds), row._asdict())
    await touch(connection, row.ledger_id, revision, [row.transaction_id, row.of_transaction_id])


async def clear(connection: Connection, ledger_id: UUID, split_id: UUID, revision: int) -> None:
    """Let a split pay back none; touch its transaction and the one that it paid back."""
    await _touch(connection, ledger_id, revision, _COLUMNS.split_id == split_id)
    await connection.execute(refunds.delete().where(_COLUMNS.ledger_id == ledger_id, _COLUMNS.split_id == split_id))


async def rename(connection: Connection, ledger_id: UUID, old_id: UUID, new_id: UUID, revision: int) -> None:
    """Follow a split that has another id; touch the transactions that show it."""
    await _touch(connection, ledger_id, revision, or_(_COLUMNS.split_id == old_id, _COLUMNS.of_split_id == old_id))
    for column in (_COLUMNS.split_id, _COLUMNS.of_split_id):
        chosen = update(refunds).where(_COLUMNS.ledger_id == ledger_id, column == old_id)
        await connection.execute(chosen.values({column: new_id}))


async def forget_accounts(connection: Connection, ledger_id: UUID, ids: Sequence[UUID], revision: int) -> None:
    """Delete the refunds that transactions of some accounts are, or have; touch the others."""
    await _forget(connection, ledger_id, transactions.c.account_id.in_(ids), revision)


async def forget_import(connection: Connection, ledger_id: UUID, import_id: UUID, revision: int) -> None:
    """Delete the refunds that an import's transactions are, or have; touch the others."""
    await _forget(connection, ledger_id, came_with(transactions.c, ledger_id, import_id), revision)


async def _touch(connection: Connection, ledger_id: UUID, revision: int, theirs: ColumnElement[bool]) -> None:
    """Touch the transactions of some refunds, since each of both shows the other."""
    for column in (_COLUMNS.transaction_id, _COLUMNS.of_transaction_id):
        await touch(connection, ledger_id, revision, select(column).where(_COLUMNS.ledger_id == ledger_id, theirs))


async def _forget(connection: Connection, ledger_id: UUID, going: ColumnElement[bool], revision: int) -> None:
    theirs = select(transactions.c.id).where(transactions.c.ledger_id == ledger_id, going)
    gone = or_(_COLUMNS.transaction_id.in_(theirs), _COLUMNS.of_transaction_id.in_(theirs))
    await _touch(connection, ledger_id, revision, gone)
    await connection.execute(refunds.delete().where(_COLUMNS.ledger_id == ledger_id, gone))
