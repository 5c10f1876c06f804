"""Turns for work that holds the event loop: one piece of work at a time, with a rest behind each."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

from db.stores.engine import BUSY_TIMEOUT_SECONDS
from db.stores.queues import FairQueue

LONGEST_REST = 0.25  # seconds


class Turns:
    """Owners take turns. The next turn begins when the loop has been free as long as the last turn took.

    A turn of less than `unrested` seconds calls for no rest.
    """

    def __init__(self, unrested: float = 0.002) -> None:
        self._unrested = unrested
        self._queue = FairQueue(1, 1, BUSY_TIMEOUT_SECONDS)
        self._rested_at = 0.0

    @asynccontextmanager
    async def turn(self, owner: Hashable) -> AsyncIterator[None]:
        """Wait for the owner's turn. Work after the block counts too, until it pauses."""
        loop = asyncio.get_running_loop()
        async with self._queue.place(owner):
            await asyncio.sleep(self._rested_at - loop.time())
            began = loop.time()
            try:
                yield
            finally:
                loop.call_soon(self._rest, loop, began)

    def _rest(self, loop: asyncio.AbstractEventLoop, began: float) -> None:
        now = loop.time()
        took = now - began
        self._rested_at = now + min(took, LONGEST_REST) if took > self._unrested else now
