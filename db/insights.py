"""Insights: tips that were mined from replies, and dismissed insights."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Uuid,
    bindparam,
    select,
    text,
)

from db.conversations import messages
from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata

tips = Table(
    "tips",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("message_id", Uuid, nullable=False),
    Column("text", String(500), nullable=False),
    Column("evidence", JSON, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(
        ["ledger_id", "message_id"], ["messages.ledger_id", "messages.id"], name="fk_tips_message", ondelete="CASCADE"
    ),
    Index("ix_tips_message", "ledger_id", "message_id"),
)

dismissals = Table(
    "dismissals",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("insight_id", Uuid, primary_key=True),
    Column("measure", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class TipRow(NamedTuple):
    """A tip as stored: a line of a reply, and its figures at that time as plain JSON."""

    ledger_id: UUID
    id: UUID
    message_id: UUID
    text: str
    evidence: list[dict[str, Any]]


class DismissalRow(NamedTuple):
    """A dismissed insight: the id of a tip or the fingerprint of a finding, and its size at that time."""

    ledger_id: UUID
    insight_id: UUID
    measure: int
    at: datetime


_RECENT = (
    select(tips)
    .join(messages, (messages.c.ledger_id == tips.c.ledger_id) & (messages.c.id == tips.c.message_id))
    .where(tips.c.ledger_id == bindparam("ledger_id"), messages.c.archived.is_(False))
    .order_by(messages.c.revision.desc(), tips.c.id)
    .limit(bindparam("count"))
)
_DISMISSED = select(dismissals).where(
    dismissals.c.ledger_id == bindparam("ledger_id"),
    dismissals.c.insight_id.in_(bindparam("ids", expanding=True)),
)
_KEEP_TIP = text(
    "INSERT INTO tips (ledger_id, id, message_id, text, evidence)"
    " VALUES (:ledger_id, :id, :message_id, :text, :evidence)"
    " ON CONFLICT (ledger_id, id) DO UPDATE"
    " SET message_id = excluded.message_id, text = excluded.text, evidence = excluded.evidence"
).bindparams(
    bindparam("ledger_id", type_=Uuid()),
    bindparam("id", type_=Uuid()),
    bindparam("message_id", type_=Uuid()),
    bindparam("evidence", type_=JSON()),
)
_DISMISS = text(
    "INSERT INTO dismissals (ledger_id, insight_id, measure, at) VALUES (:ledger_id, :insight_id, :measure, :at)"
    " ON CONFLICT (ledger_id, insight_id) DO UPDATE SET measure = excluded.measure, at = excluded.at"
).bindparams(
    bindparam("ledger_id", type_=Uuid()), bindparam("insight_id", type_=Uuid()), bindparam("at", type_=Moment())
)


async def keep_tips(connection: Connection, rows: Sequence[TipRow]) -> None:
    """Store the tips of a stored message; each replaces an earlier one with its id."""
    if rows:
        await connection.execute(_KEEP_TIP, [row._asdict() for row in rows])


async def recent_tips(connection: Connection, ledger_id: UUID, count: int) -> list[TipRow]:
    """Return the tips of the newest messages of the current conversation, at most `count`."""
    rows = await connection.execute(_RECENT, {"ledger_id": ledger_id, "count": count})
    return [TipRow._make(row) for row in rows]


async def dismissed(connection: Connection, ledger_id: UUID, insight_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the sizes of the insights that were dismissed, by id."""
    if not insight_ids:
        return {}
    rows = await connection.execute(_DISMISSED, {"ledger_id": ledger_id, "ids": list(insight_ids)})
    return {row.insight_id: row.measure for row in map(DismissalRow._make, rows)}


async def dismiss(connection: Connection, row: DismissalRow) -> None:
    """Store a dismissal, which replaces an earlier one of the same insight."""
    await connection.execute(_DISMISS, row._asdict())
