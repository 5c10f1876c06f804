"""Transactions: the ledger's movements of money, and the bank's identity of imported ones."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    event,
    false,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from db import accounts, text_index
from db.categories import merges
from db.ledgers import ledgers
from db.stores.engine import Connection
from db.stores.ids import NO_CATEGORY, TRANSFERRED
from db.stores.metadata import Moment, metadata
from db.stores.visits import Insertion, Read, Statement, Write, every, one
from db.tag_choices import ANY_TAGS, TagChoice
from db.text_index import Text

transactions = Table(
    "transactions",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("date", Date, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("exchange_rate", String(40)),
    Column("base_amount", BigInteger, nullable=False),
    Column("account_amount", BigInteger, nullable=False),
    Column("payee", String(200), nullable=False),
    Column("note", String(1000), nullable=False),
    Column("category_id", Uuid),
    Column("version", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("import_id", Uuid),
    Column("import_bank_id", String(255)),
    Column("import_fingerprint", LargeBinary(16)),
    Column("import_ordinal", Integer),
    Column("split_count", Integer, nullable=False, server_default=text("1")),
    Column("transfer_id", Uuid),
    Column("provisional", Boolean, nullable=False, server_default=false()),
    Column("origins", Integer),
    Column("statement_payee", String(200)),
    Column("touched", BigInteger),
    Column("updated_at", Moment),
    Column("external_id", String(200)),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(
        ["ledger_id", "account_id"],
        ["accounts.ledger_id", "accounts.id"],
        name="fk_transactions_account",
        deferrable=True,
        initially="DEFERRED",
    ),
    ForeignKeyConstraint(
        ["ledger_id", "category_id"],
        ["categories.ledger_id", "categories.id"],
        name="fk_transactions_category",
        deferrable=True,
        initially="DEFERRED",
    ),
)
_COLUMNS = transactions.c

_IN_ORDER = (_COLUMNS.deleted, _COLUMNS.date, _COLUMNS.id)
Index("ix_transactions_newest", _COLUMNS.ledger_id, *_IN_ORDER)
Index("ix_transactions_account", _COLUMNS.ledger_id, _COLUMNS.account_id, *_IN_ORDER)
Index("ix_transactions_category", _COLUMNS.ledger_id, _COLUMNS.category_id, *_IN_ORDER)
text_index.declare(transactions)
# As a statement: for an Index with a condition, SQLAlchemy would import the libraries of both kinds of database.
for _statement in (
    "CREATE UNIQUE INDEX uq_transactions_import ON transactions (ledger_id, import_fingerprint, import_ordinal)"
    " WHERE import_fingerprint IS NOT NULL",
    "CREATE INDEX ix_transactions_provisional ON transactions (ledger_id, id) WHERE provisional",
    "CREATE INDEX ix_transactions_revision ON transactions (ledger_id, revision, id) WHERE revision > 0",
    "CREATE INDEX ix_transactions_touched ON transactions (ledger_id, touched, id) WHERE touched IS NOT NULL",
    "CREATE INDEX ix_transactions_external_id ON transactions (ledger_id, external_id) WHERE external_id IS NOT NULL",
):
    event.listen(transactions, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]


class TransactionRow(NamedTuple):
    """A transaction as stored.

    `amount` is in minor units of `currency`, negative for money that leaves; `base_amount` is the same in the ledger's
    base currency, by `exchange_rate` (base units per unit, a decimal as text; None in the base currency).
    `account_amount` is the same in the currency of its account. `version` rises with every edit. `revision` is the
    ledger's revision of the last edit; it is 0 for imported rows without edits, and for rows from before the column
    existed. The `import_…` columns identify an imported row. The id contains the time of storing. With a `split_count`
    over 1 it has neither category nor `transfer_id`: its splits are in a table. A `provisional` one has no rate of its
    days. `statement_payee` is there if a rule replaced it (`origins.py`), `external_id` if another program named it.
    `touched` is the last revision that changed what it shows without an edit. `updated_at` is the time of the last one.
    """

    ledger_id: UUID
    id: UUID
    account_id: UUID
    date: date
    amount: int
    currency: str
    exchange_rate: str | None
    base_amount: int
    account_amount: int
    payee: str
    note: str
    category_id: UUID | None
    version: int = 1
    revision: int = 0
    deleted: bool = False
    import_id: UUID | None = None
    import_bank_id: str | None = None
    import_fingerprint: bytes | None = None
    import_ordinal: int | None = None
    split_count: int = 1
    transfer_id: UUID | None = None
    provisional: bool = False
    origins: int | None = None
    statement_payee: str | None = None
    touched: int | None = None
    updated_at: datetime | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class TransactionFilter:
    """Conditions on transactions, all of which must hold.

    One of its splits must have a category of `category_ids`, which may contain None for no category. Of those without
    one, `uncategorised_in` keeps only money in (True) or only money out (False). TRANSFERRED there stands for transfers
    that count nowhere. `without_children` takes the categories alone. `payee` is the whole payee. `absolute` compares
    amounts without their sign.
    """

    start: date | None = None
    end: date | None = None
    account_ids: tuple[UUID, ...] | None = None
    category_ids: tuple[UUID | None, ...] | None = None
    uncategorised_in: bool | None = None
    text: str = ""
    at_least: int | None = None
    at_most: int | None = None
    absolute: bool = False
    deleted: bool = False
    import_id: UUID | None = None
    tags: TagChoice = ANY_TAGS
    payee: str | None = None
    without_children: bool = False


class Position(NamedTuple):
    """A position in the order of transactions, newest first; a page begins after or ends before it."""

    date: date
    id: UUID


# The rows of an import are stored before they are shown.
_unfinished = select(ledgers.c.import_id).where(ledgers.c.id == bindparam("ledger_id")).scalar_subquery()


def readable(columns: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[bool]:
    """Return the condition that a row is neither of an unfinished import nor of a deleted account."""
    return _READABLE if columns is transactions.c else _readable(columns)


def _readable(columns: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[bool]:
    finished = or_(columns.import_id.is_(None), columns.import_id != func.coalesce(_unfinished, NO_CATEGORY))
    return and_(finished, columns.account_id.not_in(accounts.REMOVED))


def seen_account(columns: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[Any]:
    """Return the column of the account; during a merge this is the account that stays."""
    return _seen(columns, "account_id", accounts.moves)


def seen_category(columns: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[Any]:
    """Return the column of the category; during a merge this is the category that stays."""
    return _seen(columns, "category_id", merges)


def counted_category(columns: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[Any]:
    """Return the category in which rows count as they are seen; TRANSFERRED for those that count nowhere."""
    moved = and_(columns.category_id.is_(None), columns.transfer_id.is_not(None))
    return case((moved, literal(TRANSFERRED, Uuid())), else_=seen_category(columns)).label("category_id")


def as_seen(columns: ReadOnlyColumnCollection[str, Any]) -> Sequence[ColumnElement[Any]]:
    """Return all columns, with the account and the category as they are after any running merge."""
    return _SEEN if columns is transactions.c else _as_seen(columns)


def _as_seen(columns: ReadOnlyColumnCollection[str, Any]) -> Sequence[ColumnElement[Any]]:
    seen = {"account_id": seen_account, "category_id": seen_category}
    return [seen[column.name](columns) if column.name in seen else column for column in columns]


def _seen(columns: ReadOnlyColumnCollection[str, Any], name: str, merging: Table) -> ColumnElement[Any]:
    mine = (merging.c.ledger_id == columns.ledger_id, merging.c.source_id == columns[name])
    target = select(merging.c.target_id).where(*mine).scalar_subquery()
    return func.coalesce(target, columns[name], type_=Uuid()).label(name)


def sums(amount: ColumnElement[int]) -> tuple[ColumnElement[int], ...]:
    """Return the columns that sum up a base amount: money in, money out, and the number of rows."""
    return (
        cast(func.sum(case((amount > 0, amount), else_=0)), BigInteger),
        cast(func.sum(case((amount < 0, -amount), else_=0)), BigInteger),
        func.count(),
    )


# A condition is built slowly, and can be used again in any number of statements.
_SEEN, _READABLE = _as_seen(transactions.c), _readable(transactions.c)
_of_ledger = and_(_COLUMNS.ledger_id == bindparam("ledger_id"), readable(_COLUMNS))
_visible = and_(_of_ledger, _COLUMNS.deleted == false())
_newest_first = (_COLUMNS.date.desc(), _COLUMNS.id.desc())

_INSERT = Insertion(transactions, TransactionRow._fields)
_SQLITE_INSERT = (
    f"INSERT INTO transactions ({', '.join(TransactionRow._fields)})"  # noqa: S608  names of columns only
    f" VALUES ({', '.join('?' for _ in TransactionRow._fields)})"
)
_GET = select(*_SEEN).where(_of_ledger, _COLUMNS.id.in_(bindparam("ids", expanding=True)))
_ONE = Statement(select(*_SEEN).where(_of_ledger, _COLUMNS.id == bindparam("transaction_id")))
_PROVISIONAL_ROWS = select(*_SEEN).where(_of_ledger, _COLUMNS.provisional).order_by(_COLUMNS.id)
_RECENT = Statement(select(*_SEEN).where(_visible).order_by(*_newest_first).limit(bindparam("count")))
_NEWEST = select(_COLUMNS.payee).where(_visible).order_by(*_newest_first).limit(bindparam("count")).subquery()
_PAYEES = select(_NEWEST.c.payee).distinct()
_TEXTUAL = {"date", "payee", "note"}
_OF_ACCOUNT = select(_COLUMNS.id).where(_of_ledger, _COLUMNS.account_id == bindparam("account_id")).limit(1)
_ANY = select(_COLUMNS.id).where(_COLUMNS.ledger_id == bindparam("ledger_id")).limit(1)


def adding(rows: Sequence[TransactionRow]) -> list[Write]:
    """Return the writes that store new transactions."""
    return [Write(_INSERT, lambda: rows), text_index.adding(map(_text_of, rows))]


async def add(connection: Connection, rows: Sequence[TransactionRow]) -> None:
    """Store new transactions."""
    for write in adding(rows):
        await write.within(connection)


async def add_bulk(connection: Connection, rows: Sequence[TransactionRow]) -> None:
    """Store thousands of new transactions by the fastest way of the driver, within a transaction that has begun."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql(_SQLITE_INSERT, [_sqlite_values(row) for row in rows])
        await text_index.add(connection, map(_text_of, rows))
    else:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.copy_records_to_table("transactions", records=rows, columns=TransactionRow._fields)


