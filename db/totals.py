"""Daily totals: money in, money out and entries of each day, account and category, updated with every write."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple
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
    case,
    cast,
    column,
    delete,
    func,
    select,
    text,
)

from db.accounts import accounts
from db.stores.engine import Connection
from db.stores.ids import NO_CATEGORY
from db.stores.metadata import metadata
from db.stores.visits import Insertion, Read, Statement, Write, every

_DAY = timedelta(days=1)

totals = Table(
    "daily_totals",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("category_id", Uuid, primary_key=True),
    Column("money_in", BigInteger, nullable=False),
    Column("money_out", BigInteger, nullable=False),
    Column("entries", Integer, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,  # the days of a ledger are stored side by side, and one look-up reads them
)


class Entry(NamedTuple):
    """The contribution of one transaction: its base amount on a day, in a category, added (1) or removed (-1)."""

    day: date
    account_id: UUID
    category_id: UUID | None
    amount: int
    sign: int = 1


class DailyTotal(NamedTuple):
    """A day's totals of one account and category, in minor units; `money_out` is not negative; None is no category."""

    day: date
    account_id: UUID
    category_id: UUID | None
    money_in: int
    money_out: int
    entries: int


class Bucket(NamedTuple):
    """A numbered range of days whose totals are requested, both ends included."""

    number: int
    start: date
    end: date


class AccountTotal(NamedTuple):
    """The totals of an account and a category within a range of days."""

    account_id: UUID
    category_id: UUID | None
    money_in: int
    money_out: int
    entries: int


class Piece(NamedTuple):
    """A range of days, both ends included, and the numbers of its buckets."""

    start: date
    end: date
    numbers: Sequence[int]


class BucketTotal(NamedTuple):
    """A category's totals within one bucket, and the first day of it that has an entry."""

    bucket: int
    category_id: UUID | None
    money_in: int
    money_out: int
    entries: int
    first_on: date | None


_SUM_UP = (
    " ON CONFLICT (ledger_id, day, account_id, category_id) DO UPDATE SET"
    " money_in = daily_totals.money_in + excluded.money_in,"
    " money_out = daily_totals.money_out + excluded.money_out,"
    " entries = daily_totals.entries + excluded.entries"
)
_ADD = Insertion(totals, ("ledger_id", *DailyTotal._fields), _SUM_UP)


def summed(entries: Iterable[Entry]) -> list[DailyTotal]:
    """Return the entries added up by day, account and category, without those that cancel out."""
    sums: defaultdict[tuple[date, UUID, UUID | None], list[int]] = defaultdict(lambda: [0, 0, 0])
    for day, account_id, category_id, amount, sign in entries:
        total = sums[day, account_id, category_id]
        total[0 if amount > 0 else 1] += abs(amount) * sign
        total[2] += sign
    return [DailyTotal(*key, *total) for key, total in sums.items() if any(total)]


def opposite(total: DailyTotal) -> DailyTotal:
    """Return the change that takes a total away."""
    return total._replace(money_in=-total.money_in, money_out=-total.money_out, entries=-total.entries)


def adding(ledger_id: UUID, changes: Sequence[DailyTotal]) -> Write:
    """Return the write that adds changes, which may be negative, to the ledger's totals."""
    return Write(_ADD, lambda: [(ledger_id, *_stored(change)) for change in changes])


async def add(connection: Connection, ledger_id: UUID, changes: Sequence[DailyTotal]) -> None:
    """Add changes, which may be negative, to the ledger's totals."""
    await adding(ledger_id, changes).within(connection)


_MOVED = {
    "account_id": "day, :target, category_id",
    "category_id": "day, account_id, :target",
}
_MOVES = {
    moved: text(
        "INSERT INTO daily_totals (ledger_id, day, account_id, category_id, money_in, money_out, entries)"  # noqa: S608
        f" SELECT ledger_id, {key}, money_in, money_out, entries FROM daily_totals"
        f" WHERE ledger_id = :ledger_id AND {moved} = :source{_SUM_UP}"
    ).bindparams(*(bindparam(name, type_=Uuid()) for name in ("ledger_id", "source", "target")))
    for moved, key in _MOVED.items()
}


