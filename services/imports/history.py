"""The history of imports: list finished imports, and undo one as a whole."""

from collections.abc import Collection, Sequence
from functools import partial
from uuid import UUID

from db import accounts, import_claims, imports, ledgers, recounts
from db.imports import ImportCount, ImportRow
from db.ledgers import ImportLease
from db.stores.engine import Database, retried
from services import postings
from services.accounts import KnownAccounts
from services.accounts.balances import check_closed_balances, forget
from services.changes import Change, Changes, Saved
from services.events.imports import ImportUndone
from services.imports.staging import remove_dead_import, running
from services.removals import Removals
from services.transfer_rules import settle_transfers
from services.transfer_suggestions import unlink_imported
from services.values.clock import Clock
from services.values.errors import conflict, no_ledger, not_found
from services.values.pages import Cursors, Page, PageRequest, read_page

CURSORS: Cursors[ImportRow] = Cursors(16, lambda row: row.id.bytes, lambda data: UUID(bytes=data))
NOTHING_LEFT = ImportCount(0, 0)

_DELETED_AT_ONCE = 500


class ImportHistory:
    """The rules of finished imports."""

    def __init__(self, database: Database, changes: Changes, clock: Clock, removals: Removals) -> None:
        self._database = database
        self._changes = changes
        self._clock = clock
        self._removals = removals

    @retried
    async def page(self, ledger_id: UUID, request: PageRequest) -> Page[ImportRow]:
        """Return a page of the ledger's imports, the newest first."""
        async with self._database.read(ledger_id) as connection:
            return await read_page(connection, request, CURSORS, partial(imports.page, connection, ledger_id))

    @retried
    async def get_many(self, ledger_id: UUID, ids: Sequence[UUID]) -> list[ImportRow]:
        """Return the ledger's imports with these ids."""
        async with self._database.read(ledger_id) as connection:
            return await imports.get_many(connection, ledger_id, ids)

    @retried
    async def counts(self, ledger_id: UUID, ids: Sequence[UUID]) -> list[ImportCount]:
        """Return the number of remaining transactions of imports, and of those changed since."""
        async with self._database.read(ledger_id) as connection:
            rows = await imports.get_many(connection, ledger_id, ids)
            left = await imports.counts(connection, ledger_id, rows) if rows else {}
        return [left.get(import_id, NOTHING_LEFT) for import_id in ids]

    async def undo(self, ledger_id: UUID, import_id: UUID, lost: int) -> Saved[ImportRow]:
        """Undo an import: delete its transactions for good; the caller confirms their number.

        Also delete its checks and give back those that it replaced, and delete the accounts that it made unless they
        hold something else. Delete again the transactions that it restored unless somebody changed them since, and
        delete the names that it added.
        """
        async with self._database.read(ledger_id) as connection:
            ledger = await ledgers.get(connection, ledger_id)
        if ledger is None:
            raise no_ledger()
        await remove_dead_import(self._database, self._clock, ledger)
        async with self._changes.open(ledger_id) as change:
            row = await _get(change, import_id)
            if row.undone_at:
                await change.unchanged()
                return change.saved(row)
            moved = await recounts.recount_balances(change.connection, ledger_id, import_id)
            _check_agreed(change, sum(day.entries for day in moved), lost)
            known = KnownAccounts(await accounts.all_of(change.connection, ledger_id))
            await unlink_imported(change, import_id)
            await import_claims.delete_of_import(change.connection, ledger_id, import_id)
            again = await _delete_again(change, row)
            finished = await postings.take_back(change, import_id, moved)
            await forget(change, known, import_id)
            await _unlearn(change, known, row.learned)
            gone = await _let_accounts_go(change, known, import_id)
            await check_closed_balances(change.connection, ledger_id, known.values())
            await _end(change, import_id, finished=finished)
            touched = {UUID(text) for text in row.account_ids} & known.keys() - gone
            await change.happened(ImportUndone(import_id, lost, again, tuple(sorted(touched))))
        if not finished:
            self._removals.begin()
        return change.saved(row._replace(undone_at=change.now))


async def _get(change: Change, import_id: UUID) -> ImportRow:
    rows = await imports.get_many(change.connection, change.ledger.id, [import_id])
    if not rows:
        raise not_found("There is no such import; choose one of yours.", "id")
    return rows[0]


def _check_agreed(change: Change, left: int, lost: int) -> None:
    """Refuse an undo while an import is running, or of another number of transactions than the caller agreed to."""
    if change.ledger.lease:
        raise running()
    if left != lost:
        raise conflict(f"That would delete {left} transactions for good; send {left} to agree.", "lost")


async def _delete_again(change: Change, row: ImportRow) -> int:
    """Delete again the unchanged transactions that an import restored, and return their number."""
    if not row.restored:
        return 0
    restored = await imports.restored_by(change.connection, row)
    for start in range(0, len(restored), _DELETED_AT_ONCE):
        await postings.change(change, restored[start : start + _DELETED_AT_ONCE], deleted=True)
    return len(restored)


async def _unlearn(change: Change, known: KnownAccounts, names: Collection[str]) -> None:
    """Delete the names of accounts that an import added, so that the file asks for its account again."""
    for account in known.values():
        if account.aliases.keys() & set(names):
            kept = {name: mark for name, mark in account.aliases.items() if name not in names}
            await accounts.change(change.connection, change.ledger.id, account.id, aliases=kept)


async def _let_accounts_go(change: Change, known: KnownAccounts, import_id: UUID) -> set[UUID]:
    """Return the accounts that an import made and that may be deleted: not the last one, and none with other rows."""
    connection, ledger_id = change.connection, change.ledger.id
    keeping = set(await imports.keeping_accounts(connection, ledger_id, import_id))
    made = {row.id for row in known.values() if row.import_id == import_id}
    going = made - keeping
    if going and not any(row.id not in going for row in known.open()):
        going.discard(next(row.id for row in known.values() if row.id in going))
    await accounts.keep_from_import(connection, ledger_id, list(made - going))
    for account_id in going:
        await settle_transfers(change, known.without(*going), account_id)
    await postings.forget_accounts(change, going)
    return going


async def _end(change: Change, import_id: UUID, *, finished: bool) -> None:
    """Mark the import as undone; its remaining rows are hidden like those of an unfinished import."""
    connection, ledger_id = change.connection, change.ledger.id
    await imports.set_undone(connection, ledger_id, import_id, change.now)
    if finished:
        await accounts.delete_of_import(connection, ledger_id, import_id)
    else:
        await ledgers.replace_lease(connection, ledger_id, None, ImportLease(import_id, change.now))
