"""Candidates for transfers: two transactions of two accounts with opposite amounts, about so in two currencies.

The index of amounts finds for each transaction those of the same months with the opposite amount.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Executable,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Uuid,
    bindparam,
    column,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import POSTGRESQL, SQLITE, Insertion, Write

MOST_DAYS_APART = 5
MOST_CANDIDATES = 2_000
PERCENT_APART = 3  # of two amounts in different currencies

# Pairs that the owner has refused.
refusals = Table(
    "refused_transfers",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("out_transaction_id", Uuid, primary_key=True),
    Column("in_transaction_id", Uuid, primary_key=True),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class RefusalRow(NamedTuple):
    """A pair that the owner refused as a transfer."""

    ledger_id: UUID
    out_transaction_id: UUID
    in_transaction_id: UUID


class CandidateRow(NamedTuple):
    """Two transactions that may be the two sides of a transfer; `exact` if both accounts have one currency."""

    out_id: UUID
    out_date: date
    out_account_id: UUID
    out_text: str
    in_id: UUID
    in_date: date
    in_account_id: UUID
    in_text: str
    exact: bool
    refused: bool


class FreeRow(NamedTuple):
    """A transaction that may be a side of a transfer, with the currency of its account."""

    id: UUID
    date: date
    account_id: UUID
    account_amount: int
    base_amount: int
    currency: str


class ClaimRow(NamedTuple):
    """A row of an import that may be the other side of a one-sided transfer, which names its account."""

    transfer_id: UUID
    transaction_id: UUID
    days_apart: int


_INSERT = Insertion(refusals, RefusalRow._fields, "ON CONFLICT DO NOTHING")
# Each kind of database has its own part of the index of amounts, and counts days in its own way. SQLite joins in the
# written order only if it says CROSS, and does not look for an amount with a plus before it in the index.
_SQLITE = {
    "join": "CROSS JOIN",
    "span": "substr({day}, 1, 7)",
    "before": "date(date, '-5 days')",
    "after": "date(date, '+5 days')",
    "apart": "abs(julianday(i.date) - julianday(o.date))",
    "near": "i.date BETWEEN date(o.date, '-7 days') AND date(o.date, '+7 days')",
    "nothing": "'00000000000000000000000000000000'",
}
_POSTGRESQL = {
    "join": "JOIN",
    "span": "(({day} - DATE '1900-01-01') / 31)",
    "before": "(date - 5)",
    "after": "(date + 5)",
    "apart": "abs(i.date - o.date)",
    "near": "i.date BETWEEN o.date - 7 AND o.date + 7",
    "nothing": "CAST('00000000000000000000000000000000' AS uuid)",
}
_FREE = (
    "{t}.transfer_id IS NULL AND {t}.split_count = 1 AND {t}.deleted = FALSE"
    " AND ({t}.import_id IS NULL OR {t}.import_id <> coalesce((SELECT import_id FROM ledgers WHERE id = :ledger_id),"
    " {nothing})) AND {t}.account_id NOT IN (SELECT source_id FROM account_moves WHERE ledger_id = :ledger_id)"
    " AND NOT EXISTS (SELECT 1 FROM refunds WHERE ledger_id = :ledger_id AND split_id = {t}.id)"
    " AND NOT EXISTS (SELECT 1 FROM refunds WHERE ledger_id = :ledger_id AND of_split_id = {t}.id)"
)
_FOREIGN = "a.currency <> (SELECT base_currency FROM ledgers WHERE id = :ledger_id)"
_SHARED = "EXISTS (SELECT 1 FROM accounts WHERE ledger_id = :ledger_id AND currency = a.currency AND id <> a.id)"
# The rows that are read first. The others are found by the index of amounts, in each of the months that may have them:
# they have the opposite base amount, or about that if the row is in an account of another currency.
_MINE = (
    "WITH mine AS MATERIALIZED ("
    "SELECT t.id, t.date, t.account_id, t.base_amount, t.account_amount, t.payee, t.note, a.currency,"
    " CASE WHEN {about} THEN abs(t.base_amount) / 25 + 1 ELSE 0 END AS slack"
    " FROM transactions AS t JOIN accounts AS a ON a.ledger_id = t.ledger_id AND a.id = t.account_id"
    " WHERE t.ledger_id = :ledger_id AND {chosen} AND {free}),"
    " spans AS MATERIALIZED ("
    "SELECT *, -base_amount - slack AS low, -base_amount + slack AS high, {within} AS span FROM mine"
    " UNION SELECT *, -base_amount - slack, -base_amount + slack, {before} FROM mine"
    " UNION SELECT *, -base_amount - slack, -base_amount + slack, {after} FROM mine) "
)
_PAIRS = (
    "SELECT o.id AS out_id, o.date AS out_date, o.account_id AS out_account_id, o.payee || ' ' || o.note AS out_text,"
    " i.id AS in_id, i.date AS in_date, i.account_id AS in_account_id, i.payee || ' ' || i.note AS in_text,"
    " a.currency = {mine}.currency AS exact, r.ledger_id IS NOT NULL AS refused"
    " FROM spans AS {mine} {join} transactions AS {other} ON {other}.ledger_id = :ledger_id AND {other}.deleted = FALSE"
    " AND {span} = {mine}.span AND {other}.base_amount BETWEEN {mine}.low AND {mine}.high"
    " JOIN accounts AS a ON a.ledger_id = {other}.ledger_id AND a.id = {other}.account_id"
    " AND (a.currency <> {mine}.currency OR o.account_amount = -i.account_amount)"
    " LEFT JOIN refused_transfers AS r ON r.ledger_id = {other}.ledger_id AND r.out_transaction_id = o.id"
    " AND r.in_transaction_id = i.id"
    " WHERE +o.base_amount < 0 AND o.account_amount < 0 AND i.account_amount > 0 AND i.account_id <> o.account_id"
    " AND +i.base_amount BETWEEN -o.base_amount - (-o.base_amount * {percent} / 100)"
    " AND -o.base_amount + (-o.base_amount * {percent} / 100) AND {apart} <= {most_days} AND {free}"
)
_IN_ORDER = " ORDER BY out_date DESC, out_id DESC, in_date, in_id LIMIT {most}"
_OF_IMPORT = "t.id BETWEEN :first_id AND :last_id AND t.import_id = :import_id"
_OF_IDS = "t.id IN :ids"


# `o` is the side that is there, `i` the row of the file.
_CLAIMS = (
    "WITH mine AS MATERIALIZED (SELECT id, account_id, date, account_amount FROM transactions"
    " WHERE ledger_id = :ledger_id AND id BETWEEN :first_id AND :last_id AND import_id = :import_id AND deleted = FALSE"
    " AND transfer_id IS NULL AND split_count = 1) "
    "SELECT t.id AS transfer_id, i.id AS transaction_id, CAST({apart} AS INTEGER) AS days_apart"
    " FROM transfers AS t"
    " JOIN transactions AS o ON o.ledger_id = t.ledger_id AND o.deleted = FALSE"
    " AND o.id = coalesce(t.out_transaction_id, t.in_transaction_id)"
    " JOIN accounts AS oa ON oa.ledger_id = o.ledger_id AND oa.id = o.account_id"
    " JOIN ledgers AS l ON l.id = t.ledger_id"
    " LEFT JOIN splits AS s ON s.ledger_id = t.ledger_id AND s.id = coalesce(t.out_split_id, t.in_split_id)"
    " JOIN accounts AS ia ON ia.ledger_id = t.ledger_id AND ia.currency = oa.currency"
    " AND ia.id = CASE WHEN t.in_split_id IS NULL THEN t.in_account_id ELSE t.out_account_id END"
    " JOIN mine AS i ON i.account_id = ia.id AND {near}"
    " AND i.account_amount = -CASE WHEN s.id IS NULL THEN o.account_amount WHEN oa.currency = o.currency THEN s.amount"
    " WHEN oa.currency = l.base_currency THEN s.base_amount END"
    " WHERE t.ledger_id = :ledger_id AND (t.in_split_id IS NULL OR t.out_split_id IS NULL)"
    " ORDER BY 3, t.id, i.id"
)
# The newest rows of the index, whether they are free or not, so that the search is short in any ledger.
_NEWEST = (
    "SELECT t.id, t.date, t.account_id, t.account_amount, t.base_amount, a.currency"
    " FROM (SELECT * FROM transactions"
    " WHERE ledger_id = :ledger_id AND deleted = FALSE AND date BETWEEN :first AND :last"
    " ORDER BY date DESC, id DESC LIMIT :count) AS t"
    " JOIN accounts AS a ON a.ledger_id = t.ledger_id AND a.id = t.account_id WHERE {free}"
    " ORDER BY t.date DESC, t.id DESC"
)
_WINDOW: dict[str, TypeEngine[Any]] = {"ledger_id": Uuid(), "first": Date(), "last": Date(), "count": Integer()}
_READ_AT_ONCE = 500
_GIVEN: dict[str, TypeEngine[Any]] = {
    "ledger_id": Uuid(), "import_id": Uuid(), "first_id": Uuid(), "last_id": Uuid(), "ids": Uuid(),
}  # fmt: skip
_TYPES: tuple[TypeEngine[Any], ...] = (
    Uuid(), Date(), Uuid(), String(), Uuid(), Date(), Uuid(), String(), Boolean(), Boolean(),
)  # fmt: skip
_NUMBERS = {"percent": PERCENT_APART, "most_days": MOST_DAYS_APART, "most": MOST_CANDIDATES}


def _candidates_in(parts: Mapping[str, str], chosen: str) -> Executable:
    """Return the statement that finds the candidates of one currency with any of some rows, on either side."""
    spans = {name: parts["span"].format(day=parts.get(name, "date")) for name in ("within", "before", "after")}
    free = _FREE.format(t="t", **parts)
    mine = _MINE.format(**{**parts, **spans}, chosen=chosen, free=free, about=f"{_FOREIGN} AND {_SHARED}")
    return _typed(f"{mine}{_pairs_with('o', 'i', parts)} UNION {_pairs_with('i', 'o', parts)}")


def _pairs_with(mine: str, other: str, parts: Mapping[str, str]) -> str:
    span, free = parts["span"].format(day=f"{other}.date"), _FREE.format(t=other, **parts)
    return _PAIRS.format(**{**parts, "span": span}, **_NUMBERS, mine=mine, other=other, free=free)


def _typed(statement: str) -> Executable:
    given = [
        bindparam(name, type_=type_, expanding=name == "ids")
        for name, type_ in _GIVEN.items()
        if re.search(rf":{name}\b", statement)
    ]
    columns: list[Any] = [column(name, type_) for name, type_ in zip(CandidateRow._fields, _TYPES, strict=True)]
    return text(statement + _IN_ORDER.format(**_NUMBERS)).bindparams(*given).columns(*columns)


def _free_rows_in(parts: Mapping[str, str]) -> Executable:
    types: tuple[TypeEngine[Any], ...] = (Uuid(), Date(), Uuid(), BigInteger(), BigInteger(), String())
    given = [bindparam(name, type_=type_) for name, type_ in _WINDOW.items()]
    columns: list[Any] = [column(name, type_) for name, type_ in zip(FreeRow._fields, types, strict=True)]
    statement = text(_NEWEST.format(free=_FREE.format(t="t", **parts))).bindparams(*given)
    return statement.columns(*columns).execution_options(yield_per=_READ_AT_ONCE)


def _claims_in(parts: Mapping[str, str]) -> Executable:
    given = [bindparam(name, type_=Uuid()) for name in ("ledger_id", "import_id", "first_id", "last_id")]
    columns: list[Any] = [
        column("transfer_id", Uuid()),
        column("transaction_id", Uuid()),
        column("days_apart", Integer()),
    ]
    return text(_CLAIMS.format(**parts)).bindparams(*given).columns(*columns)


_PARTS = {SQLITE: _SQLITE, POSTGRESQL: _POSTGRESQL}
_BY_IMPORT, _BY_IDS = (
    {name: _candidates_in(parts, chosen) for name, parts in _PARTS.items()} for chosen in (_OF_IMPORT, _OF_IDS)
)
_FREE_ROWS = {name: _free_rows_in(parts) for name, parts in _PARTS.items()}
_CLAIMED = {name: _claims_in(parts) for name, parts in _PARTS.items()}


async def newest_free(connection: Connection, ledger_id: UUID, first: date, last: date, count: int) -> list[FreeRow]:
    """Return those of the newest transactions of some days that may be a side of a transfer, the newest first."""
    given = {"ledger_id": ledger_id, "first": first, "last": last, "count": count}
    async with connection.stream(_FREE_ROWS[connection.dialect.name], given) as rows:
        return [FreeRow._make(row) async for row in rows]


async def refused(connection: Connection, ledger_id: UUID, out_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Return the refused pairs of some transactions that go out."""
    rows = refusals.c
    pairs = select(rows.out_transaction_id, rows.in_transaction_id).where(rows.ledger_id == ledger_id)
    return {(out, into) for out, into in await connection.execute(pairs.where(rows.out_transaction_id.in_(out_ids)))}


