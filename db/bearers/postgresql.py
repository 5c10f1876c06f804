"""Bearers on PostgreSQL: each read serves all callers that wait at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from db.bearers.reads import HEADS, Head, bearers
from db.ledgers import Uses
from db.stores.engine import ConnectionLost, Database, retried
from db.stores.postgresql_driver import is_interrupted, is_lost
from db.users import Bearer

Key = TypeVar("Key", bytes, UUID)
Row = TypeVar("Row")


class PostgresqlBearers:
    """Reads on one connection. Each serves all callers that came during the read before."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: AsyncConnection | None = None
        self._turn = asyncio.Lock()
        self._bearers: _Shared[bytes, Bearer] = _Shared(self._read_bearers)
        self._heads: _Shared[UUID, Head] = _Shared(self._read_heads)

    async def bearer(self, secret_hash: bytes) -> Bearer | None:
        return await self._bearers.get(secret_hash)

    async def head(self, ledger_id: UUID) -> Head | None:
        return await self._heads.get(ledger_id)

    async def close(self) -> None:
        async with self._turn:
            await self._let_go()

    async def _read_bearers(self, hashes: Sequence[bytes]) -> Mapping[bytes, Bearer]:
        return {row[0]: Bearer._make(row[1:]) for row in await self._fetch(f"{bearers()}ANY($1::bytea[])", hashes)}

    async def _read_heads(self, ids: Sequence[UUID]) -> Mapping[UUID, Head]:
        rows = await self._fetch(f"{HEADS}ANY($1::uuid[])", ids)
        return {row[0]: Head._make((*row[1:5], Uses._make(row[5:]))) for row in rows}

    @retried
    async def _fetch(self, statement: str, keys: Sequence[object]) -> list[tuple[Any, ...]]:
        async with self._turn:
            try:
                return await self._fetch_once(statement, keys)
            except Exception as error:
                # A connection that has failed may be out of step: only a new one can tell.
                await self._let_go()
                if _may_pass(error):
                    raise ConnectionLost from error
                raise

    async def _fetch_once(self, statement: str, keys: Sequence[object]) -> list[tuple[Any, ...]]:
        if self._connection is None:
            url = self._database.url.set(drivername="postgresql+asyncpg")
            self._connection = await create_async_engine(url, poolclass=NullPool).connect()
        driver = (await self._connection.get_raw_connection()).driver_connection
        rows: list[Any] = await driver.fetch(statement, keys)  # type: ignore[union-attr]
        return [tuple(row) for row in rows]

    async def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                await connection.invalidate()
            await connection.close()


class _Shared(Generic[Key, Row]):
    """One read at a time, each of all keys that were asked for since the one before began."""

    def __init__(self, read: Callable[[Sequence[Key]], Awaitable[Mapping[Key, Row]]]) -> None:
        self._read: Callable[[Sequence[Key]], Awaitable[Mapping[Key, Row]]] = read
        self._waiting: dict[Key, asyncio.Future[Row | None]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def get(self, key: Key) -> Row | None:
        """Return the row of a key; None if there is none."""
        future = self._waiting.get(key)
        if future is None:
            future = self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_all())
        return await asyncio.shield(future)

    async def _read_all(self) -> None:
        try:
            while self._waiting:
                taken, self._waiting = self._waiting, {}
                try:
                    rows = await self._read(list(taken))
                except Exception as error:
                    for future in taken.values():
                        future.set_exception(error)
                else:
                    for key, future in taken.items():
                        future.set_result(rows.get(key))
        finally:
            self._reading = None


def _may_pass(error: Exception) -> bool:
    """Return True if the same read may succeed on a new connection."""
    cause = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig else error
    return isinstance(cause, OSError) or is_lost(cause) or is_interrupted(cause)