async def move(connection: Connection, ledger_id: UUID, source: UUID, target: UUID) -> None:
    """Move all totals of one category to another."""
    await connection.execute(_MOVES["category_id"], {"ledger_id": ledger_id, "source": source, "target": target})
    await connection.execute(delete(totals).where(totals.c.ledger_id == ledger_id, totals.c.category_id == source))


async def move_account(connection: Connection, ledger_id: UUID, source: UUID, target: UUID | None) -> None:
    """Move all totals of one account to another, or delete them."""
    if target is not None:
        await connection.execute(_MOVES["account_id"], {"ledger_id": ledger_id, "source": source, "target": target})
    await connection.execute(delete(totals).where(totals.c.ledger_id == ledger_id, totals.c.account_id == source))


# Accounts that are not counted have neither income nor expenses.
_BY_PLACE = (
    "WITH asked (place, first_day, last_day) AS (VALUES {places})"
    " SELECT place, category_id, CAST(sum(money_in) AS BIGINT), CAST(sum(money_out) AS BIGINT), sum(entries),"
    " min(CASE WHEN entries <> 0 THEN day END) AS first_on"
    " FROM asked JOIN daily_totals ON ledger_id = :ledger_id AND day BETWEEN first_day AND last_day"
    " WHERE account_id NOT IN (SELECT id FROM accounts WHERE ledger_id = :ledger_id AND NOT counted)"
    "{chosen} GROUP BY category_id, place"
)


_BY_ACCOUNT = Statement(
    select(
        totals.c.account_id,
        totals.c.category_id,
        *(cast(func.sum(column), BigInteger) for column in (totals.c.money_in, totals.c.money_out, totals.c.entries)),
    )
    .where(totals.c.ledger_id == bindparam("ledger_id"), totals.c.day.between(bindparam("first"), bindparam("last")))
    .group_by(totals.c.account_id, totals.c.category_id)
)
_OF_ACCOUNTS = (
    select(
        totals.c.account_id,
        totals.c.category_id,
        *(
            cast(func.sum(case((accounts.c.counted, column), else_=0)), BigInteger)
            for column in (totals.c.money_in, totals.c.money_out)
        ),
        func.sum(totals.c.entries),
    )
    .join(accounts, and_(accounts.c.ledger_id == totals.c.ledger_id, accounts.c.id == totals.c.account_id))
    .where(totals.c.ledger_id == bindparam("ledger_id"), totals.c.day.between(bindparam("first"), bindparam("last")))
    .group_by(totals.c.account_id, totals.c.category_id)
)


def in_buckets(ledger_id: UUID, buckets: Sequence[Bucket], account_ids: Sequence[UUID] = ()) -> Read[list[BucketTotal]]:
    """Return the totals of each bucket (at least one) and category; buckets may overlap, empty ones have no rows.

    A day is read once, even if several buckets contain it.
    """
    pieces = pieces_of(buckets)
    values: dict[str, object] = {"ledger_id": ledger_id}
    for place, piece in enumerate(pieces):
        values |= {f"start_{place}": piece.start, f"end_{place}": piece.end}
    values |= {f"account_{place}": account_id for place, account_id in enumerate(account_ids)}
    return Read(_by_place(len(pieces), len(account_ids)), values, lambda rows: _of_buckets(pieces, rows))


def by_account_in(ledger_id: UUID, first: date, last: date) -> Read[list[AccountTotal]]:
    """Return the totals of each account and category from a first to a last day, with accounts that are not counted."""
    return Read(_BY_ACCOUNT, {"ledger_id": ledger_id, "first": first, "last": last}, every(_of_account))


