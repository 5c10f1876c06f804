"""Balance sums: the amounts of each account added up by day and by month, in its currency and in the base currency.

Sums of months make a balance after ten years as cheap as one after a year.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    ForeignKeyConstraint,
    FromClause,
    Integer,
    String,
    Table,
    Uuid,
    bindparam,
    cast,
    column,
    delete,
    func,
    not_,
    null,
    or_,
    select,
    text,
    union_all,
)

from db.accounts import OPENING, VALUE, checks
from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import Insertion, Read, Statement, Write, every, one

DAY, MONTH = "DAY", "MONTH"

_ONE_DAY = timedelta(days=1)
_BEGINNING = date(1, 1, 2)  # no transaction is earlier, and it has a day before it

sums = Table(
    "balance_sums",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("span", String(5), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("base_amount", BigInteger, nullable=False, server_default=text("0")),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)


class BalanceEntry(NamedTuple):
    """The effect of one transaction on its account, added (1) or removed (-1): its amount there and its base amount."""

    day: date
    account_id: UUID
    amount: int
    base_amount: int
    sign: int = 1


class BalanceSum(NamedTuple):
    """The sum of the amounts of an account within a span that begins on a day."""

    span: str
    day: date
    account_id: UUID
    amount: int
    base_amount: int
    entries: int


class Moved(NamedTuple):
    """The sum of the amounts of an account up to a day, that day included."""

    account_id: UUID
    day: date
    amount: int
    base_amount: int
    entries: int


class Anchor(NamedTuple):
    """A known balance of an account at the end of a day, and the sum of its amounts up to then.

    An opening balance is known before the transactions of its day.
    """

    account_id: UUID
    date: date
    amount: int
    moved: int
    opens: bool


class Known(NamedTuple):
    """The rows that give the balances of accounts on some days: known balances, and the sums up to those days.

    Accounts without transactions have no sums.
    """

    anchors: Sequence[Anchor]
    moved: Sequence[Moved]


class _Piece(NamedTuple):
    """A range of spans of one kind; they count from the requested day of this number on."""

    number: int
    span: str
    first: date
    last: date


_SUM_UP = (
    " ON CONFLICT (ledger_id, account_id, span, day) DO UPDATE SET"
    " amount = balance_sums.amount + excluded.amount, base_amount = balance_sums.base_amount + excluded.base_amount,"
    " entries = balance_sums.entries + excluded.entries"
)
_ADD = Insertion(sums, ("ledger_id", *BalanceSum._fields), _SUM_UP)
_MOVE = text(
    "INSERT INTO balance_sums (ledger_id, span, day, account_id, amount, base_amount, entries)"  # noqa: S608
    " SELECT ledger_id, span, day, :target, amount, base_amount, entries FROM balance_sums"
    f" WHERE ledger_id = :ledger_id AND account_id = :source{_SUM_UP}"
).bindparams(bindparam("ledger_id", type_=Uuid()), bindparam("source", type_=Uuid()), bindparam("target", type_=Uuid()))
# Each sum is a subquery: a join makes PostgreSQL read every day of the ledger.
_OF_PIECE = (
    "(SELECT CAST(sum({amount}) AS BIGINT) FROM balance_sums WHERE ledger_id = :ledger_id AND account_id = accounts.id"
    " AND span = part AND day BETWEEN first_day AND last_day) AS {amount}"
)
_BY_PIECE = (
    "WITH asked (place, part, first_day, last_day) AS (VALUES {pieces})"  # noqa: S608
    f" SELECT id, place, {', '.join(_OF_PIECE.format(amount=name) for name in ('amount', 'base_amount', 'entries'))}"
    " FROM accounts CROSS JOIN asked WHERE accounts.ledger_id = :ledger_id"
)
_FIRST = Statement(
    select(sums.c.day)
    .where(
        sums.c.ledger_id == bindparam("ledger_id"),
        sums.c.span == DAY,
        sums.c.account_id == bindparam("account_id"),
        sums.c.entries != 0,
    )
    .order_by(sums.c.day)
    .limit(1)
)


def _moved_by(given: FromClause, opens: ColumnElement[bool]) -> ColumnElement[int]:
    """Return the sum of an account's amounts up to a check: whole months as far as possible, then days.

    The amounts of the day itself count unless the check is an opening balance.
    """
    last = sums.alias()
    month = (
        select(func.max(last.c.day))
        .where(last.c.ledger_id == given.c.ledger_id, last.c.account_id == given.c.account_id)
        .where(last.c.span == MONTH, last.c.day <= given.c.date)
        .correlate(given)
        .scalar_subquery()
    )

    def part(*days: ColumnElement[bool]) -> ColumnElement[int]:
        own = (sums.c.ledger_id == given.c.ledger_id, sums.c.account_id == given.c.account_id)
        chosen = select(func.sum(sums.c.amount)).where(*own, *days).correlate(given)
        return func.coalesce(chosen.scalar_subquery(), 0)

    months = part(sums.c.span == MONTH, sums.c.day < month)
    is_before = (sums.c.day <= given.c.date) & or_(not_(opens), sums.c.day < given.c.date)
    days = part(sums.c.span == DAY, sums.c.day >= month, is_before)
    return cast(months + days, BigInteger).label("moved")


_OPENS = checks.c.source == OPENING
_ANCHOR = select(
    checks.c.account_id,
    checks.c.date,
    checks.c.amount,
    _moved_by(checks, _OPENS),
    _OPENS.label("opens"),
).where(checks.c.ledger_id == bindparam("ledger_id"), _OPENS | (checks.c.source == VALUE))
_ANCHORS = Statement(_ANCHOR)
_DAYS = Statement(
    select(*(sums.c[name] for name in Moved._fields)).where(
        sums.c.ledger_id == bindparam("ledger_id"),
        sums.c.span == DAY,
        sums.c.day.between(bindparam("first"), bindparam("last")),
    )
)
_AT_CHECKS = Statement(
    select(checks.c.id, _moved_by(checks, _OPENS)).where(checks.c.ledger_id == bindparam("ledger_id"))
)


def summed(entries: Iterable[BalanceEntry]) -> list[BalanceSum]:
    """Return the entries added up by account, day and month, without those that cancel out."""
    sums: defaultdict[tuple[date, UUID], list[int]] = defaultdict(lambda: [0, 0, 0])
    for day, account_id, amount, base_amount, sign in entries:
        total = sums[day, account_id]
        total[0] += amount * sign
        total[1] += base_amount * sign
        total[2] += sign
    days = [BalanceSum(DAY, *key, *total) for key, total in sums.items() if any(total)]
    return days + by_month(days)


def opposite(moved: BalanceSum) -> BalanceSum:
    """Return the change that takes a sum away."""
    return moved._replace(amount=-moved.amount, base_amount=-moved.base_amount, entries=-moved.entries)


def adding(ledger_id: UUID, changes: Sequence[BalanceSum]) -> Write:
    """Return the write that adds changes, which may be negative, to the ledger's balance sums."""
    return Write(_ADD, lambda: [(ledger_id, *change) for change in changes])


