"""The view of a ledger that findings are made from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import takewhile
from typing import Protocol
from uuid import UUID

from services.calculations import AVERAGED_PERIODS, Category, CategoryKind, Figures, SavingsGoal, middle, usual
from services.insights import phrases
from services.insights.finding import Evidence
from services.insights.movement import Movement
from services.insights.payment_words import Said, said_in
from services.insights.series import Series, series_of
from services.values.money import Money
from services.values.payees import recurring_key
from services.values.periods import Period

PERIODS_BACK = AVERAGED_PERIODS + 1  # the period before this one is judged by the six before it
MOST_MOVEMENTS = 1_000
DAYS_OF_NEWS, MOST_NEWS = 31, 300
SEASONS = (3, 6, 11, 12, 13)  # periods ago: what comes quarterly, half-yearly or yearly came then
HALF_A_MONTH = timedelta(days=15)
SILENT_DAYS = 7  # a ledger without entries for so long is not up to date


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

    The totals of `figures` are those of `insight_buckets`. `movements` are the newest transactions up to `as_of`, at
    most `MOST_MOVEMENTS`, without transfers; the newest comes first.
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

    @cached_property
    def begun(self) -> date:
        """Return the day of the oldest movement."""
        return self.movements[-1].date if self.movements else self.as_of

    @property
    def days_kept(self) -> int:
        """Return the number of days since the oldest movement."""
        return days_between(self.begun, self.as_of)

    @cached_property
    def known_until(self) -> date:
        """Return the last day of which the movements are known: `as_of`, unless the ledger has been silent since."""
        newest = self.movements[0].date if self.movements else self.as_of
        return self.as_of if days_between(newest, self.as_of) <= SILENT_DAYS else newest

    @cached_property
    def earlier(self) -> list[Period]:
        """Return the earlier periods, the latest first."""
        return self.figures.calendar.last(PERIODS_BACK + 1, self.period)[-2::-1]

    @cached_property
    def news(self) -> list[Movement]:
        """Return the movements of the last month, at most `MOST_NEWS`, the newest first."""
        since = self.as_of - timedelta(days=DAYS_OF_NEWS)
        return list(takewhile(lambda movement: movement.date >= since, self.movements[:MOST_NEWS]))

    @cached_property
    def by_payee(self) -> dict[tuple[str, str], list[Movement]]:
        """Return the movements of each payee and currency, the oldest first."""
        by_payee: defaultdict[tuple[str, str], list[Movement]] = defaultdict(list)
        for movement in reversed(self.movements):
            by_payee[recurring_key(movement.payee), movement.currency].append(movement)
        return by_payee

    @cached_property
    def costs(self) -> list[Series]:
        """Return the series of money out."""
        return [series for series in self._series if series.last.amount < 0]

    @cached_property
    def earnings(self) -> list[Series]:
        """Return the series of money in."""
        return [series for series in self._series if series.last.amount > 0]

    @cached_property
    def _series(self) -> list[Series]:
        return [series for movements in self.by_payee.values() for series in series_of(movements)]

    def even_net(self, age: int) -> int:
        """Return the income less expenses of a period as if each monthly income had come in it once.

        A payday near the border of a period moves over it with the weekends.
        """
        period, net = self.earlier[age - 1] if age else self.period, self.figures.flows[age].net
        for series in self.earnings:
            days = [payment.date for payment in series.payments]
            if series.rhythm.months == 1 and days[0] <= period.end and period.start <= days[-1] + HALF_A_MONTH:
                net += (1 - sum(period.start <= day <= period.end for day in days)) * series.last.base_amount
        return net

    def has_come_before(self, category_id: UUID | None, cost: int) -> bool:
        """Return True if a category cost nearly so much more than usual a quarter, half a year or a year ago."""
        spent = [self.figures.own_flows[age].spent.get(category_id, 0) for age in range(1, self.figures.known + 1)]
        floor = middle(spent) if spent else 0
        flows = (self.figures.own_flows[age] for age in SEASONS)
        return any(4 * (flow.spent.get(category_id, 0) - floor) >= 3 * cost for flow in flows)

    def is_expense(self, category_id: UUID | None) -> bool:
        """Return True for an expense category; uncategorised payments are of none."""
        return category_id in self._expense_ids

    @cached_property
    def _expense_ids(self) -> set[UUID]:
        return {category.id for category in self.figures.categories if category.kind == CategoryKind.EXPENSE}

    @cached_property
    def fee_ids(self) -> set[UUID | None]:
        """Return the categories of fees of banks."""
        return {category.id for category in self.figures.categories if Said.BANK_FEE in said_in(category.name)}

    def name(self, category_id: UUID | None) -> str:
        """Return the name of a category."""
        if category_id is None:
            return phrases.ALL_UNCATEGORISED
        return self._names[category_id]

    @cached_property
    def _names(self) -> dict[UUID, str]:
        return {category.id: category.name for category in self.figures.categories}

    def money(self, minor: int) -> Money:
        """Return an amount of the base currency."""
        return Money(minor, self.currency)

    def say(self, minor: int) -> str:
        """Format an amount of the base currency."""
        return phrases.money(minor, self.currency)

    def figure(self, label: str, minor: int, category_id: UUID | None = None, period: Period | None = None) -> Evidence:
        """Make evidence in the base currency, for this period unless another is given."""
        return Evidence(label, minor, self.currency, category_id, period or self.period)


def days_between(first: date, last: date) -> int:
    """Count the days from one date to another."""
    return (last - first).days
