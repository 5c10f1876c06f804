"""Idempotency keys: which mutation a retried key already made happen, and what it answered."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    Table,
    Uuid,
    delete,
    insert,
    select,
    true,
)

from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("mutation", String(40), primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("input_hash", LargeBinary(32), nullable=False),
    Column("object_ids", JSON, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("changed", Boolean, nullable=False, server_default=true()),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class IdempotencyRow(NamedTuple):
    """A key that was used: the hash of its input, the ids of what it made (hex) and the revision that it answered.

    `changed` is False if everything was already as its input asked for.
    """

    ledger_id: UUID
    mutation: str
    key: str
    input_hash: bytes
    object_ids: list[str]
    revision: int
    at: datetime
    changed: bool


async def get(connection: Connection, ledger_id: UUID, mutation: str, key: str) -> IdempotencyRow | None:
    """What this key did in this mutation, if anything."""
    table = idempotency_keys.c
    chosen = select(idempotency_keys).where(table.ledger_id == ledger_id, table.mutation == mutation, table.key == key)
    row = (await connection.execute(chosen)).one_or_none()
    return IdempotencyRow._make(row) if row else None


async def remember(connection: Connection, row: IdempotencyRow, forget_before: datetime) -> None:
    """Store what a key did, and drop the ledger's keys that are older than a moment."""
    table = idempotency_keys.c
    await connection.execute(delete(idempotency_keys).where(table.ledger_id == row.ledger_id, table.at < forget_before))
    await connection.execute(insert(idempotency_keys), row._asdict())
