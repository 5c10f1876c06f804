"""Recurring payments: the rhythm of their days, and the days on which the next one is due."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

JUDGED_PAYMENTS = 7
FEWEST_FOR_A_GAP = 6  # payments, of which one may be missing


class Rhythm(NamedTuple):
    """The usual interval of payments: months, or days if `months` is 0; it may differ by `slack` days."""

    months: int
    days: int
    slack: int

    def fits(self, days: int) -> bool:
        """Return True if an interval is as long as usual."""
        return abs(days - self.days) <= self.slack

    def after(self, day: date, count: int) -> date:
        """Return the day that comes some intervals later."""
        if not self.months:
            return day + timedelta(days=count * self.days)
        index = 12 * day.year + day.month - 1 + count * self.months
        year, month = index // 12, index % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))


RHYTHMS = (
    Rhythm(0, 7, 1),
    Rhythm(0, 14, 2),
    Rhythm(1, 31, 7),
    Rhythm(2, 61, 8),
    Rhythm(3, 91, 10),
    Rhythm(6, 182, 14),
    Rhythm(12, 365, 21),
)


class Due(NamedTuple):
    """The days on which a payment is due by each of the payments before: the first, the middle and the last one."""

    first: date
    expected: date
    last: date

    @property
    def spread(self) -> int:
        """Return the days by which payments usually move."""
        return (self.last - self.first).days


def rhythm_of(days: Sequence[date]) -> Rhythm | None:
    """Return the rhythm of the last payments, the oldest first; None if they have none.

    One payment in five or more intervals may be missing.
    """
    judged = days[-JUDGED_PAYMENTS:]
    if len(judged) < 2 or (judged[-1] - judged[0]).days < RHYTHMS[0].days - 1:
        return None
    gaps = [(after - before).days for before, after in pairwise(judged)]
    for rhythm in RHYTHMS:
        odd = [gap for gap in gaps if not rhythm.fits(gap)]
        is_gap = len(odd) == 1 and len(judged) >= FEWEST_FOR_A_GAP and abs(odd[0] - 2 * rhythm.days) <= rhythm.slack
        if not odd or (is_gap and rhythm.months):
            return rhythm
    return None


def due_after(days: Sequence[date], rhythm: Rhythm) -> Due:
    """Return the days on which the payment after the last one is due."""
    judged = days[-JUDGED_PAYMENTS:]
    counts = (round((judged[-1] - day).days / rhythm.days) + 1 for day in judged)
    due = sorted(rhythm.after(day, count) for day, count in zip(judged, counts, strict=True))
    return Due(due[0], due[len(due) // 2], due[-1])
