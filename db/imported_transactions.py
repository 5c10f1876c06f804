"""Imported transactions: which rows of a statement the ledger has already."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Uuid, bindparam, text

from db.stores.engine import Connection

_SQLITE_IMPORTED = (
    "SELECT import_fingerprint, import_ordinal, id, deleted FROM transactions"
    " WHERE ledger_id = ? AND import_fingerprint"
)
# The index is read for each fingerprint: without statistics of a new table PostgreSQL would read the whole ledger.
_POSTGRESQL_IMPORTED = text(
    "SELECT known.import_fingerprint, known.import_ordinal, known.id, known.deleted"
    " FROM unnest(CAST(:fingerprints AS bytea[])) AS wanted (mark) CROSS JOIN LATERAL ("
    "SELECT import_fingerprint, import_ordinal, id, deleted FROM transactions"
    " WHERE ledger_id = :ledger_id AND import_fingerprint = wanted.mark OFFSET 0) AS known"
).bindparams(bindparam("ledger_id", type_=Uuid()), bindparam("fingerprints", type_=ARRAY(LargeBinary)))


class Imported(NamedTuple):
    """An imported row that is already there."""

    fingerprint: bytes
    ordinal: int
    id: UUID
    deleted: bool


async def imported(connection: Connection, ledger_id: UUID, fingerprints: Sequence[bytes]) -> list[Imported]:
    """Return the imported rows, including deleted ones, with any of these fingerprints; there may be thousands."""
    if connection.dialect.name == "sqlite":
        # SQLAlchemy takes longer to name thousands of parameters than the database to look them up.
        statement = f"{_SQLITE_IMPORTED} IN ({', '.join('?' for _ in fingerprints)})"
        rows: Any = await connection.exec_driver_sql(statement, (ledger_id.hex, *fingerprints))
        return [Imported(mark, ordinal, UUID(hex=row_id), bool(deleted)) for mark, ordinal, row_id, deleted in rows]
    parameters = {"ledger_id": ledger_id, "fingerprints": list(set(fingerprints))}
    return [Imported._make(row) for row in await connection.execute(_POSTGRESQL_IMPORTED, parameters)]
