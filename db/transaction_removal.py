"""Transaction removal: delete transactions for good, and keep their ids."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Select,
    Table,
    Uuid,
    insert,
    literal,
    select,
)

from db import text_index
from db.imports import came_with
from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.text_index import Text
from db.transactions import readable, transactions

# The ids of transactions that were deleted for good, and the revision that deleted them.
deletions = Table(
    "deletions",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    Index("ix_deletions_revision", "ledger_id", "revision", "id"),
)
_COLUMNS = transactions.c


async def delete_some(connection: Connection, ledger_id: UUID, limit: int) -> int:
    """Delete at most `limit` transactions of a ledger, and return their number."""
    return await _delete(connection, ledger_id, _of_ledger(ledger_id).limit(limit))


async def delete_of_account(connection: Connection, ledger_id: UUID, account_id: UUID, limit: int) -> int:
    """Delete at most `limit` transactions of an account, and return their number."""
    return await _delete(
        connection, ledger_id, _of_ledger(ledger_id).where(_COLUMNS.account_id == account_id).limit(limit)
    )


async def any_of_import(connection: Connection, ledger_id: UUID, import_id: UUID) -> bool:
    """Return True if the ledger has rows of this import."""
    return (await connection.execute(_of_import(ledger_id, import_id).limit(1))).first() is not None


async def delete_import(connection: Connection, ledger_id: UUID, import_id: UUID, limit: int) -> int:
    """Delete at most `limit` rows of an unfinished or undone import, and return their number."""
    return await _delete(connection, ledger_id, _of_import(ledger_id, import_id).limit(limit))


async def keep_ids(connection: Connection, ledger_id: UUID, account_ids: Sequence[UUID], revision: int) -> None:
    """Store the ids of the transactions of some accounts with the revision that deletes them."""
    await _keep_ids(connection, ledger_id, _COLUMNS.account_id.in_(account_ids), revision)


async def keep_ids_of_import(connection: Connection, ledger_id: UUID, import_id: UUID, revision: int) -> None:
    """Store the ids of an import's transactions with the revision that deletes them."""
    await _keep_ids(connection, ledger_id, came_with(_COLUMNS, ledger_id, import_id), revision)


async def _keep_ids(connection: Connection, ledger_id: UUID, going: ColumnElement[bool], revision: int) -> None:
    columns = (_COLUMNS.ledger_id, _COLUMNS.id, literal(revision, BigInteger))
    # The ids of an import that was undone are stored already, while its rows are being removed.
    theirs = select(*columns).where(_COLUMNS.ledger_id == ledger_id, going, readable(_COLUMNS))
    keeping = insert(deletions).from_select(["ledger_id", "id", "revision"], theirs)
    await connection.execute(keeping, {"ledger_id": ledger_id})


def _of_ledger(ledger_id: UUID) -> Select[Any]:
    return select(*(_COLUMNS[name] for name in Text._fields)).where(_COLUMNS.ledger_id == ledger_id)


def _of_import(ledger_id: UUID, import_id: UUID) -> Select[Any]:
    return _of_ledger(ledger_id).where(came_with(_COLUMNS, ledger_id, import_id)).order_by(_COLUMNS.id.desc())


async def _delete(connection: Connection, ledger_id: UUID, chosen: Select[Any]) -> int:
    texts = [Text._make(row) for row in await connection.execute(chosen)]
    await text_index.remove(connection, texts)
    mine = (_COLUMNS.ledger_id == ledger_id, _COLUMNS.id.in_([text.id for text in texts]))
    await connection.execute(transactions.delete().where(*mine))
    return len(texts)
