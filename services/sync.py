"""Sync: the changes of a ledger since a cursor, for clients that keep a copy of it.

Transactions come in the order of the revisions that changed them, each as it is now. The other objects are few: their
lists come whole if any of them may have changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct
from uuid import UUID

from db import event_log, ledgers, sync, transactions
from db.ledgers import LedgerRow
from db.stores.engine import Connection, Database, retried
from db.sync import LAST_ID, Entry, Place
from db.transactions import TransactionRow
from services.events import events_of
from services.values.errors import no_ledger
from services.values.pages import checked_count, seal, unseal_current

MOST_EVENTS = 200
FIRST_ID = UUID(int=0)
_CURSOR = Struct(">16s?qq16s")

# These change no object but transactions, or something that is in no copy.
_CHANGE_NO_LIST = frozenset(
    event.__name__ for event in events_of("conversations", "insights", "transactions", "transfers", "users")
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a client in the changes.

    It has the lists of the revision `lists`. While it reads a whole ledger, in the order of ids, it has all ids up to
    that of the place, whose revision is the one from which the changes go on.
    """

    reads_all: bool
    lists: int
    place: Place


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Changes of a ledger: changed transactions, the ids of those that are gone, and the cursor behind them."""

    begins: bool
    rows: list[TransactionRow]
    removed: list[UUID]
    lists: bool
    revision: int
    cursor: str
    has_more: bool


class SyncService:
    """The rules of copies of a ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @retried
    async def page(self, ledger_id: UUID, after: str | None, first: int | None) -> ChangesPage:
        """Return the changes after a cursor; without one, or with one that no longer holds, begin with everything."""
        count = checked_count(first, "first")
        async with self._database.read(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise no_ledger()
            epoch, until = await ledgers.epoch(connection), await sync.settled(connection, ledger_id)
            cursor = _read(after, epoch, ledger) or Cursor(True, -1, Place(until, FIRST_ID))
            lists = await _lists_changed(connection, ledger_id, cursor.lists, ledger.revision)
            read = _read_all if cursor.reads_all else _read_changes
            entries, place, more = await read(connection, ledger_id, cursor.place, until, count)
            ids = {entry.id for entry in entries if not entry.removed}
            rows = await transactions.get_many(connection, ledger_id, sorted(ids)) if ids else []
        behind = Cursor(cursor.reads_all and more, ledger.revision, place)
        return ChangesPage(
            begins=cursor.lists < 0,
            rows=rows,
            removed=[entry.id for entry in entries if entry.removed],
            lists=lists,
            revision=ledger.revision,
            cursor=_write(behind, epoch, ledger_id),
            has_more=place < Place(until, LAST_ID),
        )


Read = tuple[Sequence[Entry], Place, bool]
"""Entries, the place behind them, and True if there may be more of the same kind."""


async def _read_all(connection: Connection, ledger_id: UUID, place: Place, _until: int, count: int) -> Read:
    """Read the next transactions of the whole ledger by their ids."""
    ids = await sync.ids_after(connection, ledger_id, place.id, count)
    entries = [Entry(place.revision, transaction_id, removed=False) for transaction_id in ids]
    more = len(ids) == count
    return entries, place._replace(id=ids[-1] if more else LAST_ID), more


async def _read_changes(connection: Connection, ledger_id: UUID, place: Place, until: int, count: int) -> Read:
    """Read the next changes, at most up to the end of the next import."""
    if place >= Place(until, LAST_ID):
        return [], place, False
    shown = await sync.next_import(connection, ledger_id, place, until)
    end = shown.revision if shown else until
    entries = await sync.entries(connection, ledger_id, place, end, count)
    if shown:
        after = place.id if place.revision == shown.revision else FIRST_ID
        entries = sorted([*entries, *await sync.imported(connection, ledger_id, shown, after, count)])[:count]
    if len(entries) < count:
        return entries, Place(end, LAST_ID), False
    return entries, Place(entries[-1].revision, entries[-1].id), True


async def _lists_changed(connection: Connection, ledger_id: UUID, since: int, revision: int) -> bool:
    """Return True if a list may have changed since a revision; events that are too old to know may have."""
    if since == revision:
        return False
    kinds = await event_log.kinds_after(connection, ledger_id, since, MOST_EVENTS + 1)
    known = len(kinds) <= MOST_EVENTS and len(kinds) == revision - since
    return not known or not set(kinds) <= _CHANGE_NO_LIST


def _write(cursor: Cursor, epoch: UUID, ledger_id: UUID) -> str:
    place = (cursor.lists, cursor.place.revision, cursor.place.id.bytes)
    return seal(_CURSOR.pack(ledger_id.bytes, cursor.reads_all, *place), epoch)


def _read(text: str | None, epoch: UUID, ledger: LedgerRow) -> Cursor | None:
    """Return the place of a cursor; None without one, or if it is from before a restore or of another ledger."""
    data = unseal_current(text, _CURSOR.size, epoch, "after") if text is not None else None
    if data is None:
        return None
    ledger_id, reads_all, lists, reached, last_id = _CURSOR.unpack(data)
    if ledger_id != ledger.id.bytes or max(lists, reached) > ledger.revision:
        return None
    return Cursor(reads_all, lists, Place(reached, UUID(bytes=last_id)))
