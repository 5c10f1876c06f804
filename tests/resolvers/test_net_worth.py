"""Net worth: the sum of what accounts hold, as a line, and its change by parts."""

from decimal import Decimal
from typing import Any

from tests.resolvers.callers import Caller, Json

POINT = "{ day assets { amount } debts { amount } net { amount } }"
PARTS = ("income", "expenses", "uncounted", "transferred", "opened", "adjusted", "revalued")
WORTH = f"""query ($start: Date, $end: Date, $last: Int, $granularity: Granularity) {{
    dashboard(period: {{start: $start, end: $end}}) {{ netWorth {{
        revision current {POINT} points(last: $last, granularity: $granularity) {POINT}
        accounts {{
            account {{ name }} balance {{ amount currency }} worth {{ amount currency }} price {{ price day stale }}
        }}
        change {{ since until total {{ amount }} {" ".join(f"{part} {{ amount }}" for part in PARTS)} }}
    }} }}
}}"""


async def worth(caller: Caller, **variables: object) -> Json:
    """The net worth that the dashboard shows."""
    answer: Json = (await caller.ask(WORTH, **variables))["dashboard"]["netWorth"]
    return answer


async def account(caller: Caller, name: str, **fields: object) -> str:
    """The id of a new account."""
    made = await caller.make("createAccount", {"name": name, **fields}, "account { id }")
    return str(made["id"])


async def record(caller: Caller, day: str, amount: str, account: str, category: str | None = None) -> None:
    """Record a transaction."""
    draft = {"date": day, "amount": amount, "payee": "Shop", "accountId": account}
    await caller.make(
        "recordTransaction", draft | {"categoryId": category and caller.category(category)}, "transaction { id }"
    )


def amounts(found: Json, *names: str) -> list[Decimal]:
    """The amounts of these fields."""
    return [Decimal(found[name]["amount"]) for name in names]


async def household(alice: Caller) -> None:
    """Alice has a giro, a card and savings that are not counted; nobody knows what is in the first account."""
    giro = await account(alice, "Giro", openedOn="2026-10-05", openingBalance="1000")
    card = await account(alice, "Card", kind="CREDIT_CARD", openedOn="2026-11-02", openingBalance="-30")
    fund = await account(alice, "Fund", kind="INVESTMENT", openedOn="2026-01-01", openingBalance="0")
    await account(alice, "Abroad", currency="KWD", openingBalance="7")
    await record(alice, "2026-10-20", "-100", giro, "Food")
    await record(alice, "2026-11-03", "2000", giro, "Salary")
    await record(alice, "2026-11-04", "-40", card, "Food")
    await record(alice, "2026-11-05", "-500", giro, "Savings")
    await record(alice, "2026-11-05", "500", fund, "Savings")
    await record(alice, "2026-11-06", "3", fund)
    await record(alice, "2026-11-07", "-9", giro)


async def test_net_worth_has_assets_debts_and_the_causes_of_its_change(alice: Caller) -> None:
    await household(alice)
    answer = await worth(alice)
    assert answer["current"]["day"] == "2026-11-23"
    assert amounts(answer["current"], "assets", "debts", "net") == [2894, 70, 2824]
    change = answer["change"]
    assert (change["since"], change["until"]) == ("2026-10-31", "2026-11-23")
    assert amounts(change, *PARTS) == [2000, 49, 3, 0, -30, 0, 0]
    assert amounts(change, "total") == [2824 - 900]


async def test_a_line_has_as_many_points_as_are_asked_for(alice: Caller) -> None:
    await household(alice)
    answer = await worth(alice, last=3, granularity="MONTH")
    assert [(point["day"], *amounts(point, "net")) for point in answer["points"]] == [
        ("2026-09-30", 0),
        ("2026-10-31", 900),
        ("2026-11-23", 2824),
    ]
    assert len((await worth(alice))["points"]) == 12
    document = "{ dashboard { netWorth { points(last: 25) { day } } } }"
    assert await alice.codes(document) == ["INVALID"]


async def test_a_period_of_the_past_ends_with_its_last_day(alice: Caller) -> None:
    await household(alice)
    answer = await worth(alice, start="2026-10-01", end="2026-10-31")
    assert amounts(answer["change"], *PARTS) == [0, 100, 0, 0, 1000, 0, 0]
    assert amounts(answer["current"], "net") == amounts(answer["change"], "total") == [900]
    later = await worth(alice, start="2027-01-01", end="2027-01-31")
    assert amounts(later["change"], "total") == [0]
    assert later["current"]["day"] == "2026-11-23"


