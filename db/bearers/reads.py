"""The two reads of bearers, and their statements as text."""

from functools import cache
from typing import NamedTuple, Protocol, Self
from uuid import UUID

from db.ledgers import USES, CurrentLedger, Uses
from db.users import BEARERS, Bearer

HEADS = (
    "SELECT ledgers.id, ledgers.revision, ledgers.time_zone, ledgers.calendars, lineage.epoch,"  # noqa: S608
    f" {', '.join(USES[name] for name in Uses._fields)}"
    " FROM ledgers CROSS JOIN lineage WHERE NOT ledgers.closed AND ledgers.id = "
)


@cache
def bearers() -> str:
    """Return the statement that reads bearers, without the hash of a secret at its end."""
    return f"{BEARERS} WHERE credentials.secret_hash = "


class Head(NamedTuple):
    """The state of a ledger: its revision in the lineage `epoch`, the settings of its periods, and what it uses."""

    revision: int
    time_zone: str
    calendars: str
    epoch: UUID
    uses: Uses

    @classmethod
    def of(cls, current: CurrentLedger) -> Self:
        """Return the state of a ledger that was read."""
        ledger = current.ledger
        return cls(ledger.revision, ledger.time_zone, ledger.calendars, current.epoch, current.uses)

    @property
    def needs(self) -> tuple[str, str, Uses]:
        """Return the parts that decide which rows figures need."""
        return self.time_zone, self.calendars, self.uses


class Reads(Protocol):
    """The reads on one kind of database."""

    async def bearer(self, secret_hash: bytes) -> Bearer | None:
        """Return the bearer of the secret with this hash."""

    async def head(self, ledger_id: UUID) -> Head | None:
        """Return the state of a ledger."""

    async def close(self) -> None:
        """Close the kept connection."""
