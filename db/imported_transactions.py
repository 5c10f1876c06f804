"""Imported transactions: the rows of a statement that the ledger has already, and what else it has of their days."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Boolean,
    Date,
    Executable,
    Integer,
    LargeBinary,
    String,
    Uuid,
    bindparam,
    column,
    text,
)
from sqlalchemy.types import TypeEngine

from db import accounts
from db.stores.engine import Connection
from db.stores.visits import POSTGRESQL, SQLITE

_OWN = "SELECT import_fingerprint, import_ordinal, id, deleted FROM transactions WHERE ledger_id = {ledger_id}"
_CLAIMED = (
    "SELECT c.fingerprint, c.ordinal, t.id, t.deleted FROM import_claims AS c"
    " JOIN transactions AS t ON t.ledger_id = c.ledger_id AND t.id = c.transaction_id WHERE c.ledger_id = {ledger_id}"
)
# The index is read for each fingerprint: without statistics of a new table PostgreSQL would read the whole ledger.
_LOOKUPS = (
    "SELECT known.* FROM unnest(CAST(:fingerprints AS bytea[])) AS wanted (mark) CROSS JOIN LATERAL ("
    "({own} AND import_fingerprint = wanted.mark OFFSET 0) UNION ALL"
    " ({claimed} AND c.fingerprint = wanted.mark OFFSET 0)) AS known"
)
_POSTGRESQL_IMPORTED = text(
    _LOOKUPS.format(own=_OWN.format(ledger_id=":ledger_id"), claimed=_CLAIMED.format(ledger_id=":ledger_id"))
).bindparams(bindparam("ledger_id", type_=Uuid()), bindparam("fingerprints", type_=ARRAY(LargeBinary)))

_OF_DAYS = (
    "SELECT t.id, coalesce(m.target_id, t.account_id), t.date, t.amount, t.currency, t.account_amount, t.deleted,"
    " coalesce(t.statement_payee, t.payee), t.note, t.import_fingerprint IS NOT NULL, t.import_bank_id,"
    " (SELECT {as_list} FROM import_claims AS c WHERE c.ledger_id = t.ledger_id AND c.transaction_id = t.id)"
    " FROM {rows} AS t"
    " LEFT JOIN account_moves AS m ON m.ledger_id = t.ledger_id AND m.source_id = t.account_id{condition}"
)
# Both read the index of accounts and days, which ends before the rows of the import itself.
_SQLITE_ROWS = (
    " WHERE t.ledger_id = :ledger_id AND t.account_id IN :account_ids AND t.deleted IN (0, 1) AND t.date IN :days"
    " AND t.id < :import_id"
)
_POSTGRESQL_ROWS = (
    "unnest(CAST(:account_ids AS uuid[])) AS a (id) CROSS JOIN unnest(CAST(:days AS date[])) AS d (day)"
    " CROSS JOIN (VALUES (FALSE), (TRUE)) AS f (deleted) CROSS JOIN LATERAL (SELECT {columns} FROM transactions"
    " WHERE ledger_id = :ledger_id AND account_id = a.id AND deleted = f.deleted AND date = d.day AND id < :import_id"
    " OFFSET 0)"
)
_COUNTS = "SELECT t.date, count(*) FROM {rows} AS t{condition} GROUP BY t.date"
_TYPES: tuple[TypeEngine[Any], ...] = (
    Uuid(), Uuid(), Date(), BigInteger(), String(), BigInteger(), Boolean(), String(), String(), Boolean(), String(),
    String(),
)  # fmt: skip
_NAMES = (
    "id", "account_id", "date", "amount", "currency", "account_amount", "deleted", "payee", "note", "is_own",
    "own_id", "claimed_ids",
)  # fmt: skip
_READ_AT_ONCE = 250
_NO_CLAIMS = "[]"


class Imported(NamedTuple):
    """An imported row that is already there."""

    fingerprint: bytes
    ordinal: int
    id: UUID
    deleted: bool


class Earlier(NamedTuple):
    """A transaction that was there before an import, of a day and an account of its file.

    `payee` is that of the statement if a rule replaced it. `is_known` if a line of a file is it already; `bank_ids` are
    the bank's names for these lines.
    """

    id: UUID
    account_id: UUID
    date: date
    amount: int
    currency: str
    account_amount: int
    deleted: bool
    payee: str
    note: str
    is_known: bool
    bank_ids: frozenset[str]


async def imported(connection: Connection, ledger_id: UUID, fingerprints: Sequence[bytes]) -> list[Imported]:
    """Return the imported rows, including deleted ones, with any of these fingerprints; there may be thousands."""
    if connection.dialect.name == "sqlite":
        # SQLAlchemy takes longer to name thousands of parameters than the database to look them up.
        marks = ", ".join("?" for _ in fingerprints)
        own = f"{_OWN.format(ledger_id='?')} AND import_fingerprint IN ({marks})"
        claimed = f"{_CLAIMED.format(ledger_id='?')} AND c.fingerprint IN ({marks})"
        values = (ledger_id.hex, *fingerprints)
        rows: Any = await connection.exec_driver_sql(f"{own} UNION ALL {claimed}", (*values, *values))
        return [Imported(mark, ordinal, UUID(hex=row_id), bool(deleted)) for mark, ordinal, row_id, deleted in rows]
    parameters = {"ledger_id": ledger_id, "fingerprints": list(set(fingerprints))}
    return [Imported._make(row) for row in await connection.execute(_POSTGRESQL_IMPORTED, parameters)]


class Before(NamedTuple):
    """The transactions from before an import of some accounts and days, including deleted ones."""

    ledger_id: UUID
    import_id: UUID
    account_ids: Sequence[UUID]
    days: Sequence[date]

    async def counts(self, connection: Connection) -> dict[date, int]:
        """Return their number by day."""
        statement = _STATEMENTS[connection.dialect.name].counts
        return {row.date: row.number for row in await connection.execute(statement, await self._given(connection))}

    async def all(self, connection: Connection) -> AsyncIterator[Earlier]:
        """Yield them."""
        async for row in _stream(connection, _STATEMENTS[connection.dialect.name].all, await self._given(connection)):
            yield row

    async def of_amounts(self, connection: Connection, amounts: Collection[int]) -> AsyncIterator[Earlier]:
        """Yield those with any of these amounts."""
        given = {**await self._given(connection), "amounts": list(amounts)}
        async for row in _stream(connection, _STATEMENTS[connection.dialect.name].of_amounts, given):
            yield row

    async def _given(self, connection: Connection) -> dict[str, object]:
        with_merged = await accounts.with_merged(connection, self.ledger_id, self.account_ids)
        return {**self._asdict(), "account_ids": list(with_merged), "days": list(self.days)}


async def _stream(connection: Connection, statement: Executable, given: Mapping[str, object]) -> AsyncIterator[Earlier]:
    async with connection.stream(statement, given) as rows:
        async for *row, is_own, own_id, claimed_ids in rows:
            ids = orjson.loads(claimed_ids or _NO_CLAIMS)
            yield Earlier._make((*row, is_own or bool(ids), frozenset({own_id, *ids} - {None, ""})))


class _Statements(NamedTuple):
    counts: Executable
    all: Executable
    of_amounts: Executable


def _statements(rows: str, condition: str, as_list: str, of_amounts: str, **lists: BindParameter[Any]) -> _Statements:
    given = [
        *(bindparam(name, type_=Uuid()) for name in ("ledger_id", "import_id")),
        lists["account_ids"],
        lists["days"],
    ]
    columns: list[Any] = [column(name, type_) for name, type_ in zip(_NAMES, _TYPES, strict=True)]
    counting = text(_COUNTS.format(rows=rows.format(columns="date"), condition=condition)).bindparams(*given)
    listed = _OF_DAYS.format(rows=rows.format(columns="*"), condition=condition, as_list=as_list)
    reading = text(listed).bindparams(*given)
    of_some = text(f"{listed}{' AND' if condition else ' WHERE'} {of_amounts}").bindparams(*given, lists["amounts"])
    return _Statements(
        counting.columns(column("date", Date()), column("number", Integer())),
        *(some.columns(*columns).execution_options(yield_per=_READ_AT_ONCE) for some in (reading, of_some)),
    )


_LISTS: Mapping[str, TypeEngine[Any]] = {"account_ids": Uuid(), "days": Date(), "amounts": BigInteger()}
_STATEMENTS = {
    SQLITE: _statements(
        "transactions",
        _SQLITE_ROWS,
        "json_group_array(c.bank_id)",
        "t.amount IN :amounts",
        **{name: bindparam(name, type_=type_, expanding=True) for name, type_ in _LISTS.items()},
    ),
    POSTGRESQL: _statements(
        _POSTGRESQL_ROWS,
        "",
        "CAST(json_agg(c.bank_id) AS text)",
        "t.amount = ANY(CAST(:amounts AS bigint[]))",
        **{name: bindparam(name, type_=ARRAY(type_)) for name, type_ in _LISTS.items()},
    ),
}
