"""Daily totals: money in, money out and entries of each day and category, kept in step with every write."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKeyConstraint,
    Integer,
    Table,
    Uuid,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    select,
    text,
    values,
)

from db.engine import Connection
from db.ids import NO_CATEGORY
from db.metadata import metadata

totals = Table(
    "daily_totals",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("category_id", Uuid, primary_key=True),
    Column("money_in", BigInteger, nullable=False),
    Column("money_out", BigInteger, nullable=False),
    Column("entries", Integer, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class Entry(NamedTuple):
    """What one transaction contributes: its base amount on a day, in a category, added (1) or taken away (-1)."""

    day: date
    category_id: UUID | None
    amount: int
    sign: int = 1


class DailyTotal(NamedTuple):
    """A day's totals of one category, in minor units; `money_out` is not negative; no category is None."""

    day: date
    category_id: UUID | None
    money_in: int
    money_out: int
    entries: int


class Bucket(NamedTuple):
    """A numbered range of days, both ends included, that totals are asked for."""

    number: int
    start: date
    end: date


class BucketTotal(NamedTuple):
    """A category's totals within one bucket."""

    bucket: int
    category_id: UUID | None
    money_in: int
    money_out: int
    entries: int


_ADD = text(
    "INSERT INTO daily_totals (ledger_id, day, category_id, money_in, money_out, entries)"
    " VALUES (:ledger_id, :day, :category_id, :money_in, :money_out, :entries)"
    " ON CONFLICT (ledger_id, day, category_id) DO UPDATE SET"
    " money_in = daily_totals.money_in + excluded.money_in,"
    " money_out = daily_totals.money_out + excluded.money_out,"
    " entries = daily_totals.entries + excluded.entries"
).bindparams(
    bindparam("ledger_id", type_=Uuid()),
    bindparam("day", type_=Date()),
    bindparam("category_id", type_=Uuid()),
)


def summed(entries: Iterable[Entry]) -> list[DailyTotal]:
    """The entries added up by day and category, without those that cancel out."""
    sums: defaultdict[tuple[date, UUID | None], list[int]] = defaultdict(lambda: [0, 0, 0])
    for day, category_id, amount, sign in entries:
        total = sums[day, category_id]
        total[0 if amount > 0 else 1] += abs(amount) * sign
        total[2] += sign
    return [DailyTotal(*key, *total) for key, total in sums.items() if any(total)]


async def add(connection: Connection, ledger_id: UUID, changes: Sequence[DailyTotal]) -> None:
    """Add changes (which may be negative) to the ledger's totals."""
    if changes:
        rows = [_parameters(ledger_id, change) for change in changes]
        await connection.execute(_ADD, rows if len(rows) > 1 else rows[0])


def _parameters(ledger_id: UUID, total: DailyTotal) -> dict[str, object]:
    return {**total._asdict(), "ledger_id": ledger_id, "category_id": total.category_id or NO_CATEGORY}


_MOVE = text(
    "INSERT INTO daily_totals (ledger_id, day, category_id, money_in, money_out, entries)"
    " SELECT ledger_id, day, :target, money_in, money_out, entries FROM daily_totals"
    " WHERE ledger_id = :ledger_id AND category_id = :source"
    " ON CONFLICT (ledger_id, day, category_id) DO UPDATE SET"
    " money_in = daily_totals.money_in + excluded.money_in,"
    " money_out = daily_totals.money_out + excluded.money_out,"
    " entries = daily_totals.entries + excluded.entries"
).bindparams(bindparam("ledger_id", type_=Uuid()), bindparam("source", type_=Uuid()), bindparam("target", type_=Uuid()))


async def move(connection: Connection, ledger_id: UUID, source: UUID, target: UUID) -> None:
    """Give all totals of one category to another."""
    await connection.execute(_MOVE, {"ledger_id": ledger_id, "source": source, "target": target})
    await connection.execute(delete(totals).where(totals.c.ledger_id == ledger_id, totals.c.category_id == source))


async def by_bucket(connection: Connection, ledger_id: UUID, buckets: Sequence[Bucket]) -> list[BucketTotal]:
    """Totals of each bucket and category in one statement; buckets may overlap, empty ones have no rows."""
    asked = (
        values(column("number", Integer), column("start", Date), column("end", Date), name="asked")
        .data([(bucket.number, bucket.start, bucket.end) for bucket in buckets])
        .cte("asked")
    )
    sums = (func.sum(totals.c.money_in), func.sum(totals.c.money_out), func.sum(totals.c.entries))
    chosen = and_(totals.c.ledger_id == ledger_id, totals.c.day.between(asked.c.start, asked.c.end))
    statement = (
        select(asked.c.number, totals.c.category_id, *(cast(amount, BigInteger) for amount in sums))
        .join_from(asked, totals, chosen)
        .group_by(asked.c.number, totals.c.category_id)
    )
    return [
        BucketTotal(number, _named(category_id), *amounts)
        for number, category_id, *amounts in await connection.execute(statement)
    ]


async def every_day(connection: Connection, ledger_id: UUID) -> list[DailyTotal]:
    """All stored totals of a ledger, without days that have become empty; for recounts."""
    rows = await connection.execute(
        select(totals.c.day, totals.c.category_id, totals.c.money_in, totals.c.money_out, totals.c.entries)
        .where(totals.c.ledger_id == ledger_id)
        .order_by(totals.c.day, totals.c.category_id)
    )
    found = [DailyTotal(day, _named(category_id), *amounts) for day, category_id, *amounts in rows]
    return [total for total in found if (total.money_in, total.money_out, total.entries) != (0, 0, 0)]


def _named(category_id: UUID) -> UUID | None:
    return None if category_id == NO_CATEGORY else category_id
