"""Transaction search: find a page of the transactions that meet a filter.

Each kind of condition has an index, which begins with the ledger and the column `deleted`. The search first checks the
newest transactions, which suffices for conditions that many meet. For conditions that few meet it then uses the index,
a month at a time, until it has enough rows for the page.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import reduce
from itertools import pairwise
from typing import Any, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from db import tags, text_index
from db.search_conditions import Search
from db.splits import splits
from db.stores.engine import Connection
from db.tag_choices import TagChoice
from db.transactions import Position, TransactionFilter, TransactionRow, readable, transactions

LOOKED_AT_FIRST = 1_000
MOST_APART = 50
# The search reads a few places more than rows: the text of some rows has changed since it was indexed.
PLACES_MORE, MOST_PLACES_AT_ONCE = 12, 25_600

_PLACES = (
    "SELECT rowid FROM transaction_texts WHERE transaction_texts MATCH ? AND rowid BETWEEN ? AND ?"
    " ORDER BY rowid {order} LIMIT ?"
)

Item = TypeVar("Item")


class span_of(FunctionElement[int]):  # noqa: N801  it is used as a function
    """Return the part of the indexes that a day belongs to: a month on SQLite, 31 days on PostgreSQL."""

    type = Integer()
    inherit_cache = True


@compiles(span_of, "sqlite")
def _month(element: span_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, 7)"


@compiles(span_of, "postgresql")
def _days(element: span_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"(({compiler.process(element.clauses, **options)} - DATE '1900-01-01') / 31)"


async def page(
    connection: Connection,
    ledger_id: UUID,
    chosen: TransactionFilter,
    count: int,
    *,
    after: Position | None = None,
    before: Position | None = None,
    backwards: bool = False,
) -> list[TransactionRow]:
    """Return at most `count` transactions between positions, newest first; `backwards` takes the oldest of them."""
    search = Search(connection, ledger_id, chosen, count, after, before, backwards)
    if chosen.text or chosen.at_least is not None or chosen.at_most is not None:
        rows = await _among_the_nearest(search)
        if len(rows) < count and await _goes_on(search):
            rows = await _by_index(search)
    elif 0 < len(chosen.category_ids or ()) <= MOST_APART:
        rows = await _each_apart(
            search,
            [search.counts_in(transactions.c, [key]) for key in _once(chosen.category_ids)],
            [search.is_in(splits.c, [key]) for key in _once(chosen.category_ids)],
        )
    elif wanted := [*(chosen.tags.any_of or ()), *(chosen.tags.all_of[0] if chosen.tags.all_of else ())]:
        rows = await _by_tags(search, wanted)
    elif 0 < len(chosen.account_ids or ()) <= MOST_APART and not search.chooses_splits:
        rows = await _each_apart(search, [transactions.c.account_id == key for key in _once(chosen.account_ids)])
    else:
        columns = transactions.c
        statement = select(transactions).where(search.within(columns), search.meets(columns))
        rows = await search.rows(search.page_of(statement, columns))
    rows = [TransactionRow._make(row) for row in rows]
    return rows[::-1] if backwards else rows


async def _among_the_nearest(search: Search) -> list[Any]:
    """Find the page among the first rows of the list, which suffice if one in twenty meets the filter."""
    columns = transactions.c
    nearest = search.listed(select(transactions).where(search.within(columns)), columns, LOOKED_AT_FIRST).subquery()
    statement = select(nearest).where(search.meets(nearest.c))
    return await search.rows(search.page_of(statement, nearest.c))


async def _goes_on(search: Search) -> bool:
    """Return True if the list has more rows than were looked at."""
    columns = transactions.c
    behind = search.listed(select(columns.id).where(search.within(columns)), columns, 1).offset(LOOKED_AT_FIRST)
    return bool(await search.rows(behind))


async def _each_apart(
    search: Search, conditions: Iterable[ColumnElement[bool]], of_splits: Sequence[ColumnElement[bool]] = ()
) -> list[Any]:
    """Return the page of the rows that meet any condition; read each condition by its own index in the list's order."""
    columns = transactions.c
    direct = [
        and_(search.within(columns), readable(columns), search.stands_in(columns), condition)
        for condition in conditions
    ]
    if len(direct) == 1 and not of_splits:
        return await search.rows(search.page_of(select(transactions).where(*direct), columns))
    pages = [search.listed(select(columns.date, columns.id).where(own), columns, search.count) for own in direct]
    return await _at_places(search, [*pages, *(_by_split(search, condition) for condition in of_splits)])


