"""Credentials of open streams. One check in the database serves all streams with the same secret."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID
from weakref import WeakValueDictionary

import structlog

from db.stores.backoff import backoff
from services.users import Viewer
from services.values.errors import Throttled

Authenticate = Callable[[str], Awaitable[Viewer | None]]

RETRY_AFTER = 30
STALE_AFTER = 30.0

log = structlog.get_logger("app.graphql.credentials")


class _Check:
    """A check of a credential in the database, and the time at which it began."""

    __slots__ = ("__weakref__", "answer", "begun")

    def __init__(self, begun: float, answer: "asyncio.Task[Viewer | None]") -> None:
        self.begun = begun
        self.answer = answer


class Credentials:
    """The checks of the secrets of open streams. It keeps nothing of a secret without a stream."""

    def __init__(self, authenticate: Authenticate) -> None:
        self._authenticate = authenticate
        self._checks: WeakValueDictionary[str, _Check] = WeakValueDictionary()

    def check(self, secret: str, since: float) -> _Check:
        """Return a check of a secret that began after a moment of the loop's clock and is not stale."""
        now = asyncio.get_running_loop().time()
        check = self._checks.get(secret)
        if check is None or check.begun < since or (check.answer.done() and check.begun < now - STALE_AFTER):
            self._checks[secret] = check = _Check(now, asyncio.create_task(self._answer(secret)))
        return check

    async def _answer(self, secret: str) -> Viewer | None:
        """Ask the database until it answers. Nothing may be pushed before the answer is known."""
        pauses = backoff()
        while True:
            try:
                return await self._authenticate(secret)
            except Exception:
                log.warning("A credential could not be checked; its streams wait.", exc_info=True)
            await asyncio.sleep(next(pauses))


class Credential:
    """The secret that one stream was opened with."""

    __slots__ = ("_check", "_credentials", "_secret")

    def __init__(self, credentials: Credentials, secret: str) -> None:
        self._credentials = credentials
        self._secret = secret
        self._check: _Check | None = None

    async def is_good(self, since: float | None = None) -> bool:
        """Return True if the secret was valid after a moment of the loop's clock, not longer ago than 30 s."""
        moment = asyncio.get_running_loop().time() if since is None else since
        self._check = self._credentials.check(self._secret, moment)
        return await asyncio.shield(self._check.answer) is not None


class PlacesPerLedger(NamedTuple):
    """Counts the open streams (or other things) of each ledger in this process, up to a limit."""

    most: int
    taken: Counter[UUID]
    what: str = "streams"

    @contextmanager
    def take(self, ledger_id: UUID) -> Iterator[None]:
        """Take a place until the end of the block. Raises Throttled if the ledger has none left."""
        if self.taken[ledger_id] >= self.most:
            raise Throttled(
                f"This ledger has {self.most} open {self.what}, the most there may be; close some.", RETRY_AFTER
            )
        self.taken[ledger_id] += 1
        try:
            yield
        finally:
            self.taken[ledger_id] -= 1
            if not self.taken[ledger_id]:
                del self.taken[ledger_id]
