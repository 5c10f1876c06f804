"""Calendar feeds: the secret addresses under which calendars read the bills of a ledger."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, LargeBinary, Table, Uuid, delete, false, insert, select

from db.ledgers import ledgers
from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("payees", Boolean, nullable=False),
    Column("amounts", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class CalendarFeedRow(NamedTuple):
    """A feed as stored, with whether it says payees and amounts."""

    ledger_id: UUID
    id: UUID
    token_hash: bytes
    payees: bool
    amounts: bool
    created_at: datetime


_FEED = calendar_feeds.c


async def all_of(connection: Connection, ledger_id: UUID) -> list[CalendarFeedRow]:
    """Return the feeds of the ledger, the oldest first."""
    chosen = select(calendar_feeds).where(_FEED.ledger_id == ledger_id).order_by(_FEED.id)
    return [CalendarFeedRow._make(row) for row in await connection.execute(chosen)]


async def by_token(connection: Connection, token_hash: bytes) -> CalendarFeedRow | None:
    """Return the feed with this token."""
    chosen = select(calendar_feeds).join_from(calendar_feeds, ledgers, ledgers.c.id == _FEED.ledger_id)
    chosen = chosen.where(_FEED.token_hash == token_hash, ledgers.c.closed == false())
    row = (await connection.execute(chosen)).one_or_none()
    return CalendarFeedRow._make(row) if row else None


async def create(connection: Connection, row: CalendarFeedRow) -> None:
    """Store a new feed."""
    await connection.execute(insert(calendar_feeds), row._asdict())


async def remove(connection: Connection, ledger_id: UUID, feed_id: UUID) -> bool:
    """Delete a feed; return False if there is none."""
    mine = delete(calendar_feeds).where(_FEED.ledger_id == ledger_id, _FEED.id == feed_id)
    return bool((await connection.execute(mine)).rowcount)
