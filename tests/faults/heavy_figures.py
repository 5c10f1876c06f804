"""Requests for figures that read many transactions, or compute long; no two of a request are the same."""

from collections.abc import Callable, Sequence

from services.values.clock import utc_now
from tests.resolvers.callers import Caller

MOST_MADE = 100
OF_YEARS = '{start: "202%d-01-01", end: "2026-12-31"}'
DRAFT = '{series: {payee: "Draft %d", amount: "-1", schedule: {firstOn: "2026-01-01", unit: WEEK}}}'
DRAFTS = ", ".join(DRAFT % number for number in range(20))
FIELDS: Sequence[Callable[[int], str]] = (
    lambda number: f't{number}: transferSuggestions(before: "203{number}-01-01") {{ inTransaction {{ id }} }}',
    lambda number: f"u{number}: transferSuggestions {{ outTransaction {{ id payee }} }}",
    lambda number: f"s{number}: seriesSuggestions {{ payee }}",
    lambda number: f"c{number}: changes(first: 9{number}) {{ transactions {{ id payee }} }}",
    lambda number: f"g{number}: tagTotals(period: {OF_YEARS % number}) {{ total {{ net {{ amount }} }} }}",
    lambda number: (
        f"e{number}: explain(input: {{figure: EXPENSES, period: {OF_YEARS % number}}})"
        " { amount { amount } transactions { totalCount } }"
    ),
    lambda number: f"r{number}: report(input: {{by: PAYEE, last: 3{number}, every: MONTH}}) {{ rows {{ label }} }}",
    lambda number: (
        f"f{number}: dashboard {{ forecast(days: 36{number}, drafts: [{DRAFTS}])"
        " { counted { lowest { day } } } }"
    ),
)


def heavy_request(number: int) -> str:
    """Make a request of four fields."""
    fields = (FIELDS[(number + alias) % len(FIELDS)](alias) for alias in range(4))
    return f"{{ {' '.join(fields)} }}"


async def divide(attacker: Caller, count: int) -> None:
    """Give somebody a second account with money that came in, a tag, and series."""
    savings = (await attacker.make("createAccount", {"name": "Savings", "kind": "SAVINGS"}, "account { id }"))["id"]
    tag = (await attacker.make("createTag", {"name": "Holidays"}, "tag { id }"))["id"]
    today, made = utc_now().date().isoformat(), range(min(count, MOST_MADE))
    drafts = [
        {"date": today, "amount": "1.00", "payee": "Own money", "accountId": savings, "tagIds": [tag]} for _ in made
    ]
    assert (await attacker.change("recordTransactions", {"transactions": drafts}))["problems"] == []
    for number in made:
        draft = {"payee": f"Bill {number}", "schedule": {"firstOn": today, "unit": "WEEK"}, "amount": "-1.00"}
        assert (await attacker.change("createSeries", draft))["problems"] == []
