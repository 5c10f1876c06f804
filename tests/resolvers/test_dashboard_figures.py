"""The figures of the dashboard are those of a recount by hand, over random transactions of random ledgers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.stores.engine import Database
from tests.people import Clock
from tests.resolvers.callers import Caller, Json, amounts, join

PARTS = """dashboard(period: {month: "2026-11"}) {
    overview { income { amount } expenses { amount } net { amount } budget { actual { amount } } }
    budgetBreakdown { slices { category { name } actual { amount } } actual { amount } }
    spendingTrends(periods: 12) {
        points { period { start end } income { amount } expenses { amount } net { amount } }
    }
    categoryComparison(top: 50) {
        bars { category { name } current { amount } previous { amount } } others { amount }
    }
}"""


@dataclass(frozen=True)
class Entry:
    """A transaction: a signed amount in cents on a day, perhaps under a category."""

    day: date
    cents: int
    category: str | None

    @property
    def amount(self) -> Decimal:
        """The same in euros."""
        return Decimal(self.cents).scaleb(-2)


entries = st.lists(
    st.builds(
        Entry,
        st.dates(date(2025, 11, 1), date(2026, 12, 31)),
        st.integers(-(10**12), 10**12) | st.integers(-10_000, 10_000),
        st.sampled_from([None, "Food", "Bread", "Rent", "Salary", "Savings"]),
    ),
    min_size=1,
    max_size=40,
)


@pytest.mark.parametrize("backend", ["sqlite"])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=entries, start_day=st.integers(1, 28))
async def test_every_figure_is_the_one_of_a_recount(
    database: Database, clock: Clock, http: httpx.AsyncClient, found: list[Entry], start_day: int
) -> None:
    caller = await join(database, clock, http, "Alice", "EUR", "UTC", start_day)
    await record(caller, found)
    seen = (await caller.ask(f"{{ {PARTS} }}"))["dashboard"]
    periods = [month_from(number, start_day) for number in range(-11, 1)]
    points = seen["spendingTrends"]["points"]
    assert [(point["period"]["start"], point["period"]["end"]) for point in points] == [
        (start.isoformat(), end.isoformat()) for start, end in periods
    ]
    counted = [recount(found, *period) for period in periods]
    assert amounts(points, "income") == [income for income, _ in counted]
    assert amounts(points, "expenses") == [sum(spent.values()) for _, spent in counted]
    check_period(seen, *counted[-1])
    _, before = counted[-2]
    for bar in seen["categoryComparison"]["bars"]:
        assert Decimal(bar["previous"]["amount"]) in {before[name_of(bar)], Decimal(0)}


def check_period(seen: Json, income: Decimal, spent: dict[str | None, Decimal]) -> None:
    """Every part tells the same of the period."""
    expenses = sum(spent.values(), Decimal())
    overview, breakdown, comparison = seen["overview"], seen["budgetBreakdown"], seen["categoryComparison"]
    assert amounts([overview] * 3, "income")[0] == income
    assert amounts([overview], "net") == [income - expenses]
    for part, name in [(overview, "expenses"), (overview["budget"], "actual"), (breakdown, "actual")]:
        assert amounts([part], name) == [expenses]
    nonzero = {name: amount for name, amount in spent.items() if amount}
    assert {name_of(part): Decimal(part["actual"]["amount"]) for part in breakdown["slices"]} == nonzero
    bars = {name_of(bar): Decimal(bar["current"]["amount"]) for bar in comparison["bars"]}
    assert {name: amount for name, amount in bars.items() if amount} == nonzero
    assert amounts([comparison], "others") == [0]


async def record(caller: Caller, entries: Sequence[Entry]) -> None:
    """Record the entries at once; bread is a child of food."""
    bread = await caller.make(
        "createCategory", {"name": "Bread", "parentId": caller.category("Food")}, "category { id }"
    )
    ids = {None: None, "Bread": bread["id"]} | {name: caller.category(name) for name in caller.person.categories}
    drafts = [
        {"date": entry.day.isoformat(), "amount": str(entry.amount), "payee": "Any", "categoryId": ids[entry.category]}
        for entry in entries
    ]
    assert (await caller.change("recordTransactions", {"transactions": drafts}))["problems"] == []


def recount(entries: Sequence[Entry], start: date, end: date) -> tuple[Decimal, dict[str | None, Decimal]]:
    """Income, and what was spent by top-level category, counted one by one."""
    income, spent = Decimal(), defaultdict[str | None, Decimal](Decimal)
    for entry in entries:
        if not start <= entry.day <= end or entry.category == "Savings":
            continue
        if entry.category == "Salary" or (entry.category is None and entry.cents > 0):
            income += entry.amount
        else:
            spent["Food" if entry.category == "Bread" else entry.category] -= entry.amount
    return income, spent


def month_from(number: int, start_day: int) -> tuple[date, date]:
    """The first and the last day of the period so many months after that of November 2026."""

    def start(months: int) -> date:
        return date(2026 + (10 + months) // 12, (10 + months) % 12 + 1, start_day)

    return start(number), start(number + 1) - timedelta(days=1)


def name_of(part: Json) -> str | None:
    """The category's name of a slice or a bar."""
    return part["category"] and str(part["category"]["name"])
