"""Fair queues: waiting ledgers get places in turn, so that one ledger delays only itself."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

_NOBODY = object()


class Busy(Exception):
    """The server cannot do this now; a later retry may help. The text is for the client."""

    code = "UNAVAILABLE"

    def __init__(self, sentence: str = "The server is busy; try again in a moment.") -> None:
        super().__init__(sentence)


class FairQueue:
    """At most `places` at once, at most `share` of one owner. A caller that waits too long is Busy.

    An owner is anything hashable, such as the id of a ledger. A free place goes to the next owner in turn, not to the
    oldest request. None is the server itself, whose share is not limited.
    """

    def __init__(self, places: int, share: int, seconds: float) -> None:
        self.seconds = seconds
        self._free = places
        self._share = share
        self._held: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def place(self, owner: Hashable) -> AsyncIterator[None]:
        """Wait for a place, and keep it until the end of the block."""
        await self._take(owner)
        try:
            yield
        finally:
            self._give_back(owner)

    async def _take(self, owner: Hashable) -> None:
        place = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(owner, deque()).append(place)
        self._hand_out()
        if place.done():
            return
        try:
            await asyncio.wait({place}, timeout=self.seconds)
        except asyncio.CancelledError:
            self._withdraw(owner, place)
            raise
        if not place.done():
            self._withdraw(owner, place)
            raise Busy

    def _withdraw(self, owner: Hashable, place: "asyncio.Future[None]") -> None:
        if place.done():
            return self._give_back(owner)
        waiting = self._waiting[owner]
        waiting.remove(place)
        if not waiting:
            del self._waiting[owner]
        return None

    def _give_back(self, owner: Hashable) -> None:
        self._free += 1
        self._held[owner] -= 1
        if not self._held[owner]:
            del self._held[owner]
        self._hand_out()

    def _hand_out(self) -> None:
        while self._free and (owner := self._next()) is not _NOBODY:
            waiting = self._waiting.pop(owner)
            self._free -= 1
            self._held[owner] += 1
            waiting.popleft().set_result(None)
            if waiting:
                self._waiting[owner] = waiting  # behind all others

    def _next(self) -> Hashable:
        free = (owner for owner in self._waiting if owner is None or self._held[owner] < self._share)
        return next(free, _NOBODY)