async def test_unknown_accounts_are_listed_and_left_out(alice: Caller) -> None:
    await household(alice)
    listed: dict[str, Any] = {
        row["account"]["name"]: (row["balance"], row["worth"]) for row in (await worth(alice))["accounts"]
    }
    assert listed["Everyday"] == (None, None)
    assert listed["Abroad"] == ({"amount": "7.000", "currency": "KWD"}, None)
    assert listed["Card"] == ({"amount": "-70.00", "currency": "EUR"},) * 2


async def test_an_account_that_is_not_in_the_net_worth_changes_nothing(alice: Caller, bob: Caller) -> None:
    purse = await account(alice, "Purse", inNetWorth=False, openedOn="2026-11-01", openingBalance="50")
    await record(alice, "2026-11-03", "-5", purse, "Food")
    for caller in (alice, bob):
        answer = await worth(caller)
        assert amounts(answer["change"], "total", *PARTS) == [0] * 8
        assert amounts(answer["current"], "assets", "debts") == [0, 0]


async def test_older_transactions_of_an_account_move_its_beginning(alice: Caller) -> None:
    giro = await account(alice, "Giro", openedOn="2026-11-05", openingBalance="100")
    await record(alice, "2026-11-02", "-20", giro, "Food")
    answer = await worth(alice, last=23, granularity="DAY")
    assert [amounts(point, "net")[0] for point in answer["points"][:5]] == [0, 100, 100, 100, 100]
    assert amounts(answer["change"], *PARTS) == [0, 20, 0, 0, 120, 0, 0]


async def test_an_adjustment_is_a_part_of_its_own(alice: Caller) -> None:
    giro = await account(alice, "Giro", openedOn="2026-10-05", openingBalance="100")
    check = {"accountId": giro, "date": "2026-11-02", "balance": "90"}
    saved = await alice.make("recordCheck", check, "account { checks { id } }")
    await alice.make("adjustBalance", {"checkId": saved["checks"][-1]["id"]}, "transaction { amount { amount } }")
    assert amounts((await worth(alice))["change"], "total", *PARTS) == [-10, 0, 0, 0, 0, 0, -10, 0]
    seen = await alice.ask("{ dashboard { overview { income { amount } expenses { amount } } } }")
    assert amounts(seen["dashboard"]["overview"], "income", "expenses") == [0, 0]


async def test_a_new_value_is_worth_that_came_without_a_transaction(alice: Caller) -> None:
    house = await account(alice, "House", kind="PROPERTY")
    for day, value in (("2026-10-31", "300"), ("2026-11-20", "310")):
        check = {"accountId": house, "date": day, "balance": value, "source": "VALUE"}
        await alice.make("recordCheck", check, "account { id }")
    await record(alice, "2026-11-21", "2", house)
    answer = await worth(alice, last=2)
    assert [amounts(point, "net") for point in answer["points"]] == [[300], [312]]
    assert amounts(answer["change"], "total", *PARTS) == [12, 0, 0, 2, 0, 0, 0, 10]
    before = await worth(alice, start="2026-10-01", end="2026-10-31")
    assert amounts(before["change"], "total", *PARTS) == [300, 0, 0, 0, 0, 300, 0, 0]


async def test_another_currency_is_worth_what_its_price_says(alice: Caller) -> None:
    abroad = await account(alice, "Abroad", currency="ARS", openedOn="2026-10-30", openingBalance="1000")
    assert (await worth(alice))["accounts"][1]["price"] is None
    for day, price in (("2026-10-31", "0.1"), ("2026-11-02", "0.2"), ("2026-11-10", "0.3")):
        await alice.make("recordPrice", {"currency": "ARS", "date": day, "price": price}, "price { date }")
    draft = {"date": "2026-11-03", "amount": "-100", "payee": "Bar", "accountId": abroad, "exchangeRate": "0.25"}
    await alice.make("recordTransaction", draft, "transaction { id }")
    answer = await worth(alice, last=2)
    assert [amounts(point, "net") for point in answer["points"]] == [[100], [270]]
    # 900 are worth 0.2 more each, and the 100 that were spent at 0.25 were worth 0.1.
    assert amounts(answer["change"], "total", *PARTS) == [170, 0, 25, 0, 0, 0, 0, 195]
    assert answer["accounts"][1]["price"] == {"price": "0.3", "day": "2026-11-10", "stale": True}
    asked = await alice.ask('{ price(currency: "ARS", on: "2026-11-12") { price stale } ownPrices { date } }')
    assert asked["price"] == {"price": "0.3", "stale": False}
    assert len(asked["ownPrices"]) == 3


async def test_reference_rates_value_a_balance(alice: Caller) -> None:
    await account(alice, "Abroad", currency="USD", openedOn="2026-10-30", openingBalance="1000")
    answer = (await worth(alice, start="2026-10-01", end="2026-10-31"))["accounts"][1]
    assert answer["price"] == {"price": "0.895094880057286", "day": "2026-10-30", "stale": False}
    assert amounts(answer, "worth") == [Decimal("895.09")]
