"""The one writer of money: stores transactions together with the daily totals and balance sums that count them.

The totals and sums of a ledger count its transactions that are neither deleted nor hidden.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from db import accounts, balances, categories, totals, transaction_removal, transactions
from db.balances import BalanceSum, Movement
from db.stores.engine import Connection
from db.stores.visits import Write
from db.totals import DailyTotal, Entry
from db.transactions import TransactionRow
from services.changes import Change

MOVED_AT_ONCE = 500


def recording(ledger_id: UUID, rows: Sequence[TransactionRow]) -> list[Write]:
    """Store new transactions."""
    return [*transactions.adding(rows), *_counting(ledger_id, after=rows)]


async def record(connection: Connection, ledger_id: UUID, rows: Sequence[TransactionRow]) -> None:
    """Store new transactions."""
    for write in recording(ledger_id, rows):
        await write.within(connection)


async def change(change: Change, rows: Sequence[TransactionRow], **values: object) -> list[TransactionRow]:
    """Set the same columns of some transactions; return them as they are afterwards."""
    ledger, values = change.ledger, {**values, "revision": change.ledger.revision}
    changed = [row._replace(**values, version=row.version + 1) for row in rows]  # type: ignore[arg-type]
    await transactions.change(change.connection, ledger.id, [row.id for row in rows], **values)
    for write in _counting(ledger.id, before=rows, after=changed):
        await write.within(change.connection)
    return changed


async def replace(change: Change, before: Sequence[TransactionRow], after: Sequence[TransactionRow]) -> None:
    """Store transactions as they are `after` an edit that changed each of them in its own way."""
    ledger = change.ledger
    new = [row._replace(version=row.version + 1, revision=ledger.revision) for row in after]
    await transactions.replace(change.connection, ledger.id, before, new)
    for write in _counting(ledger.id, before=before, after=new):
        await write.within(change.connection)


async def begin_merge(connection: Connection, ledger_id: UUID, source_id: UUID, target_id: UUID) -> None:
    """Let one category count, and be seen, as another; `move_some` then moves its transactions."""
    await totals.move(connection, ledger_id, source_id, target_id)
    await categories.begin_merge(connection, ledger_id, source_id, target_id)


async def move_some(connection: Connection, ledger_id: UUID, source_id: UUID) -> bool:
    """Move some transactions of a category that is merged; return True once all are moved and it is gone."""
    target_id = await categories.target_of(connection, ledger_id, source_id)
    if target_id is None:
        return True
    if await transactions.move_category(connection, ledger_id, source_id, target_id, MOVED_AT_ONCE) == MOVED_AT_ONCE:
        return False
    await categories.end_merge(connection, ledger_id, source_id)
    return True


async def begin_account_merge(connection: Connection, ledger_id: UUID, source_id: UUID, target_id: UUID) -> None:
    """Let one account count, and be seen, as another; `empty_some` then moves its transactions."""
    await _begin_to_empty(connection, ledger_id, source_id, target_id)


async def begin_account_removal(change: Change, account_id: UUID) -> None:
    """Let an account and its transactions be seen nowhere, and keep their ids; `empty_some` then deletes them."""
    await transaction_removal.keep_ids(change.connection, change.ledger.id, account_id, change.ledger.revision)
    await _begin_to_empty(change.connection, change.ledger.id, account_id, None)


async def empty_some(connection: Connection, ledger_id: UUID, source_id: UUID) -> bool:
    """Move or delete some transactions of an account that goes; return True once all are gone, and it too."""
    going = {move.source_id: move.target_id for move in await accounts.moves_of(connection, ledger_id)}
    if source_id not in going:
        return True
    target_id = going[source_id]
    if target_id is None:
        done = await transaction_removal.delete_of_account(connection, ledger_id, source_id, MOVED_AT_ONCE)
    else:
        done = await transactions.move_account(connection, ledger_id, source_id, target_id, MOVED_AT_ONCE)
    if done == MOVED_AT_ONCE:
        return False
    await accounts.end_move(connection, ledger_id, source_id)
    return True


class HiddenRows:
    """The rows of an import, stored out of sight in many short transactions and counted when they are shown."""

    def __init__(self) -> None:
        self._totals: defaultdict[tuple[date, UUID, UUID | None], list[int]] = defaultdict(lambda: [0, 0, 0])
        self._balances: defaultdict[tuple[str, date, UUID], list[int]] = defaultdict(lambda: [0, 0])

    async def add(self, connection: Connection, rows: Sequence[TransactionRow]) -> None:
        """Store rows whose import hides them."""
        await transactions.add_bulk(connection, rows)
        for total in totals.summed(_entries(rows)):
            _add_up(self._totals[total[:3]], total[3:])
        for moved in balances.summed(_movements(rows)):
            _add_up(self._balances[moved[:3]], moved[3:])

    async def count(self, connection: Connection, ledger_id: UUID) -> None:
        """Count the rows, in the transaction that shows them."""
        await totals.add(connection, ledger_id, [DailyTotal(*key, *sums) for key, sums in self._totals.items()])
        await balances.add(connection, ledger_id, [BalanceSum(*key, *sums) for key, sums in self._balances.items()])


async def remove_hidden(connection: Connection, ledger_id: UUID, import_id: UUID, limit: int) -> None:
    """Delete at most `limit` rows of an import that is not shown, which nothing counts."""
    await transaction_removal.delete_import(connection, ledger_id, import_id, limit=limit)


async def _begin_to_empty(connection: Connection, ledger_id: UUID, source_id: UUID, target_id: UUID | None) -> None:
    await totals.move_account(connection, ledger_id, source_id, target_id)
    await balances.move(connection, ledger_id, source_id, target_id)
    await accounts.begin_move(connection, ledger_id, source_id, target_id)


def _counting(
    ledger_id: UUID, before: Iterable[TransactionRow] = (), after: Iterable[TransactionRow] = ()
) -> list[Write]:
    before = [row for row in before if not row.deleted]
    after = [row for row in after if not row.deleted]
    return [
        totals.adding(ledger_id, totals.summed([*_entries(after), *_entries(before, -1)])),
        balances.adding(ledger_id, balances.summed([*_movements(after), *_movements(before, -1)])),
    ]


def _entries(rows: Iterable[TransactionRow], sign: int = 1) -> Iterable[Entry]:
    return (Entry(row.date, row.account_id, row.category_id, row.base_amount, sign) for row in rows)


def _movements(rows: Iterable[TransactionRow], sign: int = 1) -> Iterable[Movement]:
    return (Movement(row.date, row.account_id, row.account_amount, sign) for row in rows)


def _add_up(sums: list[int], more: Sequence[int]) -> None:
    for place, amount in enumerate(more):
        sums[place] += amount