def _text_of(row: TransactionRow) -> Text:
    return Text(row.ledger_id, row.id, row.date, row.payee, row.note)


def _sqlite_values(row: TransactionRow) -> tuple[object, ...]:
    ledger_id, row_id, account_id, day, *amounts, category_id, version, revision, deleted, import_id = row[:16]
    category = None if category_id is None else category_id.hex
    batch = None if import_id is None else import_id.hex
    key = (ledger_id.hex, row_id.hex, account_id.hex, day.isoformat())
    transfer = None if row.transfer_id is None else row.transfer_id.hex
    return *key, *amounts, category, version, revision, deleted, batch, *row[16:20], transfer, *row[21:]


async def get_many(connection: Connection, ledger_id: UUID, ids: Sequence[UUID]) -> list[TransactionRow]:
    """Return the ledger's transactions with these ids, including deleted ones, in no particular order."""
    rows = await connection.execute(_GET, {"ledger_id": ledger_id, "ids": list(ids)})
    return [TransactionRow._make(row) for row in rows]


async def provisional_of(connection: Connection, ledger_id: UUID) -> list[TransactionRow]:
    """Return the ledger's transactions with a rate that was not of their days, deleted ones too."""
    rows = await connection.execute(_PROVISIONAL_ROWS, {"ledger_id": ledger_id})
    return [TransactionRow._make(row) for row in rows]