async def add(connection: Connection, ledger_id: UUID, changes: Sequence[BalanceSum]) -> None:
    """Add changes (which may be negative) to the ledger's balance sums."""
    await adding(ledger_id, changes).within(connection)


async def move(connection: Connection, ledger_id: UUID, source_id: UUID, target_id: UUID | None) -> None:
    """Move all sums of one account to another, or delete them."""
    if target_id is not None:
        await connection.execute(_MOVE, {"ledger_id": ledger_id, "source": source_id, "target": target_id})
    await connection.execute(delete(sums).where(sums.c.ledger_id == ledger_id, sums.c.account_id == source_id))


def known_in(ledger_id: UUID, days: Iterable[date]) -> Read[Known]:
    """Read the rows that give the balances of all accounts on these days, at least one."""
    ordered = sorted(set(days))
    pieces = _pieces(ordered)
    values: dict[str, object] = {"ledger_id": ledger_id}
    for place, piece in enumerate(pieces):
        values |= {f"first_{place}": piece.first, f"last_{place}": piece.last}
    shape = tuple((piece.number, piece.span) for piece in pieces)
    return Read(_by_piece(shape), values, lambda rows: _known(ordered, rows))


def days_in(ledger_id: UUID, first: date, last: date) -> Read[list[Moved]]:
    """Read the sum of each account's amounts on each day between two days, both included."""
    return Read(_DAYS, {"ledger_id": ledger_id, "first": first, "last": last}, every(Moved._make))


def anchors_in(ledger_id: UUID) -> Read[list[Anchor]]:
    """Read the known balance of each account of a ledger that has an opening balance."""
    return Read(_ANCHORS, {"ledger_id": ledger_id}, every(Anchor._make))


