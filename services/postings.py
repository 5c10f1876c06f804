"""The one writer of money: stores transactions together with the daily totals and balance sums that count them.

The totals count the splits of a ledger's transactions that are neither deleted nor hidden, the balance sums these
transactions themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from db import (
    accounts,
    balances,
    categories,
    goals,
    recounts,
    refunds,
    series,
    splits,
    tags,
    totals,
    touched_transactions,
    transaction_removal,
    transactions,
    transfers,
)
from db.accounts import MoveRow
from db.balances import BalanceEntry, BalanceSum
from db.categories import MergeRow
from db.series import SeriesRow
from db.splits import SplitRow, Splits
from db.stores.engine import Connection
from db.stores.ids import TRANSFERRED
from db.stores.visits import Write
from db.totals import DailyTotal, Entry
from db.transactions import TransactionRow
from services.changes import Change
from services.series.linking import LINKED, links_of

MOVED_AT_ONCE = 500
NO_SPLITS: Splits = {}


def recording(
    ledger_id: UUID, rows: Sequence[TransactionRow], parts: Sequence[SplitRow], known: Sequence[SeriesRow]
) -> list[Write]:
    """Return the writes that store new transactions and the splits of those that have several.

    They are linked to the `known` series that they pay.
    """
    counting = _counting(ledger_id, after=rows, parts_after=_by_transaction(parts))
    linking = series.linking(links_of(rows, known))
    return [*transactions.adding(rows), *splits.adding(parts), *linking, *counting]


async def record(
    connection: Connection, ledger_id: UUID, rows: Sequence[TransactionRow], parts: Sequence[SplitRow] = ()
) -> None:
    """Store new transactions, and the splits of those that have several."""
    known = await series.all_of(connection, ledger_id)
    for write in recording(ledger_id, rows, parts, known):
        await write.within(connection)


async def change(
    change: Change, rows: Sequence[TransactionRow], parts: Splits | None = None, **values: object
) -> list[TransactionRow]:
    """Set the same values in some transactions; return the changed transactions.

    `parts` are new splits by transaction: an empty sequence leaves it with one split.
    """
    ledger, connection, parts = change.ledger, change.connection, parts or {}
    several = [row.id for row in rows if row.split_count > 1]
    before = await splits.of_transactions(connection, ledger.id, several)
    values = {**values, "revision": ledger.revision, "updated_at": change.now}
    changed = [row._replace(**values, version=row.version + 1) for row in rows]  # type: ignore[arg-type]
    await transactions.change(connection, ledger.id, [row.id for row in rows], **values)
    for transaction_id in parts:
        if parts[transaction_id] or before.get(transaction_id):
            await splits.replace(connection, ledger.id, transaction_id, parts[transaction_id])
    kept = [transaction_id for transaction_id in several if transaction_id not in parts]
    shared = {name: values[name] for name in ("date", "deleted") if name in values}
    if kept and shared:
        await splits.change(connection, ledger.id, kept, **shared)
    moved = [row.id for row in rows if any(getattr(row, name) != value for name, value in shared.items())]
    if moved:
        await tags.change(connection, ledger.id, moved, **shared)
    await _relink(connection, ledger.id, rows, changed)
    for write in _counting(ledger.id, rows, changed, before, {**before, **parts}):
        await write.within(connection)
    return changed


async def replace(
    change: Change, before: Sequence[TransactionRow], after: Sequence[TransactionRow]
) -> list[TransactionRow]:
    """Store transactions as they are `after` an edit; return the changed ones.

    Each may have changed in its own way, but not its splits.
    """
    ledger = change.ledger
    new = [row._replace(version=row.version + 1, revision=ledger.revision, updated_at=change.now) for row in after]
    several = [row for row in new if row.split_count > 1]
    parts = await splits.of_transactions(change.connection, ledger.id, [row.id for row in several])
    await transactions.replace(change.connection, ledger.id, before, new)
    for deleted in (True, False):
        if ids := [row.id for row in several if row.deleted is deleted]:
            await splits.change(change.connection, ledger.id, ids, deleted=deleted)
    for deleted in (True, False):
        turned = [b.id for a, b in zip(before, new, strict=True) if a.deleted != b.deleted == deleted]
        if turned:
            await tags.change(change.connection, ledger.id, turned, deleted=deleted)
    await _relink(change.connection, ledger.id, before, new)
    for write in _counting(ledger.id, before, new, parts, parts):
        await write.within(change.connection)
    return new


async def begin_merge(change: Change, source_id: UUID, target_id: UUID) -> None:
    """Show and count a category as another from now on; `move_some` then moves its transactions."""
    connection, ledger = change.connection, change.ledger
    await totals.move(connection, ledger.id, source_id, target_id)
    await transfers.move_category(connection, ledger.id, source_id, target_id)
    merge = MergeRow(ledger_id=ledger.id, source_id=source_id, target_id=target_id, revision=ledger.revision)
    await categories.begin_merge(connection, merge)


async def move_some(connection: Connection, ledger_id: UUID, source_id: UUID) -> bool:
    """Move some transactions of a merged category; return True when all are moved and the category is deleted."""
    merge = await categories.merge_of(connection, ledger_id, source_id)
    if merge is None:
        return True
    for move_category in (touched_transactions.move_category, touched_transactions.move_category_of_splits):
        if await move_category(connection, merge, MOVED_AT_ONCE) == MOVED_AT_ONCE:
            return False
    await categories.end_merge(connection, ledger_id, source_id)
    return True


async def begin_account_merge(change: Change, source_id: UUID, target_id: UUID) -> None:
    """Show and count an account as another from now on; `empty_some` then moves its transactions."""
    ledger = change.ledger
    await transfers.move_account(change.connection, ledger.id, source_id, target_id, ledger.revision)
    await goals.move_account(change.connection, ledger.id, source_id, target_id)
    await _begin_to_empty(change, source_id, target_id)


async def begin_account_removal(change: Change, account_id: UUID) -> None:
    """Hide an account and its transactions, and note their ids; `empty_some` then deletes them."""
    connection, ledger = change.connection, change.ledger
    with_merged = await accounts.with_merged(connection, ledger.id, [account_id])
    await transfers.forget_account(connection, ledger.id, account_id, ledger.revision)
    await refunds.forget_accounts(connection, ledger.id, with_merged, ledger.revision)
    await goals.move_account(connection, ledger.id, account_id, None)
    await transaction_removal.keep_ids(connection, ledger.id, with_merged, ledger.revision)
    await _begin_to_empty(change, account_id, None)


async def empty_some(connection: Connection, ledger_id: UUID, source_id: UUID) -> bool:
    """Move or delete some transactions of a merged or deleted account; return True when it is empty and deleted."""
    going = {move.source_id: move for move in await accounts.moves_of(connection, ledger_id)}
    if source_id not in going:
        return True
    move = going[source_id]
    if move.target_id is None:
        done = await transaction_removal.delete_of_account(connection, ledger_id, source_id, MOVED_AT_ONCE)
    else:
        done = await touched_transactions.move_account(connection, move, MOVED_AT_ONCE)
    if done == MOVED_AT_ONCE:
        return False
    await accounts.end_move(connection, ledger_id, source_id)
    return True


async def take_back(change: Change, import_id: UUID, moved: Sequence[BalanceSum]) -> bool:
    """Let no transaction of an import count, and keep their ids; return True if all are gone already.

    `moved` are their own balance sums by day. Their transfers stay on the other side. Unless all are gone, the ledger
    must name the import as unfinished, so that nobody sees the rest; `remove_hidden` deletes it.
    """
    connection, ledger_id = change.connection, change.ledger.id
    counted = await recounts.recount(connection, ledger_id, import_id)
    await totals.add(connection, ledger_id, [totals.opposite(total) for total in counted])
    spans = [*moved, *balances.by_month(moved)]
    await balances.add(connection, ledger_id, [balances.opposite(span) for span in spans])
    revision = change.ledger.revision
    await transfers.forget_import(connection, ledger_id, import_id, revision)
    await refunds.forget_import(connection, ledger_id, import_id, revision)
    await transaction_removal.keep_ids_of_import(connection, ledger_id, import_id, revision)
    return await remove_hidden(connection, ledger_id, import_id, MOVED_AT_ONCE)


class HiddenRows:
    """The rows of an import: stored hidden in many short transactions, and counted when they are shown."""

    def __init__(self) -> None:
        self.first_id, self.last_id = UUID(int=2**128 - 1), UUID(int=0)
        self._totals: defaultdict[tuple[date, UUID, UUID | None], list[int]] = defaultdict(lambda: [0, 0, 0])
        self._balances: defaultdict[tuple[str, date, UUID], list[int]] = defaultdict(lambda: [0, 0, 0])

    async def add(self, connection: Connection, rows: Sequence[TransactionRow]) -> None:
        """Store hidden rows, and add them up for later."""
        await transactions.add_bulk(connection, rows)
        if rows:
            for write in series.linking(links_of(rows, await series.all_of(connection, rows[0].ledger_id))):
                await write.within(connection)
            numbers = [row.id.int for row in rows]
            self.first_id = UUID(int=min(self.first_id.int, *numbers))
            self.last_id = UUID(int=max(self.last_id.int, *numbers))
        for total in totals.summed(_entries(rows, NO_SPLITS)):
            _add_up(self._totals[total[:3]], total[3:])
        for moved in balances.summed(_balance_entries(rows)):
            _add_up(self._balances[moved[:3]], moved[3:])

    async def count(self, connection: Connection, ledger_id: UUID) -> None:
        """Add the stored rows to the totals and sums; call it in the transaction that shows the rows."""
        await totals.add(connection, ledger_id, [DailyTotal(*key, *sums) for key, sums in self._totals.items()])
        await balances.add(connection, ledger_id, [BalanceSum(*key, *sums) for key, sums in self._balances.items()])


async def remove_hidden(connection: Connection, ledger_id: UUID, import_id: UUID, limit: int) -> bool:
    """Delete at most `limit` rows of an import that is not shown, which nothing counts; return True if none is left."""
    return await transaction_removal.delete_import(connection, ledger_id, import_id, limit=limit) < limit


async def forget_accounts(change: Change, account_ids: Iterable[UUID]) -> None:
    """Delete the sums of accounts that hold nothing, and leave of their transfers only the other side."""
    connection, ledger_id = change.connection, change.ledger.id
    for account_id in account_ids:
        await transfers.forget_account(connection, ledger_id, account_id, change.ledger.revision)
        await series.forget_account(connection, ledger_id, account_id)
        await goals.move_account(connection, ledger_id, account_id, None)
        await totals.move_account(connection, ledger_id, account_id, None)
        await balances.move(connection, ledger_id, account_id, None)


async def _begin_to_empty(change: Change, source_id: UUID, target_id: UUID | None) -> None:
    connection, ledger = change.connection, change.ledger
    await totals.move_account(connection, ledger.id, source_id, target_id)
    await balances.move(connection, ledger.id, source_id, target_id)
    move = MoveRow(ledger_id=ledger.id, source_id=source_id, target_id=target_id, revision=ledger.revision)
    await accounts.begin_move(connection, move)


async def _relink(
    connection: Connection, ledger_id: UUID, before: Iterable[TransactionRow], after: Iterable[TransactionRow]
) -> None:
    """Link the transactions again of which something has changed that decides on their series."""
    pairs = zip(before, after, strict=True)
    changed = [new for old, new in pairs if any(getattr(old, name) != getattr(new, name) for name in LINKED)]
    if changed and (known := await series.all_of(connection, ledger_id)):
        await series.relink(connection, ledger_id, [row.id for row in changed], links_of(changed, known))


def _counting(
    ledger_id: UUID,
    before: Iterable[TransactionRow] = (),
    after: Iterable[TransactionRow] = (),
    parts_before: Splits = NO_SPLITS,
    parts_after: Splits = NO_SPLITS,
) -> list[Write]:
    before = [row for row in before if not row.deleted]
    after = [row for row in after if not row.deleted]
    entries = [*_entries(after, parts_after), *_entries(before, parts_before, -1)]
    return [
        totals.adding(ledger_id, totals.summed(entries)),
        balances.adding(ledger_id, balances.summed([*_balance_entries(after), *_balance_entries(before, -1)])),
    ]


def _entries(rows: Iterable[TransactionRow], parts: Splits, sign: int = 1) -> Iterator[Entry]:
    for row in rows:
        if row.split_count == 1:
            yield Entry(row.date, row.account_id, _counted(row), row.base_amount, sign)
        else:
            for part in parts[row.id]:
                yield Entry(row.date, row.account_id, _counted(part), part.base_amount, sign)


def _counted(part: TransactionRow | SplitRow) -> UUID | None:
    return TRANSFERRED if part.category_id is None and part.transfer_id is not None else part.category_id


def _balance_entries(rows: Iterable[TransactionRow], sign: int = 1) -> Iterable[BalanceEntry]:
    return (BalanceEntry(row.date, row.account_id, row.account_amount, row.base_amount, sign) for row in rows)


def _by_transaction(parts: Iterable[SplitRow]) -> Splits:
    by_transaction: defaultdict[UUID, list[SplitRow]] = defaultdict(list)
    for part in parts:
        by_transaction[part.transaction_id].append(part)
    return by_transaction


def _add_up(sums: list[int], more: Sequence[int]) -> None:
    for place, amount in enumerate(more):
        sums[place] += amount
