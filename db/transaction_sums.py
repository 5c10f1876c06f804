"""Transaction sums: the totals and the number of all transactions that meet a filter."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, distinct, func, select

from db import totals
from db.accounts import UNCOUNTED
from db.search_conditions import Search
from db.splits import splits
from db.stores.engine import Connection
from db.totals import BucketTotal
from db.transactions import TransactionFilter, counted_category, sums, transactions

# No transaction has an earlier or a later day.
FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 30)

_ROWS, _SPLITS = transactions.c, splits.c


def counts_each(chosen: TransactionFilter) -> bool:
    """Return True if the daily totals are too coarse for a filter, so that each transaction must be counted."""
    return chosen != TransactionFilter(chosen.start, chosen.end, chosen.account_ids, chosen.category_ids)


async def totals_of(connection: Connection, ledger_id: UUID, chosen: TransactionFilter) -> list[BucketTotal]:
    """Sum up the splits that meet a filter, by category; read the daily totals if they suffice."""
    if not counts_each(chosen):
        days = (chosen.start or FIRST_DAY, chosen.end or LAST_DAY)
        return [
            BucketTotal(0, total.category_id, total.money_in, total.money_out, total.entries, None)
            for total in await totals.of_accounts(connection, ledger_id, *days)
            if chosen.account_ids is None or total.account_id in chosen.account_ids
            if chosen.category_ids is None or total.category_id in chosen.category_ids
        ]
    search = _search(connection, ledger_id, chosen)
    single = [search.within(_ROWS), search.qualifies(_ROWS), _ROWS.split_count == 1]
    if search.chooses_splits:
        single.append(search.is_in(_ROWS, chosen.category_ids))
    category, amount = counted_category(_ROWS), case((_ROWS.account_id.in_(UNCOUNTED), 0), else_=_ROWS.base_amount)
    rows = await search.rows(select(category, *sums(amount)).where(*single).group_by(category))
    category, amount = counted_category(_SPLITS), case((_ROWS.account_id.in_(UNCOUNTED), 0), else_=_SPLITS.base_amount)
    rows += await search.rows(_of_several(search, category, *sums(amount)).group_by(category))
    return _together(rows)


async def repeated(connection: Connection, ledger_id: UUID, chosen: TransactionFilter) -> int:
    """Return the number of splits that meet a filter, except the first one of each transaction."""
    search = _search(connection, ledger_id, chosen)
    count = func.count() - func.count(distinct(_SPLITS.transaction_id))
    ((more,),) = await search.rows(_of_several(search, count))
    return int(more)


def _search(connection: Connection, ledger_id: UUID, chosen: TransactionFilter) -> Search:
    return Search(connection, ledger_id, chosen, count=0, after=None, before=None, backwards=False)


def _of_several(search: Search, *columns: Any) -> Any:
    """Select from the splits that meet a filter, of transactions with several splits."""
    chosen = [search.within(_SPLITS, "transaction_id"), search.qualifies(_ROWS)]
    if search.chooses_splits:
        chosen.append(search.is_in(_SPLITS, search.chosen.category_ids))
    theirs = and_(_ROWS.ledger_id == _SPLITS.ledger_id, _ROWS.id == _SPLITS.transaction_id)
    return select(*columns).join_from(splits, transactions, theirs).where(*chosen)


def _together(rows: Sequence[Any]) -> list[BucketTotal]:
    sums_of: defaultdict[UUID | None, list[int]] = defaultdict(lambda: [0, 0, 0])
    for category_id, *amounts in rows:
        sums_of[category_id] = [known + more for known, more in zip(sums_of[category_id], amounts, strict=True)]
    return [BucketTotal._make((0, category_id, *amounts, None)) for category_id, amounts in sums_of.items()]
