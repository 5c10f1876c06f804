"""The forecast: the balance of each account on the coming days, and the items that change it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from services.calculations.occurrences import BEFORE, KnownSeries
from services.values.periods import DAY


class ForecastItemKind(StrEnum):
    """The kinds of items in a forecast."""

    SERIES = "SERIES"
    TRANSFER = "TRANSFER"
    RECORDED = "RECORDED"
    PLANNED = "PLANNED"


class ForecastItem(NamedTuple):
    """Something that changes a balance on a day, in minor units of the account, negative for money that leaves."""

    kind: ForecastItemKind
    day: date
    account_id: UUID
    amount: int
    known: KnownSeries | None = None
    category_id: UUID | None = None


class ForecastPoint(NamedTuple):
    """The balance at the end of a day, and the items of the day."""

    day: date
    balance: int
    items: Sequence[ForecastItem]


@dataclass(frozen=True, eq=False)
class ForecastLine:
    """The points of one account or of several together, one for each day from today on."""

    points: Sequence[ForecastPoint]

    @cached_property
    def lowest(self) -> ForecastPoint:
        """Return the first of the points with the lowest balance."""
        return min(self.points, key=lambda point: point.balance)

    def first_below(self, floor: int) -> date | None:
        """Return the first day with a balance below a floor; None if there is none."""
        return next((point.day for point in self.points if point.balance < floor), None)

    def safe_until(self, day: date, floor: int) -> int:
        """Return the lowest balance before a day less a floor, at least 0."""
        return max(min(point.balance for point in self.points if point.day < day) - floor, 0)


@dataclass(frozen=True, eq=False)
class Forecast:
    """The forecast from today to a day. `balances` are those of today, `changes` all items with an amount by then.

    Accounts without a known balance are left out. A series without an amount pays what is owed on its other account at
    the end of the day before.
    """

    today: date
    last: date
    balances: Mapping[UUID, int]
    changes: Iterable[ForecastItem]
    series: Sequence[KnownSeries]

    @cached_property
    def by_account(self) -> dict[UUID, ForecastLine]:
        """Return the line of each account."""
        places = {account_id: place for place, account_id in enumerate(self.balances)}
        balances, lines = list(self.balances.values()), [list[ForecastPoint]() for _ in places]
        items, day = self._by_day(), self.today
        while day <= self.last:
            of_day: list[list[ForecastItem]] = [[] for _ in places]
            for item in [*items[day], *self._settled(day, balances, places)]:
                place = places.get(item.account_id)
                if place is not None:
                    of_day[place].append(item)
                    balances[place] += item.amount
            for line, balance, own in zip(lines, balances, of_day, strict=True):
                line.append(ForecastPoint(day, balance, own))
            day += DAY
        return {account_id: ForecastLine(lines[place]) for account_id, place in places.items()}

    def together(self, value: Callable[[UUID, int], int | None], account_ids: Iterable[UUID]) -> ForecastLine:
        """Return the line of those accounts together that have a value, in the currency of the values."""
        lines = [
            (account_id, line.points)
            for account_id, line in self.by_account.items()
            if account_id in account_ids and value(account_id, 0) is not None
        ]
        points = []
        for number in range((self.last - self.today).days + 1):
            of_day = [(account_id, line[number]) for account_id, line in lines]
            balance = sum(value(account_id, point.balance) or 0 for account_id, point in of_day)
            items = [item for _, point in of_day for item in point.items]
            points.append(ForecastPoint(self.today + number * DAY, balance, items))
        return ForecastLine(points)

    def _by_day(self) -> defaultdict[date, list[ForecastItem]]:
        items: defaultdict[date, list[ForecastItem]] = defaultdict(list)
        for item in [*self.changes, *(item for known in self.series for item in self._expected(known))]:
            items[item.day].append(item)
        return items

    def _expected(self, known: KnownSeries) -> Iterable[ForecastItem]:
        """Yield the items of a series that has an amount: one in its account, and one in the other of a transfer."""
        amount, other = known.expected, known.series.other_account_id
        if amount is None:
            return
        for day in self._days_of(known):
            if other is None:
                kind, category_id = ForecastItemKind.SERIES, known.series.category_id
                yield ForecastItem(kind, day, known.series.account_id, amount, known, category_id)
            else:
                yield from _transfer(known, day, -amount, other)

    def _settled(self, day: date, balances: Sequence[int], places: Mapping[UUID, int]) -> Iterable[ForecastItem]:
        """Yield the transfers of a day that pay what is owed on another account; `balances` are of the day before."""
        for known, other, days in self._settling:
            if other in places and day in days and (owed := -balances[places[other]]) > 0:
                yield from _transfer(known, day, owed, other)

    @cached_property
    def _settling(self) -> list[tuple[KnownSeries, UUID, set[date]]]:
        return [
            (known, known.series.other_account_id, set(self._days_of(known)))
            for known in self.series
            if known.expected is None and known.series.other_account_id
        ]

    def _days_of(self, known: KnownSeries) -> Iterable[date]:
        """Yield the days of the forecast on which a series is expected."""
        for occurrence in known.between(self.today - BEFORE, self.last):
            if occurrence.is_open:
                yield occurrence.expected_on(self.today)


def _transfer(known: KnownSeries, day: date, amount: int, other: UUID) -> Iterable[ForecastItem]:
    yield ForecastItem(ForecastItemKind.TRANSFER, day, known.series.account_id, -amount, known)
    yield ForecastItem(ForecastItemKind.TRANSFER, day, other, amount, known)
