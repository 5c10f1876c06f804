"""The event log: one row for every revision of a ledger, written in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKeyConstraint,
    String,
    Table,
    Uuid,
    bindparam,
    delete,
    exists,
    select,
    tuple_,
)

from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata
from db.stores.visits import Insertion, Read, Statement, Write, every

# The kind of the event that a restore adds to every ledger.
RESTORED = "LedgerRestored"

events = Table(
    "events",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("revision", BigInteger, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Uuid),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class EventRow(NamedTuple):
    """The event of one revision: `kind` names it, `detail` holds its fields as plain JSON.

    `actor` is the user who did it, None for the product itself.
    """

    ledger_id: UUID
    revision: int
    kind: str
    detail: dict[str, Any]
    at: datetime
    actor: UUID | None = None


_AFTER = (
    select(events)
    .where(events.c.ledger_id == bindparam("ledger_id"), events.c.revision > bindparam("after"))
    .order_by(events.c.revision)
)
_KINDS_AFTER = _AFTER.with_only_columns(events.c.kind)
_ALL_AFTER = Statement(_AFTER.limit(bindparam("limit")))
_APPEND = Insertion(events, EventRow._fields)
_NEWEST = events.alias("newest")
_OLD = (
    select(events.c.ledger_id, events.c.revision)
    .where(
        events.c.at < bindparam("before"),
        exists().where(_NEWEST.c.ledger_id == events.c.ledger_id, _NEWEST.c.revision > events.c.revision),
    )
    .order_by(events.c.ledger_id, events.c.revision)
    .limit(bindparam("limit"))
)
_FORGET = delete(events).where(tuple_(events.c.ledger_id, events.c.revision).in_(_OLD))


def appending(row: EventRow) -> Write:
    """Add the event of a revision."""
    return Write(_APPEND, lambda: [row])


async def append(connection: Connection, row: EventRow) -> None:
    """Add the event of a revision."""
    await appending(row).within(connection)


def all_after(ledger_id: UUID, revision: int, limit: int) -> Read[list[EventRow]]:
    """Read the events after a revision, oldest first, at most `limit`."""
    return Read(_ALL_AFTER, {"ledger_id": ledger_id, "after": revision, "limit": limit}, every(EventRow._make))


async def after(
    connection: Connection, ledger_id: UUID, revision: int, limit: int, kinds: Sequence[str] = ()
) -> list[EventRow]:
    """Return the events after a revision, oldest first, at most `limit`; only of some kinds if any are named."""
    chosen = _AFTER.where(events.c.kind.in_(kinds)) if kinds else _AFTER
    rows = await connection.execute(chosen.limit(limit), {"ledger_id": ledger_id, "after": revision})
    return [EventRow._make(row) for row in rows]


async def kinds_after(connection: Connection, ledger_id: UUID, revision: int, limit: int) -> Sequence[str]:
    """Return the kinds of the events after a revision, oldest first, at most `limit`."""
    rows = await connection.execute(_KINDS_AFTER.limit(limit), {"ledger_id": ledger_id, "after": revision})
    return rows.scalars().all()


async def get(connection: Connection, ledger_id: UUID, revision: int) -> EventRow | None:
    """Return the event of a revision."""
    rows = await after(connection, ledger_id, revision - 1, 1)
    return next((row for row in rows if row.revision == revision), None)


async def forget(connection: Connection, before: datetime, limit: int) -> int:
    """Delete events older than a moment, but never the newest of a ledger; at most `limit`. Return how many."""
    return (await connection.execute(_FORGET, {"before": before, "limit": limit})).rowcount
