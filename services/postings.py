"""The one writer of money: stores transactions together with the daily totals that count them.

The totals of a ledger count its transactions that are neither deleted nor hidden.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from db import categories, totals, transactions
from db.stores.engine import Connection
from db.stores.visits import Write
from db.totals import DailyTotal, Entry
from db.transactions import TransactionRow

MOVED_AT_ONCE = 500


def recording(ledger_id: UUID, rows: Sequence[TransactionRow]) -> list[Write]:
    """Store new transactions."""
    return [*transactions.adding(rows), _counting(ledger_id, after=rows)]


async def record(connection: Connection, ledger_id: UUID, rows: Sequence[TransactionRow]) -> None:
    """Store new transactions."""
    for write in recording(ledger_id, rows):
        await write.within(connection)


async def change(
    connection: Connection, ledger_id: UUID, rows: Sequence[TransactionRow], **values: object
) -> list[TransactionRow]:
    """Set the same columns of some transactions; returns them as they are afterwards."""
    changed = [row._replace(**values, version=row.version + 1) for row in rows]  # type: ignore[arg-type]
    await transactions.change(connection, ledger_id, [row.id for row in rows], **values)
    await _counting(ledger_id, before=rows, after=changed).within(connection)
    return changed


async def begin_merge(connection: Connection, ledger_id: UUID, source_id: UUID, target_id: UUID) -> None:
    """Let one category count, and be seen, as another; `move_some` then moves its transactions."""
    await totals.move(connection, ledger_id, source_id, target_id)
    await categories.begin_merge(connection, ledger_id, source_id, target_id)


async def move_some(connection: Connection, ledger_id: UUID, source_id: UUID) -> bool:
    """Move some transactions of a category that is merged; True once all are moved and it is gone."""
    target_id = await categories.target_of(connection, ledger_id, source_id)
    if target_id is None:
        return True
    if await transactions.move_category(connection, ledger_id, source_id, target_id, MOVED_AT_ONCE) == MOVED_AT_ONCE:
        return False
    await categories.end_merge(connection, ledger_id, source_id)
    return True


class HiddenRows:
    """The rows of an import, stored out of sight in many short transactions and counted when they are shown."""

    def __init__(self) -> None:
        self._sums: defaultdict[tuple[date, UUID | None], list[int]] = defaultdict(lambda: [0, 0, 0])

    async def add(self, connection: Connection, rows: Sequence[TransactionRow]) -> None:
        """Store rows whose import hides them."""
        await transactions.add_bulk(connection, rows)
        for total in totals.summed(Entry(row.date, row.category_id, row.base_amount) for row in rows):
            sums = self._sums[total.day, total.category_id]
            self._sums[total.day, total.category_id] = [kept + more for kept, more in zip(sums, total[2:], strict=True)]

    async def count(self, connection: Connection, ledger_id: UUID) -> None:
        """Count the rows, in the transaction that shows them."""
        await totals.add(connection, ledger_id, [DailyTotal(*key, *sums) for key, sums in self._sums.items()])


async def remove_hidden(connection: Connection, ledger_id: UUID, import_id: UUID, limit: int) -> None:
    """Delete at most `limit` rows of an import that is not shown, which nothing counts."""
    await transactions.delete_import(connection, ledger_id, import_id, limit=limit)


def _counting(ledger_id: UUID, before: Iterable[TransactionRow] = (), after: Iterable[TransactionRow] = ()) -> Write:
    entries = [Entry(row.date, row.category_id, row.base_amount, 1) for row in after if not row.deleted]
    entries += [Entry(row.date, row.category_id, row.base_amount, -1) for row in before if not row.deleted]
    return totals.adding(ledger_id, totals.summed(entries))
