"""The two reads of bearers, and their statements as text."""

from functools import cache
from typing import NamedTuple, Protocol, Self
from uuid import UUID

from db.ledgers import LedgerRow
from db.users import BEARERS, Bearer

HEADS = (
    "SELECT ledgers.id, ledgers.revision, ledgers.time_zone, ledgers.period_start_day, lineage.epoch"
    " FROM ledgers CROSS JOIN lineage WHERE NOT ledgers.closed AND ledgers.id = "
)


@cache
def bearers() -> str:
    """Return the statement that reads bearers; the hash of a secret is to follow it."""
    return f"{BEARERS} WHERE credentials.secret_hash = "


class Head(NamedTuple):
    """Where a ledger stands: its revision, within the lineage that `epoch` names, and what its periods follow."""

    revision: int
    time_zone: str
    period_start_day: int
    epoch: UUID

    @classmethod
    def of(cls, ledger: LedgerRow, epoch: UUID) -> Self:
        """Return where a ledger stands that was read."""
        return cls(ledger.revision, ledger.time_zone, ledger.period_start_day, epoch)


class Reads(Protocol):
    """The reads on one kind of database."""

    async def bearer(self, secret_hash: bytes) -> Bearer | None:
        """Whom the secret with this hash speaks for."""

    async def head(self, ledger_id: UUID) -> Head | None:
        """Where a ledger stands."""

    async def close(self) -> None:
        """Close the connection that was kept."""
