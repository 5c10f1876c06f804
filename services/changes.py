"""Changes of a ledger: one transaction that raises the revision, does the work and appends the event.

An update that changes nothing raises no revision and appends no event. Only its idempotency key is kept.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from hashlib import blake2b
from time import monotonic
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar
from uuid import UUID

from msgspec import to_builtins

from db import event_log, idempotency, ledgers
from db.event_log import EventRow
from db.idempotency import IdempotencyRow
from db.ledgers import LedgerRow
from db.stores.backoff import backoff
from db.stores.engine import BUSY_TIMEOUT_SECONDS, Busy, Connection, Database
from db.stores.visits import Proposal, Read, Write
from services.events import Event
from services.values.actor import actor
from services.values.calendars import Calendar
from services.values.clock import Clock, date_in
from services.values.errors import conflict, invalid, no_ledger

Ring = Callable[[UUID, int], None]
Saved_co = TypeVar("Saved_co", covariant=True)
Object = TypeVar("Object")

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

KEYS_LIVE = timedelta(days=7)
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.002, 0.05  # between attempts of a quick change


@dataclass(frozen=True, slots=True)
class Saved(Generic[Saved_co]):
    """The answer of a write: the object as it is now, and a revision of the ledger that contains it.

    `changed` is False if everything was already as asked; the revision is then the current one.
    """

    object: Saved_co
    revision: int
    changed: bool = True


class Once(NamedTuple):
    """A request that must happen once, however often it is sent: a client's key, the mutation and its input."""

    key: str | None
    mutation: str
    input: object

    def input_hash(self) -> bytes:
        """Return a hash of the input, which must be a frozen dataclass or plain values."""
        return blake2b(repr(self.input).encode(), digest_size=32).digest()

    def used(self, ledger_id: UUID) -> Read[IdempotencyRow | None] | None:
        """Return the read of the key's earlier use; None without a key. Refuses a malformed key."""
        if self.key is None:
            return None
        if not 1 <= len(self.key) <= 100 or not self.key.isprintable():
            raise invalid("The idempotency key must have 1 to 100 printable characters.", "idempotency_key")
        return idempotency.used(ledger_id, self.mutation, self.key)

    def answered(self, row: IdempotencyRow | None, now: datetime) -> "Repeated | None":
        """Return the answer to an earlier request with the same key; refuse another input under the same key."""
        if row is None or row.at < now - KEYS_LIVE:
            return None
        if row.input_hash != self.input_hash():
            raise conflict("This idempotency key was used for another input; use a new key.", "idempotency_key")
        return Repeated([UUID(hex=text) for text in row.object_ids], row.revision, row.changed)

    def remembering(self, ledger: LedgerRow, now: datetime, ids: Sequence[UUID], *, changed: bool) -> list[Write]:
        """Return the write that stores the key, if there is one, with the ids of the made objects."""
        if self.key is None:
            return []
        row = IdempotencyRow(
            ledger_id=ledger.id,
            mutation=self.mutation,
            key=self.key,
            input_hash=self.input_hash(),
            object_ids=[made.hex for made in ids],
            revision=ledger.revision,
            at=now,
            changed=changed,
        )
        return [idempotency.remembering(row)]


WITHOUT_KEY = Once(None, "", None)


class Repeated(NamedTuple):
    """The objects that the first request with the same key made, and its answer."""

    ids: list[UUID]
    revision: int
    changed: bool

    def saved(self, result: Object) -> Saved[Object]:
        """Return the first request's answer again."""
        return Saved(result, self.revision, self.changed)

    def made(self, there: Object | None) -> Saved[Object]:
        """Return the first request's answer again, with the object as it is now; refuse it if the object is gone."""
        if there is None:
            raise conflict("What this key made is gone; use a new key.", "idempotency_key")
        return self.saved(there)


class Change:
    """One write in progress: its connection, and the ledger at the new revision.

    If the request was answered before, `repeated` is that answer, and the change is abandoned.
    """

    def __init__(
        self, connection: Connection, ledger: LedgerRow, now: datetime, once: Once, repeated: Repeated | None
    ) -> None:
        self.connection = connection
        self.ledger = ledger
        self.now = now
        self.repeated = repeated
        self.event: Event | None = None
        self._once = once
        self._commits: bool | None = False if repeated else None

    @property
    def today(self) -> date:
        """Return the ledger's date."""
        return date_in(self.ledger.time_zone, self.now)

    @property
    def calendar(self) -> Calendar:
        """Return the ledger's calendar."""
        return Calendar.of(self.ledger)

    async def happened(self, event: Event, ids: Sequence[UUID] = ()) -> None:
        """Commit the change with its event; remember the request's key with the ids of the made objects."""
        self.event, self._commits = event, True
        await self._remember(ids)

    async def unchanged(self, ids: Sequence[UUID] = ()) -> None:
        """Keep the revision, because everything is already as asked; remember only the request's key."""
        self.ledger = self.ledger._replace(revision=self.ledger.revision - 1)
        self._commits = self._once.key is not None
        if self._commits:
            # The row stays locked until the commit, so nobody else sees the revision that was raised and lowered.
            await ledgers.change(self.connection, self.ledger.id, revision=self.ledger.revision)
            await self._remember(ids)

    def abandon(self) -> None:
        """Write nothing."""
        self._commits = False

    @property
    def commits(self) -> bool:
        """Return True if anything is to be written. Raises RuntimeError if the block has not decided it."""
        if self._commits is None:
            raise RuntimeError("A change must say that it happened, that nothing changed, or that it is abandoned.")
        return self._commits

    def saved(self, made: Object) -> Saved[Object]:
        """Return the answer of a write that has `happened` or was found `unchanged`."""
        return Saved(made, self.ledger.revision, self.event is not None)

    async def _remember(self, ids: Sequence[UUID]) -> None:
        for write in self._once.remembering(self.ledger, self.now, ids, changed=self.event is not None):
            await write.within(self.connection)


