"""Removals: finish deleting users, merging categories or tags and undoing imports, in short writes with pauses.

The change itself already shows the end: a closed ledger is found nowhere, transactions of a category that is being
merged are seen in the other one, and those of an import that was undone are seen nowhere. The rest is no change, so it
raises no revision, and any process may do it.
"""

import asyncio
import logging
from contextlib import suppress
from functools import partial
from uuid import UUID

from db import accounts, categories, ledger_removal, ledgers, tags
from db.ledgers import LedgerRow
from db.stores.engine import Connection, Database
from services import postings
from services.values.clock import Clock, utc_now

AT_ONCE = 500
SECONDS_TO_TRY_AGAIN = 60.0

_log = logging.getLogger(__name__)


class Removals:
    """Finishes removals in the background of this process."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._stopping = asyncio.Event()

    def begin(self) -> None:
        """Start to finish the removals that are left, in the background."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop after the current write; the next start finishes the rest."""
        self._stopping.set()
        if self._task:
            await self._task

    async def finish(self) -> None:
        """Finish every removal that has begun."""
        async with self._database.read() as connection:
            closed = await ledgers.closed_ids(connection)
            merging = await categories.unfinished_merges(connection)
            emptied = await accounts.moves_of(connection)
            untied = await tags.removed(connection)
            dead = await ledgers.dead_imports(connection, self._clock())
        steps = [
            *(partial(self._remove, ledger_id) for ledger_id in closed),
            *(partial(self._move, *merge) for merge in merging),
            *(partial(self._empty, move.ledger_id, move.source_id) for move in emptied),
            *(partial(self._untag, *tag) for tag in untied),
            *(partial(self._clear, ledger) for ledger in dead),
        ]
        for step in steps:
            while not self._stopping.is_set() and not await step():
                pass

    async def _run(self) -> None:
        while self._again and not self._stopping.is_set():
            self._again = False
            try:
                await self.finish()
            except Exception:
                _log.warning("What was deleted could not be removed yet; it will be.", exc_info=True)
                self._again = True
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), SECONDS_TO_TRY_AGAIN)

    async def _remove(self, ledger_id: UUID) -> bool:
        async with self._database.write(ledger_id) as connection:
            return await remove_some(connection, ledger_id)

    async def _move(self, ledger_id: UUID, source_id: UUID) -> bool:
        async with self._database.write(ledger_id) as connection:
            return await postings.move_some(connection, ledger_id, source_id)

    async def _empty(self, ledger_id: UUID, source_id: UUID) -> bool:
        async with self._database.write(ledger_id) as connection:
            return await postings.empty_some(connection, ledger_id, source_id)

    async def _untag(self, ledger_id: UUID, tag_id: UUID) -> bool:
        async with self._database.write(ledger_id) as connection:
            return await tags.remove_some(connection, ledger_id, tag_id, AT_ONCE)

    async def _clear(self, ledger: LedgerRow) -> bool:
        """Remove some rows of an import that nobody will show; return True once none is left, or somebody else does."""
        async with self._database.write(ledger.id) as connection:
            lease = ledger.lease
            if not lease or not await ledgers.replace_lease(connection, ledger.id, lease, lease):
                return True
            if not await postings.remove_hidden(connection, ledger.id, lease.import_id, AT_ONCE):
                return False
            await accounts.delete_of_import(connection, ledger.id, lease.import_id)
            await ledgers.replace_lease(connection, ledger.id, lease, None)
            return True


async def remove_some(connection: Connection, ledger_id: UUID) -> bool:
    """Remove a part of a closed ledger; return True once all of it is gone."""
    if await ledger_removal.remove_some(connection, ledger_id, AT_ONCE):
        return False
    await ledgers.delete(connection, ledger_id)
    return True
