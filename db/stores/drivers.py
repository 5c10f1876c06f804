"""The interface of a module for one kind of database: its pool, and the meaning of its errors."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.stores.visits import Proposal, Read


class Driver(Protocol):
    """A module for one kind of database. An error is the library's own, or SQLAlchemy's wrapper around it."""

    @property
    def ERRORS(self) -> tuple[type[Exception], ...]:  # noqa: N802  it is a constant of a module
        """Return the exceptions that the library raises itself."""

    @property
    def SNAPSHOT(self) -> Mapping[str, object]:  # noqa: N802
        """Return the execution options of a transaction that reads one snapshot."""

    def create_engine(
        self, url: URL, pool_size: int, busy_seconds: float, read_seconds: float | None = None
    ) -> AsyncEngine:
        """Make a pool.

        A statement waits for a lock for at most `busy_seconds`; with `read_seconds` it is stopped if it takes longer.
        """

    async def read(self, connection: AsyncConnection, reads: Sequence[Read[Any]]) -> None:
        """Make all reads at once, in a transaction of their own if none has begun."""

    def prepare(self, proposal: Proposal) -> Any:
        """Return a proposal as `store` takes it."""

    async def store(self, connection: AsyncConnection, prepared: Sequence[Any]) -> Sequence[bool | Exception]:
        """Store proposals independently, by a connection that is in no transaction.

        The answer says of each whether it was stored, or why not; False means that its condition does not hold.
        """

    def is_open(self, connection: AsyncConnection) -> bool:
        """Return whether a connection that was not used for a while is still open, as far as is known."""

    def is_lost(self, error: BaseException | None) -> bool:
        """Return True if the connection has ended."""

    def is_interrupted(self, error: BaseException | None) -> bool:
        """Return True if the statement was stopped because it took too long."""

    def is_locked(self, error: BaseException | None) -> bool:
        """Return True if another transaction held a lock for too long."""


def driver_of(url: URL) -> Driver:
    """Return the module for a kind of database. The other kind's library is not imported."""
    if url.get_backend_name() == "sqlite":
        from db.stores import sqlite_driver

        return sqlite_driver
    from db.stores import postgresql_driver

    return postgresql_driver
