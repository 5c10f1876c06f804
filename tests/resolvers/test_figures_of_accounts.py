"""Figures of some accounts alone: transfers between them are nothing, across their edge they are told apart."""

from decimal import Decimal

from services.dashboard.reading import MOST_PARTS
from services.dashboard.service import MOST_CHOSEN
from tests.resolvers.callers import Caller, Json

FIGURES = """
    revision income { amount } expenses { amount } net { amount } transferred { amount } savingsRate
    spendingTrends(periods: 2) { points { income { amount } expenses { amount } } }
    categoryComparison(top: 1) { bars { category { name } current { amount } previous { amount } } }
"""


async def of_accounts(caller: Caller, *ids: str) -> Json:
    """Return the figures of some accounts."""
    document = f"query ($ids: [ID!]!) {{ dashboard {{ ofAccounts(ids: $ids) {{ {FIGURES} }} }} }}"
    found: Json = (await caller.ask(document, ids=ids))["dashboard"]["ofAccounts"]
    return found


def amounts(found: Json, *names: str) -> list[Decimal]:
    """Return the amounts of these fields."""
    return [Decimal(found[name]["amount"]) for name in names]


async def household(alice: Caller) -> tuple[str, str]:
    """Alice spends from a giro and a card, and pays the card from the giro."""
    made = [
        await alice.make("createAccount", {"name": name, "kind": kind}, "account { id }")
        for name, kind in (("Giro", "CHECKING"), ("Card", "CREDIT_CARD"))
    ]
    giro, card = (each["id"] for each in made)
    for date, amount, account, category in (
        ("2026-10-03", "-30", giro, "Food"),
        ("2026-11-03", "2000", giro, "Salary"),
        ("2026-11-04", "-40", card, "Food"),
        ("2026-11-05", "-7", giro, "Food"),
        ("2026-11-06", "-40", giro, "Savings"),
        ("2026-11-06", "40", card, "Savings"),
    ):
        await alice.record(amount, date=date, accountId=account, categoryId=alice.category(category))
    return giro, card


async def test_the_figures_of_each_account_and_of_both(alice: Caller) -> None:
    giro, card = await household(alice)
    names = ("income", "expenses", "net", "transferred")
    assert amounts(await of_accounts(alice, giro), *names) == [2000, 7, 1993, -40]
    assert amounts(await of_accounts(alice, card), *names) == [0, 40, -40, 40]
    both = await of_accounts(alice, card, giro)
    assert amounts(both, *names) == [2000, 47, 1953, 0]
    assert [amounts(point, "income", "expenses") for point in both["spendingTrends"]["points"]] == [[0, 30], [2000, 47]]
    (bar,) = (await of_accounts(alice, giro))["categoryComparison"]["bars"]
    assert (bar["category"]["name"], *amounts(bar, "current", "previous")) == ("Food", 7, 30)


async def test_several_choices_are_asked_for_at_once(alice: Caller) -> None:
    giro, card = await household(alice)
    document = (
        "query ($giro: ID!, $card: ID!) { dashboard { overview { expenses { amount } }"
        " one: ofAccounts(ids: [$giro]) { expenses { amount } } two: ofAccounts(ids: [$card]) { expenses { amount } }"
        " both: ofAccounts(ids: [$giro, $card]) { expenses { amount } spendingTrends(periods: 1) { revision } } } }"
    )
    found = (await alice.ask(document, giro=giro, card=card))["dashboard"]
    assert [amounts(found[name], "expenses") for name in ("overview", "one", "two", "both")] == [[47], [7], [40], [47]]


async def test_an_adjustment_is_no_transfer(alice: Caller) -> None:
    fields = {"name": "Purse", "openedOn": "2026-11-01", "openingBalance": "5"}
    purse = (await alice.make("createAccount", fields, "account { id }"))["id"]
    check = {"accountId": purse, "date": "2026-11-02", "balance": "12"}
    saved = await alice.make("recordCheck", check, "account { checks { id } }")
    await alice.make("adjustBalance", {"checkId": saved["checks"][-1]["id"]}, "transaction { id }")
    assert amounts(await of_accounts(alice, purse), "net", "transferred") == [0, 0]


async def test_accounts_that_are_not_there_are_refused(alice: Caller, bob: Caller) -> None:
    giro, _ = await household(alice)
    document = "query ($ids: [ID!]!) { dashboard { ofAccounts(ids: $ids) { net { amount } } } }"
    assert await bob.codes(document, ids=[giro]) == ["NOT_FOUND"]
    assert await alice.codes(document, ids=["x"]) == ["NOT_FOUND"]
    assert await alice.codes(document, ids=[]) == ["INVALID"]
    assert await alice.codes(document, ids=[giro] * (MOST_CHOSEN + 1)) == ["INVALID"]


async def test_too_many_choices_at_once_are_refused(alice: Caller) -> None:
    made = [
        (await alice.make("createAccount", {"name": f"No. {number}"}, "account { id }"))["id"]
        for number in range(MOST_PARTS + 1)
    ]
    many = " ".join(f'a{number}: ofAccounts(ids: ["{each}"]) {{ revision }}' for number, each in enumerate(made))
    assert await alice.codes(f"{{ dashboard {{ {many} }} }}") == ["INVALID"]
