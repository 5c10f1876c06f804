"""How a ledger changes: one transaction that raises the revision, does the work and appends the event, or nothing.

An update that changes nothing raises no revision and appends no event. Only its idempotency key is kept.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from msgspec import to_builtins

from db import event_log, idempotency, ledgers
from db.event_log import EventRow
from db.idempotency import IdempotencyRow
from db.ledgers import LedgerRow
from db.stores.engine import Connection, Database
from services.actor import actor
from services.calendars import Calendar
from services.clock import Clock, date_in
from services.errors import conflict, invalid, no_ledger
from services.events import Event

Ring = Callable[[UUID, int], None]
Saved_co = TypeVar("Saved_co", covariant=True)
Object = TypeVar("Object")

KEYS_LIVE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Saved(Generic[Saved_co]):
    """What a write answers: the object as it is now, and a revision of the ledger that contains it.

    `changed` is False if everything was already as asked; the revision is then the current one.
    """

    object: Saved_co
    revision: int
    changed: bool = True


class Once(NamedTuple):
    """A request that must happen once however often it is sent: a client's key, the mutation and its whole input."""

    key: str | None
    mutation: str
    input: object

    def input_hash(self) -> bytes:
        """A hash of the input, which must be a frozen dataclass or plain values."""
        return blake2b(repr(self.input).encode(), digest_size=32).digest()


WITHOUT_KEY = Once(None, "", None)


class Repeated(NamedTuple):
    """What the first request with the same key made, and what it answered."""

    ids: list[UUID]
    revision: int
    changed: bool

    def saved(self, made: Object) -> Saved[Object]:
        """Return the first request's answer again, with the object as it is now."""
        return Saved(made, self.revision, self.changed)


class Change:
    """One write in progress: the connection to write with, and the ledger as it is at the new revision.

    If the request was answered before, `repeated` is what it made, and the change is abandoned.
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
        """The ledger's own date."""
        return date_in(self.ledger.time_zone, self.now)

    @property
    def calendar(self) -> Calendar:
        """Return how the ledger divides time."""
        return Calendar.of(self.ledger)

    async def happened(self, event: Event, ids: Sequence[UUID] = ()) -> None:
        """Say what happened, which commits the change, and remember the request's key with the ids of what it made."""
        self.event, self._commits = event, True
        await self._remember(ids)

    async def unchanged(self, ids: Sequence[UUID] = ()) -> None:
        """Say that everything is already as asked: the revision stays, and only the request's key is remembered."""
        self.ledger = self.ledger._replace(revision=self.ledger.revision - 1)
        self._commits = self._once.key is not None
        if self._commits:
            # The row stays locked until the commit, so nobody else sees the revision that was raised and lowered.
            await ledgers.change(self.connection, self.ledger.id, revision=self.ledger.revision)
            await self._remember(ids)

    def abandon(self) -> None:
        """Say that nothing is to be written."""
        self._commits = False

    @property
    def commits(self) -> bool:
        """Whether anything is to be written; RuntimeError if nobody has said what became of the change."""
        if self._commits is None:
            raise RuntimeError("A change must say that it happened, that nothing changed, or that it is abandoned.")
        return self._commits

    def saved(self, made: Object) -> Saved[Object]:
        """Return the answer of the write, once it `happened` or was found `unchanged`."""
        return Saved(made, self.ledger.revision, self.event is not None)

    async def _remember(self, ids: Sequence[UUID]) -> None:
        if self._once.key is None:
            return
        row = IdempotencyRow(
            ledger_id=self.ledger.id,
            mutation=self._once.mutation,
            key=self._once.key,
            input_hash=self._once.input_hash(),
            object_ids=[made.hex for made in ids],
            revision=self.ledger.revision,
            at=self.now,
            changed=self.event is not None,
        )
        await idempotency.remember(self.connection, row, forget_before=self.now - KEYS_LIVE)


class Changes:
    """The only way in which anything of a ledger changes; `ring` is told each ledger and revision once it is committed.

    `ring` must neither wait nor raise.
    """

    def __init__(self, database: Database, clock: Clock, ring: Ring = lambda _ledger_id, _revision: None) -> None:
        self._database = database
        self._clock = clock
        self.ring = ring

    @asynccontextmanager
    async def open(self, ledger_id: UUID, once: Once = WITHOUT_KEY) -> AsyncIterator[Change]:
        """Open a change of this ledger, for a request that may have a key.

        The block says what became of it: it `happened`, which commits it; everything was `unchanged`, which keeps at
        most the request's key; or it is abandoned and leaves no trace. A block that says nothing raises RuntimeError,
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


async def repeated(connection: Connection, ledger_id: UUID, once: Once, now: datetime) -> Repeated | None:
    """Return what an earlier request with the same key made; refuse another input under the same key."""
    if once.key is None:
        return None
    if not 1 <= len(once.key) <= 100 or not once.key.isprintable():
        raise invalid("The idempotency key must have 1 to 100 printable characters.", "idempotency_key")
    row = await idempotency.get(connection, ledger_id, once.mutation, once.key)
    if row is None or row.at < now - KEYS_LIVE:
        return None
    if row.input_hash != once.input_hash():
        raise conflict("This idempotency key was used for another input; use a new key.", "idempotency_key")
    return Repeated([UUID(hex=text) for text in row.object_ids], row.revision, row.changed)


def event_row(ledger: LedgerRow, event: Event, at: datetime, by: UUID | None) -> EventRow:
    """Return the log's row of an event: its class is the kind, its fields are the detail."""
    # PostgreSQL's driver returns ids of a class of its own, which only `str` knows.
    detail = to_builtins(event, enc_hook=str)
    return EventRow(
        ledger_id=ledger.id, revision=ledger.revision, kind=type(event).__name__, detail=detail, at=at, actor=by
    )
