"""Finished imports: the file, the user and the time of each, its rows, and whether it was undone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from db.accounts import accounts, checks, moves
from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata
from db.transactions import TransactionRow, as_seen, readable, transactions

imports = Table(
    "imports",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Uuid),
    Column("file_name", String(255), nullable=False),
    Column("account_ids", JSON, nullable=False),
    Column("learned", JSON, nullable=False),
    Column("recorded", Integer, nullable=False),
    Column("restored", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("first_id", Uuid, nullable=False),
    Column("last_id", Uuid, nullable=False),
    Column("undone_at", Moment),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)
_IMPORTS, _ROWS, _ACCOUNTS = imports.c, transactions.c, accounts.c


class ImportRow(NamedTuple):
    """An import as stored.

    `revision` showed its rows; it is 0 if it is unknown. `actor` is the user who imported.
    `account_ids` are the accounts of its rows at that time, as text; `learned` are the names of accounts that it
    taught. The ids of its rows lie from `first_id` to `last_id`, among those of others.
    """

    ledger_id: UUID
    id: UUID
    revision: int
    at: datetime
    actor: UUID | None
    file_name: str
    account_ids: Sequence[str]
    learned: Sequence[str]
    recorded: int
    restored: int
    duplicates: int
    first_id: UUID
    last_id: UUID
    undone_at: datetime | None = None


class ImportCount(NamedTuple):
    """The number of transactions that are left of an import, and of those that were changed since."""

    left: int
    changed: int


_HIGHEST = UUID(int=2**128 - 1)
_OF_LEDGER = select(imports).where(_IMPORTS.ledger_id == bindparam("ledger_id"))
_BY_ID = _OF_LEDGER.where(_IMPORTS.id.in_(bindparam("ids", expanding=True)))
_COUNTS = (
    select(_ROWS.import_id, func.count(), func.sum(case((_ROWS.revision > _IMPORTS.revision, 1), else_=0)))
    .join_from(transactions, imports, and_(_IMPORTS.ledger_id == _ROWS.ledger_id, _IMPORTS.id == _ROWS.import_id))
    .where(
        _ROWS.ledger_id == bindparam("ledger_id"),
        readable(_ROWS),
        _ROWS.deleted == false(),
        _ROWS.import_id.in_(bindparam("ids", expanding=True)),
        _ROWS.id.between(bindparam("first_id"), bindparam("last_id")),
    )
    .group_by(_ROWS.import_id)
)


def came_with(columns: ReadOnlyColumnCollection[str, Any], ledger_id: UUID, import_id: UUID) -> ColumnElement[bool]:
    """Return the condition that rows are of an import.

    No index knows their import: the ids of a finished one limit the search, and those of any come after its own.
    """
    mine = (_IMPORTS.ledger_id == ledger_id, _IMPORTS.id == import_id)
    first, last = (select(column).where(*mine).scalar_subquery() for column in (_IMPORTS.first_id, _IMPORTS.last_id))
    within = columns.id.between(func.coalesce(first, import_id), func.coalesce(last, _HIGHEST))
    return and_(columns.import_id == import_id, within)


async def add(connection: Connection, row: ImportRow) -> None:
    """Store a finished import."""
    await connection.execute(insert(imports), row._asdict())


async def get_many(connection: Connection, ledger_id: UUID, ids: Sequence[UUID]) -> list[ImportRow]:
    """Return the ledger's imports with these ids, in no particular order."""
    rows = await connection.execute(_BY_ID, {"ledger_id": ledger_id, "ids": list(ids)})
    return [ImportRow._make(row) for row in rows]


async def page(
    connection: Connection,
    ledger_id: UUID,
    count: int,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
    backwards: bool = False,
) -> list[ImportRow]:
    """Return at most `count` imports, newest first, beside an id; backwards takes the oldest of the range."""
    chosen = _OF_LEDGER
    if after is not None:
        chosen = chosen.where(_IMPORTS.id < after)
    if before is not None:
        chosen = chosen.where(_IMPORTS.id > before)
    order = _IMPORTS.id.asc() if backwards else _IMPORTS.id.desc()
    rows = await connection.execute(chosen.order_by(order).limit(count), {"ledger_id": ledger_id})
    listed = [ImportRow._make(row) for row in rows]
    return listed[::-1] if backwards else listed


async def counts(connection: Connection, ledger_id: UUID, rows: Sequence[ImportRow]) -> dict[UUID, ImportCount]:
    """Return the numbers of remaining transactions of imports (at least one); leave out imports without any."""
    values = {
        "ledger_id": ledger_id,
        "ids": [row.id for row in rows],
        "first_id": min(row.first_id for row in rows),
        "last_id": max(row.last_id for row in rows),
    }
    return {import_id: ImportCount(*counts) for import_id, *counts in await connection.execute(_COUNTS, values)}


async def set_undone(connection: Connection, ledger_id: UUID, import_id: UUID, at: datetime) -> None:
    """Store the time at which an import was undone."""
    mine = update(imports).where(_IMPORTS.ledger_id == ledger_id, _IMPORTS.id == import_id)
    await connection.execute(mine.values(undone_at=at))


async def restored_by(connection: Connection, row: ImportRow) -> list[TransactionRow]:
    """Return the transactions of others that an import changed and nobody has changed since: those that it restored."""
    others = (_ROWS.ledger_id == row.ledger_id, _ROWS.import_id.is_distinct_from(row.id))
    chosen = select(*as_seen(_ROWS)).where(*others, readable(_ROWS), _ROWS.deleted == false())
    rows = await connection.execute(chosen.where(_ROWS.revision == row.revision), {"ledger_id": row.ledger_id})
    return [TransactionRow._make(row) for row in rows]


async def keeping_accounts(connection: Connection, ledger_id: UUID, import_id: UUID) -> list[UUID]:
    """Return the accounts that an import made and that hold something else too."""

    def others(table: Table) -> ColumnElement[bool]:
        is_other = or_(table.c.import_id.is_(None), table.c.import_id != import_id)
        mine = (table.c.ledger_id == _ACCOUNTS.ledger_id, table.c.account_id == _ACCOUNTS.id)
        return exists().where(*mine, is_other)

    merged = exists().where(moves.c.ledger_id == _ACCOUNTS.ledger_id, moves.c.target_id == _ACCOUNTS.id)
    mine = (_ACCOUNTS.ledger_id == ledger_id, _ACCOUNTS.import_id == import_id)
    chosen = select(_ACCOUNTS.id).where(*mine, or_(merged, others(transactions), others(checks)))
    return list((await connection.execute(chosen)).scalars())
