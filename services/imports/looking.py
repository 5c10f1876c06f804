"""Looking: read what the ledger has of the lines of a chunk, in short reads, so that nobody waits to write."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from db import ledgers, transactions
from db.imported_transactions import Before, Earlier, imported
from db.stores.engine import Connection, Database
from services.imports.counts import ImportCounts, KnownLines
from services.imports.identity import Place, Wanted
from services.imports.statement_reader import Chunk
from services.values.errors import no_ledger

ROWS_AT_ONCE = 5_000
CROWD = 200
"""A day with more transactions of the file's accounts is crowded: only equal amounts are compared there."""


class Seen(NamedTuple):
    """The transactions that lines of a chunk are for certain, and those that others may be, at a revision."""

    revision: int
    known: KnownLines
    earlier: Sequence[Earlier]


class Looking:
    """Looks for what an import brings among what its ledger has already."""

    def __init__(self, database: Database, ledger_id: UUID, import_id: UUID) -> None:
        self._database = database
        self._ledger_id = ledger_id
        self._import_id = import_id

    async def see(self, chunk: Chunk, counted: ImportCounts) -> Seen:
        """Return the transactions that lines are for certain, and those that the others may be."""
        async with self._database.read(self._ledger_id) as connection:
            ledger = await ledgers.get(connection, self._ledger_id)
            if ledger is None:
                raise no_ledger()
            known = await self._known(connection, chunk)
        wanted = counted.wanted(chunk, known)
        counts = await self._counts(wanted.places)
        async for row in self._of_days(wanted.places, counts):
            wanted.see(row)
        async for row in self._of_crowds(wanted, counts):
            wanted.see(row)
        return Seen(ledger.revision, known, wanted.seen)

    async def is_current(self, connection: Connection, revision: int, chunk: Chunk, seen: Seen) -> bool:
        """Return True if what was seen is there at a revision, within a transaction that writes."""
        if revision == seen.revision:
            return True
        if await self._known(connection, chunk) != seen.known:
            return False
        ids = [row.id for row in seen.earlier]
        for start in range(0, len(ids), ROWS_AT_ONCE):
            some = ids[start : start + ROWS_AT_ONCE]
            if len(await transactions.get_many(connection, self._ledger_id, some)) < len(some):
                return False
        return True

    async def earlier(self, places: Collection[Place]) -> AsyncIterator[Earlier]:
        """Yield the transactions of some accounts and days from before the import, but none of crowded days."""
        async for row in self._of_days(places, await self._counts(places)):
            yield row

    async def _of_days(self, places: Collection[Place], counts: Mapping[date, int]) -> AsyncIterator[Earlier]:
        for days in _portions({day: count for day, count in counts.items() if count <= CROWD}):
            async with self._database.read(self._ledger_id) as connection:
                async for row in self._before(places, days).all(connection):
                    if (row.account_id, row.date) in places:
                        yield row

    async def _of_crowds(self, wanted: Wanted, counts: Mapping[date, int]) -> AsyncIterator[Earlier]:
        """Yield the transactions of crowded days that have an amount of the lines."""
        for days in _portions({day: count for day, count in counts.items() if count > CROWD}):
            amounts = wanted.amounts_of(days)
            async with self._database.read(self._ledger_id) as connection:
                async for row in self._before(wanted.places, days).of_amounts(connection, amounts):
                    if (row.account_id, row.date) in wanted.places:
                        yield row

    async def _counts(self, places: Collection[Place]) -> dict[date, int]:
        if not places:
            return {}
        async with self._database.read(self._ledger_id) as connection:
            return await self._before(places, {day for _, day in places}).counts(connection)

    def _before(self, places: Collection[Place], days: Collection[date]) -> Before:
        account_ids = {account_id for account_id, _ in places}
        return Before(self._ledger_id, self._import_id, list(account_ids), sorted(days))

    async def _known(self, connection: Connection, chunk: Chunk) -> KnownLines:
        marks = [row.import_fingerprint for row in chunk.rows if row.import_fingerprint]
        rows = await imported(connection, self._ledger_id, marks) if marks else []
        return {(row.fingerprint, row.ordinal): row for row in rows}


def _portions(counts: Mapping[date, int]) -> Iterator[list[date]]:
    """Yield days that have so few transactions together that they are read at once."""
    days: list[date] = []
    total = 0
    for day in sorted(counts):
        if days and total + counts[day] > ROWS_AT_ONCE:
            yield days
            days, total = [], 0
        days.append(day)
        total += counts[day]
    if days:
        yield days
