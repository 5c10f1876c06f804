"""The SQLite driver: aiosqlite with one visit to the database's thread for a statement, where it makes four."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager as block
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager

READ_AHEAD = 500
INTERRUPTED = "interrupted"
LOCKED = "database is locked"


class EagerCursor(aiosqlite.Cursor):
    """A cursor that brings its first rows along when it executes, and closes by itself when there are no more.

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
        """The next row, or None."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows: at most `size`, and none only at the end."""
        size = size or self.arraysize
        if self._ahead:
            taken, self._ahead = self._ahead[:size], self._ahead[size:]
            return taken
        if self._done:
            return []
        with self._limited():
            return list(await super().fetchmany(size))

    async def fetchall(self) -> list[Any]:
        """All the rows that are left."""
        ahead, self._ahead = self._ahead, []
        if self._done:
            return ahead
        with self._limited():
            return ahead + list(await super().fetchall())

    async def close(self) -> None:
        """End the statement if it has not come to its end."""
        if not self._done:
            await super().close()


class EagerConnection(aiosqlite.Connection):
    """A connection that makes eager cursors; with `seconds`, what takes longer is interrupted."""

    seconds: float | None = None

    @block
    def limited(self) -> Iterator[None]:
        """Interrupt what runs in the database's thread when the block takes too long."""
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
        """A new cursor; the thread is not needed to make one."""
        return EagerCursor(self, self._conn.cursor())


def connect(database: str, *, seconds: float | None = None, **options: Any) -> EagerConnection:
    """A connection to await, to a file whose folder is made if need be; its thread does not keep the process alive."""
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    options["check_same_thread"] = False
    connection = EagerConnection(partial(sqlite3.connect, database, **options), READ_AHEAD)
    connection._thread.daemon = True
    connection.seconds = seconds
    return connection


def _execute_and_fetch(cursor: sqlite3.Cursor, sql: str, parameters: Any) -> list[Any]:
    cursor.execute(sql, parameters)
    return cursor.fetchmany(READ_AHEAD) if cursor.description else []
