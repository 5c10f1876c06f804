"""Idempotency keys: the mutation of each used key, and its answer."""

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
    bindparam,
    delete,
    select,
    true,
    tuple_,
)

from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata
from db.stores.visits import Insertion, Read, Statement, Write, one

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
    """A used key: the hash of its input, the ids of the made objects (hex) and the answered revision.

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


_KEYS = idempotency_keys.c
_USED = Statement(
    select(idempotency_keys).where(
        _KEYS.ledger_id == bindparam("ledger_id"),
        _KEYS.mutation == bindparam("mutation"),
        _KEYS.key == bindparam("key"),
    )
)
_AGAIN = ", ".join(f"{name} = excluded.{name}" for name in ("input_hash", "object_ids", "revision", "at", "changed"))
# A key may be used again once it is so old that it counts no more.
_REMEMBER = Insertion(
    idempotency_keys, IdempotencyRow._fields, f"ON CONFLICT (ledger_id, mutation, key) DO UPDATE SET {_AGAIN}"
)
_OLD = (
    select(_KEYS.ledger_id, _KEYS.mutation, _KEYS.key).where(_KEYS.at < bindparam("before")).limit(bindparam("limit"))
)
_FORGET = delete(idempotency_keys).where(tuple_(_KEYS.ledger_id, _KEYS.mutation, _KEYS.key).in_(_OLD))


def used(ledger_id: UUID, mutation: str, key: str) -> Read[IdempotencyRow | None]:
    """Read the row of this key in this mutation; None if it is new."""
    return Read(_USED, {"ledger_id": ledger_id, "mutation": mutation, "key": key}, one(IdempotencyRow._make))


def remembering(row: IdempotencyRow) -> Write:
    """Store what a key did."""
    return Write(_REMEMBER, lambda: [row])


async def forget(connection: Connection, before: datetime, limit: int) -> int:
    """Delete keys older than a moment, at most `limit`; returns how many."""
    return (await connection.execute(_FORGET, {"before": before, "limit": limit})).rowcount