def moved_at_checks(ledger_id: UUID) -> Read[dict[UUID, int]]:
    """Return the sum of an account's amounts up to each check of a ledger; for an opening balance, before its day."""
    return Read(_AT_CHECKS, {"ledger_id": ledger_id}, lambda rows: dict(map(tuple, rows)))


def first_in(ledger_id: UUID, account_id: UUID) -> Read[date | None]:
    """Return the first day on which an account has a transaction."""
    return Read(_FIRST, {"ledger_id": ledger_id, "account_id": account_id}, one(lambda row: row[0]))


async def every_sum(connection: Connection, ledger_id: UUID) -> list[BalanceSum]:
    """Return all stored sums of a ledger, except empty ones; for recounts."""
    columns = (sums.c[name] for name in BalanceSum._fields)
    rows = await connection.execute(select(*columns).where(sums.c.ledger_id == ledger_id))
    return [BalanceSum._make(row) for row in rows if row.amount or row.base_amount or row.entries]


def by_month(days: Iterable[BalanceSum]) -> list[BalanceSum]:
    """Return the sums of days added up by month."""
    sums: defaultdict[tuple[date, UUID], list[int]] = defaultdict(lambda: [0, 0, 0])
    for _, day, account_id, *amounts in days:
        total = sums[day.replace(day=1), account_id]
        for place, amount in enumerate(amounts):
            total[place] += amount
    return [BalanceSum(MONTH, *key, *total) for key, total in sums.items() if any(total)]


def _pieces(days: Sequence[date]) -> list[_Piece]:
    """Whole months as far as possible, then days, from each day that is asked for to the next."""
    pieces: list[_Piece] = []
    for number, day in enumerate(days):
        month = (day + _ONE_DAY).replace(day=1)  # a month that ends with the day is whole
        begin = days[number - 1] + _ONE_DAY if number else _BEGINNING
        if begin < month:
            months = _next_month(begin)
            pieces += [
                _Piece(number, DAY, begin, months - _ONE_DAY),
                _Piece(number, MONTH, months, month - _ONE_DAY),
                _Piece(number, DAY, month, day),
            ]
        else:
            pieces.append(_Piece(number, DAY, begin, day))
    return [piece for piece in pieces if piece.first <= piece.last] or pieces[:1]


def _next_month(day: date) -> date:
    """Return the first day of a month on or after a day."""
    if day.day == 1:
        return day
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _known(days: Sequence[date], rows: Iterable[Sequence[Any]]) -> Known:
    """Return the rows of both kinds; those with a day are anchors, the others sums of pieces."""
    width = len(Anchor._fields)
    anchors = [Anchor._make(row[:width]) for row in rows if row[1] is not None]
    pieces = ((row[0], *row[width:]) for row in rows if row[1] is None)
    return Known(anchors, _accumulated(days, pieces))


def _accumulated(days: Sequence[date], rows: Iterable[Sequence[Any]]) -> list[Moved]:
    by_account: defaultdict[UUID, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for account_id, number, *amounts in rows:
        if amounts[-1] is not None:
            total = by_account[account_id][number]
            for place, amount in enumerate(amounts):
                total[place] += amount
    balances = []
    for account_id, parts in by_account.items():
        sums = [0, 0, 0]
        for number, day in enumerate(days):
            sums = [before + more for before, more in zip(sums, parts.get(number, (0, 0, 0)), strict=True)]
            balances.append(Moved(account_id, day, *sums))
    return balances


@lru_cache(100)
def _by_piece(shape: tuple[tuple[int, str], ...]) -> Statement:
    pieces = ", ".join(
        f"({number}, '{span}', :first_{place}, :last_{place})" for place, (number, span) in enumerate(shape)
    )
    days = [bindparam(f"{end}_{place}", type_=Date()) for place in range(len(shape)) for end in ("first", "last")]
    summed_up = (
        text(_BY_PIECE.format(pieces=pieces))
        .bindparams(bindparam("ledger_id", type_=Uuid()), *days)
        .columns(
            column("id", Uuid),
            column("place", Integer),
            column("amount", BigInteger),
            column("base_amount", BigInteger),
            column("entries", Integer),
        )
        .subquery()
    )
    account_id, *numbers = summed_up.c
    no_anchor, no_numbers = [null() for _ in Anchor._fields[1:]], [null() for _ in numbers]
    return Statement(union_all(_ANCHOR.add_columns(*no_numbers), select(account_id, *no_anchor, *numbers)))
