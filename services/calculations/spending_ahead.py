"""Spending ahead: the rest of each plan after its bills, spread evenly over the days and over the usual accounts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import sub
from typing import NamedTuple, Protocol
from uuid import UUID

from services.calculations.bills import Value, costs_of
from services.calculations.flows import spent_of
from services.calculations.occurrences import BEFORE, KnownSeries
from services.calculations.plans import Part, by_category, cycles_in
from services.calculations.rows import Category, CategoryKind, Counted, Plan
from services.values.calendars import Calendar
from services.values.periods import DAY, Period

SHARED_PERIODS = 3


class AccountCounted(Counted, Protocol):
    """The money in and out of a category in an account."""

    @property
    def account_id(self) -> UUID: ...


class SpreadSpending(NamedTuple):
    """The expected spending of a category in an account on each day from `first` on, in minor units."""

    first: date
    account_id: UUID
    category_id: UUID
    amounts: Sequence[int]


class _Bill(NamedTuple):
    """The cost of a series on a day, paid or expected, in minor units of the base currency."""

    day: date
    cost: int
    is_paid: bool


@dataclass(frozen=True, eq=False)
class SpendingAhead:
    """The plans of a ledger, what was spent of them in the current budget period, and by which accounts before.

    `spent` has the totals of the whole current period and `shared` those of the three before it, both of counted
    accounts. The bills of a plan are taken off its cycle: a period without the rent has nothing left of its share of
    it. `caps` limit what may be spent in a budget period on a category and its children. A category that no
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

    def until(self, last: date) -> Iterator[SpreadSpending]:
        """Yield the spending of the days after today up to a day, in the base currency, in no order."""
        if last <= self.today:
            return
        budgets = list(self.calendar.overlapping(Period(self.today + DAY, last)))
        bills = self._bills_around(budgets)
        for budget in budgets:
            for category_id, members, parts in self._planned(budget):
                known = [bill for member in members for bill in bills[member]]
                left = sum(share * (amount - _cost(known, cycle)) for amount, cycle, share in parts)
                if budget.start <= self.today:
                    spent = sum(self._by_account(self.spent, members).values())
                    left -= spent - _cost((bill for bill in known if bill.is_paid), budget)
                if left > 0:
                    shares = self._by_account(self.shared, members)
                    yield from self._spread(category_id, round(left), budget, last, shares)

    @cached_property
    def _children(self) -> Mapping[UUID, Sequence[UUID]]:
        children: defaultdict[UUID, list[UUID]] = defaultdict(list)
        for category in self.categories:
            if category.parent_id is not None:
                children[category.parent_id].append(category.id)
        return children

    @cached_property
    def _plans(self) -> dict[UUID, list[Plan]]:
        return by_category(self.plans)

    def _planned(self, budget: Period) -> Iterator[tuple[UUID, list[UUID], Sequence[Part]]]:
        """Yield each category with a plan or a cap, the categories that spend it, and what cycles give the period."""
        parts = {category_id: [*cycles_in(dated, budget)] for category_id, dated in self._plans.items()}
        for category in self.categories:
            planned, cap = parts.get(category.id), self.caps.get(category.id)
            if category.kind != CategoryKind.EXPENSE or (not planned and cap is None):
                continue
            children = self._children.get(category.id, ())
            members = [category.id, *(child for child in children if not parts.get(child))]
            if cap is not None and (not planned or cap < sum(amount * share for amount, _, share in planned)):
                planned = [(cap, budget, 1)]
            yield category.id, members, planned or ()

    def _bills_around(self, budgets: Sequence[Period]) -> defaultdict[UUID, list[_Bill]]:
        """Return the bills of each category in all cycles of plans that share days with some budget periods."""
        whole = Period(budgets[0].start, budgets[-1].end)
        cycles = [cycle for dated in self._plans.values() for _, cycle, _ in cycles_in(dated, whole)]
        first = min((cycle.start for cycle in cycles), default=whole.start)
        last = max((cycle.end for cycle in cycles), default=whole.end)
        bills: defaultdict[UUID, list[_Bill]] = defaultdict(list)
        for known in costs_of(self.series):
            category_id = known.series.category_id
            for occurrence in known.between(first - BEFORE, max(last, whole.end) + BEFORE) if category_id else ():
                if category_id and (occurrence.is_open or occurrence.payment):
                    day = occurrence.payment.date if occurrence.payment else occurrence.expected_on(self.today)
                    cost = -(self.value(known, occurrence) or 0)
                    bills[category_id].append(_Bill(day, cost, is_paid=occurrence.payment is not None))
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
    ) -> Iterator[SpreadSpending]:
        """Yield an amount evenly over the days that are left of a budget period, and over accounts by their shares."""
        shares = {account_id: part for account_id, part in spent.items() if part > 0} or {self.default: 1}
        first = max(budget.start, self.today + DAY)
        days, whole, before = (budget.end - first).days + 1, sum(shares.values()), 0
        for account_id, share in sorted(shares.items()):
            part = amount * (before + share) // whole - amount * before // whole
            before += share
            until = [part * number // days for number in range((min(budget.end, last) - first).days + 2)]
            yield SpreadSpending(first, account_id, category_id, list(map(sub, until[1:], until)))


def _cost(bills: Iterable[_Bill], period: Period) -> int:
    return sum(bill.cost for bill in bills if period.start <= bill.day <= period.end)
