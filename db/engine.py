"""The database: writers that begin as writers, readers that see one snapshot, on SQLite and PostgreSQL alike."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import URL, event, make_url
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db import sqlite_driver
from db.queues import Busy, FairQueue

__all__ = ["Busy", "Connection", "ConnectionLost", "Database", "TookTooLong", "retried"]

Connection = AsyncConnection
Owner = UUID | str | None
"""Whose share of the connections is used: a ledger's, that of a named kind of work, or the server's own (None)."""

BUSY_TIMEOUT_SECONDS = 30
READ_SECONDS = 5
LONG_READS = 2
PAUSES_TO_READ_AGAIN = (0.0, 0.2, 1.0)
# What asyncpg raises when the server ends a connection, as by a restart, a failover or an administrator's command.
_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class ConnectionLost(Busy):
    """The database has closed the connection or does not accept one."""

    def __init__(self) -> None:
        super().__init__("The connection to the database was lost; look at what is there now, then try again.")


class TookTooLong(Exception):
    """A statement that reads was stopped, because it would have kept others waiting. The text is for the client."""

    code = "LIMIT_EXCEEDED"

    def __init__(self) -> None:
        super().__init__(f"This takes longer than {READ_SECONDS} seconds; ask for less, such as a shorter period.")


def retried(read: Callable[Arguments, Awaitable[Result]]) -> Callable[Arguments, Awaitable[Result]]:
    """Let a function that only reads begin again when its connection is lost; for a moment, then ConnectionLost."""

    @wraps(read)
    async def reading(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        for pause in PAUSES_TO_READ_AGAIN:
            try:
                return await read(*arguments, **named)
            except ConnectionLost:
                await asyncio.sleep(pause)
        return await read(*arguments, **named)

    return reading


class Database:
    """Connections to one database; opens nothing until it is used.

    `url` is `sqlite:///path/to/file.db` or `postgresql://user:password@host/name`. A fair queue stands before each
    pool: `owner` is a ledger, or another name for what is done. A transaction that waits too long for its turn is Busy.
    """

    def __init__(self, url: str, pool_size: int = 5) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        create = _sqlite if self.is_sqlite else _postgresql
        # Pools of their own: a write never waits for slow readers, nor a quick read for one of a whole ledger.
        writers, readers, long_readers = (
            create(self.url, pool_size),
            create(self.url, pool_size, seconds=READ_SECONDS),
            create(self.url, LONG_READS),
        )
        self._engines = [writers, readers, long_readers]
        self._writers = writers.execution_options(writes=True)
        self._readers, self._long_readers = (
            engine if self.is_sqlite else engine.execution_options(**_SNAPSHOT) for engine in (readers, long_readers)
        )
        self._beside: list[Callable[[], Awaitable[None]]] = []
        # SQLite has one writer at a time, as a ledger has: waiting here takes no connection and does not poll.
        self._writing = FairQueue(1 if self.is_sqlite else pool_size, 1, BUSY_TIMEOUT_SECONDS)
        self._reading = FairQueue(pool_size, max(1, pool_size // 2), BUSY_TIMEOUT_SECONDS)
        self._reading_long = FairQueue(LONG_READS, 1, BUSY_TIMEOUT_SECONDS)

    @asynccontextmanager
    async def write(self, owner: Owner = None) -> AsyncIterator[Connection]:
        """A transaction that may write: commits at the end of the block, rolls back when it raises."""
        async with self._writing.place(owner), _connected(self._writers.begin()) as connection:
            yield connection

    @asynccontextmanager
    async def read(self, owner: Owner = None) -> AsyncIterator[Connection]:
        """One snapshot: every statement in the block sees the same committed state, and takes at most 5 seconds."""
        async with self._reading.place(owner), _connected(self._readers.connect()) as connection:
            yield connection

    @asynccontextmanager
    async def read_long(self, owner: Owner = None) -> AsyncIterator[Connection]:
        """One snapshot without a limit of time, for what reads a whole ledger, such as an export."""
        async with self._reading_long.place(owner), _connected(self._long_readers.connect()) as connection:
            yield connection

    def closes(self, close: Callable[[], Awaitable[None]]) -> None:
        """Let `close` end with the database whatever has a connection of its own beside the pool."""
        self._beside.append(close)

    async def close(self) -> None:
        """Close every connection, in the pool and beside it."""
        for close in self._beside:
            await close()
        for engine in self._engines:
            await engine.dispose()


def is_lost(error: BaseException | None) -> bool:
    """Whether an error of the driver says that its connection has ended."""
    return isinstance(error, _LOST) or (isinstance(error, asyncpg.InterfaceError) and "closed" in str(error))


@asynccontextmanager
async def _connected(opening: AbstractAsyncContextManager[Connection]) -> AsyncIterator[Connection]:
    """A connection, whose errors are said in the words of this module where it has any."""
    connected = False
    try:
        async with opening as connection:
            connected = True
            yield connection
    except Exception as error:
        if explained := _explained(error, connected=connected):
            raise explained from error
        raise


def _explained(error: Exception, *, connected: bool) -> Exception | None:
    """Say that there is no connection, that it is lost, or that a read took too long; None for any other error."""
    if isinstance(error, PoolTimeout):
        return Busy()
    if is_lost(error) or (isinstance(error, OSError) and not connected):
        return ConnectionLost()
    if not isinstance(error, DBAPIError):
        return None
    cause, text = error.orig and error.orig.__cause__, str(error.orig)
    if error.connection_invalidated or is_lost(cause):
        return ConnectionLost()
    if isinstance(cause, asyncpg.QueryCanceledError) or text == sqlite_driver.INTERRUPTED:
        return TookTooLong()
    return Busy() if isinstance(cause, asyncpg.LockNotAvailableError) or text == sqlite_driver.LOCKED else None


_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _postgresql(url: URL, pool_size: int, *, seconds: float | None = None) -> AsyncEngine:
    milliseconds = round(BUSY_TIMEOUT_SECONDS * 1000)
    limits = (
        {"lock_timeout": str(milliseconds)} if seconds is None else {"statement_timeout": str(round(seconds * 1000))}
    )
    limits["jit"] = "off"  # compiling a statement takes longer than any of ours may
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        connect_args={"server_settings": limits},
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=False,
        isolation_level="READ COMMITTED",
        hide_parameters=True,  # an error is logged, and what people write is not for the log
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _refuse_closed(driver: Any, _record: object, _proxy: object) -> None:
    # The driver knows by itself when the server has hung up; the pool then opens another connection.
    if driver.driver_connection.is_closed():
        raise DisconnectionError("The server has closed this connection.")


def _sqlite(url: URL, pool_size: int, *, seconds: float | None = None) -> AsyncEngine:
    if (url.database or ":memory:") == ":memory:":
        raise ValueError("The embedded database needs a file, such as sqlite:///data/aqua.db.")
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        connect_args={"isolation_level": None, "async_creator_fn": partial(sqlite_driver.connect, seconds=seconds)},
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
        f"busy_timeout = {round(BUSY_TIMEOUT_SECONDS * 1000)}",
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
