"""Wakes: continue the readers of shared subscriptions in portions, so that other work runs in between."""

import asyncio
from collections import deque
from collections.abc import Hashable, Iterable

from services.values.turns import LONGEST_REST

# A reader takes about 30 µs to wake and to send its update.
AT_ONCE = 32

Reader = asyncio.Future[None]


class Wakes:
    """Wakes a portion of readers in each round of the event loop; owners take turns, a reader each."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, deque[Reader]] = {}

    async def wake(self, owner: Hashable, readers: Iterable[Reader]) -> None:
        """Wake readers of an owner. Return when all are awake, after a pause as long as this took."""
        loop = asyncio.get_running_loop()
        last, began = loop.create_future(), loop.time()
        if not self._waiting:
            loop.call_soon(self._wake_portion, loop)
        self._waiting.setdefault(owner, deque()).extend((*readers, last))
        await last
        await asyncio.sleep(min(loop.time() - began, LONGEST_REST))

    def _wake_portion(self, loop: asyncio.AbstractEventLoop) -> None:
        for _ in range(AT_ONCE):
            owner = next(iter(self._waiting))
            readers = self._waiting.pop(owner)
            reader = readers.popleft()
            if not reader.done():  # a reader that has left is done
                reader.set_result(None)
            if readers:
                self._waiting[owner] = readers
            elif not self._waiting:
                return
        loop.call_soon(self._wake_portion, loop)
