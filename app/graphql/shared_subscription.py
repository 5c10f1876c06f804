"""A shared subscription: one execution of each change for all readers with the same request to one ledger.

Each reader remembers its last update. If the newest shared update continues from there, the reader takes it. A reader
that has just joined, or whose client reads slowly, catches up by an execution of its own, so that it gets all causes.
There is no queue: a slow reader misses states between, but no cause.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Iterable, Mapping
from contextlib import aclosing
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from app.graphql.results import SharedResult
from app.graphql.wakes import Reader
from app.observability.metrics import Metrics
from db.stores.backoff import backoff
from services.dashboard.snapshots import DashboardSnapshot, LedgerPosition

Variables = Mapping[str, Any] | None
Results = AsyncGenerator[ExecutionResult, None]
Executions = AsyncGenerator[tuple[ExecutionResult, DashboardSnapshot | None], None]
# Executes a document for each update after a revision. A result without a snapshot is the last one, an error.
Execute = Callable[[Variables, int | None], Executions]
# Wakes readers, and returns when all are awake.
Wake = Callable[[Iterable[Reader]], Awaitable[None]]

log = structlog.get_logger("app.graphql.shared_subscription")


class Update(NamedTuple):
    """A result with the position that it shows; None for an error that ends the subscription.

    Its causes begin after the revision `previous`; None stands for the `after` of the first reader. `number` counts the
    shared updates. `changed_at` is the time of the newest cause.
    """

    result: ExecutionResult
    position: LedgerPosition | None
    previous: int | None
    number: int
    changed_at: datetime | None = None


class SharedSubscription:
    """One subscription and its readers. It runs while it has readers."""

    def __init__(
        self,
        execute: Execute,
        wake: Wake,
        remember: "Callable[[SharedSubscription], object]",
        forget: "Callable[[SharedSubscription], None]",
        metrics: Metrics,
    ) -> None:
        self._execute = execute
        self._wake = wake
        self._metrics = metrics
        self._remember = remember
        self._forget = forget
        self._readers = 0
        self._newest: Update | None = None
        self._asleep: set[Reader] = set()
        self._running: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._waiting: dict[Hashable, asyncio.Task[Update]] = {}
        self._catching_up: set[asyncio.Task[Update]] = set()

    async def read(self, variables: Variables, key: Hashable) -> Results:
        """Yield the results for one more reader. Its variables say where it continues, and `key` identifies them."""
        self._readers += 1
        self._metrics.subscribed()
        try:
            founds = self._running is None
            if founds:
                # The last reader may have left before this one begins, and forgotten this subscription.
                self._remember(self)
                self._running = asyncio.create_task(self._run(variables))
            update = await (self._first(variables, key) if founds else self._catch_up(variables, key))
            number = update.number
            variables = key = None
            changed_at: datetime | None = None
            while update.position is not None:
                yield update.result
                # The caller has sent the result when it asks for more. The first state answers no change: no delay.
                self._metrics.delivered(changed_at)
                update, number = await self._next(update.position, number)
                changed_at = update.changed_at
            yield update.result
        finally:
            self._metrics.unsubscribed()
            self._readers -= 1
            if not self._readers:
                self._end()

    def _end(self) -> None:
        self._forget(self)
        for task in (self._running, *self._catching_up):
            if task is not None:
                task.cancel()
        self._running = self._newest = None
        self._waiting.clear()

    async def _first(self, variables: Variables, key: Hashable) -> Update:
        """Wait for the first update, which is executed for the first reader."""
        while self._newest is None:
            await self._news()
        return self._newest if self._newest.previous is None else await self._catch_up(variables, key)

    async def _next(self, position: LedgerPosition, number: int) -> tuple[Update, int]:
        """Return the next update of a reader that has sent `position`, and the number of the newest that it knows."""
        while True:
            newest = self._newest
            if newest is not None and newest.number > number:
                number = newest.number
                if newest.position is None:
                    return newest, number
                if newest.position > position:
                    if newest.previous is not None and newest.previous <= position.revision:
                        return newest, number
                    update = await self._catch_up(None, None, position.revision)
                    return update, update.number
            else:
                await self._news()

    async def _news(self) -> None:
        """Sleep until the next shared update."""
        reader: Reader = asyncio.get_running_loop().create_future()
        self._asleep.add(reader)
        try:
            await reader
        finally:
            self._asleep.discard(reader)

    async def _catch_up(self, variables: Variables, key: Hashable, resume: int | None = None) -> Update:
        """Return the current state with the causes since a revision; readers that wait for the same one share it."""
        task = self._waiting.get((key, resume))
        if task is None:
            task = asyncio.create_task(self._execute_once(variables, (key, resume), resume))
            self._waiting[key, resume] = task
            self._catching_up.add(task)
            task.add_done_callback(self._catching_up.discard)
        return await asyncio.shield(task)

    async def _execute_once(self, variables: Variables, place: Hashable, resume: int | None) -> Update:
        async with self._turn:
            del self._waiting[place]
            pauses = backoff()
            while True:
                number = self._newest.number if self._newest else 0
                try:
                    async with aclosing(self._execute(variables, resume)) as executions:
                        result, snapshot = await anext(executions)
                        if not _failed(result):
                            return _update(result, snapshot, resume, number)
                except Exception:
                    log.exception("a subscription failed")
                await asyncio.sleep(next(pauses))

    async def _run(self, variables: Variables) -> None:
        """Execute after every change. After an internal failure, try again later."""
        resume: int | None = None
        pauses = backoff()
        while True:
            try:
                async with aclosing(self._execute(variables, resume)) as executions:
                    async for result, snapshot in executions:
                        if _failed(result):
                            break
                        pauses = backoff()
                        await self._publish(result, snapshot, resume)
                        if snapshot is None:
                            return
                        resume = snapshot.ledger.revision
            except Exception:
                log.exception("a subscription failed")
            await asyncio.sleep(next(pauses))

    async def _publish(self, result: ExecutionResult, snapshot: DashboardSnapshot | None, previous: int | None) -> None:
        number = self._newest.number + 1 if self._newest else 1
        self._newest = _update(result, snapshot, previous, number)
        if snapshot is None:
            self._forget(self)
        asleep, self._asleep = self._asleep, set()
        # The next update is executed when all are awake; it has all changes since.
        await self._wake(asleep)


def _update(result: ExecutionResult, snapshot: DashboardSnapshot | None, previous: int | None, number: int) -> Update:
    if snapshot is None:
        return Update(_shared(result), None, previous, number)
    changed_at = snapshot.causes[-1].at if snapshot.causes else None
    return Update(_shared(result), snapshot.position, previous, number, changed_at)


def _shared(result: ExecutionResult) -> ExecutionResult:
    if isinstance(result, PreExecutionError):
        return result
    return SharedResult(result.data, result.errors, result.extensions, made_at=asyncio.get_running_loop().time())


def _failed(result: ExecutionResult) -> bool:
    return any((error.extensions or {}).get("code") in {"INTERNAL", "UNAVAILABLE"} for error in result.errors or ())
