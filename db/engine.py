"""The database: writers that begin as writers, readers that see one snapshot, on SQLite and PostgreSQL alike."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db import sqlite_driver

Connection = AsyncConnection

BUSY_TIMEOUT_SECONDS = 30


class Busy(Exception):
    """No connection came free in time; trying again later may help."""

    def __init__(self) -> None:
        super().__init__("The server is busy; try again in a moment.")


class Database:
    """Connections to one database; opens nothing until it is used.

    `url` is `sqlite:///path/to/file.db` or `postgresql://user:password@host/name`.
    """

    def __init__(self, url: str, pool_size: int = 5) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        create = _sqlite if self.is_sqlite else _postgresql
        # Two pools: a write never waits for slow readers.
        self._engines = [create(self.url, pool_size), create(self.url, pool_size)]
        self._writers = self._engines[0].execution_options(writes=True)
        self._readers = self._engines[1] if self.is_sqlite else self._engines[1].execution_options(**_SNAPSHOT)
        self._beside: list[Callable[[], Awaitable[None]]] = []
        # SQLite has one writer at a time: waiting here is fair and does not poll, as its own busy handler does.
        self._turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """A transaction that may write: commits at the end of the block, rolls back when it raises."""
        async with self._turn, self._writers.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """One snapshot: every statement in the block sees the same committed state."""
        try:
            async with self._readers.connect() as connection:
                yield connection
        except PoolTimeout as error:
            raise Busy from error

    def closes(self, close: Callable[[], Awaitable[None]]) -> None:
        """Let `close` end with the database whatever has a connection of its own beside the pool."""
        self._beside.append(close)

    async def close(self) -> None:
        """Close every connection, in the pool and beside it."""
        for close in self._beside:
            await close()
        for engine in self._engines:
            await engine.dispose()


_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _postgresql(url: URL, pool_size: int) -> AsyncEngine:
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=False,
        isolation_level="READ COMMITTED",
        hide_parameters=True,  # an error is logged, and what people write is not for the log
    )


def _sqlite(url: URL, pool_size: int) -> AsyncEngine:
    if (url.database or ":memory:") == ":memory:":
        raise ValueError("The embedded database needs a file, such as sqlite:///data/aqua.db.")
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        connect_args={"isolation_level": None, "async_creator_fn": sqlite_driver.connect},
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(driver: Any, _record: object) -> None:
    cursor = driver.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # SQLite folds the case of ASCII letters alone; a search must find “Café” by “CAFÉ” as it does on PostgreSQL.
    driver.create_function("unicode_lower", 1, str.lower, deterministic=True)


def _begin_sqlite(connection: SyncConnection) -> None:
    # A reader that upgrades to a writer can fail at once, whatever the busy timeout: writers begin as writers.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
