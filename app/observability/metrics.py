"""The metrics: counts and times for Prometheus. They are dropped if Prometheus is not configured."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

# How often each thing has happened so far, such as {"hit": 2, "miss": 1}.
Counts = Callable[[], Mapping[str, int]]


class Answered(NamedTuple):
    """An operation that has ended: its kind, name, times in ns since 1970, and the outcome of each root field.

    An outcome is `ok`, `refused` (the client can mend it) or `failed` (we can).
    """

    kind: str
    name: str | None
    outcomes: Mapping[str, str]
    began: int
    ended: int


class Metrics:
    """The events that can be counted. This class counts nothing, so that callers need not check."""

    def __bool__(self) -> bool:
        """Return True if anything is counted."""
        return False

    def answered(self, answered: Answered) -> None:
        """Count an operation that was answered; a subscription counts when it ends."""

    def subscribed(self) -> None:
        """Count a subscription that begins."""

    def unsubscribed(self) -> None:
        """Count a subscription that ends."""

    def delivered(self, changed_at: datetime | None) -> None:
        """Count an update that was sent, and its delay since the commit; None if nobody waited for it."""

    def watch(self, name: str, counts: Counts) -> None:
        """Report the counters of a cache, because no other room knows of metrics."""
