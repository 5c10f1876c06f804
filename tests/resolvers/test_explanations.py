"""Every figure of the dashboard that adds up transactions is explained by transactions whose sum it is."""

from decimal import Decimal

import pytest

from tests.resolvers.callers import Caller, Json
from tests.resolvers.random_ledgers import write_at_random

FIGURES = """query ($period: PeriodInput, $accounts: [ID!]!) { accounts { id } dashboard(period: $period) {
    overview { income { amount } expenses { amount } }
    budgetBreakdown { slices { category { id } actual { amount } } }
    spendingTrends(periods: 3) { points { period { start end } income { amount } expenses { amount } } }
    ofAccounts(ids: $accounts) { income { amount } expenses { amount } } } }"""
EXPLAIN = """query ($input: ExplainInput!, $after: String) { explain(input: $input) {
    formula leftOut amount { amount } period { start end }
    transactions(first: 7, after: $after) {
        sums { income { amount } expenses { amount } } pageInfo { hasNextPage endCursor }
        nodes { splits { baseAmount { amount } category { kind } transfer { id } } } } } }"""


async def explained(caller: Caller, figure: str, **question: object) -> Decimal:
    """Return the amount of a figure, once it is the sum of its transactions."""
    after, total, listed = None, Decimal(0), 0
    while True:
        answer = (await caller.ask(EXPLAIN, input={"figure": figure, **question}, after=after))["explain"]
        page = answer["transactions"]
        listed += len(page["nodes"])
        total += sum((counted(node, figure) for node in page["nodes"]), Decimal(0))
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    amount = Decimal(answer["amount"]["amount"])
    assert Decimal(page["sums"][figure.lower()]["amount"]) == amount
    assert answer["formula"].endswith(".")
    if not question.keys() & {"categoryId", "uncategorised"}:
        assert total == amount
    return amount


def counted(node: Json, figure: str) -> Decimal:
    """Return the part of a transaction that counts as income or as expenses, by the rule that the formula says."""
    parts = [(Decimal(part["baseAmount"]["amount"]), part) for part in node["splits"]]
    sign = 1 if figure == "INCOME" else -1
    return sum(
        (
            sign * amount
            for amount, part in parts
            if not part["transfer"]
            if (part["category"]["kind"] == figure[:7] if part["category"] else sign * amount > 0)
        ),
        Decimal(0),
    )


@pytest.mark.parametrize("seed", [1, 2])
async def test_each_figure_is_the_sum_of_its_transactions(alice: Caller, seed: int) -> None:
    purse = await write_at_random(alice, seed)
    for period in ({"month": "2026-11"}, {"start": "2026-10-20", "end": "2026-11-10"}):
        shown = (await alice.ask(FIGURES, period=period, accounts=[purse]))["dashboard"]
        for name in ("income", "expenses"):
            figure = name.upper()
            assert await explained(alice, figure, period=period) == Decimal(shown["overview"][name]["amount"])
            of_purse = await explained(alice, figure, period=period, accountIds=[purse])
            assert of_purse == Decimal(shown["ofAccounts"][name]["amount"])
            point = shown["spendingTrends"]["points"][0]
            assert await explained(alice, figure, period=point["period"]) == Decimal(point[name]["amount"])
        for part in shown["budgetBreakdown"]["slices"]:
            of = {"categoryId": part["category"]["id"]} if part["category"] else {"uncategorised": True}
            assert await explained(alice, "EXPENSES", period=period, **of) == Decimal(part["actual"]["amount"])


async def test_an_explanation_is_of_the_own_ledger(alice: Caller, bob: Caller) -> None:
    await alice.record()
    assert await explained(bob, "EXPENSES") == 0
    of = {"figure": "EXPENSES", "categoryId": alice.category("Food")}
    assert await bob.codes(EXPLAIN, input=of) == ["NOT_FOUND"]
    assert await alice.codes(EXPLAIN, input=of | {"uncategorised": True}) == ["INVALID"]
