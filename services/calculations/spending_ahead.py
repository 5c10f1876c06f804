"""Spending ahead: the rest of each plan after its bills, spread evenly over the days and over the usual accounts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol
from uuid import UUID

from services.calculations.bills import Value, costs_of
from services.calculations.flows import spent_of
from services.calculations.occurrences import BEFORE, KnownSeries
from services.calculations.plans import amount_holding, by_category
from services.calculations.rows import Category, CategoryKind, Counted, Plan
from services.values.calendars import Calendar
from services.values.periods import DAY, Period

SHARED_PERIODS = 3


class AccountCounted(Counted, Protocol):
    """The money in and out of a category in an account."""

    @property
    def account_id(self) -> UUID: ...


class PlannedSpending(NamedTuple):
    """The expected spending of a category in an account on a day, in minor units of the base currency, positive."""

    day: date
    account_id: UUID
    category_id: UUID
    amount: int


@dataclass(frozen=True, eq=False)
class SpendingAhead:
    """The plans of a ledger, what was spent of them in the current budget period, and by which accounts before.

    `spent` has the totals of the whole current period and `shared` those of the three before it, both of counted
    accounts. `caps` limit what may be spent in a budget period on a category and its children. A category that no
    account has paid is paid by the account `default`.
    """

    today: date
    calendar: Calendar
    categories: Sequence[Category]
    plans: Sequence[Plan]
    spent: Sequence[AccountCounted]
    shared: Sequence[AccountCounted]
    series: Sequence[KnownSeries]
    value: Value
    default: UUID
    caps: Mapping[UUID, int]

    def until(self, last: date) -> Iterator[PlannedSpending]:
        """Yield the spending of each day after today up to a day, in no order."""
        if last <= self.today:
            return
        for budget in self.calendar.overlapping(Period(self.today + DAY, last)):
            bills = self._bills(budget)
            for category_id, members, planned in self._planned(budget):
                left = planned - sum(bills[member] for member in members)
                if budget.start <= self.today:
                    left -= sum(self._by_account(self.spent, members).values())
                if left > 0:
                    yield from self._spread(category_id, left, budget, last, self._by_account(self.shared, members))

    def _planned(self, budget: Period) -> Iterator[tuple[UUID, list[UUID], int]]:
        """Yield each category with a plan or a cap, the categories that spend it, and the amount."""
        plans = by_category(self.plans)
        amounts = {category_id: amount_holding(dated, budget.start) for category_id, dated in plans.items()}
        for category in self.categories:
            planned, cap = amounts.get(category.id), self.caps.get(category.id)
            if category.kind != CategoryKind.EXPENSE or (planned is None and cap is None):
                continue
            children = [child.id for child in self.categories if child.parent_id == category.id]
            members = [category.id, *(child for child in children if amounts.get(child) is None)]
            amount = min(amount for amount in (planned, cap) if amount is not None)
            yield category.id, members, amount

    def _bills(self, budget: Period) -> defaultdict[UUID, int]:
        """Return the open bills of each category that are expected in a budget period after today."""
        bills: defaultdict[UUID, int] = defaultdict(int)
        for known in costs_of(self.series):
            category_id = known.series.category_id
            for occurrence in known.between(budget.start - BEFORE, budget.end) if category_id else ():
                day = occurrence.expected_on(self.today)
                if category_id and occurrence.is_open and budget.start <= day <= budget.end:
                    bills[category_id] -= self.value(known, occurrence) or 0
        return bills

    def _by_account(self, totals: Sequence[AccountCounted], members: Sequence[UUID]) -> dict[UUID, int]:
        """Return the spending on some categories by account."""
        spent: defaultdict[UUID, int] = defaultdict(int)
        for total in totals:
            if total.category_id in members:
                spent[total.account_id] += spent_of(total)
        return spent

    def _spread(
        self, category_id: UUID, amount: int, budget: Period, last: date, spent: Mapping[UUID, int]
    ) -> Iterator[PlannedSpending]:
        """Yield an amount evenly over the days that are left of a budget period, and over accounts by their shares."""
        shares = {account_id: part for account_id, part in spent.items() if part > 0} or {self.default: 1}
        first = max(budget.start, self.today + DAY)
        days, whole, before = (budget.end - first).days + 1, sum(shares.values()), 0
        for account_id, share in sorted(shares.items()):
            part = amount * (before + share) // whole - amount * before // whole
            before += share
            for number in range((min(budget.end, last) - first).days + 1):
                if daily := part * (number + 1) // days - part * number // days:
                    yield PlannedSpending(first + number * DAY, account_id, category_id, daily)
