"""The events of ledgers as wholes."""

from services.events import Event


class LedgerOpened(Event, frozen=True):
    """A user signed up and the ledger began."""


class LedgerUpdated(Event, frozen=True):
    """Base currency, time zone or period start day changed."""


class LedgerImported(Event, frozen=True):
    """An empty ledger was filled with an export of another one."""


class LedgerRestored(Event, frozen=True):
    """A backup was put back: what happened after it was made is undone, and revisions go on far above it."""
