"""Finding transactions: a page of those that meet a filter, by an index for each kind of condition.

Every index begins with the ledger and whether a transaction is deleted, so that nothing else costs anything. What many
transactions meet is found among the newest ones; what few meet is found by its index, a month at a time, until enough
are counted for the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import pairwise
from typing import Any, TypeAlias
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
    true,
    tuple_,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from db import text_index, totals
from db.stores.engine import Connection
from db.totals import Bucket, BucketTotal
from db.transactions import (
    Position,
    TransactionFilter,
    TransactionRow,
    as_seen,
    finished,
    seen_category,
    sums,
    transactions,
)

# No transaction has an earlier or a later day.
FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 30)
LOOKED_AT_FIRST = 1_000
MOST_CATEGORIES_APART = 50
# A few places more than rows, because some hold a row that does not say the text any more.
PLACES_MORE, MOST_PLACES_AT_ONCE = 12, 25_600

_PLACES = (
    "SELECT rowid FROM transaction_texts WHERE transaction_texts MATCH ? AND rowid BETWEEN ? AND ?"
    " ORDER BY rowid {order} LIMIT ?"
)

Columns: TypeAlias = ReadOnlyColumnCollection[str, Any]


class span_of(FunctionElement[int]):  # noqa: N801  it is used as a function
    """The part of the indexes that a day belongs to: a month on SQLite, 31 days on PostgreSQL."""

    type = Integer()
    inherit_cache = True


@compiles(span_of, "sqlite")
def _month(element: span_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, 7)"


@compiles(span_of, "postgresql")
def _days(element: span_of, compiler: SQLCompiler, **options: Any) -> str:
    return f"(({compiler.process(element.clauses, **options)} - DATE '1900-01-01') / 31)"


@dataclass(frozen=True, slots=True)
class _Search:
    """A page that is asked for, and the database that is asked."""

    connection: Connection
    ledger_id: UUID
    chosen: TransactionFilter
    count: int
    after: Position | None
    before: Position | None
    backwards: bool

    @property
    def on_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    @property
    def days(self) -> tuple[Any, Any]:
        """The first and the last day on which something may be found, None where nothing says so."""
        firsts = [day for day in (self.chosen.start, self.before and self.before.date) if day]
        lasts = [day for day in (self.chosen.end, self.after and self.after.date) if day]
        return max(firsts, default=None), min(lasts, default=None)

    def within(self, columns: Columns) -> ColumnElement[bool]:
        """The conditions that the order of the list has an index for."""
        found = [columns.ledger_id == bindparam("ledger_id"), columns.deleted == self.chosen.deleted]
        place = tuple_(columns.date, columns.id)
        first, last = self.days
        found += [columns.date >= first] if first else []
        found += [columns.date <= last] if last else []
        found += [place < tuple_(*self.after)] if self.after else []
        found += [place > tuple_(*self.before)] if self.before else []
        return and_(*found)

    def meets(self, columns: Columns) -> ColumnElement[bool]:
        """All other conditions."""
        chosen, found = self.chosen, [finished(columns)]
        if chosen.category_ids is not None:
            found.append(or_(false(), *(self.is_in(columns, each) for each in chosen.category_ids)))
        found.append(_between(columns.base_amount, chosen.at_least, chosen.at_most, absolute=chosen.absolute))
        if chosen.text:
            found.append(_mentions(columns, chosen.text, on_sqlite=self.on_sqlite))
        return and_(*found)

    def is_in(self, columns: Columns, category_id: UUID | None) -> ColumnElement[bool]:
        """The condition that a transaction is in a category, or in none and of the sign that is asked for."""
        found: ColumnElement[bool] = columns.category_id.is_not_distinct_from(category_id)
        if category_id is not None or self.chosen.uncategorised_in is None:
            return found
        sign = columns.base_amount > 0 if self.chosen.uncategorised_in else columns.base_amount <= 0
        return and_(found, sign)

    def page_of(self, statement: Select[Any], columns: Columns) -> Select[Any]:
        """The page out of a statement that finds rows."""
        return self.listed(statement.with_only_columns(*as_seen(columns)), columns, self.count)

    def listed(self, statement: Select[Any], columns: Columns, count: int) -> Select[Any]:
        """The first rows in the order of the list, from the end that is asked for."""
        order = (columns.date, columns.id)
        return statement.order_by(*(each.asc() if self.backwards else each.desc() for each in order)).limit(count)

    async def rows(self, statement: Any, **parameters: object) -> list[Any]:
        """All rows of a statement."""
        given = {"ledger_id": self.ledger_id, "content": self.chosen.text, **parameters}
        return list(await self.connection.execute(statement, given))


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
    """At most `count` transactions, newest first, beside a position; backwards takes the oldest of the range."""
    search = _Search(connection, ledger_id, chosen, count, after, before, backwards)
    if chosen.text or chosen.at_least is not None or chosen.at_most is not None:
        found = await _among_the_nearest(search)
        if len(found) < count and await _goes_on(search):
            found = await _by_index(search)
    elif 0 < len(chosen.category_ids or ()) <= MOST_CATEGORIES_APART:
        found = await _by_category(search)
    else:
        columns = transactions.c
        statement = select(transactions).where(search.within(columns), search.meets(columns))
        found = await search.rows(search.page_of(statement, columns))
    rows = [TransactionRow._make(row) for row in found]
    return rows[::-1] if backwards else rows


async def totals_of(connection: Connection, ledger_id: UUID, chosen: TransactionFilter) -> list[BucketTotal]:
    """Sum up all transactions that meet a filter, by category; from the daily totals if these know enough."""
    if chosen == TransactionFilter(chosen.start, chosen.end, chosen.category_ids):
        days = Bucket(0, chosen.start or FIRST_DAY, chosen.end or LAST_DAY)
        found = await totals.by_bucket(connection, ledger_id, [days]) if days.start <= days.end else []
        return [total for total in found if chosen.category_ids is None or total.category_id in chosen.category_ids]
    search = _Search(connection, ledger_id, chosen, count=0, after=None, before=None, backwards=False)
    columns = transactions.c
    category = seen_category(columns)
    statement = select(category, *sums(columns)).where(search.within(columns), search.meets(columns))
    rows = await search.rows(statement.group_by(category))
    return [BucketTotal._make((0, *row, None)) for row in rows]


async def _among_the_nearest(search: _Search) -> list[Any]:
    """What is found among the first rows of the list: enough, if the filter takes one in twenty of them."""
    columns = transactions.c
    nearest = search.listed(select(transactions).where(search.within(columns)), columns, LOOKED_AT_FIRST).subquery()
    statement = select(nearest).where(search.meets(nearest.c))
    return await search.rows(search.page_of(statement, nearest.c))


async def _goes_on(search: _Search) -> bool:
    """Whether the list has more rows than were looked at."""
    columns = transactions.c
    behind = search.listed(select(columns.id).where(search.within(columns)), columns, 1).offset(LOOKED_AT_FIRST)
    return bool(await search.rows(behind))


async def _by_category(search: _Search) -> list[Any]:
    columns = transactions.c
    each = [
        search.listed(
            select(transactions).where(search.within(columns), finished(columns), search.is_in(columns, category_id)),
            columns,
            search.count,
        ).subquery()
        for category_id in dict.fromkeys(search.chosen.category_ids or ())
    ]
    together = union_all(*(select(one) for one in each)).subquery()
    return await search.rows(search.page_of(select(together), together.c))


async def _by_index(search: _Search) -> list[Any]:
    if search.chosen.text and search.on_sqlite:
        return await _by_pieces(search)
    if len(search.chosen.text) > 1:
        return await _by_pairs(search)
    return await _by_amount(search)


async def _by_amount(search: _Search) -> list[Any]:
    """Find rows by the index of amounts, in the months that have any."""
    columns = transactions.c
    spans = await _spans(search, select(transactions).where(span_of(columns.date) == literal_column("spans.span")))
    found = select(transactions).where(span_of(columns.date).in_(spans), search.within(columns), search.meets(columns))
    return await _sorted(search, found) if spans else []


async def _by_pairs(search: _Search) -> list[Any]:
    """Find rows by PostgreSQL's index of pairs of letters, in the months that have any."""
    spans = await _spans(search, _with_pairs(search.chosen.text, literal_column("spans.span")))
    found = _with_pairs(search.chosen.text, *map(literal, spans)).offset(0).subquery()
    chosen = select(found).where(search.within(found.c), search.meets(found.c))
    return await _sorted(search, chosen) if spans else []


