"""The import of a statement: staged in short writes that nobody sees, then shown by one, or removed without a trace."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from db import categories, event_log, ledgers, totals, transactions
from db.categories import CategoryRow
from db.engine import Connection, Database
from db.ids import new_id
from db.ledgers import LedgerRow
from db.totals import Entry
from db.transactions import TransactionRow
from services.changes import Change, Changes, Clock, Once, Repeated, Saved
from services.errors import Unauthenticated, conflict
from services.events import TransactionsImported
from services.imports.reading import Chunk, StatementReader
from services.imports.report import ImportReport, ImportRequest
from services.imports.staging import Staging, remove_dead_import
from services.imports.tally import Tally

Progress = Callable[[int], None]
"""Told after each chunk how many bytes of the file have been read."""

_RESTORED_AT_ONCE = 500

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the file is read for: the ledger and its categories, as they were when the import began."""

    ledger: LedgerRow
    known: Sequence[CategoryRow]
    repeated: Repeated | None

    async def check_same(self, connection: Connection, ledger: LedgerRow) -> None:
        """Refuse to go on when what the rows were made for has changed before it was locked."""
        ids = {row.id for row in await categories.all_of(connection, ledger.id)}
        if ledger.base_currency != self.ledger.base_currency or not {row.id for row in self.known} <= ids:
            raise conflict("The ledger's currency or categories changed meanwhile; import the file again.")


class ImportService:
    """Imports statements."""

    def __init__(self, database: Database, changes: Changes, clock: Clock) -> None:
        self._database = database
        self._changes = changes
        self._clock = clock

    async def run(
        self, ledger_id: UUID, request: ImportRequest, progress: Progress | None = None
    ) -> Saved[ImportReport]:
        """Import a file, all of it or nothing; only its new rows are written, and nothing at all in a dry run.

        The report's `import_id` is None when nothing was written; the revision is then the one that was there.
        Raises Refused with a problem for each bad line. The file is read in a thread, between the writes.
        """
        once = await asyncio.to_thread(request.once)
        around = await self._prepare(ledger_id, once)
        import_id = new_id()
        reader = await asyncio.to_thread(StatementReader, request, around.ledger, around.known, import_id)
        if request.dry_run:
            return Saved(await self._rehearse(request, around, reader, progress), around.ledger.revision)
        if around.repeated is None:
            saved = await self._write(request, around, reader, import_id, once, progress)
            if saved:
                return saved
            around = await self._prepare(ledger_id, once)
            reader = await asyncio.to_thread(StatementReader, request, around.ledger, around.known, import_id)
        return await self._repeat(request, around, reader)
