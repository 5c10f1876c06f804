"""A ledger as the findings look at it: its spending by category and period, up to the day that they stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Protocol
from uuid import UUID

from services.calculations import AVERAGED_PERIODS, Category, CategoryKind, Figures, SavingsGoal, usual
from services.insights import phrases
from services.insights.finding import Evidence
from services.periods import Period

PERIODS_BACK = AVERAGED_PERIODS + 1  # the period before this one is judged by the six before it
MOST_MOVEMENTS = 2_000
DAYS_OF_NEWS = 31


class Movement(Protocol):
    """A transaction as the findings see it; a row of the database fits as it is."""

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


class Goal(SavingsGoal, Protocol):
    """A savings goal with its name; a row of the database fits as it is."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, eq=False)
class LedgerView:
    """One period of a ledger with what came before it.

    The totals of `figures` are those of `buckets(…, back=PERIODS_BACK)` and `history_buckets`. `movements` are the
    newest transactions, at most `MOST_MOVEMENTS`, the newest first.
    """

    figures: Figures
    currency: str
    goals: Sequence[Goal] = ()
    movements: Sequence[Movement] = ()

    @property
    def period(self) -> Period:
        """The period that is looked at."""
        return self.figures.period

    @property
    def is_running(self) -> bool:
        """Whether the period has begun and days after today are still to come."""
        return self.period.is_running(self.figures.today)

    @cached_property
    def as_of(self) -> date:
        """The last day that the findings know."""
        return min(self.figures.today, self.period.end)

    @cached_property
    def children(self) -> list[Category]:
        """The expense categories that stand below another."""
        return [each for each in self.figures.categories if each.parent_id and each.kind == CategoryKind.EXPENSE]

    @cached_property
    def size(self) -> int:
        """What the ledger usually spends in a period, in minor units, at least 1: the measure of what is much."""
        flows, known = self.figures.flows, self.figures.known
        # A single earlier period may have been kept only in part.
        current = flows[0].expenses if known < 2 else 0
        return max(usual([flows[age].expenses for age in range(1, known + 1)]), current, 1)

    @property
    def is_news(self) -> bool:
        """Return True while it is not too late to do something about what happened in the period."""
        return days_between(self.period.end, self.figures.today) <= DAYS_OF_NEWS

    @property
    def days_kept(self) -> int:
        """How many days the movements reach back."""
        return days_between(min((each.date for each in self.movements), default=self.as_of), self.as_of)

    @cached_property
    def earlier(self) -> list[Period]:
        """The periods before this one, the latest first."""
        return self.figures.calendar.last(PERIODS_BACK + 1, self.period)[-2::-1]

    @cached_property
    def past(self) -> list[Movement]:
        """The movements of money that is spent or earned, up to the day that the findings know, newest first."""
        moved = {each.id for each in self.figures.categories if each.kind == CategoryKind.TRANSFER}
        return [each for each in self.movements if each.date <= self.as_of and each.category_id not in moved]

    def name(self, category_id: UUID | None) -> str:
        """A category's name."""
        if category_id is None:
            return phrases.ALL_UNCATEGORISED
        return next(each.name for each in self.figures.categories if each.id == category_id)

    def say(self, minor: int) -> str:
        """An amount of the base currency as people read it."""
        return phrases.money(minor, self.currency)

    def figure(self, label: str, minor: int, category_id: UUID | None = None, period: Period | None = None) -> Evidence:
        """A figure in the base currency, of the period that is looked at unless another is given."""
        return Evidence(label, minor, self.currency, category_id, period or self.period)


def days_between(first: date, last: date) -> int:
    """How many days lie from one to the other."""
    return (last - first) // timedelta(days=1)
