"""Changes of transactions in the order of revisions, for clients that keep a copy of a ledger."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, bindparam, func, literal, null, or_, select, tuple_, union_all

from db.accounts import moves
from db.categories import merges
from db.imports import imports
from db.ledgers import ledgers
from db.stores.engine import Connection
from db.tags import tags
from db.transaction_removal import deletions
from db.transactions import transactions

LAST_ID = UUID(int=2**128 - 1)

_ROWS, _IMPORTS = transactions.c, imports.c
_ledger_id: Any = bindparam("ledger_id")
_until: Any = bindparam("until")
_limit: Any = bindparam("limit")


class Place(NamedTuple):
    """A place in the order of changes: a revision, and the last id of it that was read."""

    revision: int
    id: UUID


class Entry(NamedTuple):
    """A transaction that a revision changed, or deleted for good."""

    revision: int
    id: UUID
    removed: bool


class ImportedIds(NamedTuple):
    """A finished import: the revision that showed its transactions, and the ids between which they lie."""

    import_id: UUID
    revision: int
    first_id: UUID
    last_id: UUID


def _oldest(table: Any, *conditions: Any) -> Any:
    mine = (table.c.ledger_id == ledgers.c.id, *conditions)
    return select(func.min(table.c.revision)).where(*mine).scalar_subquery()


_SETTLED = select(
    ledgers.c.revision,
    _oldest(merges),
    _oldest(moves, moves.c.target_id.is_not(None)),
    _oldest(tags, tags.c.removed),
).where(ledgers.c.id == _ledger_id)


def _after(table: Any, column: Any, condition: Any, *, removed: bool) -> Select[Any]:
    """Return the statement of the next entries of one index, which must have this condition."""
    place = tuple_(column, table.c.id)
    return (
        select(column.label("revision"), table.c.id.label("id"), literal(removed).label("removed"))
        .where(table.c.ledger_id == _ledger_id, condition, column <= _until)
        .where(place > tuple_(bindparam("revision"), bindparam("id", type_=table.c.id.type)))
        .order_by(column, table.c.id)
        .limit(_limit)
    )


def _any_of(*statements: Select[Any]) -> CompoundSelect[Any]:
    # SQLite takes no ordered parts, but ordered subqueries.
    return union_all(*(select(statement.subquery()) for statement in statements))


_ENTRIES = _any_of(
    _after(transactions, _ROWS.revision, _ROWS.revision > literal(0, literal_execute=True), removed=False),
    _after(transactions, _ROWS.touched, _ROWS.touched.is_not(None), removed=False),
    _after(deletions, deletions.c.revision, deletions.c.revision > 0, removed=True),
)
_NEXT_IMPORT = (
    select(_IMPORTS.id, _IMPORTS.revision, _IMPORTS.first_id, _IMPORTS.last_id)
    .where(_IMPORTS.ledger_id == _ledger_id, _IMPORTS.undone_at.is_(null()), _IMPORTS.revision <= _until)
    .where(
        or_(
            _IMPORTS.revision > bindparam("revision"),
            (_IMPORTS.revision == bindparam("revision")) & (_IMPORTS.last_id > bindparam("id", type_=_IMPORTS.id.type)),
        )
    )
    .order_by(_IMPORTS.revision)
    .limit(1)
)
_IMPORTED = (
    select(_ROWS.id)
    .where(_ROWS.ledger_id == _ledger_id, _ROWS.import_id == bindparam("import_id"))
    .where(_ROWS.id > bindparam("after"), _ROWS.id >= bindparam("first_id"), _ROWS.id <= bindparam("last_id"))
    .order_by(_ROWS.id)
    .limit(_limit)
)
_IDS = (
    select(_ROWS.id)
    .where(_ROWS.ledger_id == _ledger_id, _ROWS.id > bindparam("after"))
    .order_by(_ROWS.id)
    .limit(_limit)
)


async def settled(connection: Connection, ledger_id: UUID) -> int:
    """Return the last revision whose changes are all stored: before that of a merge or removal that is not finished."""
    row = (await connection.execute(_SETTLED, {"ledger_id": ledger_id})).one()
    unfinished = [revision - 1 for revision in row[1:] if revision is not None]
    return int(min([row[0], *unfinished]))


async def entries(connection: Connection, ledger_id: UUID, after: Place, until: int, limit: int) -> list[Entry]:
    """Return the first entries after a place, in their order, at most `limit`; imports have their own."""
    given = {"ledger_id": ledger_id, **after._asdict(), "until": until, "limit": limit}
    rows = [Entry._make(row) for row in await connection.execute(_ENTRIES, given)]
    return sorted(rows)[:limit]


async def next_import(connection: Connection, ledger_id: UUID, after: Place, until: int) -> ImportedIds | None:
    """Return the first finished import with ids after a place, unless it was undone."""
    given = {"ledger_id": ledger_id, **after._asdict(), "until": until}
    row = (await connection.execute(_NEXT_IMPORT, given)).one_or_none()
    return ImportedIds._make(row) if row else None


async def imported(connection: Connection, ledger_id: UUID, shown: ImportedIds, after: UUID, limit: int) -> list[Entry]:
    """Return the first transactions of an import after an id, at most `limit`."""
    given = {"ledger_id": ledger_id, **shown._asdict(), "after": after, "limit": limit}
    ids = (await connection.execute(_IMPORTED, given)).scalars()
    return [Entry(shown.revision, transaction_id, removed=False) for transaction_id in ids]


async def ids_after(connection: Connection, ledger_id: UUID, after: UUID, limit: int) -> Sequence[UUID]:
    """Return the ids of the ledger's transactions after an id, at most `limit`; hidden ones too."""
    return (await connection.execute(_IDS, {"ledger_id": ledger_id, "after": after, "limit": limit})).scalars().all()
