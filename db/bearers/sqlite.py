"""Bearers on SQLite: a read on a connection of its own, and only after a write."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from db import ledgers, users
from db.bearers.reads import HEADS, Head, bearers
from db.ledgers import Uses
from db.stores.engine import Database
from db.users import Bearer

Key = TypeVar("Key", bytes, UUID)
Row = TypeVar("Row")

MOST_REMEMBERED = 10_000


class SqliteBearers:
    """Reads of a SQLite file, remembered until its data version shows another writer."""

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
            bearer = self._bearers.get(secret_hash)
            if bearer is None and (row := self._row(bearers(), secret_hash)) is not None:
                bearer = _remember(self._bearers, secret_hash, _bearer_of_text(row))
        except sqlite3.OperationalError:  # Busy: this thread must not wait, the pool's threads may.
            async with self._database.read() as connection:
                return await users.bearer(connection, secret_hash)
        return bearer

    async def head(self, ledger_id: UUID) -> Head | None:
        try:
            self._forget_what_changed()
            head = self._heads.get(ledger_id)
            if head is None and (row := self._row(HEADS, ledger_id.hex)) is not None:
                _, revision, time_zone, calendars, epoch, *uses = row
                head = Head(revision, time_zone, calendars, UUID(epoch), Uses._make(map(bool, uses)))
                _remember(self._heads, ledger_id, head)
        except sqlite3.OperationalError:
            current = ledgers.current(ledger_id)
            await self._database.visit(None, current)
            return Head.of(current.result) if current.result else None
        return head

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _forget_what_changed(self) -> None:
        # Callers of one turn of the loop were all waiting when the first one looked: one look serves them all.
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


def _remember(memory: dict[Key, Row], key: Key, row: Row) -> Row:
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()
    memory[key] = row
    return row


def _bearer_of_text(row: Sequence[Any]) -> Bearer:
    """Return the bearer of a row as SQLite stores it: ids as hex, moments as text without a zone."""
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