class Overtaken(Exception):
    """Another change was committed while a quick change was prepared."""


class QuickChange:
    """One write that is prepared without a lock: the ledger as it will be, and whether the request is `repeated`."""

    def __init__(self, ledger: LedgerRow, now: datetime, once: Once, repeated: Repeated | None) -> None:
        self.ledger = ledger
        self.now = now
        self.repeated = repeated
        self.event: Event | None = None
        self.writes: list[Write] = []
        self._once = once

    def happened(self, event: Event, writes: Sequence[Write], ids: Sequence[UUID] = ()) -> None:
        """Set the event, its writes, and the ids of the made objects."""
        self.event = event
        remembering = self._once.remembering(self.ledger, self.now, ids, changed=True)
        row = event_row(self.ledger, event, self.now, actor())
        self.writes = [*writes, *remembering, event_log.appending(row)]

    def saved(self, made: Object) -> Saved[Object]:
        """Return the answer of the write."""
        return Saved(made, self.ledger.revision)


def begun_again(write: Callable[Arguments, Awaitable[Result]]) -> Callable[Arguments, Awaitable[Result]]:
    """Repeat a function that makes a quick change when it was overtaken; raise Busy after half a minute."""

    @wraps(write)
    async def writing(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        until = monotonic() + BUSY_TIMEOUT_SECONDS
        for pause in backoff(FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS):
            try:
                return await write(*arguments, **named)
            except Overtaken:
                if monotonic() > until:
                    break
                await asyncio.sleep(pause)
        raise Busy

    return writing


class Changes:
    """The only way to change a ledger. `ring` is told each ledger and revision after the commit.

    `ring` must neither wait nor raise.
    """

    def __init__(self, database: Database, clock: Clock, ring: Ring = lambda _ledger_id, _revision: None) -> None:
        self._database = database
        self._clock = clock
        self.ring = ring

    @asynccontextmanager
    async def open(self, ledger_id: UUID, once: Once = WITHOUT_KEY) -> AsyncIterator[Change]:
        """Open a change of this ledger, for a request that may have a key.

        The block decides the result: it `happened`, which commits it; everything was `unchanged`, which keeps at most
        the request's key; or it is abandoned and leaves no trace. A block that decides nothing raises RuntimeError,
        unless the request is repeated.
        """
        async with self._database.write(ledger_id) as connection:
            ledger = await ledgers.raise_revision(connection, ledger_id)
            if ledger is None:
                raise no_ledger()
            now = self._clock()
            change = Change(connection, ledger, now, once, await repeated(connection, ledger_id, once, now))
            yield change
            if not change.commits:
                await connection.rollback()
            elif change.event is not None:
                await event_log.append(connection, event_row(change.ledger, change.event, now, actor()))
        if change.event is not None:
            self.ring(ledger_id, change.ledger.revision)

    @asynccontextmanager
    async def quick(self, ledger_id: UUID, once: Once, *reads: Read[Any] | None) -> AsyncIterator[QuickChange]:
        """Make a change that needs to know no more than `reads`, by two visits to the database and without a lock.

        The block, which must not wait, says what happened, unless the request is repeated. All is stored only if the
        ledger's revision is still the one that was read, so that what was read still holds; otherwise it raises
        Overtaken.
        """
        async with self._database.turn(ledger_id):
            current, used = ledgers.current(ledger_id), once.used(ledger_id)
            await self._database.visit(ledger_id, current, *(read for read in (used, *reads) if read is not None))
            if current.result is None:
                raise no_ledger()
            ledger, now = current.result.ledger, self._clock()
            answered = once.answered(used.result, now) if used else None
            change = QuickChange(ledger._replace(revision=ledger.revision + 1), now, once, answered)
            yield change
            if change.event is None:
                return
            condition = ledgers.raise_from(ledger_id, ledger.revision)
            if not await self._database.store(Proposal(condition, change.writes)):
                raise Overtaken
        self.ring(ledger_id, change.ledger.revision)


async def repeated(connection: Connection, ledger_id: UUID, once: Once, now: datetime) -> Repeated | None:
    """Return the answer to an earlier request with the same key; refuse another input under that key."""
    used = once.used(ledger_id)
    return once.answered(await used.within(connection), now) if used else None


def event_row(ledger: LedgerRow, event: Event, at: datetime, by: UUID | None) -> EventRow:
    """Return the log's row of an event: its class is the kind, its fields are the detail."""
    # PostgreSQL's driver returns ids of a class of its own, which only `str` knows.
    detail = to_builtins(event, enc_hook=str)
    return EventRow(
        ledger_id=ledger.id, revision=ledger.revision, kind=type(event).__name__, detail=detail, at=at, actor=by
    )
