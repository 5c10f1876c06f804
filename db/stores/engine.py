"""The database: write transactions, and reads of one snapshot, on SQLite and PostgreSQL alike."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import wraps
from itertools import islice
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from db.stores.backoff import backoff
from db.stores.connections import Connections
from db.stores.drivers import Driver, driver_of
from db.stores.groups import Groups
from db.stores.queues import Busy, FairQueue
from db.stores.visits import Proposal, Read

__all__ = ["Busy", "Connection", "ConnectionLost", "Database", "TookTooLong", "read_at_once", "retried"]

Connection = AsyncConnection
Owner = UUID | str | None
"""The owner of a share of the connections: a ledger, a named kind of work, or the server itself (None)."""

BUSY_TIMEOUT_SECONDS = 30
READ_SECONDS = 5
LONG_READS = 2
MOST_AT_ONCE = 64
TIMES_TO_READ_AGAIN = 5

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class ConnectionLost(Busy):
    """The database has closed the connection or refuses one."""

    def __init__(self) -> None:
        super().__init__("The connection to the database was lost; look at what is there now, then try again.")


class TookTooLong(Exception):
    """A read was stopped, because it would have delayed others. The text is for the client."""

    code = "LIMIT_EXCEEDED"

    def __init__(self) -> None:
        super().__init__(f"This takes longer than {READ_SECONDS} seconds; ask for less, such as a shorter period.")


def retried(read: Callable[Arguments, Awaitable[Result]]) -> Callable[Arguments, Awaitable[Result]]:
    """Let a function that only reads start again when its connection is lost; then raise ConnectionLost."""

    @wraps(read)
    async def reading(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        for pause in islice(backoff(0.05), TIMES_TO_READ_AGAIN):
            try:
                return await read(*arguments, **named)
            except ConnectionLost:
                await asyncio.sleep(pause)
        return await read(*arguments, **named)

    return reading


class Database:
    """Connections to one database; opens nothing until it is used.

    `url` is `sqlite:///path/to/file.db` or `postgresql://user:password@host/name`. A fair queue stands before each
    pool: `owner` is a ledger, or the name of another kind of work. A transaction that waits too long for its turn is
    Busy.
    """

    def __init__(self, url: str, pool_size: int = 5) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.driver = driver_of(self.url)
        # Pools of their own: a write never waits for slow readers, nor a quick read for one of a whole ledger.
        writers, readers, long_readers = (
            self.driver.create_engine(self.url, pool_size, BUSY_TIMEOUT_SECONDS),
            self.driver.create_engine(self.url, pool_size, BUSY_TIMEOUT_SECONDS, READ_SECONDS),
            self.driver.create_engine(self.url, LONG_READS, BUSY_TIMEOUT_SECONDS),
        )
        self._engines = [writers, readers, long_readers]
        self._writers = Connections(self.driver, writers.execution_options(writes=True))
        self._readers, self._long_readers = (
            Connections(self.driver, engine.execution_options(**self.driver.SNAPSHOT))
            for engine in (readers, long_readers)
        )
        self._beside: list[Callable[[], Awaitable[None]]] = []
        # SQLite has one writer at a time, as a ledger has: waiting here takes no connection and does not poll.
        self._writing = FairQueue(1 if self.is_sqlite else pool_size, 1, BUSY_TIMEOUT_SECONDS)
        # SQLite stores what several ledgers propose by one commit: there a turn takes no connection.
        self._turns = FairQueue(MOST_AT_ONCE, 1, BUSY_TIMEOUT_SECONDS) if self.is_sqlite else self._writing
        self._stored: Groups[Any, bool] = Groups(self._store, MOST_AT_ONCE)
        self._reading = FairQueue(pool_size, max(1, pool_size // 2), BUSY_TIMEOUT_SECONDS)
        self._reading_long = FairQueue(LONG_READS, 1, BUSY_TIMEOUT_SECONDS)

    @asynccontextmanager
    async def write(self, owner: Owner = None) -> AsyncIterator[Connection]:
        """Open a transaction that may write. It commits at the end of the block, or rolls back if it raises."""
        async with (
            self._writing.place(owner),
            _connected(self.driver, self._writers.one()) as connection,
            connection.begin(),
        ):
            yield connection

    @asynccontextmanager
    async def read(self, owner: Owner = None) -> AsyncIterator[Connection]:
        """Open one snapshot. All statements of the block see the same committed state, and take at most 5 seconds."""
        async with self._reading.place(owner), _connected(self.driver, self._readers.one()) as connection:
            yield connection

    @asynccontextmanager
    async def read_long(self, owner: Owner = None) -> AsyncIterator[Connection]:
        """Open one snapshot without a time limit, for reads of a whole ledger such as an export."""
        async with self._reading_long.place(owner), _connected(self.driver, self._long_readers.one()) as connection:
            yield connection

    async def visit(self, owner: Owner, *reads: Read[Any]) -> None:
        """Make all reads in one visit, of one snapshot; they take at most 5 seconds."""
        async with self._reading.place(owner), _connected(self.driver, self._readers.one()) as connection:
            await self.driver.read(connection, reads)

    def turn(self, owner: UUID) -> AbstractAsyncContextManager[None]:
        """Let the block be the only one of this process that proposes a change of this ledger."""
        return self._turns.place(owner)

    async def store(self, proposal: Proposal) -> bool:
        """Store a proposal within its ledger's turn; True once it is committed, False if its condition does not hold.

        It is stored, or not, also when the caller is cancelled.
        """
        prepared = self.driver.prepare(proposal)
        if self.is_sqlite:
            return await self._stored.add(prepared)
        (stored,) = await self._store([prepared])
        return stored is True

    async def _store(self, prepared: Sequence[Any]) -> Sequence[bool | Exception]:
        place = self._writing.place("turns") if self.is_sqlite else nullcontext()
        async with place, _connected(self.driver, self._writers.one()) as connection:
            return await self.driver.store(connection, prepared)

    def closes(self, close: Callable[[], Awaitable[None]]) -> None:
        """Register the `close` of something with a connection of its own beside the pool."""
        self._beside.append(close)

    async def close(self) -> None:
        """Close every connection, in the pool and beside it."""
        await self._stored.settle()
        for close in self._beside:
            await close()
        for connections in (self._writers, self._readers, self._long_readers):
            await connections.close()


async def read_at_once(connection: Connection, *reads: Read[Any]) -> None:
    """Make reads in one visit, within a transaction in which a statement was executed before."""
    await driver_of(connection.engine.url).read(connection, reads)


@asynccontextmanager
async def _connected(driver: Driver, opening: AbstractAsyncContextManager[Connection]) -> AsyncIterator[Connection]:
    """Open a connection whose known errors are replaced by those of this module."""
    connected = False
    try:
        async with opening as connection:
            connected = True
            yield connection
    except Exception as error:
        if explained := _explained(driver, error, connected=connected):
            raise explained from error
        raise


def _explained(driver: Driver, error: Exception, *, connected: bool) -> Exception | None:
    """Return this module's error for a missing or lost connection or a slow read; None for any other error."""
    if isinstance(error, PoolTimeout):
        return Busy()
    if driver.is_lost(error) or (isinstance(error, OSError) and not connected):
        return ConnectionLost()
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return ConnectionLost()
    own = error.orig if isinstance(error, DBAPIError) else error
    if driver.is_lost(own):
        return ConnectionLost()
    if driver.is_interrupted(own):
        return TookTooLong()
    return Busy() if driver.is_locked(own) else None
