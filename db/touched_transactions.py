"""Touched transactions: those that show something else without an edit, because something beside them changed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Select, case, select, update

from db.accounts import MoveRow
from db.categories import MergeRow
from db.splits import splits
from db.stores.engine import Connection
from db.transactions import transactions

_COLUMNS = transactions.c


async def touch(connection: Connection, ledger_id: UUID, revision: int, ids: Sequence[UUID] | Select[Any]) -> None:
    """Store the revision that changed what transactions show; a later one stays."""
    latest = case((_COLUMNS.touched > revision, _COLUMNS.touched), else_=revision)
    chosen = update(transactions).where(_COLUMNS.ledger_id == ledger_id, _COLUMNS.id.in_(ids))
    await connection.execute(chosen.values(touched=latest))


async def move_account(connection: Connection, move: MoveRow, limit: int) -> int:
    """Move at most `limit` transactions of one account to another, and return their number. Versions stay the same."""
    return await _move(connection, move, _COLUMNS.account_id, _COLUMNS.id, limit)


async def move_category(connection: Connection, move: MergeRow, limit: int) -> int:
    """Move at most `limit` transactions of one category to another, and return their number. Versions stay the same."""
    return await _move(connection, move, _COLUMNS.category_id, _COLUMNS.id, limit)


async def move_category_of_splits(connection: Connection, move: MergeRow, limit: int) -> int:
    """Move at most `limit` splits of one category to another, and return their number."""
    return await _move(connection, move, splits.c.category_id, splits.c.transaction_id, limit)


async def _move(
    connection: Connection, move: MoveRow | MergeRow, column: Column[Any], owner: Column[Any], limit: int
) -> int:
    """Change a column of at most `limit` rows from one id to another, and return their number."""
    table = column.table
    theirs = (table.c.ledger_id == move.ledger_id, column == move.source_id)
    rows = (await connection.execute(select(table.c.id, owner.label("owner")).where(*theirs).limit(limit))).all()
    # The ids are listed, because PostgreSQL without statistics of a new table would compare each row with each.
    chosen = table.update().where(*theirs, table.c.id.in_([row.id for row in rows]))
    await connection.execute(chosen.values({column: move.target_id}))
    await touch(connection, move.ledger_id, move.revision, [row.owner for row in rows])
    return len(rows)
