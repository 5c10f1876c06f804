"""The proof of amounts by the running balance: each balance is the previous one and the row's amount."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

LEAST_STEPS = 2
"""Two steps, between three rows, are a proof; fewer are only evidence."""


class RowOrder(StrEnum):
    """The order of the rows."""

    OLDEST_FIRST = "OLDEST_FIRST"
    NEWEST_FIRST = "NEWEST_FIRST"


class BalanceTrail:
    """The steps between balances of a file, checked for several readings of the amounts in both orders."""

    def __init__(self, readings: int, by_size: int | None = None) -> None:
        """`by_size` is a reading whose amounts have no signs, so only their sizes count."""
        self._by_size = by_size
        self._hits = {order: [0] * readings for order in RowOrder}
        self._moved = [0] * readings
        self._misses: dict[tuple[RowOrder, int], int] = {}
        self._previous: tuple[Decimal, Sequence[Decimal | None]] | None = None
        self.steps = 0

    def add(self, line: int, balance: Decimal | None, amounts: Sequence[Decimal | None]) -> None:
        """Add a row: its balance, and its amount in each reading; None breaks the trail."""
        previous, self._previous = self._previous, None if balance is None else (balance, amounts)
        if previous is None and self.steps == 0 and balance is not None:
            return
        self.steps += 1
        rise = balance - previous[0] if balance is not None and previous else None
        for reading, amount in enumerate(amounts):
            before = previous[1][reading] if previous else None
            self._moved[reading] += bool(amount)
            size = abs if reading == self._by_size else Decimal
            oldest_first = rise is not None and amount is not None and size(rise) == size(amount)
            newest_first = rise is not None and before is not None and size(-rise) == size(before)
            self._count(RowOrder.OLDEST_FIRST, reading, oldest_first, line)
            self._count(RowOrder.NEWEST_FIRST, reading, newest_first, line)

    def explained(self, reading: int) -> set[RowOrder]:
        """Return the orders of rows in which this reading explains every step and some movement."""
        if not self.steps or not self._moved[reading]:
            return set()
        return {order for order in RowOrder if self._hits[order][reading] == self.steps}

    def gap(self, reading: int) -> int | None:
        """Return the first line that a reading does not explain, if it explains most others."""
        order = max(RowOrder, key=lambda order: self._hits[order][reading])
        hits = self._hits[order][reading]
        return self._misses.get((order, reading)) if self.steps > hits >= 0.8 * self.steps else None

    def _count(self, order: RowOrder, reading: int, hit: bool, line: int) -> None:
        if hit:
            self._hits[order][reading] += 1
        else:
            self._misses.setdefault((order, reading), line)
