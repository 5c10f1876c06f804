"""Tag totals: the money of a range of days by tag, and that of all splits with any tag."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    false,
    null,
    or_,
    select,
    union_all,
)

from db.accounts import UNCOUNTED
from db.splits import splits
from db.stores.engine import Connection
from db.tags import WHOLE, its_tag, places, seen_tag, tags
from db.transactions import counted_category, readable, sums, transactions

_PLACES, _ROWS, _SPLITS = places.c, transactions.c, splits.c

Condition: TypeAlias = ColumnElement[bool]


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
    marks = [_PLACES.ledger_id == ledger_id, _PLACES.deleted == false(), _PLACES.date.between(first, last)]
    chosen = [readable(_ROWS)] if account_ids is None else [readable(_ROWS), _ROWS.account_id.in_(account_ids)]
    tagged = union_all(_single(marks, chosen), _several(marks, chosen)).cte("tagged")
    by_tag = select(tagged.c.tag_id, tagged.c.category_id, *sums(tagged.c.amount)).group_by(
        tagged.c.tag_id, tagged.c.category_id
    )
    parts = select(tagged.c.part_id, tagged.c.category_id, tagged.c.amount).distinct().subquery()
    of_any = select(null(), parts.c.category_id, *sums(parts.c.amount)).group_by(parts.c.category_id)
    rows = await connection.execute(union_all(by_tag, of_any), {"ledger_id": ledger_id})
    return [TagTotal._make(row) for row in rows]


def _single(marks: Sequence[Condition], chosen: Sequence[Condition]) -> Select[Any]:
    """Select each transaction with one split once with each of its tags. Tags that are being merged are the same."""
    marked = select(seen_tag, _PLACES.transaction_id).join_from(tags, places, its_tag).where(*marks)
    theirs = marked.distinct().subquery()
    row = and_(_ROWS.ledger_id == bindparam("ledger_id"), _ROWS.id == theirs.c.transaction_id)
    return (
        select(theirs.c.tag_id, *_counted(_ROWS))
        .join_from(theirs, transactions, row)
        .where(_ROWS.split_count == 1, *chosen)
    )


def _several(marks: Sequence[Condition], chosen: Sequence[Condition]) -> Select[Any]:
    """Select each split of the other transactions once with each tag that it or its transaction has."""
    part = and_(
        _SPLITS.ledger_id == _PLACES.ledger_id,
        _SPLITS.transaction_id == _PLACES.transaction_id,
        or_(_PLACES.split_id == WHOLE, _PLACES.split_id == _SPLITS.id),
    )
    # The splits first: most transactions have none.
    marked = select(seen_tag, *_SPLITS).join_from(tags, places, its_tag).join(splits, part).where(*marks)
    theirs = marked.distinct().subquery()
    row = and_(_ROWS.ledger_id == theirs.c.ledger_id, _ROWS.id == theirs.c.transaction_id)
    return (
        select(theirs.c.tag_id, *_counted(theirs.c))
        .join_from(theirs, transactions, row)
        .where(_ROWS.split_count > 1, *chosen)
    )


def _counted(columns: Any) -> tuple[Any, ...]:
    amount = case((_ROWS.account_id.in_(UNCOUNTED), 0), else_=columns.base_amount).label("amount")
    return columns.id.label("part_id"), counted_category(columns), amount