async def of_import(
    connection: Connection, ledger_id: UUID, import_id: UUID, first_id: UUID, last_id: UUID
) -> list[CandidateRow]:
    """Return candidates of one currency with a row of an import, whose ids lie in a range, the newest first."""
    given = {"ledger_id": ledger_id, "import_id": import_id, "first_id": first_id, "last_id": last_id}
    return await _read(connection, _BY_IMPORT, given)


async def of_transactions(connection: Connection, ledger_id: UUID, ids: Collection[UUID]) -> list[CandidateRow]:
    """Return candidates of one currency with any of these transactions, the newest first."""
    return await _read(connection, _BY_IDS, {"ledger_id": ledger_id, "ids": list(ids)}) if ids else []


async def _read(
    connection: Connection, statements: Mapping[str, Executable], given: Mapping[str, object]
) -> list[CandidateRow]:
    return [CandidateRow._make(row) for row in await connection.execute(statements[connection.dialect.name], given)]


async def claims(
    connection: Connection, ledger_id: UUID, import_id: UUID, first_id: UUID, last_id: UUID
) -> list[ClaimRow]:
    """Return the rows of an import that may be the other side of a one-sided transfer, the nearest first."""
    given = {"ledger_id": ledger_id, "import_id": import_id, "first_id": first_id, "last_id": last_id}
    return [ClaimRow._make(row) for row in await connection.execute(_CLAIMED[connection.dialect.name], given)]


async def refuse(connection: Connection, rows: Sequence[RefusalRow]) -> int:
    """Store pairs that are no transfers, and return the number of new ones."""
    of_ledger = select(refusals).where(refusals.c.ledger_id == rows[0].ledger_id)
    of_pairs = of_ledger.where(refusals.c.out_transaction_id.in_([row.out_transaction_id for row in rows]))
    there = {RefusalRow._make(row) for row in await connection.execute(of_pairs)}
    new = [row for row in rows if row not in there]
    await Write(_INSERT, lambda: new).within(connection)
    return len(new)
