"""Conversations: a ledger's messages in the order of their revisions, and the lease of the running reply."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata

messages = Table(
    "messages",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("author", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("provider", String(100), nullable=False),
    Column("note", String(300), nullable=False),
    Column("unverified", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("archived", Boolean, nullable=False),
    Column("parts", JSON, nullable=False, server_default="[]"),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    Index("ix_messages_newest", "ledger_id", "archived", "revision"),
)

replies = Table(
    "replies",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("message_id", Uuid, nullable=False),
    Column("lease", Moment, nullable=False),
    Column("stop_requested", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    Index("ix_replies_lease", "lease"),
)


class MessageRow(NamedTuple):
    """A message as stored. Only `archived` changes, when the conversation is cleared.

    `revision` is the ledger's revision that added it. `provider` wrote it ("" for the owner's own), `note` says what
    was unusual about that, and `unverified` are the figures in it without a source. `parts` are figures, suggested
    questions and proposals beside the text.
    """

    ledger_id: UUID
    id: UUID
    revision: int
    author: str
    text: str
    state: str
    provider: str
    note: str
    unverified: list[str]
    at: datetime
    archived: bool = False
    parts: Sequence[dict[str, Any]] = ()


class ReplyRow(NamedTuple):
    """The reply that a process is writing for a ledger. It counts as dead after `lease` if that is not renewed.

    `text` is the text at the last renewal.
    """

    ledger_id: UUID
    message_id: UUID
    lease: datetime
    stop_requested: bool = False
    text: str = ""


_TABLE = messages.c
_GET = select(messages).where(_TABLE.ledger_id == bindparam("ledger_id"))
_BY_ID = _GET.where(_TABLE.id.in_(bindparam("ids", expanding=True)))
_SHOWN = _GET.where(_TABLE.archived.is_(False))
_REPLY = select(replies).where(replies.c.ledger_id == bindparam("ledger_id"))
_DEAD = select(replies.c.ledger_id).where(replies.c.lease <= bindparam("now"))


async def add(connection: Connection, row: MessageRow) -> None:
    """Store a new message."""
    await connection.execute(insert(messages), row._asdict())


async def get_many(connection: Connection, ledger_id: UUID, ids: Sequence[UUID]) -> list[MessageRow]:
    """Return the ledger's messages with these ids, archived ones too, oldest first."""
    rows = await connection.execute(_BY_ID.order_by(_TABLE.revision), {"ledger_id": ledger_id, "ids": list(ids)})
    return [MessageRow._make(row) for row in rows]


async def page(
    connection: Connection,
    ledger_id: UUID,
    count: int,
    *,
    after: int | None = None,
    before: int | None = None,
    backwards: bool = False,
) -> list[MessageRow]:
    """Return at most `count` messages, newest first, beside a revision; backwards takes the oldest of the range."""
    chosen = _SHOWN
    if after is not None:
        chosen = chosen.where(_TABLE.revision < after)
    if before is not None:
        chosen = chosen.where(_TABLE.revision > before)
    order = _TABLE.revision.asc() if backwards else _TABLE.revision.desc()
    rows = await connection.execute(chosen.order_by(order).limit(count), {"ledger_id": ledger_id})
    messages = [MessageRow._make(row) for row in rows]
    return messages[::-1] if backwards else messages


async def archive(connection: Connection, ledger_id: UUID) -> int:
    """Archive all messages of the ledger; return how many were not archived before."""
    shown = update(messages).where(_TABLE.ledger_id == ledger_id, _TABLE.archived.is_(False))
    return (await connection.execute(shown.values(archived=True))).rowcount


async def reply(connection: Connection, ledger_id: UUID) -> ReplyRow | None:
    """Return the running reply of the ledger, also if its process has died."""
    row = (await connection.execute(_REPLY, {"ledger_id": ledger_id})).one_or_none()
    return ReplyRow._make(row) if row else None


async def begin(connection: Connection, row: ReplyRow) -> None:
    """Take the lease of a new reply."""
    await connection.execute(insert(replies), row._asdict())


async def keep(connection: Connection, row: ReplyRow) -> bool:
    """Renew the lease of a reply with its text so far; return False if it is no longer the running one."""
    mine = update(replies).where(replies.c.ledger_id == row.ledger_id, replies.c.message_id == row.message_id)
    return bool((await connection.execute(mine.values(lease=row.lease, text=row.text))).rowcount)


async def ask_to_stop(connection: Connection, ledger_id: UUID) -> None:
    """Ask the process that writes the ledger's reply to stop."""
    await connection.execute(update(replies).where(replies.c.ledger_id == ledger_id).values(stop_requested=True))


async def end(connection: Connection, ledger_id: UUID) -> None:
    """Release the lease of the ledger's reply."""
    await connection.execute(delete(replies).where(replies.c.ledger_id == ledger_id))


async def dead(connection: Connection, now: datetime) -> list[UUID]:
    """Return the ledgers whose reply has lost its process."""
    return list((await connection.execute(_DEAD, {"now": now})).scalars())
