"""Profiles of imports: the settings with which files of one shape were read."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import JSON, Column, ForeignKeyConstraint, LargeBinary, String, Table, Uuid, delete, insert, select

from db.stores.engine import Connection
from db.stores.metadata import Moment, metadata

profiles = Table(
    "import_profiles",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("shape", LargeBinary(16), nullable=False),
    Column("account_id", Uuid),
    Column("currency", String(3)),
    Column("mapping", JSON, nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("used_at", Moment, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)


class ImportProfileRow(NamedTuple):
    """The settings for files of a shape; None where nobody set one. The account may be gone.

    `mapping` has the settings of a table by their names. `file_name` is that of the last file with such settings.
    """

    ledger_id: UUID
    id: UUID
    shape: bytes
    account_id: UUID | None
    currency: str | None
    mapping: dict[str, str | bool]
    file_name: str
    used_at: datetime


async def all_of(connection: Connection, ledger_id: UUID) -> list[ImportProfileRow]:
    """Return the profiles of a ledger, those that were set last first."""
    mine = select(profiles).where(profiles.c.ledger_id == ledger_id)
    rows = await connection.execute(mine.order_by(profiles.c.used_at.desc(), profiles.c.id.desc()))
    return [ImportProfileRow._make(row) for row in rows]


async def add(connection: Connection, row: ImportProfileRow) -> None:
    """Store a new profile."""
    await connection.execute(insert(profiles), row._asdict())


async def remove(connection: Connection, ledger_id: UUID, profile_id: UUID) -> None:
    """Delete a profile."""
    await connection.execute(delete(profiles).where(profiles.c.ledger_id == ledger_id, profiles.c.id == profile_id))
