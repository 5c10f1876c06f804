"""Webhooks: the endpoints of a ledger, and the deliveries to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
    and_,
    delete,
    false,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from db.ledgers import ledgers
from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata

webhooks = Table(
    "webhooks",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("url", String(2000), nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("secret", String(100), nullable=False),
    Column("old_secret", String(100)),
    Column("old_secret_until", Moment),
    Column("state", String(10), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("read_until", BigInteger, nullable=False),
    Column("lease", Moment),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("webhook_id", Uuid, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("attempted_at", Moment),
    Column("next_at", Moment),
    Column("delivered_at", Moment),
    Column("status", Integer),
    Column("failure", String(300), nullable=False),
    ForeignKeyConstraint(
        ["ledger_id", "webhook_id"],
        ["webhooks.ledger_id", "webhooks.id"],
        name="fk_deliveries_webhook",
        ondelete="CASCADE",
    ),
    Index("ix_deliveries_next", "next_at"),
    Index("ix_deliveries_webhook", "ledger_id", "webhook_id", "id"),
)

ACTIVE = "ACTIVE"


class WebhookRow(NamedTuple):
    """A webhook as stored; `kinds` are those of the events that it gets, all if there is none.

    Events up to the revision `read_until` have their deliveries. One sender at a time holds the `lease`.
    """

    ledger_id: UUID
    id: UUID
    url: str
    kinds: list[str]
    secret: str
    old_secret: str | None
    old_secret_until: datetime | None
    state: str
    created_at: datetime
    read_until: int
    lease: datetime | None = None


class DeliveryRow(NamedTuple):
    """A message to a webhook. `next_at` is the time of the next attempt, None if it was delivered or given up.

    `status` and `failure` are those of the last attempt.
    """

    ledger_id: UUID
    id: UUID
    webhook_id: UUID
    kind: str
    body: str
    created_at: datetime
    attempts: int = 0
    attempted_at: datetime | None = None
    next_at: datetime | None = None
    delivered_at: datetime | None = None
    status: int | None = None
    failure: str = ""


_HOOK, _DELIVERY = webhooks.c, deliveries.c


async def all_of(connection: Connection, ledger_id: UUID) -> list[WebhookRow]:
    """Return the webhooks of the ledger, the oldest first."""
    chosen = select(webhooks).where(_HOOK.ledger_id == ledger_id).order_by(_HOOK.id)
    return [WebhookRow._make(row) for row in await connection.execute(chosen)]


async def create(connection: Connection, row: WebhookRow) -> None:
    """Store a new webhook."""
    await connection.execute(insert(webhooks), row._asdict())


async def change(connection: Connection, ledger_id: UUID, webhook_id: UUID, **values: object) -> None:
    """Set columns of a webhook."""
    await connection.execute(update(webhooks).where(*_hook(ledger_id, webhook_id)).values(**values))


async def remove(connection: Connection, ledger_id: UUID, webhook_id: UUID) -> None:
    """Delete a webhook with its deliveries."""
    await connection.execute(delete(webhooks).where(*_hook(ledger_id, webhook_id)))


async def behind(connection: Connection) -> list[tuple[WebhookRow, int]]:
    """Return the active webhooks of all ledgers that have not read the newest events, with the newest revisions."""
    chosen = select(webhooks, ledgers.c.revision).join_from(webhooks, ledgers, ledgers.c.id == _HOOK.ledger_id)
    chosen = chosen.where(_HOOK.state == ACTIVE, _HOOK.read_until < ledgers.c.revision, ledgers.c.closed == false())
    return [(WebhookRow._make(row[:-1]), row[-1]) for row in await connection.execute(chosen)]


async def read_on(connection: Connection, row: WebhookRow, until: int) -> bool:
    """Note that the events up to a revision have their deliveries; return False if somebody else was first."""
    mine = (*_hook(row.ledger_id, row.id), _HOOK.read_until == row.read_until)
    return bool((await connection.execute(update(webhooks).where(*mine).values(read_until=until))).rowcount)


async def add_deliveries(connection: Connection, rows: Sequence[DeliveryRow]) -> None:
    """Store new deliveries."""
    if rows:
        await connection.execute(insert(deliveries), [row._asdict() for row in rows])


async def waiting(connection: Connection, now: datetime) -> list[tuple[UUID, UUID]]:
    """Return the ledgers and ids of the webhooks of all ledgers with a delivery to send, and that nobody sends to."""
    chosen = select(_DELIVERY.ledger_id, _DELIVERY.webhook_id).distinct()
    theirs = and_(_HOOK.ledger_id == _DELIVERY.ledger_id, _HOOK.id == _DELIVERY.webhook_id)
    chosen = chosen.join_from(deliveries, webhooks, theirs).join(ledgers, ledgers.c.id == _HOOK.ledger_id)
    chosen = chosen.where(_DELIVERY.next_at <= now, _HOOK.state == ACTIVE, _is_free(now), ledgers.c.closed == false())
    rows = await connection.execute(chosen)
    return [(row.ledger_id, row.webhook_id) for row in rows]


async def take(
    connection: Connection, ledger_id: UUID, webhook_id: UUID, now: datetime, until: datetime
) -> WebhookRow | None:
    """Take the lease of an active webhook; None if another sender has it."""
    mine = update(webhooks).where(*_hook(ledger_id, webhook_id), _HOOK.state == ACTIVE, _is_free(now))
    row = (await connection.execute(mine.values(lease=until).returning(*_HOOK))).one_or_none()
    return WebhookRow._make(row) if row else None


async def release(connection: Connection, row: WebhookRow) -> bool:
    """Give back the lease of a webhook; return False if it has run out, and another sender may have taken it."""
    mine = update(webhooks).where(*_hook(row.ledger_id, row.id), _HOOK.lease == row.lease)
    return bool((await connection.execute(mine.values(lease=None))).rowcount)


async def next_delivery(connection: Connection, row: WebhookRow, now: datetime) -> DeliveryRow | None:
    """Return the delivery of a webhook that is to be sent first."""
    chosen = select(deliveries).where(*_of(row.ledger_id, row.id), _DELIVERY.next_at <= now)
    first = (await connection.execute(chosen.order_by(_DELIVERY.next_at, _DELIVERY.id).limit(1))).one_or_none()
    return DeliveryRow._make(first) if first else None


async def replace_delivery(connection: Connection, row: DeliveryRow) -> None:
    """Store a delivery in place of that with its id."""
    await connection.execute(update(deliveries).where(*_one(row.ledger_id, row.id)).values(row._asdict()))


async def delivery(connection: Connection, ledger_id: UUID, delivery_id: UUID) -> DeliveryRow | None:
    """Return a delivery of the ledger."""
    chosen = select(deliveries).where(*_one(ledger_id, delivery_id))
    row = (await connection.execute(chosen)).one_or_none()
    return DeliveryRow._make(row) if row else None


async def newest_deliveries(connection: Connection, ledger_id: UUID, webhook_id: UUID, count: int) -> list[DeliveryRow]:
    """Return the newest deliveries to a webhook, the newest first."""
    chosen = select(deliveries).where(*_of(ledger_id, webhook_id)).order_by(_DELIVERY.id.desc()).limit(count)
    return [DeliveryRow._make(row) for row in await connection.execute(chosen)]


async def forget(connection: Connection, before: datetime, limit: int) -> int:
    """Delete deliveries that were made before a moment, at most `limit`; return how many."""
    old = select(_DELIVERY.ledger_id, _DELIVERY.id).where(_DELIVERY.created_at < before).limit(limit)
    return (
        await connection.execute(delete(deliveries).where(tuple_(_DELIVERY.ledger_id, _DELIVERY.id).in_(old)))
    ).rowcount


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(_HOOK.lease.is_(None), _HOOK.lease <= now)


def _hook(ledger_id: UUID, webhook_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return _HOOK.ledger_id == ledger_id, _HOOK.id == webhook_id


def _of(ledger_id: UUID, webhook_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return _DELIVERY.ledger_id == ledger_id, _DELIVERY.webhook_id == webhook_id


def _one(ledger_id: UUID, delivery_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return _DELIVERY.ledger_id == ledger_id, _DELIVERY.id == delivery_id