def one_in(ledger_id: UUID, transaction_id: UUID) -> Read[TransactionRow | None]:
    """Return a transaction of the ledger, which may be deleted; None if there is none with this id."""
    return Read(_ONE, {"ledger_id": ledger_id, "transaction_id": transaction_id}, one(TransactionRow._make))


async def get(connection: Connection, ledger_id: UUID, transaction_id: UUID) -> TransactionRow | None:
    """Return a transaction of the ledger, which may be deleted; None if there is none with this id."""
    return await one_in(ledger_id, transaction_id).within(connection)


def newest_in(ledger_id: UUID, count: int) -> Read[list[TransactionRow]]:
    """Return the newest transactions."""
    return Read(_RECENT, {"ledger_id": ledger_id, "count": count}, every(TransactionRow._make))


async def recent(connection: Connection, ledger_id: UUID, count: int) -> list[TransactionRow]:
    """Return the newest transactions."""
    return await newest_in(ledger_id, count).within(connection)


async def payees(connection: Connection, ledger_id: UUID, count: int) -> list[str]:
    """Return the payees of the newest transactions, each once."""
    return list((await connection.execute(_PAYEES, {"ledger_id": ledger_id, "count": count})).scalars())


async def stream(connection: Connection, ledger_id: UUID) -> AsyncIterator[TransactionRow]:
    """Yield every visible transaction, oldest first, without holding all in memory."""
    statement = select(*_SEEN).where(_visible).order_by(_COLUMNS.date, _COLUMNS.id)
    async with connection.stream(statement.execution_options(yield_per=1000), {"ledger_id": ledger_id}) as rows:
        async for row in rows:
            yield TransactionRow._make(row)


