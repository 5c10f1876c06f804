"""Turns for work that holds the event loop: one long piece of work at a time, with a rest behind each."""

import asyncio
from collections.abc import AsyncIterator, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager
from sys import maxsize

from db.stores.engine import BUSY_TIMEOUT_SECONDS
from db.stores.queues import FairQueue

LONGEST_REST = 0.25  # seconds
MOST_QUICK = 1_000


class Turns:
    """Gives each owner one turn at a time, and all owners of long turns one turn at a time.

    A turn of more than `unrested` seconds is long: the next long turn begins when the loop has been free for as long as
    this one took. An owner whose last turn was quick waits for nobody else.
    """

    def __init__(self, unrested: float = 0.002) -> None:
        self._unrested = unrested
        self._own = FairQueue(maxsize, 1, BUSY_TIMEOUT_SECONDS)
        self._long = FairQueue(1, 1, BUSY_TIMEOUT_SECONDS)
        self._quick: dict[Hashable, None] = {}
        self._rested_at = 0.0

    @asynccontextmanager
    async def turn(self, owner: Hashable) -> AsyncIterator[None]:
        """Wait for the owner's turn. Work after the block counts too, until it pauses."""
        async with self._own.place(owner):
            if owner in self._quick:
                await asyncio.sleep(0)  # the owner's other requests that are ready now find the place taken
                with self._timed(owner):
                    yield
            else:
                async with self._long.place(owner):
                    loop = asyncio.get_running_loop()
                    await asyncio.sleep(self._rested_at - loop.time())
                    with self._timed(owner):
                        yield

    @contextmanager
    def _timed(self, owner: Hashable) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            yield
        finally:
            loop.call_soon(self._end, owner, began, loop)

    def _end(self, owner: Hashable, began: float, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        self._quick.pop(owner, None)
        if now - began > self._unrested:
            self._rested_at = now + min(now - began, LONGEST_REST)
        else:
            self._quick[owner] = None
            if len(self._quick) > MOST_QUICK:
                del self._quick[next(iter(self._quick))]
