"""The two reads of bearers, and their statements."""

from typing import NamedTuple, Protocol
from uuid import UUID

from db.users import Bearer

BEARERS = (
    "SELECT credentials.secret_hash, credentials.id, credentials.kind, credentials.scopes, credentials.used_at,"
    " credentials.expires_at, users.id, memberships.ledger_id, ledgers.revision, ledgers.base_currency,"
    " ledgers.time_zone, lineage.epoch FROM credentials JOIN users ON users.id = credentials.user_id"
    " JOIN memberships ON memberships.user_id = users.id JOIN ledgers ON ledgers.id = memberships.ledger_id"
    " CROSS JOIN lineage WHERE credentials.secret_hash = "
)
HEADS = (
    "SELECT ledgers.id, ledgers.revision, ledgers.time_zone, lineage.epoch"
    " FROM ledgers CROSS JOIN lineage WHERE NOT ledgers.closed AND ledgers.id = "
)


class Head(NamedTuple):
    """Where a ledger stands: its revision, within the lineage that `epoch` names, and its time zone."""

    revision: int
    time_zone: str
    epoch: UUID


class Reads(Protocol):
    """The reads on one kind of database."""

    async def bearer(self, secret_hash: bytes) -> Bearer | None:
        """Whom the secret with this hash speaks for."""

    async def head(self, ledger_id: UUID) -> Head | None:
        """Where a ledger stands."""

    async def close(self) -> None:
        """Close the connection that was kept."""
