"""Memberships: the users of each ledger, and their roles."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import DDL, Column, ForeignKey, Index, String, Table, Uuid, event, insert

from db.stores.engine import Connection
from db.stores.metadata import metadata

OWNER = "owner"

memberships = Table(
    "memberships",
    metadata,
    Column("ledger_id", Uuid, ForeignKey("ledgers.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(10), nullable=False),
    # A user opens one ledger.
    Index("uq_memberships_user", "user_id", unique=True),
)
_ONE_OWNER = DDL(  # type: ignore[no-untyped-call]
    "CREATE UNIQUE INDEX uq_memberships_owner ON memberships (ledger_id) WHERE role = 'owner'"
)
event.listen(memberships, "after_create", _ONE_OWNER)


class MembershipRow(NamedTuple):
    """A user's place in a ledger; a ledger has exactly one owner."""

    ledger_id: UUID
    user_id: UUID
    role: str


class MemberRow(NamedTuple):
    """A user of a ledger: the name to show, and the role."""

    user_id: UUID
    name: str
    role: str


async def add_member(connection: Connection, row: MembershipRow) -> None:
    """Store a membership."""
    await connection.execute(insert(memberships), row._asdict())
