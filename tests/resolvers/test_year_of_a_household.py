"""The year of a household, as calculated by hand on ten days of it.

It is paid 1,000 every second Friday, pays 800 of rent on the 1st, and an insurance of 240 on 10 June. It buys food by a
card that is billed on the 20th. Until July it plans 310 for food each calendar month, and spends 250 on the 10th. From
3 July on it plans 140 from pay to pay, and spends 150 on the Monday after each payday. It carries on what is left and
what is missing.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from tests.people import Clock
from tests.resolvers.callers import Caller, Json

WEEK = timedelta(days=7)
CHANGE = date(2026, 7, 3)
SEEN = """{ dashboard {
    period { start end }
    bills { nextIncomeOn untilIncome { due { amount } } inPeriod { due { amount } paid { amount } } }
    budgetBreakdown { slices { category { name } planned { amount } carried { amount } available { amount } } }
    forecast(days: 31) { safeUntilIncome { amount } accounts { points(first: 31) { day balance { amount } } } }
} }"""


class ByHand(NamedTuple):
    """The figures of a day: bills before the next income and of the period, the food plan, and the safe amount."""

    period: str
    income: str
    until_income: str
    due: str
    paid: str
    planned: str
    carried: str
    available: str
    safe: str


BY_HAND = {
    # 2000 - 800 + 1000 are in the bank. 310 are planned for 26 days, of which 10 come before the income: 119.23.
    "01-05": ByHand("01-01/01-31", "01-16", "0", "0", "800", "310", "0", "310", "2080.77"),
    # 1000 came, 250 went to the card. 60 are left for 6 days, of which 4 come before the income.
    "01-25": ByHand("01-01/01-31", "01-30", "0", "0", "800", "310", "0", "60", "2910"),
    # 3150 less 250 on the card. 60 are left for 17 days, of which one comes before the income: 3.52.
    "02-11": ByHand("02-01/02-28", "02-13", "0", "0", "800", "310", "60", "120", "2896.48"),
    # 5100 less 250 on the card. 60 are left for 16 days, of which 11 come before the income: 41.25.
    "03-15": ByHand("03-01/03-31", "03-27", "0", "0", "800", "310", "120", "180", "4808.75"),
    # 7750 less the rent of June, and 4 of the 30 days of its plan: 41.33.
    "05-31": ByHand("05-01/05-31", "06-05", "800", "0", "800", "310", "240", "300", "6908.67"),
    # 7950 less the insurance. 310 are left for 21 days, of which 9 come before the income: 132.85.
    "06-09": ByHand("06-01/06-30", "06-19", "240", "240", "800", "310", "300", "610", "7577.15"),
    # 7660 less one of the 30 days that are left of July: 10.33.
    "07-01": ByHand("07-01/07-31", "07-03", "0", "0", "800", "310", "360", "670", "7649.67"),
    # 8660 less 150 on the card. Of July, 2 of 31 days were planned in months: 20, of which nothing was spent.
    "07-07": ByHand("07-03/07-16", "07-17", "0", "0", "0", "140", "380", "370", "8510"),
    # 11460 less 300 on the card. In each of 5 periods 10 more than planned were spent.
    "09-15": ByHand("09-11/09-24", "09-25", "0", "0", "0", "140", "330", "320", "11160"),
    # 13960 less 150 on the card and the rent of December. 10 periods have spent 10 more than planned.
    "11-30": ByHand("11-20/12-03", "12-04", "800", "800", "0", "140", "280", "270", "13010"),
}


# The balances of the bank and the card on later days, by the day of the forecast.
AHEAD = {
    # The bill of the 20th pays the 250, and what is planned for the four days of March before it: 15.
    "03-15": {"03-19": ["5100.00", "-265.00"], "03-20": ["4835.00", "-3.75"]},
    # The rent of December, and the bill of the 20th.
    "11-30": {"12-01": ["13160.00", "-150.00"]},
}


def payments() -> Iterator[tuple[date, str, str]]:
    """Yield the day, the payee and the amount of all that is paid in the year."""
    yield date(2026, 6, 10), "Insurer", "-240"
    for month in range(1, 13):
        yield date(2026, month, 1), "Landlord", "-800"
        if month <= CHANGE.month - 1:
            yield date(2026, month, 10), "Market", "-250"
    for number in range(26):
        payday = date(2026, 1, 2) + 2 * number * WEEK
        yield payday, "Works", "1000"
        if payday >= CHANGE:
            yield payday + timedelta(days=3), "Market", "-150"
    # The card is billed for all that was bought until the day before.
    for month, owed in enumerate((250, 250, 250, 250, 250, 250, 150, 450, 300, 300, 300), start=1):
        yield date(2026, month, 20), "Card", str(owed)


async def begin(caller: Caller) -> dict[str, str]:
    """Set the household up on the first day of the year; return its accounts."""
    everyday = (await caller.ask("{ accounts { id } }"))["accounts"][0]["id"]
    await caller.change("recordCheck", {"accountId": everyday, "date": "2025-12-31", "balance": "2000"})
    card = {"name": "Card", "kind": "CREDIT_CARD", "openingBalance": "0", "openedOn": "2026-01-01"}
    card_id = (await caller.make("createAccount", card, "account { id }"))["id"]
    food = {"categoryId": caller.category("Food"), "amount": "310", "carry": "BOTH"}
    await caller.make("setBudget", food, "budget { carry }")
    for series in (
        {"payee": "Landlord", "amount": "-800", "schedule": {"firstOn": "2026-01-01"}},
        {"payee": "Works", "amount": "1000", "schedule": {"firstOn": "2026-01-02", "every": 2, "unit": "WEEK"}},
        {"payee": "Insurer", "amount": "-240", "schedule": {"firstOn": "2026-06-10", "unit": "YEAR"}},
        {"payee": "Card", "otherAccountId": card_id, "schedule": {"firstOn": "2026-01-20"}},
    ):
        await caller.make("createSeries", series, "series { id }")
    return {"everyday": everyday, "card": card_id}


async def pay(caller: Caller, accounts: dict[str, str], day: date, payee: str, amount: str) -> None:
    """Record a payment."""
    if payee == "Card":
        moved = {"fromAccountId": accounts["everyday"], "toAccountId": accounts["card"], "amount": amount}
        await caller.make("recordTransfer", moved | {"date": str(day)}, "transfer { id }")
    elif payee == "Market":
        food = caller.category("Food")
        await caller.record(amount, date=str(day), payee=payee, accountId=accounts["card"], categoryId=food)
    else:
        kind = "Salary" if payee == "Works" else "Rent"
        await caller.record(amount, date=str(day), payee=payee, categoryId=caller.category(kind))


def figures(seen: Json) -> tuple[str, ...]:
    """Return the figures of a dashboard in the order of those by hand."""
    period, bills = seen["period"], seen["bills"]
    (food,) = [part for part in seen["budgetBreakdown"]["slices"] if part["category"]["name"] == "Food"]
    amounts = (
        *(bills["untilIncome"]["due"], bills["inPeriod"]["due"], bills["inPeriod"]["paid"]),
        *(food["planned"], food["carried"], food["available"]),
        seen["forecast"]["safeUntilIncome"],
    )
    days = f"{period['start'][5:]}/{period['end'][5:]}"
    return days, bills["nextIncomeOn"][5:], *(amount["amount"].removesuffix(".00") for amount in amounts)


async def test_every_figure_of_the_year_is_that_by_hand(alice: Caller, clock: Clock) -> None:
    clock.now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    accounts = await begin(alice)
    ahead = sorted(payments())
    for day in (date.fromisoformat(f"2026-{name}") for name in BY_HAND):
        clock.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        while ahead and ahead[0][0] <= day:
            await pay(alice, accounts, *ahead.pop(0))
        if day > CHANGE and len((await alice.ask("{ budgets { id } }"))["budgets"]) == 1:
            new = {"weeks": 2, "anchor": "2026-01-02", "startsOn": "2026-07-03"}
            await alice.make("updateLedger", {"calendar": new}, "user { id }")
            await alice.make("setBudget", {"categoryId": alice.category("Food"), "amount": "140"}, "budget { id }")
        seen = (await alice.ask(SEEN))["dashboard"]
        name = str(day)[5:]
        assert ByHand(*figures(seen)) == BY_HAND[name], name
        for later, balances in AHEAD.get(name, {}).items():
            lines = [
                {point["day"][5:]: point["balance"]["amount"] for point in line["points"]}
                for line in seen["forecast"]["accounts"]
            ]
            assert [line[later] for line in lines] == balances, name
