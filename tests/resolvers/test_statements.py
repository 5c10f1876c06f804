"""The number of statements of an operation: few, the same for few rows and for many, and none that nobody asked for."""

import re

import pytest

from tests.resolvers.callers import Caller
from tests.resolvers.series import create_series
from tests.statements import statements

EVERYTHING = """dashboard {
    overview {
        net { amount } budget { remaining { amount } } goals { name }
        recentTransactions { payee category { name parent { name } } }
    }
    budgetBreakdown { slices { category { name } actual { amount } } }
    spendingTrends { points { net { amount } } }
    categoryComparison { bars { category { name } average { amount } } }
}"""
WORTH = "netWorth { current { net { amount } } points(last: 24) { net { amount } } change { total { amount } } }"
WHOLE, WITH_WORTH = 8, 10


async def count(caller: Caller, document: str, **variables: object) -> int:
    """Count the statements of an operation the second time, when all connections are open."""
    await caller.ask(document, **variables)
    with statements() as seen:
        await caller.ask(document, **variables)
    return len(seen)


async def fill(caller: Caller, number: int) -> None:
    """Record so many transactions under a new category below a new category."""
    parent = await caller.make("createCategory", {"name": f"Top {number}"}, "category { id }")
    child = {"name": "Below", "parentId": parent["id"]}
    below = await caller.make("createCategory", child, "category { id }")
    draft = {"amount": "-1.00", "payee": "Bakery", "categoryId": below["id"]}
    drafts = [draft | {"date": f"2026-{1 + each % 11:02}-{1 + each % 28:02}"} for each in range(number)]
    assert (await caller.change("recordTransactions", {"transactions": drafts}))["problems"] == []


async def test_a_whole_dashboard_costs_few_statements_however_much_there_is(alice: Caller) -> None:
    await fill(alice, 10)
    few = await count(alice, f"{{ {EVERYTHING} }}")
    assert few <= WHOLE
    await fill(alice, 500)
    for name in ("Bike", "Boat"):
        await alice.change("createGoal", {"name": name, "target": "1200"})
    assert await count(alice, f"{{ {EVERYTHING} }}") == few


async def test_features_that_a_ledger_uses_cost_few_more(alice: Caller) -> None:
    whole, worth = (f"{{ {EVERYTHING.removesuffix('}')} {parts} }} }}" for parts in ("", WORTH))
    await fill(alice, 10)
    assert (await count(alice, whole), await count(alice, worth)) == (WHOLE - 2, WITH_WORTH - 1)
    await alice.change("createSeries", await create_series(alice))
    assert (await count(alice, whole), await count(alice, worth)) == (WHOLE, WITH_WORTH + 1)
    account = await alice.make("createAccount", {"name": "Rainy days", "kind": "SAVINGS"}, "account { id }")
    await alice.make("createGoal", {"name": "Roof", "target": "9", "accountId": account["id"]}, "goal { id }")
    assert (await count(alice, whole), await count(alice, worth)) == (WHOLE + 1, WITH_WORTH + 1)
    await alice.make("createAccount", {"name": "Abroad", "kind": "SAVINGS", "currency": "USD"}, "account { id }")
    assert (await count(alice, whole), await count(alice, worth)) == (WHOLE + 1, WITH_WORTH + 2)


async def test_insights_cost_three_more_however_much_there_is(alice: Caller) -> None:
    document = f"{{ {EVERYTHING.removesuffix('}')} insights {{ text evidence {{ category {{ name }} }} }} }} }}"
    await fill(alice, 10)
    few = await count(alice, document)
    assert few <= WHOLE + 3
    await fill(alice, 500)
    # What was dismissed is looked up only when something was found.
    assert await count(alice, document) <= few + 1


async def test_the_dashboard_of_a_write_costs_as_little(alice: Caller) -> None:
    document = "mutation ($input: CreateGoalInput!) { createGoal(input: $input) { revision %s } }"
    draft = {"name": "Bike", "target": "1200"}
    bare = await count(alice, document % "", input=draft)
    assert await count(alice, document % EVERYTHING, input=draft) <= bare + WHOLE


async def test_relations_cost_one_statement_each_however_many_rows_there_are(alice: Caller) -> None:
    counts = []
    page = "{ transactions(first: 100) { nodes { payee category { name parent { name children { name } } } } } }"
    families = "categories { name parent { name } children { name children { name } } }"
    family = f"{{ {families} goals {{ name contributions {{ date }} }} }}"
    for number in (1, 20):
        await fill(alice, 5 * number)
        for each in range(number):
            goal = await alice.make("createGoal", {"name": f"Goal {each}", "target": "9"}, "goal { id }")
            await alice.change("contributeToGoal", {"goalId": goal["id"], "amount": "1"})
        counts.append((await count(alice, page), await count(alice, family)))
    assert counts[0] == counts[1]


async def test_only_the_parts_that_were_asked_for_are_read(alice: Caller) -> None:
    await fill(alice, 10)

    async def read(parts: str) -> set[str]:
        await alice.ask(f"{{ dashboard {{ {parts} }} }}")
        with statements() as seen:
            await alice.ask(f"{{ dashboard {{ {parts} }} }}")
        tables = ("daily_totals", "plans", "goals", "transactions", "series", "balance_sums")
        # The read of the ledger only looks whether there are any.
        reads = [statement for statement in seen if "uses_series" not in statement]
        return {table for table in tables for statement in reads if re.search(rf"\b{table}\b", statement)}

    assert await read("revision period { label }") == set()
    assert await read("overview { goals { name } }") == {"goals"}
    assert await read("overview { recentTransactions { payee } }") == {"transactions"}
    assert await read("overview { net { amount } }") == {"daily_totals"}
    assert await read("spendingTrends { points { net { amount } } }") == {"daily_totals"}
    assert await read("budgetBreakdown { planned { amount } }") == {"daily_totals", "plans"}


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_request_that_is_refused_at_the_door_costs_no_statement(stranger: Caller) -> None:
    with statements() as seen:
        assert await stranger.codes("{ dashboard { revision } }") == ["UNAUTHENTICATED"]
    assert seen == []