async def _by_tags(search: Search, tag_ids: Sequence[UUID]) -> list[Any]:
    """Find the page of the transactions with any of these tags by their index in the list's order."""
    rows, marks = transactions.c, tags.places.c
    theirs = and_(rows.ledger_id == marks.ledger_id, rows.id == marks.transaction_id)
    # A mark of a tag says all that is asked for, unless something else is asked of the same split.
    is_enough = search.chosen.category_ids is None and search.chosen.tags == TagChoice(any_of=search.chosen.tags.any_of)
    condition = search.qualifies(rows) if is_enough else search.meets(rows)
    pages = [
        search.listed(
            select(marks.date, marks.transaction_id.label("id"))
            .join_from(tags.places, transactions, theirs)
            .where(search.within(marks, "transaction_id"), marks.tag_id == tag_id, condition)
            .distinct(),
            marks,
            search.count,
            "transaction_id",
        )
        for tag_id in _once(tag_ids)
    ]
    return await _at_places(search, pages)


async def _at_places(search: Search, pages: Sequence[Select[Any]]) -> list[Any]:
    """Return the page of the transactions at the places of several pages, each with a day and an `id`."""
    rows = transactions.c
    # SQLAlchemy takes long to build the columns of a subquery; the name of the only one that is needed will do.
    ids = [select(literal_column("id", rows.id.type)).select_from(page.subquery()) for page in pages]
    mine = (rows.ledger_id == bindparam("ledger_id"), rows.id.in_(union_all(*ids) if len(ids) > 1 else ids[0]))
    return await search.rows(search.page_of(select(transactions).where(*mine), rows))


def _by_split(search: Search, condition: ColumnElement[bool]) -> Select[Any]:
    """Return the statement for the page's transactions with several splits, one of which meets a condition."""
    rows, parts = transactions.c, splits.c
    theirs = and_(rows.ledger_id == parts.ledger_id, rows.id == parts.transaction_id)
    places = (
        select(parts.date, parts.transaction_id.label("id"))
        .join_from(splits, transactions, theirs)
        .where(search.within(parts, "transaction_id"), condition, readable(rows), search.stands_in(rows))
        .distinct()
    )
    return search.listed(places, parts, search.count, "transaction_id")


def _once(ids: Sequence[Item] | None) -> Iterable[Item]:
    return dict.fromkeys(ids or ())


async def _by_index(search: Search) -> list[Any]:
    if search.chosen.text and search.on_sqlite:
        return await _by_pieces(search)
    if len(search.chosen.text) > 1:
        return await _by_pairs(search)
    return await _by_amount(search)


async def _by_amount(search: Search) -> list[Any]:
    """Find rows by the index of amounts, in the months that have matches."""
    columns = transactions.c
    spans = await _spans(search, select(transactions).where(span_of(columns.date) == literal_column("spans.span")))
    statement = select(transactions).where(
        span_of(columns.date).in_(spans), search.within(columns), search.meets(columns)
    )
    return await _sorted(search, statement) if spans else []


async def _by_pairs(search: Search) -> list[Any]:
    """Find rows by PostgreSQL's index of pairs of letters, in the months that have matches."""
    spans = await _spans(search, _with_pairs(search.chosen.text, literal_column("spans.span")))
    candidates = _with_pairs(search.chosen.text, *map(literal, spans)).offset(0).subquery()
    chosen = select(candidates).where(search.within(candidates.c), search.meets(candidates.c))
    return await _sorted(search, chosen) if spans else []


def _with_pairs(content: str, *spans: ColumnElement[int]) -> Select[Any]:
    """Return the rows that have all pairs of letters of the text."""
    places = sorted({*range(0, len(content) - 1, 2), len(content) - 2})
    pairs = [content[place : place + 2] for place in places]
    indexed: ColumnElement[Any] = literal_column(text_index.PAIRS_POSTGRESQL)

    def wanted(span: ColumnElement[int]) -> ColumnElement[Any]:
        numbers: Any = (func.text_pairs(bindparam("ledger_id"), span, pair) for pair in pairs)
        return reduce(lambda known, more: known.op("||")(more), numbers)

    return select(transactions).where(or_(false(), *(indexed.op("@>")(wanted(span)) for span in spans)))


