"""Import a statement: short writes stage hidden rows, and one change shows them all, or they are removed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from uuid import UUID

from db import (
    accounts,
    categories,
    event_log,
    import_claims,
    import_profiles,
    imports,
    ledgers,
    rates,
    rules,
    transactions,
)
from db.accounts import CheckRow
from db.imports import ImportRow
from db.ledgers import LedgerRow
from db.stores.engine import BUSY_TIMEOUT_SECONDS, Connection, Database
from db.stores.ids import new_id
from db.stores.queues import FairQueue
from db.transactions import TransactionRow
from services import postings
from services.accounts import Known, KnownAccounts
from services.accounts.balances import keep
from services.calculations.balances import CheckSource
from services.changes import Change, Changes, Once, Overtaken, Repeated, Saved, repeated
from services.imports import statement_reader
from services.imports.counts import ImportCounts
from services.imports.looking import Looking, Seen
from services.imports.places import Places
from services.imports.profiles import Remembered, remember, with_profile
from services.imports.report import ImportReport, ImportRequest
from services.imports.similar_accounts import Comparison
from services.imports.staging import STORED_AT_FIRST, Staging, remove_dead_import
from services.imports.statement_reader import AnswerNeeded, Chunk, StatementReader
from services.postings import HiddenRows
from services.rules import Rulebook, usable
from services.statements import Note, NoteCode
from services.transfer_suggestions import link_imported
from services.values.actor import actor
from services.values.clock import Clock
from services.values.errors import Refused, conflict, no_ledger
from services.values.prices import Prices

Progress = Callable[[int], None]
"""Told after each chunk how many bytes of the file have been read."""

LONGEST_NAME = 255  # of a file

_RESTORED_AT_ONCE = 500
_MOST_LOOKS = 5

_log = logging.getLogger(__name__)


class ImportService:
    """The rules of imports."""

    def __init__(self, database: Database, changes: Changes, clock: Clock) -> None:
        self._database = database
        self._changes = changes
        self._clock = clock
        # One thread reads at a time; ledgers take turns to open a file or to read a chunk.
        self._turns = FairQueue(1, 1, BUSY_TIMEOUT_SECONDS)

    async def run(
        self, ledger_id: UUID, request: ImportRequest, progress: Progress | None = None
    ) -> Saved[ImportReport]:
        """Import all new rows of a file or none; rows that the ledger has already are set aside.

        The report's `import_id` is None if nothing was written, as in a dry run. Raises Refused with a problem
        for each bad line, and AnswerNeeded if the file leaves something open. The file is read in a thread,
        never while the ledger is locked.
        """
        once = await asyncio.to_thread(request.once)
        running, answered = await self._open(ledger_id, request, once, progress)
        if request.dry_run:
            return Saved(await self._rehearse(running), running.ledger.revision, changed=False)
        running.refuse_open()
        if not answered:
            saved = await self._write(running, once)
            if saved:
                return saved
            # The same request was answered while this one was reading.
            running, answered = await self._open(ledger_id, request, once, progress)
        return await self._repeat(running, answered)

    async def _open(
        self, ledger_id: UUID, request: ImportRequest, once: Once, progress: Progress | None
    ) -> "tuple[_Import, Repeated | None]":
        async with self._database.read(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
            if ledger is None:
                raise no_ledger()
            known = await _known(connection, ledger)
            book = Rulebook(await rules.all_of(connection, ledger_id), usable(known.categories))
            profiles = await import_profiles.all_of(connection, ledger_id)
            answered = await repeated(connection, ledger_id, once, self._clock())
        if not answered:
            await remove_dead_import(self._database, self._clock, ledger)
        import_id, named = new_id(), PurePath(request.file_name).name[:LONGEST_NAME]
        async with self._turns.place(ledger_id):
            chosen = Places(known.accounts, ledger, request.account, request.account_id).requested
            used = await asyncio.to_thread(
                with_profile, request, profiles, known.accounts, chosen.id if chosen else None
            )
            reader = await asyncio.to_thread(StatementReader, used.request, ledger, known, book, import_id)
        # A repeated request restores nothing, even if more was deleted since.
        counts = ImportCounts(request.decisions, reader.page, restores=request.restore_deleted and not answered)
        looking = Looking(self._database, ledger_id, import_id)
        return _Import(ledger, known, import_id, reader, counts, progress, self._turns, looking, named, used), answered

    async def _write(self, running: "_Import", once: Once) -> Saved[ImportReport] | None:
        """Stage every chunk but the last, which the showing change writes; return None for a repeated request."""
        staging = Staging(self._database, self._clock, running.ledger.id, running.import_id)
        try:
            while not (chunk := await running.read()).is_last:
                if not running.reader.faults.count:
                    await self._stage(running, staging, chunk)
            running.reader.faults.refuse_any()
            if running.counts.waiting + len(chunk.rows) > min(STORED_AT_FIRST, statement_reader.CHUNK_LINES):
                chunk = await self._stage_rest(running, staging, chunk)
            for _ in range(_MOST_LOOKS):
                seen = await running.look(chunk)
                with suppress(Overtaken):
                    return await self._finish(running, staging, chunk, seen, once)
            raise _overtaken()
        finally:
            await asyncio.shield(_remove(staging))

    async def _stage(self, running: "_Import", staging: Staging, chunk: Chunk) -> None:
        for _ in range(_MOST_LOOKS):
            seen = await running.look(chunk)
            with suppress(Overtaken):
                async with staging.write() as (connection, ledger):
                    await running.check_same(connection, ledger)
                    rows = await running.admit(connection, ledger.revision, chunk, seen)
                return await staging.store(rows, running.store)
        raise _overtaken()

    async def _stage_rest(self, running: "_Import", staging: Staging, last: Chunk) -> Chunk:
        """Stage the last chunk and the many lines that waited; return what is left for the showing change."""
        await self._stage(running, staging, last)
        async with self._turns.place(running.ledger.id):
            rows = await asyncio.to_thread(running.counts.settle)
        running.refuse_open()
        await staging.store(rows, running.store)
        return last._replace(rows=(), lines=())

    async def _finish(
        self, running: "_Import", staging: Staging, chunk: Chunk, seen: Seen, once: Once
    ) -> Saved[ImportReport] | None:
        counts = running.counts
        async with self._changes.open(running.ledger.id, once) as change:
            if change.repeated:
                return None
            await running.check_same(change.connection, change.ledger)
            await staging.show(change)
            rows = await running.admit(change.connection, change.ledger.revision - 1, chunk, seen)
            await running.store(change.connection, [*rows, *counts.settle()])
            running.refuse_open()
            counts.to_restore = await _restore(change, running.known, counts.to_restore)
            await _learn(change, running.known, running.reader.places)
            await running.hidden.count(change.connection, change.ledger.id)
            ids = (running.hidden.first_id, running.hidden.last_id)
            counts.transfers = await link_imported(change, running.import_id, ids, counts.recorded)
            await import_claims.add(change.connection, counts.claims)
            checked = await keep(change, running.checks(change.today))
            if not (counts.recorded or counts.to_restore or counts.claims or checked):
                await change.unchanged()
                return change.saved(running.report(None))
            await imports.add(change.connection, running.listed(change))
            await remember(change, running.used, running.reader.places, running.file_name)
            await change.happened(counts.event(running.import_id, running.reader), [running.import_id])
        staging.shown()
        return change.saved(running.report(running.import_id))

    async def _rehearse(self, running: "_Import") -> ImportReport:
        is_last = False
        while not is_last:
            chunk = await running.read()
            seen = await running.look(chunk)
            running.check_closed(running.counts.admit(chunk, seen.known, seen.earlier))
            is_last = chunk.is_last
        async with self._turns.place(running.ledger.id):
            running.check_closed(await asyncio.to_thread(running.counts.settle))
        return running.report(None)

    async def _repeat(self, running: "_Import", answered: Repeated | None) -> Saved[ImportReport]:
        """Return the first answer again, with its counts from the log and the rest from the file."""
        if answered is None:
            raise conflict("Another request with this key is being answered; send it again.", "idempotency_key")
        report = replace(await self._rehearse(running), preview=(), set_aside=())
        if not answered.changed:
            return answered.saved(report)
        async with self._database.read(running.ledger.id) as connection:
            (event,) = await event_log.after(connection, running.ledger.id, answered.revision - 1, limit=1)
        of_event = {name: count for name, count in event.detail.items() if name not in {"import_id", "account_ids"}}
        return answered.saved(replace(report, import_id=answered.ids[0], **of_event))


@dataclass(frozen=True, slots=True)
class _Import:
    """A running import with the ledger, accounts and categories that it was prepared for."""

    ledger: LedgerRow
    known: Known
    import_id: UUID
    reader: StatementReader
    counts: ImportCounts
    progress: Progress | None
    turns: FairQueue
    looking: Looking
    file_name: str
    used: Remembered
    hidden: HiddenRows = field(default_factory=HiddenRows)
    made: set[UUID] = field(default_factory=set)

    async def read(self) -> Chunk:
        """Read the next chunk of the file in a thread."""
        async with self.turns.place(self.ledger.id):
            chunk = await asyncio.to_thread(self.reader.read)
        if self.progress:
            self.progress(chunk.bytes_read)
        return chunk

    async def look(self, chunk: Chunk) -> Seen:
        """Look for the lines of a chunk; compare its new accounts with those that are there."""
        if comparisons := self.counts.compared(chunk, self.reader):
            await self._compare(comparisons)
        return await self.looking.see(chunk, self.counts)

    async def _compare(self, comparisons: Sequence[Comparison]) -> None:
        by_day: defaultdict[date, list[Comparison]] = defaultdict(list)
        for comparison in comparisons:
            for day in comparison.days:
                by_day[day].append(comparison)
        places = {(account.id, day) for account in self.known.accounts.open() for day in by_day}
        async for row in self.looking.earlier(places):
            for comparison in by_day[row.date]:
                comparison.see(row)
        self.counts.similar |= {comparison.made.id: comparison.result() for comparison in comparisons}

    async def admit(self, connection: Connection, revision: int, chunk: Chunk, seen: Seen) -> Sequence[TransactionRow]:
        """Return the rows of a chunk that are new for certain. Raises Overtaken if others have come since."""
        if not await self.looking.is_current(connection, revision, chunk, seen):
            raise Overtaken
        return self.counts.admit(chunk, seen.known, seen.earlier)

    async def store(self, connection: Connection, rows: Sequence[TransactionRow]) -> None:
        """Store new rows, and the accounts that they make."""
        self.check_closed(rows)
        for account in self.counts.new_accounts(self.reader):
            if account.id not in self.made:
                await accounts.create(connection, account._replace(import_id=self.import_id))
                self.made.add(account.id)
        await self.hidden.add(connection, rows)

    def report(self, import_id: UUID | None) -> ImportReport:
        """Return the report; the id is None if nothing was written."""
        report = self.counts.report(self.reader, import_id, self.used.profile)
        if not report.profile:
            return report
        file = f" ({report.profile.file_name})" if report.profile.file_name else ""
        remembered = Note(NoteCode.REMEMBERED, f"The settings of the last such file{file} were used.")
        return replace(report, detected=replace(report.detected, notes=(*report.detected.notes, remembered)))

    def refuse_open(self) -> None:
        """Refuse to continue with a question that nobody has answered."""
        if question := self.counts.question(self.reader):
            raise AnswerNeeded(question, self.reader.assumed)

    def check_closed(self, rows: Sequence[TransactionRow]) -> None:
        """Refuse rows of closed accounts."""
        if any(account.closed_on for account in self.known.accounts.values()):
            self.accounts().check_closed([], rows, "account")

    def accounts(self) -> KnownAccounts:
        """Return the accounts of the ledger, and those that the import makes."""
        return KnownAccounts([*self.known.accounts.values(), *self.reader.places.made])

    def checks(self, today: date) -> list[CheckRow]:
        """Return the checks that the file states for open accounts."""
        there = {account.id for account in self.known.accounts.open()} | self.made
        return [
            CheckRow(
                ledger_id=self.ledger.id,
                id=new_id(),
                account_id=account.id,
                date=balance.day,
                amount=balance.amount,
                source=CheckSource.FILE,
                import_id=self.import_id,
            )
            for balance in self.reader.detected.balances
            if (account := self.reader.places.seen(balance.account))
            and account.id in there
            and account.currency == (balance.currency or self.reader.assumed)
            and balance.day <= today
        ]

    def listed(self, change: Change) -> ImportRow:
        """Return the row of the finished import."""
        counts, hidden = self.counts, self.hidden
        return ImportRow(
            ledger_id=self.ledger.id,
            id=self.import_id,
            revision=change.ledger.revision,
            at=change.now,
            actor=actor(),
            file_name=self.file_name,
            account_ids=sorted(map(str, counts.account_ids)),
            learned=list(self.reader.places.learned),
            recorded=counts.recorded,
            restored=len(counts.to_restore),
            duplicates=counts.duplicates,
            first_id=hidden.first_id,
            last_id=hidden.last_id,
        )

    async def check_same(self, connection: Connection, ledger: LedgerRow) -> None:
        """Refuse to continue if the ledger's currency, accounts or categories have changed since."""
        now = await _known(connection, ledger)
        ours = {row.id: (row.currency, row.closed_on) for row in self.known.accounts.values()}
        theirs = {row.id: (row.currency, row.closed_on) for row in now.accounts.values() if row.id not in self.made}
        if ledger.base_currency != self.ledger.base_currency or ours != theirs:
            raise conflict("The ledger's currency or accounts changed meanwhile; import the file again.")
        if not self.known.categories.keys() <= now.categories.keys():
            raise conflict("The ledger's categories changed meanwhile; import the file again.")


