"""The view of a ledger that findings are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol
from uuid import UUID

from services.calculations import AVERAGED_PERIODS, Category, CategoryKind, Figures, SavingsGoal, usual
from services.insights import phrases
from services.insights.finding import Evidence
from services.periods import Period

PERIODS_BACK = AVERAGED_PERIODS + 1  # the period before this one is judged by the six before it
MOST_MOVEMENTS = 1_000
DAYS_OF_NEWS = 31


class Movement(Protocol):
    """The part of a transaction that findings need; a row of the database fits."""

    @property
    def date(self) -> date: ...
    @property
    def amount(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def base_amount(self) -> int: ...
    @property
    def payee(self) -> str: ...
    @property
    def category_id(self) -> UUID | None: ...
    @property
    def split_count(self) -> int: ...


class NamedGoal(SavingsGoal, Protocol):
    """A savings goal with its name; a row of the database fits."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def known(self) -> bool: ...


@dataclass(frozen=True, eq=False)
class LedgerView:
    """One period of a ledger with the periods before it.

    The totals of `figures` are those of `buckets(…, back=PERIODS_BACK)` and `history_buckets`. `movements` are the
    newest transactions, at most `MOST_MOVEMENTS`, the newest first.
    """

    figures: Figures
    currency: str
    goals: Sequence[NamedGoal] = ()
    movements: Sequence[Movement] = ()

    @property
    def period(self) -> Period:
        """Return the period."""
        return self.figures.period

    @property
    def is_running(self) -> bool:
        """Return True if the period has begun and does not end today or earlier."""
        return self.period.is_running(self.figures.today)

    @cached_property
    def as_of(self) -> date:
        """Return today, or the last day of a period that is over."""
        return min(self.figures.today, self.period.end)

    @cached_property
    def children(self) -> list[Category]:
        """Return the expense categories that have a parent."""
        return [
            category
            for category in self.figures.categories
            if category.parent_id and category.kind == CategoryKind.EXPENSE
        ]

    @cached_property
    def size(self) -> int:
        """Return the usual expenses of a period in minor units, at least 1; thresholds are parts of it."""
        flows, known = self.figures.flows, self.figures.known
        # A single earlier period may have been kept only in part.
        current = flows[0].expenses if known < 2 else 0
        return max(usual([flows[age].expenses for age in range(1, known + 1)]), current, 1)

    @property
    def is_news(self) -> bool:
        """Return True if the period ended recently enough to act on it."""
        return days_between(self.period.end, self.figures.today) <= DAYS_OF_NEWS

    @property
    def days_kept(self) -> int:
        """Return the number of days since the oldest movement."""
        return days_between(min((movement.date for movement in self.movements), default=self.as_of), self.as_of)

    @cached_property
    def earlier(self) -> list[Period]:
        """Return the earlier periods, the latest first."""
        return self.figures.calendar.last(PERIODS_BACK + 1, self.period)[-2::-1]

    @cached_property
    def past(self) -> list[Movement]:
        """Return the movements up to `as_of` without transfers, the newest first."""
        moved = {category.id for category in self.figures.categories if category.kind == CategoryKind.TRANSFER}
        return [
            movement for movement in self.movements if movement.date <= self.as_of and movement.category_id not in moved
        ]

    def name(self, category_id: UUID | None) -> str:
        """Return the name of a category."""
        if category_id is None:
            return phrases.ALL_UNCATEGORISED
        return self._names[category_id]

    @cached_property
    def _names(self) -> dict[UUID, str]:
        return {category.id: category.name for category in self.figures.categories}

    def say(self, minor: int) -> str:
        """Format an amount of the base currency."""
        return phrases.money(minor, self.currency)

    def figure(self, label: str, minor: int, category_id: UUID | None = None, period: Period | None = None) -> Evidence:
        """Make evidence in the base currency, for this period unless another is given."""
        return Evidence(label, minor, self.currency, category_id, period or self.period)


def days_between(first: date, last: date) -> int:
    """Count the days from one date to another."""
    return (last - first).days