def _with_pairs(content: str, *spans: ColumnElement[int]) -> Select[Any]:
    """The rows of some months in which the pairs of letters of the text stand: every second one and the last.

    These pairs hold all letters, and each pair less spares a look into the index.
    """
    places = sorted({*range(0, len(content) - 1, 2), len(content) - 2})
    pairs = [content[place : place + 2] for place in places]
    indexed: ColumnElement[Any] = literal_column(text_index.PAIRS_POSTGRESQL)

    def wanted(span: ColumnElement[int]) -> ColumnElement[Any]:
        numbers: Any = (func.text_pairs(bindparam("ledger_id"), span, pair) for pair in pairs)
        return reduce(lambda known, more: known.op("||")(more), numbers)

    return select(transactions).where(or_(false(), *(indexed.op("@>")(wanted(span)) for span in spans)))


async def _sorted(search: _Search, found: Select[Any], **parameters: object) -> list[Any]:
    """The page out of a few rows; without the offset planners would read the whole list, because it is in order."""
    rows = found.offset(0).subquery()
    there = select(rows).where(rows.c.id.is_not(None))
    return await search.rows(search.page_of(there, rows.c), **parameters)


async def _spans(search: _Search, indexed: Select[Any]) -> list[Any]:
    """The months that the page reaches into, counted by an index that knows the month `spans.span`."""
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
    return [span for (span, before), (_, found) in pairwise(walked) if found > before]


