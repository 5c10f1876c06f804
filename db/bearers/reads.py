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
    """Return the statement that reads bearers, without the hash of a secret at its end."""
    return f"{BEARERS} WHERE credentials.secret_hash = "


class Head(NamedTuple):
    """The state of a ledger: its revision in the lineage `epoch`, and the settings of its periods."""

    revision: int
    time_zone: str
    period_start_day: int
    epoch: UUID

    @classmethod
    def of(cls, ledger: LedgerRow, epoch: UUID) -> Self:
        """Return the state of a ledger that was read."""
        return cls(ledger.revision, ledger.time_zone, ledger.period_start_day, epoch)


class Reads(Protocol):
    """The reads on one kind of database."""

    async def bearer(self, secret_hash: bytes) -> Bearer | None:
        """Return the bearer of the secret with this hash."""

    async def head(self, ledger_id: UUID) -> Head | None:
        """Return the state of a ledger."""

    async def close(self) -> None:
        """Close the kept connection."""
