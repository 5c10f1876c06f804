"""The SQLite driver: aiosqlite with one visit to the database's thread for a statement, instead of four."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager as block
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import aiosqlite
from aiosqlite.context import contextmanager
from sqlalchemy import URL, Connection, event
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.stores.visits import SQLITE, Proposal, Read, Values, driver_connection

ERRORS: tuple[type[Exception], ...] = ()
SNAPSHOT: Mapping[str, object] = {}
READ_AHEAD = 500
DIALECT = SQLiteDialect_aiosqlite(paramstyle="named")


def create_engine(url: URL, pool_size: int, busy_seconds: float, read_seconds: float | None = None) -> AsyncEngine:
    """Make a pool whose statements have time limits. Raises ValueError for a database without a file."""
    if (url.database or ":memory:") == ":memory:":
        raise ValueError("The embedded database needs a file, such as sqlite:///data/aqua.db.")
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        connect_args={"isolation_level": None, "async_creator_fn": partial(connect, seconds=read_seconds)},
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", partial(_prepare, busy_seconds=busy_seconds))
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


async def read(connection: AsyncConnection, reads: Sequence[Read[Any]]) -> None:
    """Make all reads in one turn of the connection's thread."""
    driver = driver_connection(connection)
    statements = [_of_values(read) for read in reads]
    with driver.limited():
        results = await driver.at_once(_read, statements)
    for one_read, rows in zip(reads, results, strict=True):
        one_read.take(one_read.statement.compiled(DIALECT).rows(rows))


class _Prepared(NamedTuple):
    condition: tuple[str, Values]
    rows: Sequence[tuple[str, Sequence[Sequence[object]]]]


def prepare(proposal: Proposal) -> _Prepared:
    """Return the statements of a proposal with their values."""
    rows = []
    for write in proposal.writes:
        insertion = write.insertion
        if insertion.only in {None, SQLITE} and (given := write.rows()):
            rows.append((insertion.of_values, insertion.converted(given, DIALECT)))
    return _Prepared(_of_values(proposal.condition), rows)


async def store(connection: AsyncConnection, prepared: Sequence[_Prepared]) -> list[bool | Exception]:
    """Store proposals in one turn of the connection's thread, by one commit if all can be stored."""
    driver = driver_connection(connection)
    stored: list[bool | Exception] = await driver.at_once(_store, prepared)
    return stored


def is_open(_connection: AsyncConnection) -> bool:
    """Return True: a file does not hang up."""
    return True


def is_lost(_error: BaseException | None) -> bool:
    """Return False: a file cannot hang up."""
    return False


def is_interrupted(error: BaseException | None) -> bool:
    """Return True if the statement was stopped because it took too long."""
    return str(error) == "interrupted"


def is_locked(error: BaseException | None) -> bool:
    """Return True if another transaction held the lock for too long."""
    return str(error) == "database is locked"


class EagerCursor(aiosqlite.Cursor):
    """A cursor that fetches its first rows when it executes, and closes itself after the last row.

    A visit to the thread takes longer than most statements do.
    """

    def __init__(self, connection: "EagerConnection", cursor: sqlite3.Cursor) -> None:
        super().__init__(connection, cursor)
        self._limited = connection.limited
        self._ahead: list[Any] = []
        self._done = True

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> aiosqlite.Cursor:
        """Execute a statement and fetch its first rows."""
        self._done = False
        with self._limited():
            self._ahead = await self._execute(_execute_and_fetch, self._cursor, sql, parameters or ())  # type: ignore[no-untyped-call]
        self._done = len(self._ahead) < READ_AHEAD
        return self

    async def fetchone(self) -> Any:
        """Return the next row, or None."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next rows: at most `size`, and none only at the end."""
        size = size or self.arraysize
        if self._ahead:
            taken, self._ahead = self._ahead[:size], self._ahead[size:]
            return taken
        if self._done:
            return []
        with self._limited():
            return list(await super().fetchmany(size))

    async def fetchall(self) -> list[Any]:
        """Return all the remaining rows."""
        ahead, self._ahead = self._ahead, []
        if self._done:
            return ahead
        with self._limited():
            return ahead + list(await super().fetchall())

    async def close(self) -> None:
        """End the statement if it is not at its end."""
        if not self._done:
            await super().close()


class EagerConnection(aiosqlite.Connection):
    """A connection that makes eager cursors. With `seconds` it interrupts what takes longer."""

    seconds: float | None = None

    @block
    def limited(self) -> Iterator[None]:
        """Interrupt the work of the database's thread if the block takes too long."""
        if self.seconds is None:
            yield
            return
        timer = asyncio.get_running_loop().call_later(self.seconds, self._conn.interrupt)
        try:
            yield
        finally:
            timer.cancel()

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        """Make a cursor, without a visit to the thread."""
        return EagerCursor(self, self._conn.cursor())

    async def at_once(self, work: Any, given: object) -> Any:
        """Do some work in the database's thread, with its connection."""
        return await self._execute(work, self._conn, given)  # type: ignore[no-untyped-call]


def connect(database: str, *, seconds: float | None = None, **options: Any) -> EagerConnection:
    """Return a connection to a file, to be awaited; make its folder. Its thread does not keep the process alive."""
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    options["check_same_thread"] = False
    connection = EagerConnection(partial(sqlite3.connect, database, **options), READ_AHEAD)
    connection._thread.daemon = True
    connection.seconds = seconds
    return connection


def _of_values(read: Read[Any]) -> tuple[str, Values]:
    compiled = read.statement.compiled(DIALECT)
    return compiled.text, {parameter.name: parameter.value(read.values) for parameter in compiled.parameters}


def _read(connection: sqlite3.Connection, statements: Sequence[tuple[str, Values]]) -> list[list[Any]]:
    is_open = connection.in_transaction
    if not is_open:
        connection.execute("BEGIN")
    try:
        return [connection.execute(text, values).fetchall() for text, values in statements]
    finally:
        if not is_open:
            connection.execute("ROLLBACK")


def _store(connection: sqlite3.Connection, prepared: Sequence[_Prepared]) -> list[bool | Exception]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        stored: list[bool | Exception] = [_store_one(connection, proposal) for proposal in prepared]
        connection.execute("COMMIT")
        return stored
    except sqlite3.Error as error:
        _roll_back(connection)
        if len(prepared) == 1:
            return [error]
    except BaseException:
        _roll_back(connection)
        raise
    # The error of one proposal does not fail the others.
    return [stored for proposal in prepared for stored in _store(connection, [proposal])]


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # a full disk ends it by itself
        connection.execute("ROLLBACK")


def _store_one(connection: sqlite3.Connection, prepared: _Prepared) -> bool:
    if not connection.execute(*prepared.condition).fetchall():
        return False
    for text, rows in prepared.rows:
        connection.executemany(text, rows)
    return True


def _execute_and_fetch(cursor: sqlite3.Cursor, sql: str, parameters: Any) -> list[Any]:
    cursor.execute(sql, parameters)
    return cursor.fetchmany(READ_AHEAD) if cursor.description else []


def _prepare(driver: Any, _record: object, *, busy_seconds: float) -> None:
    cursor = driver.cursor()
    for pragma in (
        f"busy_timeout = {round(busy_seconds * 1000)}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # SQLite folds the case of ASCII letters alone; a search must find “Café” by “CAFÉ” as it does on PostgreSQL.
    driver.create_function("unicode_lower", 1, str.lower, deterministic=True)


def _begin(connection: Connection) -> None:
    # A reader that upgrades to a writer can fail at once, whatever the busy timeout: writers begin as writers.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