async def _sorted(search: Search, statement: Select[Any], **parameters: object) -> list[Any]:
    """Return the page of a few rows. Without the offset the database would read the whole list in its order."""
    rows = statement.offset(0).subquery()
    there = select(rows).where(rows.c.id.is_not(None))
    return await search.rows(search.page_of(there, rows.c), **parameters)


async def _spans(search: Search, indexed: Select[Any]) -> list[Any]:
    """Return the months with the rows of the page; `indexed` finds the rows of the month `spans.span`."""
    columns, (first, last) = transactions.c, search.days
    span, current = span_of(columns.date), literal_column("spans.span", Integer)
    own = (columns.ledger_id == bindparam("ledger_id"), columns.deleted == search.chosen.deleted)
    in_order = select(span).where(*own).order_by(span.asc() if search.backwards else span.desc()).limit(1)
    limit = first if search.backwards else last
    if limit:
        edge = span_of(literal(limit, Date))
        begin = in_order.where(span >= edge if search.backwards else span <= edge)
    else:
        begin = in_order
    behind = in_order.where(span > current if search.backwards else span < current)
    rows = indexed.offset(0).subquery() if search.chosen.text else indexed.subquery()
    counted = select(literal(1)).select_from(rows).where(search.within(rows.c), search.meets(rows.c))
    here = select(func.count()).select_from(counted.limit(search.count).subquery()).scalar_subquery()
    spans = select(begin.scalar_subquery().label("span"), literal(0, BigInteger).label("found")).cte(
        "spans", recursive=True
    )
    more = select(behind.scalar_subquery(), spans.c.found + here).where(
        spans.c.span.is_not(None), spans.c.found < search.count
    )
    walked = await search.rows(select(spans.union_all(more)))
    return [span for (span, before), (_, rows_found) in pairwise(walked) if rows_found > before]


async def _by_pieces(search: Search) -> list[Any]:
    """Find rows by SQLite's index of texts; its places are in the order of the list, except for their last bits."""
    first, last = search.days
    low = text_index.first_place(first) if first else 0
    high = text_index.first_place(last + timedelta(days=1)) - 1 if last else text_index.LAST_PLACE
    rows: list[Any] = []
    most = search.count + PLACES_MORE
    while len(rows) < search.count:
        places = await _places(search, low, high, most)
        is_last = len(places) < most
        if not is_last:
            moment = places[-1] >> text_index.REST_BITS  # more places of this moment may follow, in any order
            places = [place for place in places if place >> text_index.REST_BITS != moment]
            edge = moment << text_index.REST_BITS
            low, high = (edge, high) if search.backwards else (low, edge + text_index.LAST_REST)
        if places:
            rows += await _at(search, places)
        if is_last:
            break
        most = min(4 * most, MOST_PLACES_AT_ONCE)
    return rows[: search.count]


async def _places(search: Search, low: int, high: int, most: int) -> list[int]:
    wanted = text_index.matching(search.ledger_id, search.chosen.text)
    statement = _PLACES.format(order="ASC" if search.backwards else "DESC")
    return list((await search.connection.exec_driver_sql(statement, (wanted, low, high, most))).scalars())


async def _at(search: Search, places: Sequence[int]) -> list[Any]:
    columns = transactions.c
    here = func.json_each(bindparam("places", type_=String)).table_valued("value", name="places")
    # The outer join makes SQLite read the places first; in an inner join it would read the transactions first.
    stands_there = and_(
        columns.date == literal_column(text_index.DAY_OF_PLACE),
        columns.id.between(literal_column(text_index.FIRST_ID_OF_PLACE), literal_column(text_index.LAST_ID_OF_PLACE)),
        literal_column(text_index.IS_OF_PLACE),
        search.within(columns),
        search.meets(columns),
    )
    statement = select(transactions).select_from(here.outerjoin(transactions, stands_there))
    return await _sorted(search, statement, places=orjson.dumps(places).decode())
