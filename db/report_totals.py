"""Report totals: the money of ranges of days by category and, if wanted, by account, payee or tag."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CTE, BigInteger, Date, Integer, Select, and_, cast, column, func, null, select, values

from db.accounts import UNCOUNTED
from db.search_conditions import Search
from db.splits import splits
from db.stores.engine import Connection
from db.stores.ids import NO_CATEGORY
from db.tags import WHOLE, its_tag, places, seen_tag, tags
from db.totals import Piece, totals
from db.transactions import TransactionFilter, counted_category, seen_account, sums, transactions

_ROWS, _SPLITS, _PLACES = transactions.c, splits.c, places.c


class ReportKey(StrEnum):
    """A thing other than a category by which the money of a report is divided."""

    ACCOUNT = "ACCOUNT"
    PAYEE = "PAYEE"
    TAG = "TAG"


class ReportTotal(NamedTuple):
    """The money of a category and a key within a bucket of days, in counted accounts; `key` is None without one."""

    bucket: int
    key: UUID | str | None
    category_id: UUID | None
    money_in: int
    money_out: int
    entries: int


async def from_days(
    connection: Connection, ledger_id: UUID, pieces: Sequence[Piece], chosen: TransactionFilter, *, by_account: bool
) -> list[ReportTotal]:
    """Read the daily totals, for a filter that chooses nothing but accounts and categories."""
    days, columns = _days(pieces), totals.c
    key = columns.account_id if by_account else null()
    money = (columns.money_in, columns.money_out, columns.entries)
    statement = (
        select(
            days.c.piece,
            key.label("key"),
            columns.category_id,
            *(cast(func.sum(amount), BigInteger) for amount in money),
        )
        .join_from(days, totals, columns.day.between(days.c.first_day, days.c.last_day))
        .where(columns.ledger_id == ledger_id, columns.account_id.not_in(UNCOUNTED))
        .group_by(days.c.piece, columns.category_id, *([key] if by_account else []))
    )
    if chosen.account_ids is not None:
        statement = statement.where(columns.account_id.in_(chosen.account_ids))
    if chosen.category_ids is not None:
        stored = [NO_CATEGORY if category_id is None else category_id for category_id in chosen.category_ids]
        statement = statement.where(columns.category_id.in_(stored))
    rows = await connection.execute(statement, {"ledger_id": ledger_id})
    return _in_buckets(
        pieces,
        ((piece, key, None if category == NO_CATEGORY else category, *sums) for piece, key, category, *sums in rows),
    )


async def from_rows(
    connection: Connection, ledger_id: UUID, pieces: Sequence[Piece], chosen: TransactionFilter, key: ReportKey | None
) -> list[ReportTotal]:
    """Read the splits that meet a filter. With tags as keys only those with a tag, once for each tag."""
    search = Search(connection, ledger_id, chosen, count=0, after=None, before=None, backwards=False)
    statements = _by_tag(search, pieces) if key is ReportKey.TAG else _by_key(search, pieces, key)
    rows = [row for statement in statements for row in await search.rows(statement)]
    return _in_buckets(pieces, rows)


async def with_any_tag(
    connection: Connection, ledger_id: UUID, pieces: Sequence[Piece], chosen: TransactionFilter
) -> list[ReportTotal]:
    """Read the splits that meet a filter and have any tag, each once."""
    search = Search(connection, ledger_id, chosen, count=0, after=None, before=None, backwards=False)
    rows = [row for statement in _by_tag(search, pieces, any_tag=True) for row in await search.rows(statement)]
    return _in_buckets(pieces, rows)


def _by_key(search: Search, pieces: Sequence[Piece], key: ReportKey | None) -> Iterable[Select[Any]]:
    keys = {ReportKey.ACCOUNT: seen_account(_ROWS), ReportKey.PAYEE: _ROWS.payee}
    by = keys[key] if key else null().label("key")
    for columns, days, statement in _parts(search, pieces):
        category = counted_category(columns)
        grouped = statement.group_by(days.c.piece, category, *([by] if key else []))
        yield grouped.add_columns(days.c.piece, by, category, *sums(columns.base_amount))


def _by_tag(search: Search, pieces: Sequence[Piece], *, any_tag: bool = False) -> Iterable[Select[Any]]:
    tag = null().label("tag_id") if any_tag else seen_tag
    for columns, days, statement in _parts(search, pieces):
        theirs = and_(
            _PLACES.ledger_id == columns.ledger_id,
            _PLACES.transaction_id == _ROWS.id,
            _PLACES.split_id.in_([WHOLE, columns.id]),
        )
        tagged = statement.join(places, theirs).join(tags, its_tag)
        amount = columns.base_amount.label("amount")
        part = tagged.add_columns(days.c.piece, tag, counted_category(columns), columns.id.label("part_id"), amount)
        once = part.distinct().subquery()
        shown = (once.c.piece, once.c.tag_id, once.c.category_id)
        yield select(*shown, *sums(once.c.amount)).group_by(*shown)


def _parts(search: Search, pieces: Sequence[Piece]) -> Iterable[tuple[Any, CTE, Select[Any]]]:
    """Yield the columns, the days and a statement without columns for both kinds of splits that meet the filter."""
    several = and_(_ROWS.ledger_id == _SPLITS.ledger_id, _ROWS.id == _SPLITS.transaction_id)
    for columns, id_column in ((_ROWS, "id"), (_SPLITS, "transaction_id")):
        days = _days(pieces)
        within = columns.date.between(days.c.first_day, days.c.last_day)
        chosen = [search.within(columns, id_column), search.qualifies(_ROWS), _ROWS.account_id.not_in(UNCOUNTED)]
        if search.chooses_splits:
            chosen.append(search.is_in(columns, search.chosen.category_ids))
        if columns is _ROWS:
            joined = days.join(transactions, within)
            chosen.append(_ROWS.split_count == 1)
        else:
            joined = days.join(splits, within).join(transactions, several)
        yield columns, days, select().select_from(joined).where(*chosen)


def _days(pieces: Sequence[Piece]) -> CTE:
    columns = (column("piece", Integer), column("first_day", Date), column("last_day", Date))
    rows = [(number, piece.start, piece.end) for number, piece in enumerate(pieces)]
    return values(*columns, name="days").data(rows).cte("days")


def _in_buckets(pieces: Sequence[Piece], rows: Iterable[Sequence[Any]]) -> list[ReportTotal]:
    return [ReportTotal(number, *row) for piece, *row in rows for number in pieces[piece].numbers]
