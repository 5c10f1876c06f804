"""Right answers, computed from the demo's rows without the product."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from app.demo.household import Household, HouseholdTransaction, household
from tests.services.finny.story import TODAY, in_euros, parts_of

Days = tuple[date, date]
Rows = list[HouseholdTransaction]
Right = str | tuple[str, ...]
Cases = Sequence[tuple[str, Right]]

CANNOT: Right = ()  # the answer says plainly that it cannot tell, and has no amount


def days(year: int, month: int, count: int = 1) -> Days:
    """Return the days of some calendar months, up to today."""
    end = date(year + (month + count - 1) // 12, (month + count - 1) % 12 + 1, 1) - timedelta(1)
    return date(year, month, 1), min(end, TODAY)


FEB, MAR, MAY, JUN, JUL, AUG, SEP, OCT, NOV = (days(2026, month) for month in (2, 3, 5, 6, 7, 8, 9, 10, 11))
YEAR, LAST_YEAR = days(2026, 1, 12), days(2025, 1, 12)
EVER = date(2023, 11, 1), TODAY
LAST_YEAR_SO_FAR = date(2025, 1, 1), date(2025, 11, 23)


class Truths:
    """The rows, with sums and counts as Finny writes them."""

    def __init__(self, house: Household | None = None) -> None:
        house = house or household(TODAY)
        self.house = house
        self.all = house.transactions
        self.kinds = {category.name: category.kind for category in house.categories}
        self.parents = {category.name: category.parent for category in house.categories}

    def kind(self, row: HouseholdTransaction) -> str:
        """Return whether a row counts as income or expense, or as a transfer."""
        if row.category is None and row.pair is not None:
            return "TRANSFER"
        if row.category is None:
            return "EXPENSE" if row.amount < 0 else "INCOME"
        return str(self.kinds[row.category])

    def of(self, when: Days, category: str = "", *, account: str = "", tag: str = "", payee: str = "") -> str:
        """Return the money spent from an account or with a tag, less refunds."""
        rows = self.rows(when, category, payee)
        return euros(-self.minor(row for row in rows if account in row.account and tag in (row.tag or "")))

    def rows(self, when: Days, category: str = "", payee: str = "", kind: str = "EXPENSE") -> Rows:
        """Return the rows of a period, a category with its children, or a payee."""
        chosen = []
        for row in self.all:
            if when[0] <= row.date <= when[1] and payee in row.payee:
                parts = [part for part in parts_of(row) if self.kind(part) == kind]
                parts = [part for part in parts if not category or self._is_in(part, category)]
                if parts:
                    chosen.append(parts[0]._replace(amount=sum((part.amount for part in parts), Decimal(0))))
        return chosen

    def _is_in(self, row: HouseholdTransaction, category: str) -> bool:
        return row.category is not None and category in {row.category, self.parents[row.category]}

    def minor(self, rows: Iterable[HouseholdTransaction]) -> Decimal:
        """Return the net sum of rows."""
        return sum(map(in_euros, rows), Decimal(0))

    def spent(self, when: Days, category: str = "", payee: str = "") -> str:
        """Return the money spent, less refunds."""
        return euros(-self.minor(self.rows(when, category, payee)))

    def earned(self, when: Days, category: str = "") -> str:
        """Return the income."""
        return euros(self.minor(self.rows(when, category, kind="INCOME")))

    def net(self, when: Days) -> str:
        """Return the income less all expenses."""
        income, expenses = self.rows(when, kind="INCOME"), self.rows(when)
        return euros(abs(self.minor(income) + self.minor(expenses)))

    def counted(self, when: Days, category: str = "", payee: str = "", over: int = 0) -> str:
        """Return the number of payments."""
        rows = [row for row in self.rows(when, category, payee) if row.amount < 0 and -in_euros(row) > over]
        return f"{len(rows)} "

    def payments(self, when: Days, category: str = "", payee: str = "") -> Rows:
        """Return the rows without refunds."""
        return [row for row in self.rows(when, category, payee) if row.amount < 0]

    def average(self, when: Days, by: Decimal | int, category: str = "", payee: str = "") -> str:
        """Return the money spent, divided."""
        return euros(-self.minor(self.rows(when, category, payee)) / by)

    def visit(self, when: Days, category: str = "", payee: str = "") -> str:
        """Return the average payment, without refunds."""
        rows = self.payments(when, category, payee)
        return euros(-self.minor(rows) / len(rows))

    def share(self, when: Days, category: str = "", payee: str = "", of: str = "") -> str:
        """Return the part of all spending, or of a category's, in percent."""
        part, whole = self.minor(self.rows(when, category, payee)), self.minor(self.rows(when, of))
        return f"{(part / whole * 100).quantize(Decimal(1), ROUND_HALF_EVEN)}%"

    def refunds(self, when: Days, payee: str = "", category: str = "") -> str:
        """Return the money that came back."""
        return euros(self.minor(row for row in self.rows(when, category, payee) if row.amount > 0))

    def top(
        self,
        when: Days,
        key: Callable[[HouseholdTransaction], str | None],
        category: str = "",
        *,
        count: bool = False,
        least: bool = False,
    ) -> str:
        """Return the key with the most money or payments, or the least."""
        sums: defaultdict[str | None, Decimal] = defaultdict(Decimal)
        for row in self.rows(when, category):
            sums[key(row)] += Decimal(row.amount < 0) if count else -in_euros(row)
        best = min if least else max
        return str(best(sums, key=lambda name: sums[name]))

    def moved(self, when: Days, account: str, *, out: bool = False) -> str:
        """Return the money that was moved into an account, or out of it."""
        rows = self.rows(when, kind="TRANSFER")
        return euros(abs(self.minor(row for row in rows if row.account == account and (row.amount < 0) == out)))

    def balance(self, name: str, until: date = TODAY) -> Decimal:
        """Return the balance of an account, from its opening and its rows."""
        (opening,) = [account.opening for account in self.house.accounts if account.name == name]
        return opening + self.minor(row for row in self.all if row.account == name and row.date <= until)

    def worth(self, until: date = TODAY) -> Decimal:
        """Return the net worth."""
        return sum((self.balance(account.name, until) for account in self.house.accounts), Decimal(0))

    def edge(self, when: Days, category: str = "", payee: str = "", *, first: bool = False) -> str:
        """Return the day of the last or the first payment."""
        rows = self.payments(when, category, payee)
        return day(rows[0 if first else -1].date)

    def extreme(self, when: Days, category: str = "", *, least: bool = False) -> str:
        """Return the biggest or the smallest payment."""
        rows = self.payments(when, category)
        return euros((min if least else max)(-in_euros(row) for row in rows))


def day(when: date) -> str:
    """Write a day."""
    return f"{when.day} {when:%B %Y}"


def euros(amount: Decimal) -> str:
    """Write an amount."""
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_EVEN):,.2f} EUR"


def by_payee(row: HouseholdTransaction) -> str:
    """Return the payee."""
    return row.payee


def by_month(row: HouseholdTransaction) -> str:
    """Return the month."""
    return f"{row.date:%B %Y}"


def by_day(row: HouseholdTransaction) -> str:
    """Return the day."""
    return day(row.date)


def by_weekday(row: HouseholdTransaction) -> str:
    """Return the weekday."""
    return f"{row.date:%A}"