async def _known(connection: Connection, ledger: LedgerRow) -> Known:
    rows = await categories.all_of(connection, ledger.id)
    return Known(
        KnownAccounts(await accounts.all_of(connection, ledger.id)),
        {row.id: row for row in rows},
        Prices(ledger.base_currency, await rates.known_of(connection, ledger.id)),
    )


async def _learn(change: Change, known: Known, places: Places) -> None:
    """Store the names that the file uses for the requested account."""
    if places.chosen and places.learned:
        aliases = {**known.accounts[places.chosen.id].aliases, **places.learned}
        await accounts.change(change.connection, change.ledger.id, places.chosen.id, aliases=aliases)


async def _restore(change: Change, known: Known, ids: Sequence[UUID]) -> list[UUID]:
    """Restore the transactions that are still deleted, and return their ids."""
    restored: list[TransactionRow] = []
    for start in range(0, len(ids), _RESTORED_AT_ONCE):
        batch = ids[start : start + _RESTORED_AT_ONCE]
        rows = [row for row in await transactions.get_many(change.connection, change.ledger.id, batch) if row.deleted]
        known.accounts.check_closed(rows, [row._replace(deleted=False) for row in rows], "account")
        restored += await postings.change(change, rows, deleted=False)
    return [row.id for row in restored]


async def _remove(staging: Staging) -> None:
    try:
        await staging.remove()
    except Exception:
        # The rows are hidden and the next import removes them, so the first failure is reported.
        _log.warning("The rows of an unfinished import could not be removed yet.", exc_info=True)


def _overtaken() -> Refused:
    return conflict("Other imports bring the same lines; import the file again when they have finished.")
