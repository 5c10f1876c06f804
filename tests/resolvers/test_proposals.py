"""Finny's answers lead to transactions, to further questions and to proposals that people accept."""

import json
from collections.abc import Awaitable, Callable

import pytest

from db.stores.engine import Database
from services.users import Scope
from tests.ledger_facts import unchanged
from tests.people import Clock
from tests.providers import Scripted
from tests.resolvers.callers import Caller, Json, holding
from tests.resolvers.test_conversations import answered

Asking = Callable[..., Awaitable[tuple[str, list[Json]]]]

MESSAGES = """{ conversation { messages(first: 1) { nodes { id parts { __typename
    ... on FigurePart { label amount { amount } filter { start end kind categoryIds accountIds anyTagIds text } }
    ... on SuggestionPart { question } ... on ProposalPart { number text mutation input } } } } } }"""
FOUND = "query ($filter: TransactionFilter) { transactions(filter: $filter) { nodes { id } } }"


@pytest.fixture
def asked(alice: Caller, provider: Scripted) -> Asking:
    """Ask Finny, who answers itself; return the id and the parts of the reply."""
    provider.pieces, provider.held, provider.failure = (), None, OSError("away")
    messages = 0

    async def ask(question: str) -> tuple[str, list[Json]]:
        nonlocal messages
        messages += 2
        await alice.change("sendMessage", {"text": question})
        await answered(alice, messages)
        (reply,) = (await alice.ask(MESSAGES))["conversation"]["messages"]["nodes"]
        return reply["id"], reply["parts"]

    return ask


async def accept(caller: Caller, message_id: str, number: int = 0) -> Json:
    """Accept a proposal."""
    return await caller.change("acceptProposal", {"messageId": message_id, "number": number}, "changed")


async def test_a_figure_has_the_filter_that_lists_its_transactions(alice: Caller, asked: Asking) -> None:
    food = [await alice.record(f"-{number}.50", categoryId=alice.category("Food")) for number in (3, 4)]
    await alice.record("-8", categoryId=alice.category("Rent"))
    _, (part,) = await asked("How much did I spend on food this month?")
    assert (part["label"], part["amount"]["amount"]) == ("Food", "8.00")
    chosen = {name: value for name, value in part["filter"].items() if value}
    nodes = (await alice.ask(FOUND.replace(" totals { net { amount } }", ""), filter=chosen))["transactions"]["nodes"]
    assert {node["id"] for node in nodes} == set(food)


async def test_an_answer_that_cannot_tell_suggests_other_questions(asked: Asking) -> None:
    _, parts = await asked("How much did the unicorn cost the king?")
    assert {part["__typename"] for part in parts} <= {"SuggestionPart"}
    _, parts = await asked("how much carbon did my food cause")
    assert [part["__typename"] for part in parts] == ["SuggestionPart", "SuggestionPart"]
    assert all(part["question"].endswith("?") for part in parts)


async def test_a_budget_is_proposed_and_set_once(alice: Caller, asked: Asking) -> None:
    message_id, (part,) = await asked("set food to 350")
    assert part["text"] == "Set the budget of Food to 350.00 EUR from 1 November 2026 on"
    assert part["mutation"] == "setBudget"
    assert json.loads(part["input"]) == {
        "categoryId": alice.category("Food"),
        "amount": "350",
        "period": {"on": "2026-11-01"},
    }
    assert await alice.ask("{ budgets { amount { amount } } }") == {"budgets": []}
    before = await alice.revision()
    first, second = await accept(alice, message_id), await accept(alice, message_id)
    assert first == second
    assert (first["problems"], first["changed"], first["revision"]) == ([], True, before + 1)
    assert await alice.revision() == before + 1, "one event"
    assert await alice.ask("{ budgets { amount { amount } } }") == {"budgets": [{"amount": {"amount": "350.00"}}]}


async def test_a_category_is_proposed_for_the_last_payment(alice: Caller, asked: Asking) -> None:
    old, last = (
        await alice.record(date="2026-11-01", payee="Imbiss Goldbach"),
        await alice.record(payee="Imbiss Goldbach"),
    )
    message_id, (part,) = await asked("put the last imbiss payment into food")
    assert part["text"] == "Put 3.20 EUR at Imbiss Goldbach on 2 November 2026 into Food"
    assert json.loads(part["input"]) == {"transactionIds": [last], "categoryId": alice.category("Food")}
    assert (await accept(alice, message_id))["problems"] == []
    query = "{ transactions { nodes { id category { name } } } }"
    nodes = (await alice.ask(query))["transactions"]["nodes"]
    assert nodes == [{"id": last, "category": {"name": "Food"}}, {"id": old, "category": None}]


async def test_a_goal_is_proposed(alice: Caller, asked: Asking) -> None:
    message_id, (part,) = await asked("add a goal called Kayak of 1200 by next March")
    assert part["text"] == "Add the goal “Kayak” of 1,200.00 EUR by 31 March 2027"
    assert json.loads(part["input"]) == {"name": "Kayak", "target": "1200", "targetDate": "2027-03-31"}
    await accept(alice, message_id)
    await accept(alice, message_id)
    assert (await alice.ask("{ goals { name target { amount } } }"))["goals"] == [
        {"name": "Kayak", "target": {"amount": "1200.00"}}
    ]


@pytest.mark.parametrize("command", ["delete the last transaction", "set the rent free", "put Bob into food"])
async def test_other_commands_propose_nothing(asked: Asking, command: str) -> None:
    assert (await asked(command))[1] == []


async def test_nobody_else_accepts_a_proposal(
    alice: Caller, bob: Caller, asked: Asking, database: Database, clock: Clock
) -> None:
    message_id, _ = await asked("set food to 350")
    token = await holding(database, clock, alice, "token", frozenset(Scope))
    async with unchanged(database, alice.person.ledger_id, bob.person.ledger_id):
        document = "mutation ($input: AcceptProposalInput!) { acceptProposal(input: $input) { revision } }"
        assert await token.codes(document, input={"messageId": message_id, "number": 0}) == ["FORBIDDEN"]
        for number, caller in ((0, bob), (1, alice), (-1, alice)):
            draft = {"messageId": message_id, "number": number}
            assert await caller.problems("acceptProposal", draft) == {"messageId": "NOT_FOUND"}


async def test_an_old_proposal_is_refused(alice: Caller, asked: Asking, clock: Clock) -> None:
    message_id, _ = await asked("set food to 350")
    clock.now = clock.now.replace(day=30)
    assert await alice.problems("acceptProposal", {"messageId": message_id, "number": 0}) == {"messageId": "CONFLICT"}
