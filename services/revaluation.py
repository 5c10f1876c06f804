"""Revaluation: transactions whose rate was not of their days are valued again when newer rates are known."""

from collections.abc import Sequence
from uuid import UUID

from db import accounts, categories, rates, splits, transactions, transfers
from db.splits import Splits
from db.transactions import TransactionRow
from services import postings
from services.accounts import Known, KnownAccounts
from services.changes import Change
from services.splits import only_split
from services.transaction_drafts import TransactionEdit, edited, prepare
from services.values.errors import Refused
from services.values.prices import Prices

_VALUES = ("exchange_rate", "base_amount", "account_amount", "provisional")


async def revalue(change: Change) -> int:
    """Value provisional transactions again; return how many are worth something else, or are provisional no more.

    What would change the balance of a closed account stays, and so does what both sides of a transfer agree on. An
    amount that has no price any more, or that would be too large, keeps its rate.
    """
    connection, ledger = change.connection, change.ledger
    rows = await transactions.provisional_of(connection, ledger.id)
    if not rows:
        return 0
    prices = Prices(ledger.base_currency, await rates.known_of(connection, ledger.id))
    rows = [row for row in rows if prices.on(row.currency, row.date)]
    known = Known(
        KnownAccounts(await accounts.all_of(connection, ledger.id)),
        {row.id: row._replace(archived=False) for row in await categories.all_of(connection, ledger.id)},
        prices,
    )
    parts = await splits.of_transactions(connection, ledger.id, [row.id for row in rows if row.split_count > 1])
    fixed = await _of_both_sides(change, rows, parts)
    fixed |= {row.id for row in rows if known.accounts[row.account_id].closed_on}
    count = 0
    for row in rows:
        stored = parts.get(row.id, [])
        draft = edited(row, stored, TransactionEdit(), known, ledger.base_currency)
        present = {part.id: part for part in stored or [only_split(row)]}
        try:
            new = prepare(draft, ledger, known, row.id, present)
        except Refused:
            continue
        values = {name: getattr(new.row, name) for name in _VALUES}
        moves = new.row.account_amount != row.account_amount
        if (moves and row.id in fixed) or row._replace(**values) == row:
            continue
        await postings.change(change, [row], {row.id: new.splits}, **values)
        count += 1
    return count


async def _of_both_sides(change: Change, rows: Sequence[TransactionRow], parts: Splits) -> set[UUID]:
    """Return the transactions that are a side of a transfer whose other side is there too."""
    ids = {part.transfer_id for row in rows for part in parts.get(row.id) or (row,) if part.transfer_id}
    linked = await transfers.get_many(change.connection, change.ledger.id, ids)
    return {transaction_id for row in linked if len(row.split_ids) > 1 for transaction_id in row.transaction_ids}
