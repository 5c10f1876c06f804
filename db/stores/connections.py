"""Open connections of one engine, kept for reuse: taking one costs nothing.

A fair queue stands before them, so that they never run out and nobody waits here.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.stores.drivers import Driver


class Connections:
    """The connections of one engine, of which `held` are in use; opens nothing until one is needed."""

    def __init__(self, driver: Driver, engine: AsyncEngine) -> None:
        self._driver = driver
        self._engine = engine
        self._free: list[AsyncConnection] = []
        self.held = 0

    @asynccontextmanager
    async def one(self) -> AsyncIterator[AsyncConnection]:
        """Take a connection until the end of the block, where an open transaction is rolled back."""
        connection = await self._open()
        self.held += 1
        try:
            yield connection
        finally:
            self.held -= 1
            if connection.in_transaction() or not _may_stay(connection):
                # A rollback that is cut off would leave the connection in the middle of it.
                await asyncio.shield(asyncio.create_task(self._clear(connection)))
            else:
                self._free.append(connection)

    async def close(self) -> None:
        """Close those that are free, and the engine."""
        while self._free:
            await self._free.pop().close()
        await self._engine.dispose()

    async def _open(self) -> AsyncConnection:
        while self._free:
            connection = self._free.pop()
            if self._driver.is_open(connection):
                return connection
            await connection.invalidate()
            await connection.close()
        return await self._engine.connect()

    async def _clear(self, connection: AsyncConnection) -> None:
        try:
            await connection.rollback()
            if _may_stay(connection):
                return self._free.append(connection)
        except DBAPIError:
            await connection.invalidate()
        return await connection.close()


def _may_stay(connection: AsyncConnection) -> bool:
    """Return whether the connection works, and has no settings of its own, for which it would be detached."""
    pooled = connection.sync_connection
    return pooled is not None and not pooled.invalidated and not pooled.connection.is_detached
