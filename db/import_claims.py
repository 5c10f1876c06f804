"""Claims of imports: lines of statements that are transactions which were there already."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table, Uuid, select

from db.stores.engine import Connection
from db.stores.metadata import metadata
from db.stores.visits import Insertion, Write

claims = Table(
    "import_claims",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("fingerprint", LargeBinary(16), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("transaction_id", Uuid, nullable=False),
    Column("import_id", Uuid),
    Column("bank_id", String(255)),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
    ForeignKeyConstraint(
        ["ledger_id", "transaction_id"],
        ["transactions.ledger_id", "transactions.id"],
        name="fk_import_claims_transaction",
        ondelete="CASCADE",
    ),
    Index("ix_import_claims_transaction", "ledger_id", "transaction_id"),
)


class ImportClaim(NamedTuple):
    """A line of a statement, by its fingerprint and ordinal, and the transaction that it is.

    `import_id` is the import that found it, if it is still known; `bank_id` is the bank's name for the line, if it has
    one.
    """

    ledger_id: UUID
    fingerprint: bytes
    ordinal: int
    transaction_id: UUID
    import_id: UUID | None
    bank_id: str | None


_INSERT = Insertion(claims, ImportClaim._fields)


async def add(connection: Connection, rows: Sequence[ImportClaim]) -> None:
    """Store new claims."""
    await Write(_INSERT, lambda: rows).within(connection)


async def by_transaction(connection: Connection, ledger_id: UUID) -> dict[UUID, list[ImportClaim]]:
    """Return the claims of a ledger by their transactions."""
    of_ledger = select(claims).where(claims.c.ledger_id == ledger_id).order_by(claims.c.fingerprint, claims.c.ordinal)
    by_id: defaultdict[UUID, list[ImportClaim]] = defaultdict(list)
    for row in await connection.execute(of_ledger):
        claim = ImportClaim._make(row)
        by_id[claim.transaction_id].append(claim)
    return by_id


async def delete_of_import(connection: Connection, ledger_id: UUID, import_id: UUID) -> None:
    """Delete the claims of an import that is undone."""
    mine: tuple[Any, ...] = (claims.c.ledger_id == ledger_id, claims.c.import_id == import_id)
    await connection.execute(claims.delete().where(*mine))
