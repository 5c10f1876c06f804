"""Live updates: the newest revision of each followed ledger, known from bells and from a regular sweep."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from uuid import UUID

from db import event_log, idempotency, ledgers, webhooks
from db.stores.channels import Channel
from db.stores.engine import Database
from services.reply_pieces import Piece, RunningReplies, decoded, is_piece
from services.values.clock import Clock

SWEEP_SECONDS = (1.0, 1.5)
PRUNE_EVERY = timedelta(hours=1)
FIRST_PRUNE = timedelta(minutes=1)
KEPT = timedelta(days=7)  # events in the log, idempotency keys, and deliveries
STOP_SECONDS = 2.0

_PRUNED_AT_ONCE = 1_000
_SWEPT_AT_ONCE = 5_000

_log = logging.getLogger(__name__)


class Watch:
    """One followed ledger, shared by all its followers.

    `newest` is the newest known revision (0: none yet), `epoch` the last known epoch of the database (None: none yet).
    `gone` is True if the ledger did not exist at the last look.
    """

    def __init__(self, clock: Clock) -> None:
        self.newest = 0
        self.epoch: UUID | None = None
        self.gone = False
        self.followers = 0
        self.until: datetime | None = None
        self._clock = clock
        self._moved = asyncio.Event()

    async def changed(self, since: int, epoch: UUID | None, until: datetime | None) -> None:
        """Wait for a revision after `since`, another epoch, the end of the ledger, or the time `until`."""
        while not self.differs(since, epoch) and (until is None or self._clock() < until):
            if until is not None:
                self.until = min(until, self.until or until)
            await self._moved.wait()

    async def next_news(self) -> None:
        """Wait for any news: a change, or a piece of a reply."""
        await self._moved.wait()

    def hear(self, revision: int) -> None:
        """Note a bell: the ledger has at least this revision."""
        if revision > self.newest:
            self.newest = revision
            self.wake()

    def see(self, revision: int, epoch: UUID, before: int) -> None:
        """Note the result of a read that began when `newest` was `before`.

        Unless a bell rang meanwhile, the result counts even with a lower revision, because a restored backup begins a
        new epoch with one.
        """
        known = (self.newest, self.epoch, self.gone)
        self.newest = revision if self.newest == before else max(self.newest, revision)
        self.epoch, self.gone = epoch, False
        if known != (self.newest, self.epoch, self.gone):
            self.wake()

    def miss(self) -> None:
        """Note that a read found no such ledger."""
        if not self.gone:
            self.gone = True
            self.wake()

    def wake(self) -> None:
        """Let every waiting follower look again."""
        self.until = None
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def differs(self, since: int, epoch: UUID | None) -> bool:
        """Return True if there is a revision after `since`, another epoch or no ledger."""
        return self.gone or self.newest > since or (epoch is not None and self.epoch not in {None, epoch})


class Live:
    """The followers of each ledger in this process, and the bells between processes.

    There are no queues: a ledger has one newest revision, however often it changes and however slowly a follower reads.
    """

    def __init__(self, database: Database, channel: Channel, clock: Clock) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock
        self._watches: dict[UUID, Watch] = {}
        self._hurry = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._working: set[asyncio.Task[None]] = set()
        self._failing: set[str] = set()
        self.running_replies = RunningReplies()

    async def start(self) -> None:
        """Listen to the channel, sweep, and prune the event log."""
        await self._channel.open(self._answer, self._hurry.set)
        self._tasks = [asyncio.create_task(self._sweep_often()), asyncio.create_task(self._prune_hourly())]

    async def stop(self) -> None:
        """Stop listening, within seconds even if the database or the channel's server hangs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._working:
            _, hanging = await asyncio.wait(self._working, timeout=STOP_SECONDS)
            for task in hanging:
                task.cancel()
        await self._channel.close()

    def ring(self, ledger_id: UUID, revision: int) -> None:
        """Announce a committed revision: at once in this process, in the background to the others."""
        self._hear(ledger_id, revision)
        self._channel.publish(f"{ledger_id.hex}:{revision}")

    def say(self, piece: Piece) -> None:
        """Announce a piece of a running reply: at once in this process, without a guarantee to the others."""
        self._hear_piece(piece)
        self._channel.publish(piece.encoded())

    @contextmanager
    def follow(self, ledger_id: UUID) -> Iterator[Watch]:
        """Follow a ledger until the end of the block; neither its beginning nor its end waits."""
        watch = self._watches.setdefault(ledger_id, Watch(self._clock))
        watch.followers += 1
        try:
            yield watch
        finally:
            watch.followers -= 1
            if not watch.followers:
                del self._watches[ledger_id]

    async def sweep(self) -> None:
        """Read the revisions of the followed ledgers by one statement, in case a bell was lost."""
        followed = list(self._watches.items())
        for start in range(0, len(followed), _SWEPT_AT_ONCE):
            await self._sweep({key: (watch, watch.newest) for key, watch in followed[start : start + _SWEPT_AT_ONCE]})

    async def prune(self) -> None:
        """Delete events, idempotency keys and deliveries older than a week, in short transactions."""
        for forget in (event_log.forget, idempotency.forget, webhooks.forget):
            pruned = _PRUNED_AT_ONCE
            while pruned == _PRUNED_AT_ONCE:
                async with self._database.write() as connection:
                    pruned = await forget(connection, self._clock() - KEPT, _PRUNED_AT_ONCE)

    def _answer(self, message: str) -> None:
        if is_piece(message):
            return self._hear_piece(decoded(message))
        ledger, _, revision = message.partition(":")
        with suppress(ValueError):
            self._hear(UUID(hex=ledger), int(revision))
        return None

    def _hear_piece(self, piece: Piece) -> None:
        self.running_replies.hear(piece)
        if watch := self._watches.get(piece.ledger_id):
            watch.wake()

    def _hear(self, ledger_id: UUID, revision: int) -> None:
        if watch := self._watches.get(ledger_id):
            watch.hear(revision)

    async def _sweep(self, followed: dict[UUID, tuple[Watch, int]]) -> None:
        async with self._database.read() as connection:
            epoch, revisions = await ledgers.revisions(connection, followed)
        for ledger_id, (watch, newest) in followed.items():
            if ledger_id in revisions:
                watch.see(revisions[ledger_id], epoch, newest)
            else:
                watch.miss()

    async def _sweep_often(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause()):
                    await self._hurry.wait()
            self._hurry.clear()
            now = self._clock()
            for watch in self._watches.values():
                if watch.until is not None and watch.until <= now:
                    watch.wake()
            await self._work(self.sweep, "The followed ledgers could not be looked at; they will be again.")

    def _pause(self) -> float:
        pause = random.uniform(*SWEEP_SECONDS)  # noqa: S311
        midnights = [watch.until for watch in self._watches.values() if watch.until is not None]
        if not midnights:
            return pause
        return min(pause, max((min(midnights) - self._clock()).total_seconds(), 0.01))

    async def _prune_hourly(self) -> None:
        pause = FIRST_PRUNE
        while True:
            await asyncio.sleep(pause.total_seconds() * random.uniform(0.9, 1.1))  # noqa: S311
            await self._work(self.prune, "Old events could not be deleted; they will be in an hour.")
            pause = PRUNE_EVERY

    async def _work(self, work: Callable[[], Awaitable[None]], complaint: str) -> None:
        # A cancelled statement loses its connection. So `stop` cancels only this wait, and then waits for the work.
        task = asyncio.create_task(self._attempt(work, complaint))
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        await asyncio.shield(task)

    async def _attempt(self, work: Callable[[], Awaitable[None]], complaint: str) -> None:
        try:
            await work()
            self._failing.discard(complaint)
        except Exception:
            if complaint not in self._failing:
                _log.warning(complaint, exc_info=True)
            self._failing.add(complaint)