async def change(connection: Connection, ledger_id: UUID, transaction_ids: Sequence[UUID], **values: object) -> None:
    """Set columns of some transactions, and raise their versions by one."""
    chosen = update(transactions).where(_COLUMNS.ledger_id == ledger_id, _COLUMNS.id.in_(transaction_ids))
    await connection.execute(chosen.values(version=_COLUMNS.version + 1, **values))
    if _TEXTUAL & values.keys():
        await text_index.add(connection, map(_text_of, await get_many(connection, ledger_id, transaction_ids)))


async def replace(
    connection: Connection, ledger_id: UUID, before: Sequence[TransactionRow], after: Sequence[TransactionRow]
) -> None:
    """Store transactions as they are `after` an edit; write only the columns that differ in any of them."""
    pairs = list(zip(before, after, strict=True))
    columns = [name for name in TransactionRow._fields if any(getattr(a, name) != getattr(b, name) for a, b in pairs)]
    chosen = update(transactions).where(_COLUMNS.ledger_id == ledger_id, _COLUMNS.id == bindparam("replaced_id"))
    statement = chosen.values({name: bindparam(f"new_{name}") for name in columns})
    rows = [{"replaced_id": row.id} | {f"new_{name}": getattr(row, name) for name in columns} for row in after]
    await connection.execute(statement, rows)
    if _TEXTUAL & set(columns):
        await text_index.add(connection, map(_text_of, after))


async def any_exists(connection: Connection, ledger_id: UUID) -> bool:
    """Return True if the ledger has any transaction, including deleted and unfinished ones."""
    return (await connection.execute(_ANY, {"ledger_id": ledger_id})).first() is not None


async def any_of_account(connection: Connection, ledger_id: UUID, account_id: UUID) -> bool:
    """Return True if the account has any transaction, including deleted ones."""
    mine = {"ledger_id": ledger_id, "account_id": account_id}
    return (await connection.execute(_OF_ACCOUNT, mine)).first() is not None