async def _by_pieces(search: _Search) -> list[Any]:
    """Find rows by SQLite's index of texts, whose places are in the order of the list up to their last bits."""
    first, last = search.days
    low = text_index.first_place(first) if first else 0
    high = text_index.first_place(last + timedelta(days=1)) - 1 if last else text_index.LAST_PLACE
    found: list[Any] = []
    most = search.count + PLACES_MORE
    while len(found) < search.count:
        places = await _places(search, low, high, most)
        is_last = len(places) < most
        if not is_last:
            moment = places[-1] >> text_index.REST_BITS  # more of it may follow, in any order
            places = [place for place in places if place >> text_index.REST_BITS != moment]
            edge = moment << text_index.REST_BITS
            low, high = (edge, high) if search.backwards else (low, edge + text_index.LAST_REST)
        if places:
            found += await _at(search, places)
        if is_last:
            break
        most = min(4 * most, MOST_PLACES_AT_ONCE)
    return found[: search.count]


async def _places(search: _Search, low: int, high: int, most: int) -> list[int]:
    wanted = text_index.matching(search.ledger_id, search.chosen.text)
    statement = _PLACES.format(order="ASC" if search.backwards else "DESC")
    return list((await search.connection.exec_driver_sql(statement, (wanted, low, high, most))).scalars())


async def _at(search: _Search, places: Sequence[int]) -> list[Any]:
    columns = transactions.c
    here = func.json_each(bindparam("places", type_=String)).table_valued("value", name="places")
    # SQLite may not read the transactions before the places, as it would in an inner join.
    stands_there = and_(
        columns.date == literal_column(text_index.DAY_OF_PLACE),
        columns.id.between(literal_column(text_index.FIRST_ID_OF_PLACE), literal_column(text_index.LAST_ID_OF_PLACE)),
        literal_column(text_index.IS_OF_PLACE),
        search.within(columns),
        search.meets(columns),
    )
    found = select(transactions).select_from(here.outerjoin(transactions, stands_there))
    return await _sorted(search, found, places=orjson.dumps(places).decode())


def _between(
    amount: ColumnElement[int], at_least: int | None, at_most: int | None, *, absolute: bool
) -> ColumnElement[bool]:
    """The condition on amounts, written so that the index of signed amounts serves it without their sign too."""
    found = and_(true(), *([amount >= at_least] if at_least is not None else []))
    found = and_(found, *([amount <= at_most] if at_most is not None else []))
    if not absolute:
        return found
    mirrored = _between(amount, _negative(at_most), _negative(at_least), absolute=False)
    return or_(and_(amount >= 0, found), and_(amount < 0, mirrored))


def _negative(amount: int | None) -> int | None:
    return None if amount is None else -amount


def _mentions(columns: Columns, words: str, *, on_sqlite: bool) -> ColumnElement[bool]:
    said = (columns.payee, columns.note)
    if on_sqlite and not words.isascii():
        folded = (func.unicode_lower(column, type_=String) for column in said)
        return or_(*(column.contains(words.lower(), autoescape=True) for column in folded))
    return or_(*(column.icontains(words, autoescape=True) for column in said))
