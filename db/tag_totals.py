"""Tag totals: the money of a range of days by tag, and that of all splits with any tag."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, and_, case, false, or_, select, union

from db.accounts import UNCOUNTED
from db.splits import splits
from db.stores.engine import Connection
from db.tags import WHOLE, its_tag, places, seen_tag, tags
from db.transactions import counted_category, readable, sums, transactions

_PLACES, _ROWS, _SPLITS = places.c, transactions.c, splits.c


class TagTotal(NamedTuple):
    """The money of the splits in a category that have a tag (None: any tag); accounts must be counted."""

    tag_id: UUID | None
    category_id: UUID | None
    money_in: int
    money_out: int
    entries: int


async def totals_of(
    connection: Connection, ledger_id: UUID, first: date, last: date, account_ids: Sequence[UUID] | None
) -> list[TagTotal]:
    """Return the totals by tag and category from a first to a last day, in all accounts or in some.

    Those of any tag count a split once, however many tags it has.
    """
    chosen = [_PLACES.ledger_id == ledger_id, _PLACES.deleted == false(), _PLACES.date.between(first, last)]
    if account_ids is not None:
        chosen.append(_ROWS.account_id.in_(account_ids))
    tagged = _tagged(chosen).subquery()
    by_tag = select(tagged.c.tag_id, tagged.c.category_id, *sums(tagged.c.amount)).group_by(
        tagged.c.tag_id, tagged.c.category_id
    )
    parts = select(tagged.c.part_id, tagged.c.category_id, tagged.c.amount).distinct().subquery()
    of_any = select(parts.c.category_id, *sums(parts.c.amount)).group_by(parts.c.category_id)
    values = {"ledger_id": ledger_id}
    rows = [TagTotal._make(row) for row in await connection.execute(by_tag, values)]
    return [*rows, *(TagTotal(None, *row) for row in await connection.execute(of_any, values))]


def _tagged(chosen: Sequence[Any]) -> CompoundSelect[Any]:
    """Select each split once with each tag that it or its transaction has."""
    single = _parts(_ROWS, _ROWS.split_count == 1, *chosen)
    theirs = and_(
        _SPLITS.ledger_id == _PLACES.ledger_id,
        _SPLITS.transaction_id == _PLACES.transaction_id,
        or_(_PLACES.split_id == WHOLE, _PLACES.split_id == _SPLITS.id),
    )
    several = _parts(_SPLITS, _ROWS.split_count > 1, *chosen).join(splits, theirs)
    return union(single, several)


def _parts(columns: Any, *chosen: Any) -> Select[Any]:
    row = and_(_ROWS.ledger_id == _PLACES.ledger_id, _ROWS.id == _PLACES.transaction_id)
    amount = case((_ROWS.account_id.in_(UNCOUNTED), 0), else_=columns.base_amount).label("amount")
    return (
        select(seen_tag, columns.id.label("part_id"), counted_category(columns), amount)
        .select_from(tags)
        .join(places, its_tag)
        .join(transactions, row)
        .where(*chosen, readable(_ROWS))
    )
