"""Hidden rows of an unfinished import, which are removed if it fails."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from time import perf_counter
from uuid import UUID

from db import accounts, ledgers, transaction_removal
from db.ledgers import ImportLease, LedgerRow
from db.stores.engine import Connection, Database
from db.transactions import TransactionRow
from services import postings
from services.changes import Change
from services.values.clock import Clock
from services.values.errors import Refused, Unauthenticated, conflict, no_ledger

Store = Callable[[Connection, Sequence[TransactionRow]], Awaitable[None]]

LEASE = timedelta(seconds=60)

STORED_AT_FIRST = 500
STORED_AT_ONCE = range(50, 2_501)
SECONDS = 0.25
"""The length of a write that stores rows. How many they are depends on the indexes and the machine."""

_REMOVED_AT_ONCE = 1_000


class Staging:
    """The hidden rows of an import, and the lease that keeps other imports of the ledger away.

    Without a lease nothing is staged. Each write renews the lease; it expires when its process dies.
    """

    def __init__(self, database: Database, clock: Clock, ledger_id: UUID, import_id: UUID) -> None:
        self._database = database
        self._clock = clock
        self._ledger_id = ledger_id
        self._import_id = import_id
        self._lease: ImportLease | None = None
        self._at_once = STORED_AT_FIRST

    @asynccontextmanager
    async def write(self) -> AsyncIterator[tuple[Connection, LedgerRow]]:
        """Open a short transaction that stages rows and claims or renews the lease."""
        async with self._database.write(self._ledger_id) as connection:
            old, new = self._lease, ImportLease(self._import_id, self._clock() + LEASE)
            ledger = await ledgers.replace_lease(connection, self._ledger_id, old, new)
            if ledger is None:
                raise await self._lost(connection)
            # Checked after the wait for the lock: after the end of a lease others may have written.
            if old and old.until <= self._clock():
                raise _overtaken()
            yield connection, ledger
        self._lease = new

    async def store(self, rows: Sequence[TransactionRow], store: Store) -> None:
        """Store rows in short transactions."""
        while rows:
            portion, rows = rows[: self._at_once], rows[self._at_once :]
            async with self.write() as (connection, _):
                began = perf_counter()
                await store(connection, portion)
            fitting = int(len(portion) * SECONDS / (perf_counter() - began))
            self._at_once = min(max(fitting, STORED_AT_ONCE[0]), STORED_AT_ONCE[-1])

    async def show(self, change: Change) -> None:
        """Show the rows in this change; refuse if another import is running. Call `shown` after the commit."""
        if self._lease is None:
            if change.ledger.lease:
                raise running()
        elif self._lease.until <= change.now or not await ledgers.replace_lease(
            change.connection, self._ledger_id, self._lease, None
        ):
            raise _overtaken()

    def shown(self) -> None:
        """Note that the rows are no longer staged."""
        self._lease = None

    async def take_over(self, dead: ImportLease) -> None:
        """Claim the rows of an import whose lease has expired."""
        new = ImportLease(dead.import_id, self._clock() + LEASE)
        async with self._database.write(self._ledger_id) as connection:
            if not await ledgers.replace_lease(connection, self._ledger_id, dead, new):
                raise running()
        self._lease = new

    async def remove(self) -> None:
        """Delete the staged rows in short transactions, and release the lease."""
        while self._lease:
            async with self._database.read(self._ledger_id) as connection:
                left = await transaction_removal.any_of_import(connection, self._ledger_id, self._import_id)
            if left:
                async with self.write() as (connection, _):
                    await postings.remove_hidden(connection, self._ledger_id, self._import_id, _REMOVED_AT_ONCE)
            else:
                async with self._database.write(self._ledger_id) as connection:
                    await accounts.delete_of_import(connection, self._ledger_id, self._import_id)
                    await ledgers.replace_lease(connection, self._ledger_id, self._lease, None)
                self._lease = None

    async def _lost(self, connection: Connection) -> Refused | Unauthenticated:
        if await ledgers.get(connection, self._ledger_id) is None:
            return no_ledger()
        return _overtaken() if self._lease else running()


async def remove_dead_import(database: Database, clock: Clock, ledger: LedgerRow) -> None:
    """Remove the rows of an import whose process died; refuse while it is alive."""
    if ledger.lease is None:
        return
    if ledger.lease.until > clock():
        raise running()
    staging = Staging(database, clock, ledger.id, ledger.lease.import_id)
    await staging.take_over(ledger.lease)
    await staging.remove()


def running() -> Refused:
    """Make the refusal of a second import at the same time."""
    return conflict("Another import is running; try again when it has finished.")


def _overtaken() -> Refused:
    return conflict("The import paused for too long and was given up; import the file again.")
