"""Series: recurring payments of a ledger, the transactions that pay them, and the due days that were skipped."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    case,
    delete,
    false,
    insert,
    null,
    or_,
    select,
    union_all,
    update,
)

from db.accounts import accounts
from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import Insertion, Read, Statement, Write, every
from db.transactions import readable, seen_category, transactions

series = Table(
    "series",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("payee", String(200), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("amount", BigInteger),
    Column("amount_on", Date, nullable=False),
    Column("category_id", Uuid),
    Column("other_account_id", Uuid),
    Column("first_on", Date, nullable=False),
    Column("every", Integer, nullable=False),
    Column("unit", String(5), nullable=False),
    Column("day", Integer),
    Column("weekend", String(8), nullable=False),
    Column("ends_on", Date),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(
        ["ledger_id", "account_id"],
        ["accounts.ledger_id", "accounts.id"],
        name="fk_series_account",
        deferrable=True,
        initially="DEFERRED",
    ),
    ForeignKeyConstraint(
        ["ledger_id", "other_account_id"],
        ["accounts.ledger_id", "accounts.id"],
        name="fk_series_other_account",
        deferrable=True,
        initially="DEFERRED",
    ),
    ForeignKeyConstraint(
        ["ledger_id", "category_id"],
        ["categories.ledger_id", "categories.id"],
        name="fk_series_category",
        deferrable=True,
        initially="DEFERRED",
    ),
)

links = Table(
    "series_links",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("transaction_id", Uuid, primary_key=True),
    Column("series_id", Uuid, nullable=False),
    Column("date", Date, nullable=False),
    ForeignKeyConstraint(
        ["ledger_id", "transaction_id"],
        ["transactions.ledger_id", "transactions.id"],
        name="fk_series_links_transaction",
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ["ledger_id", "series_id"], ["series.ledger_id", "series.id"], name="fk_series_links_series", ondelete="CASCADE"
    ),
    Index("ix_series_links_date", "ledger_id", "date"),
    Index("ix_series_links_series", "ledger_id", "series_id"),
)

skips = Table(
    "series_skips",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("series_id", Uuid, primary_key=True),
    Column("due_on", Date, primary_key=True),
    ForeignKeyConstraint(
        ["ledger_id", "series_id"], ["series.ledger_id", "series.id"], name="fk_series_skips_series", ondelete="CASCADE"
    ),
)


refusals = Table(
    "series_refusals",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("suggestion_id", Uuid, primary_key=True),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class SeriesRow(NamedTuple):
    """A series as stored. The amount, set on the day `amount_on`, is in minor units of its account.

    With an `other_account_id` money only moves to that account; without an amount it then pays what is owed there.
    The other columns are its schedule; see `services/values/schedules.py`.
    """

    ledger_id: UUID
    id: UUID
    payee: str
    account_id: UUID
    amount: int | None
    amount_on: date
    category_id: UUID | None
    other_account_id: UUID | None
    first_on: date
    every: int
    unit: str
    day: int | None
    weekend: str
    ends_on: date | None


class SeriesLink(NamedTuple):
    """A transaction that pays a series; the date is copied from the transaction, for the index."""

    ledger_id: UUID
    transaction_id: UUID
    series_id: UUID
    date: date


class PaymentRow(NamedTuple):
    """The columns of a linked transaction that figures need; as in `TransactionRow`."""

    series_id: UUID
    id: UUID
    date: date
    account_amount: int
    base_amount: int
    category_id: UUID | None
    split_count: int


class SkipRow(NamedTuple):
    """A due day of a series on which nothing is paid."""

    ledger_id: UUID
    series_id: UUID
    due_on: date


class History(NamedTuple):
    """The payments of all series, oldest first, and their skipped due days."""

    payments: Sequence[PaymentRow]
    skips: Sequence[SkipRow]


_ALL = Statement(select(series).where(series.c.ledger_id == bindparam("ledger_id")).order_by(series.c.id))
_PAID = transactions.c
_SEEN = (
    select(
        links.c.series_id,
        _PAID.id.label("id"),
        _PAID.date.label("date"),
        _PAID.account_amount,
        _PAID.base_amount,
        seen_category(_PAID),
        _PAID.split_count,
    )
    .join_from(links, transactions, and_(_PAID.ledger_id == links.c.ledger_id, _PAID.id == links.c.transaction_id))
    .where(links.c.ledger_id == bindparam("ledger_id"), links.c.date >= bindparam("since"))
    .where(_PAID.deleted == false(), readable(_PAID))
)
_SKIPPED = select(
    skips.c.series_id, null(), skips.c.due_on, *(null() for _ in range(len(PaymentRow._fields) - 3))
).where(skips.c.ledger_id == bindparam("ledger_id"), skips.c.due_on >= bindparam("since"))
_HISTORY = Statement(union_all(_SEEN, _SKIPPED).order_by("date", "id"))
_WITH_CURRENCIES = Statement(
    select(series, case((accounts.c.counted, accounts.c.currency)).label("currency"))
    .join(accounts, and_(accounts.c.ledger_id == series.c.ledger_id, accounts.c.id == series.c.account_id))
    .where(series.c.ledger_id == bindparam("ledger_id"))
    .order_by(series.c.id)
)
_REFUSED = Statement(select(refusals.c.suggestion_id).where(refusals.c.ledger_id == bindparam("ledger_id")))
_LINK = Insertion(links, SeriesLink._fields)


def all_in(ledger_id: UUID) -> Read[list[SeriesRow]]:
    """Read every series of the ledger, the oldest first."""
    return Read(_ALL, {"ledger_id": ledger_id}, every(SeriesRow._make))


async def all_of(connection: Connection, ledger_id: UUID) -> list[SeriesRow]:
    """Return every series of the ledger, the oldest first."""
    return await all_in(ledger_id).within(connection)


def with_currencies_in(ledger_id: UUID) -> Read[list[tuple[SeriesRow, str | None]]]:
    """Read every series, the oldest first, each with the currency of its account; None if that is not counted."""
    return Read(_WITH_CURRENCIES, {"ledger_id": ledger_id}, every(lambda row: (SeriesRow._make(row[:-1]), row[-1])))


def history_in(ledger_id: UUID, since: date) -> Read[History]:
    """Read the transactions since a day that pay a series, oldest first, and the skipped due days since then."""

    def history(rows: Sequence[Sequence[Any]]) -> History:
        skipped = [
            SkipRow(ledger_id=ledger_id, series_id=series_id, due_on=day)
            for series_id, payment_id, day, *_ in rows
            if payment_id is None
        ]
        return History([PaymentRow._make(row) for row in rows if row[1] is not None], skipped)

    return Read(_HISTORY, {"ledger_id": ledger_id, "since": since}, history)


async def skips_of(connection: Connection, ledger_id: UUID) -> list[SkipRow]:
    """Return all skipped due days of a ledger."""
    rows = await connection.execute(select(skips).where(skips.c.ledger_id == ledger_id))
    return [SkipRow._make(row) for row in rows]


async def paid_by(connection: Connection, ledger_id: UUID) -> dict[UUID, UUID]:
    """Return the series that each linked transaction pays."""
    chosen = select(links.c.transaction_id, links.c.series_id).where(links.c.ledger_id == ledger_id)
    return {row.transaction_id: row.series_id for row in await connection.execute(chosen)}


def refused_in(ledger_id: UUID) -> Read[set[UUID]]:
    """Read the ids of the suggestions that were refused."""
    return Read(_REFUSED, {"ledger_id": ledger_id}, lambda rows: {row[0] for row in rows})


async def refuse(connection: Connection, ledger_id: UUID, suggestion_id: UUID) -> None:
    """Note that a suggestion was refused."""
    await connection.execute(insert(refusals), {"ledger_id": ledger_id, "suggestion_id": suggestion_id})


async def create(connection: Connection, row: SeriesRow) -> None:
    """Store a new series."""
    await connection.execute(insert(series), row._asdict())


async def replace(connection: Connection, row: SeriesRow) -> None:
    """Store a series in place of that with its id."""
    await connection.execute(update(series).where(*_one(row.ledger_id, row.id)).values(row._asdict()))


async def remove(connection: Connection, ledger_id: UUID, series_id: UUID) -> None:
    """Delete a series; the transactions that paid it stay."""
    await connection.execute(delete(series).where(*_one(ledger_id, series_id)))


async def move_category(connection: Connection, ledger_id: UUID, source: UUID, target: UUID) -> None:
    """Let the series of one category have another."""
    chosen = update(series).where(series.c.ledger_id == ledger_id, series.c.category_id == source)
    await connection.execute(chosen.values(category_id=target))


async def move_account(connection: Connection, ledger_id: UUID, source: UUID, target: UUID) -> None:
    """Let the series of one account be of another; those that move money between the two are deleted."""
    for column, other in (
        (series.c.account_id, series.c.other_account_id),
        (series.c.other_account_id, series.c.account_id),
    ):
        mine = (series.c.ledger_id == ledger_id, column == source)
        await connection.execute(delete(series).where(*mine, other == target))
        await connection.execute(update(series).where(*mine).values({column.name: target}))


async def forget_account(connection: Connection, ledger_id: UUID, account_id: UUID) -> None:
    """Delete the series of an account, and those that move money to it."""
    theirs = or_(series.c.account_id == account_id, series.c.other_account_id == account_id)
    await connection.execute(delete(series).where(series.c.ledger_id == ledger_id, theirs))


def linking(rows: Sequence[SeriesLink]) -> list[Write]:
    """Return the writes that link transactions to the series that they pay."""
    return [Write(_LINK, lambda: rows)] if rows else []


async def relink(
    connection: Connection, ledger_id: UUID, transaction_ids: Iterable[UUID], rows: Sequence[SeriesLink]
) -> None:
    """Replace the links of some transactions."""
    mine = (links.c.ledger_id == ledger_id, links.c.transaction_id.in_(list(transaction_ids)))
    await connection.execute(delete(links).where(*mine))
    for write in linking(rows):
        await write.within(connection)


async def unlink(connection: Connection, ledger_id: UUID, series_id: UUID) -> None:
    """Remove the links of a series."""
    await connection.execute(delete(links).where(links.c.ledger_id == ledger_id, links.c.series_id == series_id))


async def skip(connection: Connection, row: SkipRow) -> None:
    """Skip a due day."""
    await connection.execute(insert(skips), row._asdict())


async def expect(connection: Connection, row: SkipRow) -> None:
    """Expect a skipped due day again."""
    mine = (skips.c.ledger_id == row.ledger_id, skips.c.series_id == row.series_id, skips.c.due_on == row.due_on)
    await connection.execute(delete(skips).where(*mine))


async def misplaced(connection: Connection, ledger_id: UUID) -> list[UUID]:
    """Return the transactions whose links have another day than they."""
    rows = transactions.c
    theirs = and_(rows.ledger_id == links.c.ledger_id, rows.id == links.c.transaction_id)
    chosen = select(rows.id).join_from(links, transactions, theirs)
    return list(
        (await connection.execute(chosen.where(links.c.ledger_id == ledger_id, rows.date != links.c.date))).scalars()
    )


def _one(ledger_id: UUID, series_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return series.c.ledger_id == ledger_id, series.c.id == series_id
