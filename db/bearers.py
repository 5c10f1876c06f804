"""Bearers: whom a secret speaks for and where its ledger stands, by one raw read that costs next to nothing.

Through the pool such a read is most of what a stored answer costs. Here SQLite is asked by a connection of its own, and
only after somebody wrote; PostgreSQL is asked once for all who wait at the same time.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from db import ledgers, users
from db.engine import Database
from db.users import Bearer

Key = TypeVar("Key", bytes, UUID)
Row = TypeVar("Row")

MOST_REMEMBERED = 10_000

BEARERS = (
    "SELECT credentials.secret_hash, credentials.id, credentials.kind, credentials.scopes, credentials.used_at,"
    " credentials.expires_at, users.id, users.ledger_id, ledgers.revision, ledgers.base_currency, ledgers.time_zone,"
    " lineage.epoch FROM credentials JOIN users ON users.id = credentials.user_id"
    " JOIN ledgers ON ledgers.id = users.ledger_id CROSS JOIN lineage WHERE credentials.secret_hash = "
)
HEADS = (
    "SELECT ledgers.id, ledgers.revision, ledgers.time_zone, lineage.epoch"
    " FROM ledgers CROSS JOIN lineage WHERE NOT ledgers.closed AND ledgers.id = "
)


class Head(NamedTuple):
    """Where a ledger stands: its revision, within the lineage that `epoch` names, and its time zone."""

    revision: int
    time_zone: str
    epoch: UUID


class _Reads(Protocol):
    async def bearer(self, secret_hash: bytes) -> Bearer | None: ...
    async def head(self, ledger_id: UUID) -> Head | None: ...
    async def close(self) -> None: ...


class Bearers:
    """What is true of a secret or a ledger now: never older than the last commit before the call.

    Opens nothing until it is used; may be used again after `close`.
    """

    def __init__(self, database: Database) -> None:
        self._reads: _Reads = _Embedded(database) if database.is_sqlite else _of_server(database)
        database.closes(self._reads.close)

    async def get(self, secret_hash: bytes) -> Bearer | None:
        """Whom the secret with this hash speaks for; expiry is for the caller to judge."""
        return await self._reads.bearer(secret_hash)

    async def head(self, ledger_id: UUID) -> Head | None:
        """Where the ledger stands, None when it is gone."""
        return await self._reads.head(ledger_id)

    async def close(self) -> None:
        """Close the connection that was kept."""
        await self._reads.close()


class _Embedded:
    """Reads of a SQLite file, remembered while its data version says that nobody else has written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: sqlite3.Connection | None = None
        self._version = -1
        self._checked = False
        self._bearers: dict[bytes, Bearer] = {}
        self._heads: dict[UUID, Head] = {}

    async def bearer(self, secret_hash: bytes) -> Bearer | None:
        try:
            self._forget_what_changed()
            found = self._bearers.get(secret_hash)
            if found is None and (row := self._row(BEARERS, secret_hash)) is not None:
                found = _remember(self._bearers, secret_hash, _bearer_of_text(row))
        except sqlite3.OperationalError:  # Busy: this thread must not wait, the pool's threads may.
            async with self._database.read() as connection:
                return await users.bearer(connection, secret_hash)
        return found

    async def head(self, ledger_id: UUID) -> Head | None:
        try:
            self._forget_what_changed()
            found = self._heads.get(ledger_id)
            if found is None and (row := self._row(HEADS, ledger_id.hex)) is not None:
                _, revision, time_zone, epoch = row
                found = _remember(self._heads, ledger_id, Head(revision, time_zone, UUID(epoch)))
        except sqlite3.OperationalError:
            async with self._database.read() as connection:
                ledger = await ledgers.get(connection, ledger_id)
                epoch = await ledgers.epoch(connection)
            return None if ledger is None else Head(ledger.revision, ledger.time_zone, epoch)
        return found

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _forget_what_changed(self) -> None:
        # Whoever asks before the loop turns was waiting already when the first one looked: one look serves them all.
        if self._checked:
            return
        ((version,),) = self._open().execute("PRAGMA data_version").fetchall()
        if version != self._version:
            self._version = version
            self._bearers.clear()
            self._heads.clear()
        self._checked = True
        asyncio.get_running_loop().call_soon(self._look_again)

    def _look_again(self) -> None:
        self._checked = False

    def _row(self, statement: str, key: object) -> tuple[Any, ...] | None:
        rows: list[tuple[Any, ...]] = self._open().execute(f"{statement}?", (key,)).fetchall()
        return rows[0] if rows else None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._version = -1
            self._connection = sqlite3.connect(str(self._database.url.database), timeout=0, isolation_level=None)
            self._connection.execute("PRAGMA query_only = ON")
        return self._connection


def _of_server(database: Database) -> _Reads:
    # The embedded database does without the library of the other.
    from db.postgresql_bearers import PostgresqlBearers

    return PostgresqlBearers(database)


def _remember(memory: dict[Key, Row], key: Key, row: Row) -> Row:
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()
    memory[key] = row
    return row


def _bearer_of_text(row: Sequence[Any]) -> Bearer:
    """The bearer of a row as SQLite holds it: ids as hex, moments as text without their zone."""
    _, credential_id, kind, scopes, used_at, expires_at, user_id, ledger_id, revision, currency, zone, epoch = row
    return Bearer(
        UUID(credential_id),
        kind,
        scopes,
        _moment(used_at),
        expires_at and _moment(expires_at),
        UUID(user_id),
        UUID(ledger_id),
        revision,
        currency,
        zone,
        UUID(epoch),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
