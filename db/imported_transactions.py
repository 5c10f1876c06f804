"""Imported transactions: the rows of a statement that the ledger has already, and what else it has of their days."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Boolean, Date, Executable, LargeBinary, String, Uuid, bindparam, column, text
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
    " coalesce(t.statement_payee, t.payee), t.note, t.import_fingerprint IS NOT NULL OR c.ledger_id IS NOT NULL,"
    " t.import_bank_id, c.bank_id"
    " FROM {rows} AS t"
    " LEFT JOIN import_claims AS c ON c.ledger_id = t.ledger_id AND c.transaction_id = t.id"
    " LEFT JOIN account_moves AS m ON m.ledger_id = t.ledger_id AND m.source_id = t.account_id{condition}"
    " ORDER BY t.id"
)
# Both read the index of accounts and days, which ends before the rows of the import itself.
_SQLITE_ROWS = (
    " WHERE t.ledger_id = :ledger_id AND t.account_id IN :account_ids AND t.deleted IN (0, 1) AND t.date IN :days"
    " AND t.id < :import_id"
)
_POSTGRESQL_ROWS = (
    "unnest(CAST(:account_ids AS uuid[])) AS a (id) CROSS JOIN unnest(CAST(:days AS date[])) AS d (day)"
    " CROSS JOIN (VALUES (FALSE), (TRUE)) AS f (deleted) CROSS JOIN LATERAL (SELECT * FROM transactions"
    " WHERE ledger_id = :ledger_id AND account_id = a.id AND deleted = f.deleted AND date = d.day AND id < :import_id"
    " OFFSET 0)"
)
_TYPES: tuple[TypeEngine[Any], ...] = (
    Uuid(), Uuid(), Date(), BigInteger(), String(), BigInteger(), Boolean(), String(), String(), Boolean(), String(),
    String(),
)  # fmt: skip
_NAMES = (
    "id", "account_id", "date", "amount", "currency", "account_amount", "deleted", "payee", "note", "is_known",
    "own_id", "bank_id",
)  # fmt: skip


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


async def of_days(
    connection: Connection, ledger_id: UUID, import_id: UUID, places: Collection[tuple[UUID, date]]
) -> list[Earlier]:
    """Return the transactions of some accounts and days from before an import, including deleted ones, oldest first."""
    account_ids = await accounts.with_merged(connection, ledger_id, list({account_id for account_id, _ in places}))
    days = list({day for _, day in places})
    given = {"ledger_id": ledger_id, "import_id": import_id, "account_ids": list(account_ids), "days": days}
    rows: dict[UUID, Earlier] = {}
    for *row, own_id, bank_id in await connection.execute(_EARLIER[connection.dialect.name], given):
        known = rows.get(row[0])
        ids = {own_id, bank_id, *(known.bank_ids if known else ())} - {None, ""}
        rows[row[0]] = Earlier._make((*row, frozenset(ids)))
    return [row for row in rows.values() if (row.account_id, row.date) in places]


def _earlier(rows: str, condition: str, *lists: Any) -> Executable:
    given = [bindparam(name, type_=Uuid()) for name in ("ledger_id", "import_id")]
    columns: list[Any] = [column(name, type_) for name, type_ in zip(_NAMES, _TYPES, strict=True)]
    return text(_OF_DAYS.format(rows=rows, condition=condition)).bindparams(*given, *lists).columns(*columns)


_EARLIER = {
    SQLITE: _earlier(
        "transactions",
        _SQLITE_ROWS,
        bindparam("account_ids", type_=Uuid(), expanding=True),
        bindparam("days", type_=Date(), expanding=True),
    ),
    POSTGRESQL: _earlier(
        _POSTGRESQL_ROWS,
        "",
        bindparam("account_ids", type_=ARRAY(Uuid())),
        bindparam("days", type_=ARRAY(Date())),
    ),
}
