"""Bills: what is due before the next income, in a period and in a year."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from services.calculations.occurrences import MOST_DAYS_LATE, KnownSeries, Occurrence
from services.values.periods import Period

LOOK_AHEAD = timedelta(days=366)
_LATE = timedelta(days=MOST_DAYS_LATE)

Value = Callable[[KnownSeries, Occurrence], int | None]
"""Returns the amount of an occurrence in the base currency; None if it is unknown."""


class Bill(NamedTuple):
    """An occurrence of a series that costs money; `cost` is positive, in the base currency, None if it is unknown."""

    known: KnownSeries
    occurrence: Occurrence
    cost: int | None


class BillSum(NamedTuple):
    """Some bills, oldest first; `due` and `paid` sum those that are known, and `unknown` counts the others."""

    bills: Sequence[Bill]
    due: int
    paid: int
    unknown: int


@dataclass(frozen=True, eq=False)
class Bills:
    """The bills of a ledger on a day: its series that cost money, and those that bring it.

    Money that moves between own accounts is neither.
    """

    series: Sequence[KnownSeries]
    today: date
    value: Value

    @cached_property
    def next_income(self) -> date | None:
        """Return the first day after today on which an income is expected; None if none is within a year."""
        days = (
            occurrence.expected_on(self.today)
            for known in income_of(self.series)
            for occurrence in known.between(self.today - _LATE, self.today + LOOK_AHEAD)
            if occurrence.is_open
        )
        return min((day for day in days if day > self.today), default=None)

    def until_income(self) -> BillSum | None:
        """Return the open bills that are expected before the next income; None if no income is known."""
        income = self.next_income
        if income is None:
            return None
        bills = self._between(self.today - _LATE, income)
        return _summed(
            bill for bill in bills if bill.occurrence.is_open and bill.occurrence.expected_on(self.today) < income
        )

    def within(self, period: Period) -> BillSum:
        """Return the bills that are due in a period, without those that were skipped or missed."""
        bills = self._between(period.start, period.end)
        return _summed(bill for bill in bills if bill.occurrence.is_open or bill.occurrence.payment is not None)

    def _between(self, first: date, last: date) -> Iterator[Bill]:
        for known in costs_of(self.series):
            for occurrence in known.between(first, last):
                value = self.value(known, occurrence)
                yield Bill(known, occurrence, None if value is None else -value)


def income_of(series: Sequence[KnownSeries]) -> Iterator[KnownSeries]:
    """Return the series that bring money."""
    return (known for known in series if known.series.other_account_id is None and (known.series.amount or 0) > 0)


def costs_of(series: Sequence[KnownSeries]) -> Iterator[KnownSeries]:
    """Return the series that cost money."""
    return (known for known in series if known.series.other_account_id is None and (known.series.amount or 0) < 0)


def _summed(bills: Iterator[Bill]) -> BillSum:
    ordered = sorted(bills, key=lambda bill: (bill.occurrence.due_on, bill.known.series.id))
    known = [bill for bill in ordered if bill.cost is not None]
    return BillSum(
        ordered,
        due=sum(bill.cost or 0 for bill in known if bill.occurrence.is_open),
        paid=sum(bill.cost or 0 for bill in known if not bill.occurrence.is_open),
        unknown=len(ordered) - len(known),
    )
