"""Every figure of the dashboard that adds up transactions is explained by transactions whose sum it is."""

import random
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
    formula leftOut inputs amount { amount } period { start end }
    transactions(first: 7, after: $after) {
        sums { income { amount } expenses { amount } net { amount } } pageInfo { hasNextPage endCursor }
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


REPORT = """query ($input: ReportInput!) { report(input: $input) {
    rows(first: 20) { key line { ...F } } total { ...F } } }
    fragment F on ReportLine { cells { income { amount } expenses { amount } net { amount } }
        figures { income { amount } expenses { amount } net { amount } } }"""
AMOUNT = """query ($input: ExplainInput!) { explain(input: $input) { amount { amount }
    transactions { sums { income { amount } expenses { amount } net { amount } } nodes { id } } } }"""


@pytest.mark.parametrize("by", ["CATEGORY", "GROUP", "KIND", "ACCOUNT", "PAYEE", "TAG"])
async def test_each_cell_of_a_report_is_the_sum_of_its_transactions(alice: Caller, by: str) -> None:
    purse = await write_at_random(alice, 4)
    chance, food = random.Random(by), alice.category("Food")
    chosen = chance.choice([{}, {"accountIds": [purse]}, {"categoryIds": [food]}, {"kind": "EXPENSE"}])
    of = {"last": 2, "every": "MONTH", "by": by, "measure": "NET", "filter": chosen}
    report = (await alice.ask(REPORT, input=of))["report"]
    assert len(report["rows"]) > 1 or chosen
    lines = [({"row": row["key"]}, row["line"]) for row in report["rows"]] + [({}, report["total"])]
    for place, line in lines:
        span = chance.choice([None, 0, 1])
        figures = line["figures"] if span is None else line["cells"][span]
        for figure in ("INCOME", "EXPENSES", "NET"):
            question = {"figure": figure, "report": {"input": of, "span": span, **place}}
            answer = (await alice.ask(AMOUNT, input=question))["explain"]
            assert Decimal(answer["amount"]["amount"]) == Decimal(figures[figure.lower()]["amount"]), question
            assert answer["transactions"]["sums"][figure.lower()] == answer["amount"]


async def test_transfers_are_explained_by_their_transactions(alice: Caller) -> None:
    purse = await write_at_random(alice, 5)
    shown = (await alice.ask(TRANSFERRED, ids=[purse]))["dashboard"]["ofAccounts"]["transferred"]
    question = {"figure": "TRANSFERRED", "accountIds": [purse]}
    answer = (await alice.ask(EXPLAIN, input=question))["explain"]
    assert answer["amount"] == shown == {"amount": "-50.00"}
    assert len(answer["transactions"]["nodes"]) == 1


TRANSFERRED = "query ($ids: [ID!]!) { dashboard { ofAccounts(ids: $ids) { transferred { amount } } } }"


async def test_other_figures_name_their_inputs(alice: Caller) -> None:
    values = (await alice.ask('{ __type(name: "ExplainedFigure") { enumValues { name } } }'))["__type"]["enumValues"]
    summed = {"INCOME", "EXPENSES", "NET", "TRANSFERRED"}
    assert len(values) > len(summed)
    for value in values:
        answer = (await alice.ask(EXPLAIN, input={"figure": value["name"]}))["explain"]
        assert answer["formula"].endswith(".")
        if value["name"] in summed:
            assert (answer["inputs"], answer["amount"]) == ([], {"amount": "0.00"})
        else:
            assert answer["inputs"]
            assert (answer["amount"], answer["transactions"], answer["leftOut"]) == (None, None, [])


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ({"input": {}, "row": "Baker"}, "INVALID"),
        ({"input": {"by": "GROUP"}, "row": "nonsense"}, "NOT_FOUND"),
        ({"input": {}, "span": 1}, "NOT_FOUND"),
        ({"input": {"last": 0, "every": "DAY"}}, "INVALID"),
    ],
)
async def test_a_place_that_no_report_has_is_refused(alice: Caller, place: Json, code: str) -> None:
    assert await alice.codes(EXPLAIN, input={"figure": "NET", "report": place}) == [code]
    both = {"figure": "NET", "report": {"input": {}}, "uncategorised": True}
    assert await alice.codes(EXPLAIN, input=both) == ["INVALID"]