async def by_bucket(connection: Connection, ledger_id: UUID, buckets: Sequence[Bucket]) -> list[BucketTotal]:
    """Return totals by bucket and category; buckets may overlap, empty ones have no rows."""
    return await in_buckets(ledger_id, buckets).within(connection) if buckets else []


async def of_accounts(connection: Connection, ledger_id: UUID, first: date, last: date) -> list[DailyTotal]:
    """Return the totals of each account and category from a first to a last day, all dated the first day.

    Accounts that are not counted have entries but no money.
    """
    days = {"first": first, "last": last}
    rows = await connection.execute(_OF_ACCOUNTS, {"ledger_id": ledger_id, **days})
    return [DailyTotal(first, account, _named(category), *amounts) for account, category, *amounts in rows]


def _of_account(row: Sequence[Any]) -> AccountTotal:
    account_id, category_id, *amounts = row
    return AccountTotal(account_id, _named(category_id), *amounts)


def _of_buckets(pieces: Sequence[Piece], rows: Iterable[Sequence[Any]]) -> list[BucketTotal]:
    # An id is slow to hash, so each row hashes it once.
    by_category: defaultdict[UUID, dict[int, list[Any]]] = defaultdict(dict)
    for place, category_id, money_in, money_out, entries, first_on in rows:
        by_bucket = by_category[category_id]
        for number in pieces[place].numbers:
            total = by_bucket.setdefault(number, [0, 0, 0, None])
            total[0] += money_in
            total[1] += money_out
            total[2] += entries
            if first_on and (total[3] is None or first_on < total[3]):
                total[3] = first_on
    return [
        BucketTotal(number, named, *total)
        for category_id, by_bucket in by_category.items()
        for named in (_named(category_id),)
        for number, total in by_bucket.items()
    ]


def pieces_of(buckets: Iterable[Bucket]) -> list[Piece]:
    """Cut the days of all buckets at each start and end of a bucket; return the ranges of days."""
    cuts = sorted({cut for bucket in buckets for cut in (bucket.start, bucket.end + _DAY)})
    pieces = [
        Piece(
            start,
            end - _DAY,
            [bucket.number for bucket in buckets if bucket.start <= start and end <= bucket.end + _DAY],
        )
        for start, end in pairwise(cuts)
    ]
    return [piece for piece in pieces if piece.numbers]


@cache
def _by_place(count: int, accounts: int) -> Statement:
    # As text, because SQLAlchemy compiles its own VALUES anew each time; a UNION makes PostgreSQL scan every day.
    places = ", ".join(f"({place}, :start_{place}, :end_{place})" for place in range(count))
    days = [bindparam(f"{end}_{place}", type_=Date()) for place in range(count) for end in ("start", "end")]
    names = [f"account_{place}" for place in range(accounts)]
    chosen = f" AND account_id IN ({', '.join(f':{name}' for name in names)})" if names else ""
    return Statement(
        text(_BY_PLACE.format(places=places, chosen=chosen))
        .bindparams(*(bindparam(name, type_=Uuid()) for name in ("ledger_id", *names)), *days)
        .columns(
            column("place", Integer),
            totals.c.category_id,
            column("money_in", BigInteger),
            column("money_out", BigInteger),
            column("entries", Integer),
            column("first_on", Date),
        )
    )


async def every_day(connection: Connection, ledger_id: UUID) -> list[DailyTotal]:
    """Return all stored totals of a ledger, except empty ones; for recounts."""
    columns = (totals.c[name] for name in DailyTotal._fields)
    rows = await connection.execute(
        select(*columns).where(totals.c.ledger_id == ledger_id).order_by(*totals.primary_key)
    )
    days = [DailyTotal(day, account, _named(category), *amounts) for day, account, category, *amounts in rows]
    return [total for total in days if (total.money_in, total.money_out, total.entries) != (0, 0, 0)]


def _stored(total: DailyTotal) -> DailyTotal:
    return total if total.category_id else total._replace(category_id=NO_CATEGORY)


def _named(category_id: UUID) -> UUID | None:
    return None if category_id == NO_CATEGORY else category_id
