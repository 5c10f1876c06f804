"""Occurrences: the due days of a series, and the payments that were made for them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Protocol
from uuid import UUID

from services.values.periods import DAY, months_after
from services.values.schedules import Schedule, ScheduleUnit, WeekendRule

MOST_DAYS_EARLY, MOST_DAYS_LATE = 20, 45
BEFORE = timedelta(days=MOST_DAYS_LATE)  # payments up to so long before a range may be for its first due days
REMEMBERED = timedelta(days=2 * 366)  # older payments do not say what is expected


class OccurrenceState(StrEnum):
    """The state of an occurrence."""

    PAID = "PAID"
    SKIPPED = "SKIPPED"
    DUE = "DUE"
    LATE = "LATE"
    MISSED = "MISSED"


class Series(Protocol):
    """A series with the columns of its schedule; a row of the database fits."""

    @property
    def id(self) -> UUID: ...
    @property
    def payee(self) -> str: ...
    @property
    def account_id(self) -> UUID: ...
    @property
    def amount(self) -> int | None: ...
    @property
    def amount_on(self) -> date: ...
    @property
    def category_id(self) -> UUID | None: ...
    @property
    def other_account_id(self) -> UUID | None: ...
    @property
    def first_on(self) -> date: ...
    @property
    def every(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def day(self) -> int | None: ...
    @property
    def weekend(self) -> str: ...
    @property
    def ends_on(self) -> date | None: ...


class Payment(Protocol):
    """A transaction that pays a series; a row of the database fits."""

    @property
    def id(self) -> UUID: ...
    @property
    def series_id(self) -> UUID: ...
    @property
    def date(self) -> date: ...
    @property
    def account_amount(self) -> int: ...
    @property
    def base_amount(self) -> int: ...
    @property
    def category_id(self) -> UUID | None: ...
    @property
    def split_count(self) -> int: ...


class Skip(Protocol):
    """A due day on which nothing is paid."""

    @property
    def series_id(self) -> UUID: ...
    @property
    def due_on(self) -> date: ...


class Occurrence(NamedTuple):
    """One due day of a series. `amount` was paid or is expected, in minor units of the account; None if unknown."""

    due_on: date
    state: OccurrenceState
    amount: int | None
    payment: Payment | None = None

    @property
    def is_open(self) -> bool:
        """Return True if a payment is still expected."""
        return self.state is OccurrenceState.DUE or self.state is OccurrenceState.LATE

    def expected_on(self, today: date) -> date:
        """Return the day on which the payment is expected: what is late comes tomorrow."""
        return max(self.due_on, today + DAY) if self.state is OccurrenceState.LATE else self.due_on


@dataclass(frozen=True)
class KnownSeries:
    """A series on a day with its payments, oldest first, and its skipped days, as far back as they were read."""

    series: Series
    today: date
    payments: Sequence[Payment] = ()
    skipped: frozenset[date] = frozenset()

    @cached_property
    def schedule(self) -> Schedule:
        """Return the schedule of the series."""
        return schedule_of(self.series)

    @cached_property
    def expected(self) -> int | None:
        """Return the amount of the next payment: that of the series, or of the last two since if they are equal."""
        if self.series.amount is None:
            return None
        since = max(self.series.amount_on, self.today - REMEMBERED)
        last = [payment.account_amount for payment in self.payments[-2:] if payment.date >= since]
        return last[0] if len(last) == 2 and last[0] == last[1] else self.series.amount

    def between(self, first: date, last: date) -> Iterator[Occurrence]:
        """Yield the occurrences that are due from one day to another."""
        paid, expected = self._paid, self.expected
        for due_on in self.schedule.days(first, last):
            if payment := paid.get(due_on):
                yield Occurrence(due_on, OccurrenceState.PAID, payment.account_amount, payment)
            else:
                yield Occurrence(due_on, self._state(due_on), expected)

    def yearly(self) -> int | None:
        """Return the sum of the amounts that are due within a year from today; None if they are unknown."""
        if self.expected is None:
            return None
        year = months_after(self.today.replace(day=1), 12) + (self.today.day - 1) * DAY
        return self.expected * sum(1 for _ in self.schedule.days(self.today, year - DAY))

    def _state(self, due_on: date) -> OccurrenceState:
        if due_on in self.skipped:
            return OccurrenceState.SKIPPED
        if due_on >= self.today:
            return OccurrenceState.DUE
        following = self.schedule.next_after(due_on)
        is_late = (self.today - due_on).days <= MOST_DAYS_LATE and (following is None or following > self.today)
        return OccurrenceState.LATE if is_late else OccurrenceState.MISSED

    @cached_property
    def _paid(self) -> dict[date, Payment]:
        """Return the first payment of each due day that has one; a payment belongs to at most one due day."""
        if not self.payments:
            return {}
        early, late = _tolerance(self.schedule)
        due = list(self.schedule.days(self.payments[0].date - late, self.payments[-1].date + early))
        paid: dict[date, Payment] = {}
        for payment in self.payments:
            place = bisect_left(due, payment.date - late)
            if place < len(due) and due[place] <= payment.date + early:
                paid.setdefault(due[place], payment)
        return paid


class ExpectedPayment(NamedTuple):
    """An open occurrence of a series, and the day on which its payment is expected."""

    day: date
    known: KnownSeries
    occurrence: Occurrence


def known_series(
    rows: Iterable[Series], today: date, payments: Iterable[Payment], skips: Iterable[Skip]
) -> list[KnownSeries]:
    """Return the series on a day with their payments and skipped days."""
    paid: defaultdict[UUID, list[Payment]] = defaultdict(list)
    skipped: defaultdict[UUID, set[date]] = defaultdict(set)
    for payment in payments:
        paid[payment.series_id].append(payment)
    for skip in skips:
        skipped[skip.series_id].add(skip.due_on)
    return [KnownSeries(row, today, paid[row.id], frozenset(skipped[row.id])) for row in rows]


def expected_payments(series: Iterable[KnownSeries], today: date, last: date) -> list[ExpectedPayment]:
    """Return the payments that are expected up to a day, by series."""
    return [
        ExpectedPayment(day, known, occurrence)
        for known in series
        for occurrence in known.between(today - BEFORE, last)
        if occurrence.is_open and (day := occurrence.expected_on(today)) <= last
    ]


def schedule_of(row: Series) -> Schedule:
    """Return the schedule of a series."""
    unit, weekend = ScheduleUnit(row.unit), WeekendRule(row.weekend)
    return Schedule(row.first_on, row.every, unit, row.day, weekend, row.ends_on)


def _tolerance(schedule: Schedule) -> tuple[timedelta, timedelta]:
    """Return how early and how late a payment may be. Together it is less than the time between two due days."""
    days = schedule.fewest_days
    return timedelta(days=min(days * 3 // 8, MOST_DAYS_EARLY)), timedelta(days=min(days // 2, MOST_DAYS_LATE))
