"""The forecast: the balance of each account on the coming days, and the items that change it."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, partial
from itertools import accumulate, chain
from operator import add, attrgetter, itemgetter
from typing import NamedTuple
from uuid import UUID

from services.calculations.occurrences import ExpectedPayment, KnownSeries
from services.calculations.spending_ahead import SpreadSpending
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
    """The balance at the end of a day."""

    day: date
    balance: int


@dataclass(frozen=True, eq=False)
class ForecastLine:
    """The balances of one account or of several together, at the end of each day from today on.

    `changing` yields the items that change them, in no order.
    """

    today: date
    balances: Sequence[int]
    changing: Callable[[], Iterator[ForecastItem]]

    @cached_property
    def items(self) -> Sequence[ForecastItem]:
        """Return the items that change the balances, by day."""
        return sorted(self.changing(), key=attrgetter("day"))

    @property
    def lowest(self) -> ForecastPoint:
        """Return the first of the points with the lowest balance."""
        return self._point(self.balances.index(min(self.balances)))

    def points(self, first: int) -> list[ForecastPoint]:
        """Return the first points, one for each day."""
        return [self._point(number) for number in range(min(first, len(self.balances)))]

    def first_below(self, floor: int) -> date | None:
        """Return the first day with a balance below a floor; None if there is none."""
        below = (number for number, balance in enumerate(self.balances) if balance < floor)
        return next((self._point(number).day for number in below), None)

    def safe_until(self, day: date, floor: int) -> int:
        """Return the lowest balance before a day less a floor, at least 0."""
        return max(min(self.balances[: (day - self.today).days]) - floor, 0)

    def _point(self, number: int) -> ForecastPoint:
        return ForecastPoint(self.today + number * DAY, self.balances[number])


@dataclass(frozen=True, eq=False)
class Forecast:
    """The forecast from today to a day; all of it comes by then.

    `balances` are those of today. Accounts without a known balance are left out. `recorded` are items with later dates,
    and `planned` is money that leaves, in the currency of its account. A series without an amount pays what is
    owed on its other account at the end of the day before.
    """

    today: date
    last: date
    balances: Mapping[UUID, int]
    recorded: Sequence[ForecastItem]
    planned: Sequence[SpreadSpending]
    expected: Sequence[ExpectedPayment]

    @cached_property
    def by_account(self) -> dict[UUID, ForecastLine]:
        """Return the line of each account."""
        lines = {}
        for account_id, changes in self._changes[0].items():
            balances = list(accumulate(changes, initial=self.balances[account_id]))[1:]
            lines[account_id] = ForecastLine(self.today, balances, partial(self._of, account_id))
        return lines

    def together(
        self, values: Callable[[UUID, Sequence[int]], Sequence[int] | None], account_ids: Container[UUID]
    ) -> ForecastLine:
        """Return the line of those accounts together whose balances have values, in the currency of the values."""
        valued = {
            account_id: amounts
            for account_id, line in self.by_account.items()
            if account_id in account_ids and (amounts := values(account_id, line.balances)) is not None
        }
        nothing = [0] * ((self.last - self.today).days + 1)
        balances = [sum(of_day) for of_day in zip(nothing, *valued.values(), strict=True)]
        return ForecastLine(self.today, balances, lambda: chain.from_iterable(map(self._of, valued)))

    @cached_property
    def _changes(self) -> tuple[dict[UUID, list[int]], list[ForecastItem]]:
        """Return the change of each account on each day, and the items that pay what is owed."""
        changes = {account_id: [0] * ((self.last - self.today).days + 1) for account_id in self.balances}
        self._count(changes, self.recorded)
        self._count(changes, self._of_series)
        for spread in self.planned:
            if own := changes.get(spread.account_id):
                days = slice(first := (spread.first - self.today).days, first + len(spread.amounts))
                own[days] = map(add, own[days], spread.amounts)
        settled: list[ForecastItem] = []
        paying = {(day, known.series.id): known for day, known, _ in self.expected if known.expected is None}
        for day, known in sorted(((day, known) for (day, _), known in paying.items()), key=itemgetter(0)):
            other = known.series.other_account_id
            if other is not None and other in changes:
                owed = -self.balances[other] - sum(changes[other][: (day - self.today).days])
                items = _transfer(known, day, owed, other) if owed > 0 else ()
                settled += items
                self._count(changes, items)
        return changes, settled

    def _count(self, changes: Mapping[UUID, list[int]], items: Iterable[ForecastItem]) -> None:
        for item in items:
            if own := changes.get(item.account_id):
                own[(item.day - self.today).days] += item.amount

    def _of(self, account_id: UUID) -> Iterator[ForecastItem]:
        """Return the items of an account."""
        items = chain(self.recorded, self._of_plans, self._of_series, self._changes[1])
        return (item for item in items if item.account_id == account_id)

    @cached_property
    def _of_plans(self) -> list[ForecastItem]:
        return [
            ForecastItem(ForecastItemKind.PLANNED, first + number * DAY, account_id, amount, None, category_id)
            for first, account_id, category_id, amounts in self.planned
            for number, amount in enumerate(amounts)
            if amount
        ]

    @cached_property
    def _of_series(self) -> list[ForecastItem]:
        """Return the items of series that have an amount: one in its account, and one in the other of a transfer."""
        items: list[ForecastItem] = []
        for day, known, _ in self.expected:
            amount, row = known.expected, known.series
            if amount is None:
                continue
            if row.other_account_id is None:
                kind = ForecastItemKind.SERIES
                items.append(ForecastItem(kind, day, row.account_id, amount, known, row.category_id))
            else:
                items += _transfer(known, day, -amount, row.other_account_id)
        return items


def _transfer(known: KnownSeries, day: date, amount: int, other: UUID) -> tuple[ForecastItem, ForecastItem]:
    leaving = ForecastItem(ForecastItemKind.TRANSFER, day, known.series.account_id, -amount, known)
    return leaving, leaving._replace(account_id=other, amount=amount)
