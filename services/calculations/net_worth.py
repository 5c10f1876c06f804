"""Net worth: assets less debts, and the causes of its change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol
from uuid import UUID

from db.stores.ids import TRANSFERRED
from services.calculations.balances import Anchor, Course, courses
from services.calculations.flows import Flow, count
from services.calculations.rows import Category, CategoryKind, Counted
from services.values.periods import DAY, Period
from services.values.prices import Price, Prices


class Account(Protocol):
    """An account; `counted` says whether its transactions are income and expenses."""

    @property
    def id(self) -> UUID: ...
    @property
    def currency(self) -> str: ...
    @property
    def counted(self) -> bool: ...
    @property
    def in_net_worth(self) -> bool: ...


class Moved(Protocol):
    """The sums and the number of the transactions of an account up to the end of a day.

    `amount` is in the currency of the account, `base_amount` in the base currency at the rates of the transactions.
    """

    @property
    def account_id(self) -> UUID: ...
    @property
    def day(self) -> date: ...
    @property
    def amount(self) -> int: ...
    @property
    def base_amount(self) -> int: ...
    @property
    def entries(self) -> int: ...


class AccountTotal(Counted, Protocol):
    """The money in and out of an account and a category within the days of a change."""

    @property
    def account_id(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Worth:
    """The assets and the debts (positive) at the end of a day, in minor units of the base currency."""

    day: date
    assets: int
    debts: int

    @property
    def net(self) -> int:
        """Return the assets less the debts."""
        return self.assets - self.debts


@dataclass(frozen=True, slots=True)
class AccountWorth:
    """The balance of an account in its currency, None if nobody knows it, and its worth at a price.

    The price is that of its currency, 1 for the base currency, None if nobody knows it.
    """

    account_id: UUID
    balance: int | None
    worth: int | None
    price: Price | None


@dataclass(slots=True)
class WorthChange:
    """The change of the net worth between the ends of two days, each part by itself.

    Only accounts with a known worth count. `uncounted` is the rest of the transactions of accounts that are not
    counted, `transferred` transfers and those of transfer categories, `opened` the balances of accounts that became
    known, and `adjusted` the owner's adjustments to the bank's balances. `revalued` is what became worth more or less
    without any transaction.
    """

    since: date
    until: date
    income: int = 0
    expenses: int = 0
    uncounted: int = 0
    transferred: int = 0
    opened: int = 0
    adjusted: int = 0
    revalued: int = 0

    @property
    def total(self) -> int:
        """Return the sum of the parts."""
        parts = (self.uncounted, self.transferred, self.opened, self.adjusted, self.revalued)
        return self.income - self.expenses + sum(parts)


def days_of_change(period: Period, today: date) -> tuple[date, date]:
    """Return the day before a period, and the last day of the period up to today."""
    until = min(period.end, today)
    return min(period.start - DAY, until), until


class NetWorth:
    """The net worth of a ledger on some days, and its change between two of them.

    `moved` has every day that is asked for. `adjustments` is the category of these.
    """

    def __init__(
        self,
        accounts: Iterable[Account],
        anchors: Iterable[Anchor],
        moved: Iterable[Moved],
        *,
        base_currency: str,
        prices: Prices,
        adjustments: UUID,
    ) -> None:
        self._accounts = [account for account in accounts if account.in_net_worth]
        self._courses = courses(anchors)
        self._moved = {(row.account_id, row.day): row for row in moved}
        self._base_currency = base_currency
        self._prices = prices
        self._adjustments = adjustments

    def at(self, day: date) -> Worth:
        """Return the net worth at the end of a day."""
        worths = [self._worth(account, course, day) for account, course in self._known]
        return Worth(
            day,
            assets=sum(worth for worth in worths if worth > 0),
            debts=-sum(worth for worth in worths if worth < 0),
        )

    def by_account(self, day: date) -> list[AccountWorth]:
        """Return the balance and the worth of each account at the end of a day."""
        worths = []
        for account in self._accounts:
            course, price = self._courses.get(account.id), self._prices.on(account.currency, day)
            balance = self._balance(account, course, day) if course else None
            worth = self._worth(account, course, day) if course and price else None
            worths.append(AccountWorth(account.id, balance, worth, price))
        return worths

    def change(
        self, since: date, until: date, totals: Iterable[AccountTotal], categories: Mapping[UUID, Category]
    ) -> WorthChange:
        """Return the change from the end of one day to the end of another; the totals are of the days between."""
        change = WorthChange(since, until)
        by_account: defaultdict[UUID, list[AccountTotal]] = defaultdict(list)
        for total in totals:
            by_account[total.account_id].append(total)
        flow = Flow()
        for account, course in self._known:
            for total in by_account[account.id]:
                self._count(change, flow, account, total, categories)
            change.opened += self._opened(account, course, since, until)
            change.revalued += self._revalued(account, course, since, until)
        change.income, change.expenses = flow.income, flow.expenses
        return change

    def _count(
        self,
        change: WorthChange,
        flow: Flow,
        account: Account,
        total: AccountTotal,
        categories: Mapping[UUID, Category],
    ) -> None:
        category = categories.get(total.category_id) if total.category_id else None
        if total.category_id == self._adjustments:
            change.adjusted += total.money_in - total.money_out
        elif total.category_id == TRANSFERRED or (category and category.kind == CategoryKind.TRANSFER):
            change.transferred += total.money_in - total.money_out
        elif account.counted:
            count(flow, total, categories)
        else:
            change.uncounted += total.money_in - total.money_out

    @cached_property
    def _known(self) -> list[tuple[Account, Course]]:
        """Return the accounts whose worth is known, with their courses."""
        return [
            (account, self._courses[account.id])
            for account in self._accounts
            if account.id in self._courses and self._prices.on(account.currency, date.max)
        ]

    def _opened(self, account: Account, course: Course, since: date, until: date) -> int:
        """Return what was in an account that has begun between the ends of two days."""
        if self._has_begun(account, course, since) or not self._has_begun(account, course, until):
            return 0
        return self._prices.value(course.first_base, account.currency, course.begins) or 0

    def _revalued(self, account: Account, course: Course, since: date, until: date) -> int:
        """Return how much more an account is worth on a day than it was before, with what opened it and came since.

        What came is read from the balance sums, so that the parts from the daily totals are compared with it.
        """
        if account.currency == self._base_currency:
            return course.base(until) - course.base(since)
        came = self._came(account, until) - self._came(account, since)
        before = self._worth(account, course, since) + self._opened(account, course, since, until)
        return self._worth(account, course, until) - before - came

    def _came(self, account: Account, day: date) -> int:
        """Return what came into an account up to a day, at the rates of its transactions."""
        moved = self._moved.get((account.id, day))
        return moved.base_amount if moved else 0

    def _worth(self, account: Account, course: Course, day: date) -> int:
        return self._prices.value(self._balance(account, course, day), account.currency, day) or 0

    def _balance(self, account: Account, course: Course, day: date) -> int:
        """Return the balance of an account, zero before it begins."""
        moved = self._moved.get((account.id, day))
        return course.at(day, moved.amount if moved else 0) if self._has_begun(account, course, day) else 0

    def _has_begun(self, account: Account, course: Course, day: date) -> bool:
        moved = self._moved.get((account.id, day))
        return course.begins <= day or (moved is not None and moved.entries > 0)
