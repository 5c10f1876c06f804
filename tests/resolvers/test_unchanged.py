"""A mutation that changes nothing is no write: no revision, no event, no push, and its key is still remembered."""

import asyncio

import pytest

from db.stores.engine import Database
from tests.ledger_facts import events_of, unchanged
from tests.patience import PATIENCE
from tests.providers import Scripted
from tests.resolvers.callers import Caller, Json
from tests.resolvers.mutations import WRITES
from tests.resolvers.test_imports import MARCH
from tests.resolvers.uploads import upload

# What makes something new each time.
ALWAYS = {
    "recordTransaction",
    "recordTransactions",
    "recordTransfer",
    "createAlertRule",
    "createAccount",
    "createCategory",
    "createTag",
    "createReportView",
    "createRule",
    "createSeries",
    "createGoal",
    "contributeToGoal",
}
# What takes away the object that it names, or waits for another, so that the same again is refused.
ONCE = {
    "unlinkTransfer": "id",
    "deleteAccount": "id",
    "mergeAccounts": "sourceId",
    "deleteCheck": "id",
    "adjustBalance": "checkId",
    "deletePrice": "date",
    "mergeCategories": "sourceId",
    "mergeTags": "sourceId",
    "deleteTag": "id",
    "deleteAlertRule": "id",
    "deleteReportView": "id",
    "deleteRule": "id",
    "confirmSeries": "id",
    "deleteSeries": "id",
    "deleteGoal": "id",
    "deleteImportProfile": "id",
    "sendMessage": "text",
}
NAMED = {"createAccount", "createCategory", "createReportView", "createTag"}
# What brings about a state: the same again changes nothing.
STATES = sorted(set(WRITES) - ALWAYS - set(ONCE))
OBJECTS = {
    "updateTransaction": "transaction { id version amount { amount } category { id } }",
    "deleteTransaction": "transaction { id version deleted }",
    "restoreTransaction": "transaction { id version deleted }",
    "categoriseTransactions": "transactions { id version category { id } }",
    "updateTransactions": "count",
    "deleteTransactions": "count",
    "restoreTransactions": "count",
    "undoTransactions": "",
    "acceptTransferSuggestions": "",
    "refuseTransferSuggestions": "count",
    "undoImport": "import { id state }",
    "setRefund": "split { id refundOf { id } }",
    "linkTransfer": "transfer { id outSplit { id } toAccount { id } }",
    "updateAccount": "account { id name inNetWorth }",
    "orderAccounts": "accounts { id }",
    "closeAccount": "account { id closedOn }",
    "reopenAccount": "account { id closedOn }",
    "recordCheck": "account { id balance { amount } checks { id source } }",
    "updateCategory": "category { id name parent { id } }",
    "archiveCategory": "category { id archived }",
    "setBudget": "budget { id startsOn amount { amount } }",
    "clearBudget": "budget { id startsOn amount { amount } }",
    "copyBudgets": "budgets { id startsOn amount { amount } }",
    "renameTag": "tag { id name }",
    "renameReportView": "view { id name }",
    "updateRule": "rule { id category { id } direction }",
    "orderRules": "rules { id }",
    "runRule": "",
    "updateSeries": "series { id amount { amount } category { id } }",
    "refuseSeries": "refusedId",
    "skipOccurrence": "series { id occurrences { dueOn state } }",
    "updateGoal": "goal { id name target { amount } }",
    "recordPrice": "price { currency date price }",
    "clearConversation": "",
    "dismissInsight": "dismissedId",
    "updateProfile": "user { id name locale }",
    "updateLedger": "user { ledger { id baseCurrency timeZone calendars { day startsOn } } }",
}


def test_every_state_says_what_it_answers() -> None:
    assert set(OBJECTS) == set(STATES)


@pytest.mark.parametrize("mutation", STATES)
async def test_the_same_again_changes_nothing_and_answers_alike(
    alice: Caller, database: Database, mutation: str
) -> None:
    draft = await WRITES[mutation](alice)
    selection = f"changed dashboard {{ revision }} {OBJECTS[mutation]}"
    first = await alice.change(mutation, draft, selection)
    assert (first["changed"], first["problems"]) == (True, [])
    async with unchanged(database, alice.person.ledger_id):
        again = await alice.change(mutation, draft, selection)
    assert again == first | {"changed": False}
    assert again["revision"] == again["dashboard"]["revision"] == await alice.revision()


@pytest.mark.parametrize("mutation", sorted(ALWAYS))
async def test_something_new_is_made_each_time(alice: Caller, mutation: str) -> None:
    draft = await WRITES[mutation](alice)
    if mutation in NAMED:
        await alice.change(mutation, draft)
        draft |= {"name": "Cake"}
    before = await alice.revision()
    for number in (1, 2):
        if mutation in NAMED and number == 2:
            draft |= {"name": "Tea"}
        payload = await alice.change(mutation, draft, "changed")
        assert (payload["revision"], payload["changed"]) == (before + number, True)


@pytest.mark.parametrize(("mutation", "field"), ONCE.items())
async def test_change_that_can_happen_only_once_is_refused_the_second_time(
    alice: Caller, database: Database, mutation: str, field: str
) -> None:
    draft = await WRITES[mutation](alice)
    assert (await alice.change(mutation, draft, "changed"))["changed"]
    async with unchanged(database, alice.person.ledger_id):
        payload = await alice.change(mutation, draft, "changed")
    assert (payload["revision"], payload["changed"]) == (None, False)
    assert [problem["field"] for problem in payload["problems"]] == [[field]]


async def test_the_version_is_checked_before_anything_else(alice: Caller, database: Database) -> None:
    made = await alice.record("-4.00")
    await alice.change("updateTransaction", {"id": made, "amount": "-5.00"})
    same = {"id": made, "amount": "-5.00"}
    async with unchanged(database, alice.person.ledger_id):
        assert await alice.problems("updateTransaction", same | {"ifVersion": 1}) == {"ifVersion": "CONFLICT"}
        assert (await alice.change("updateTransaction", same | {"ifVersion": 2}, "changed"))["changed"] is False
    await alice.change("deleteTransaction", {"id": made})
    async with unchanged(database, alice.person.ledger_id):
        assert await alice.problems("deleteTransaction", {"id": made, "ifVersion": 2}) == {"ifVersion": "CONFLICT"}
        assert (await alice.change("deleteTransaction", {"id": made, "ifVersion": 3}, "changed"))["changed"] is False


async def test_problem_is_reported_although_the_rest_is_the_same(alice: Caller, database: Database) -> None:
    goal = await alice.make("createGoal", {"name": "Bike", "target": "1200"}, "goal { id }")
    async with unchanged(database, alice.person.ledger_id):
        assert await alice.problems("updateGoal", {"id": goal["id"], "name": ""}) == {"name": "INVALID"}
        assert await alice.problems("updateLedger", {"calendar": {"day": 0}}) == {"calendar.day": "INVALID"}


async def test_only_the_transactions_that_change_get_a_version_and_are_told(alice: Caller, database: Database) -> None:
    food = alice.category("Food")
    ids = [await alice.record(), await alice.record(categoryId=food)]
    draft = {"transactionIds": ids, "categoryId": food}
    payload = await alice.change("categoriseTransactions", draft, "changed transactions { id version }")
    assert payload["changed"]
    assert payload["transactions"] == [{"id": ids[0], "version": 2}, {"id": ids[1], "version": 1}]
    last = (await events_of(database, alice.person.ledger_id))[-1]
    assert len(last.detail["transaction_ids"]) == 1


async def test_a_budget_that_was_not_there_is_not_ended(alice: Caller, database: Database) -> None:
    food = {"categoryId": alice.category("Food")}
    async with unchanged(database, alice.person.ledger_id):
        payload = await alice.change("clearBudget", food, "changed budget { id }")
    assert payload == {"revision": 0, "changed": False, "problems": [], "budget": None}
    await alice.change("setBudget", food | {"amount": "300", "month": "2026-10"})
    ended = await alice.change("clearBudget", food | {"month": "2026-11"}, "changed budget { id startsOn }")
    later = await alice.change("clearBudget", food | {"month": "2027-03"}, "changed budget { id startsOn }")
    assert later == ended | {"changed": False}


async def test_a_reply_is_stopped_once(alice: Caller, database: Database, provider: Scripted) -> None:
    sent = await alice.change("sendMessage", {"text": "How much?"}, "replyId")
    # Both are in one request, so that the reply cannot end between them.
    document = """mutation ($input: StopReplyInput!) {
        one: stopReply(input: $input) { changed } two: stopReply(input: $input) { changed problems { code } } }"""
    answer = await alice.ask(document, input={"messageId": sent["replyId"]})
    assert answer["one"] == {"changed": True}
    assert answer["two"]["changed"] is False
    kinds = [event.kind for event in await events_of(database, alice.person.ledger_id)]
    assert kinds.count("ReplyStopped") == 1


async def test_signing_in_changes_nothing_and_signing_out_does(stranger: Caller) -> None:
    made = await stranger.change("signUp", {"username": "alice", "password": "correct horse battery"}, "changed token")
    assert (made["revision"], made["changed"]) == (1, True)
    entered = {"username": "alice", "password": "correct horse battery"}
    signed_in = await stranger.change("signIn", entered, "changed token")
    assert (signed_in["revision"], signed_in["changed"]) == (1, False)
    alice = Caller(stranger.http, signed_in["token"])
    stranger.http.cookies.clear()
    ended = await alice.ask("mutation { signOut { done revision changed dashboard { revision } } }")
    assert ended["signOut"] == {"done": True, "revision": 2, "changed": True, "dashboard": None}


FIRST = {"idempotencyKey": "2026-11-23/1"}


async def test_a_key_of_what_changed_nothing_changes_nothing_later(alice: Caller, database: Database) -> None:
    food = {"categoryId": alice.category("Food")}
    budget = food | {"amount": "300", "month": "2026-11"}
    await alice.change("setBudget", budget)
    first = await alice.change("setBudget", budget | FIRST, "changed")
    assert (first["revision"], first["changed"]) == (1, False)
    assert await alice.revision() == 1
    await alice.change("setBudget", food | {"amount": "200", "month": "2026-11"})
    async with unchanged(database, alice.person.ledger_id):
        late = await alice.change("setBudget", budget | FIRST, "changed budget { amount { amount } }")
        assert late == first | {"budget": {"amount": {"amount": "200.00"}}}
        other = budget | FIRST | {"amount": "100"}
        assert await alice.problems("setBudget", other) == {"idempotencyKey": "CONFLICT"}


async def test_a_retry_of_what_changed_something_says_so_again(alice: Caller) -> None:
    draft = {"categoryId": alice.category("Food"), "amount": "300"} | FIRST
    first = await alice.change("setBudget", draft, "changed")
    await alice.record()
    assert await alice.change("setBudget", draft, "changed") == first
    assert (first["revision"], first["changed"]) == (1, True)


async def test_budgets_that_were_copied_already_are_not_copied_late(alice: Caller, database: Database) -> None:
    months = await WRITES["copyBudgets"](alice)
    await alice.change("copyBudgets", months)
    assert (await alice.change("copyBudgets", months | FIRST, "changed"))["changed"] is False
    await alice.change("setBudget", {"categoryId": alice.category("Food"), "amount": "7", "month": "2027-01"})
    async with unchanged(database, alice.person.ledger_id):
        late = await alice.change("copyBudgets", months | FIRST, "changed budgets { amount { amount } }")
    assert (late["changed"], late["budgets"]) == (False, [{"amount": {"amount": "7.00"}}])


async def test_an_empty_conversation_is_not_cleared_late(alice: Caller, database: Database, provider: Scripted) -> None:
    provider.go.set()
    assert (await alice.change("clearConversation", FIRST, "changed"))["changed"] is False
    assert await alice.revision() == 0
    await alice.change("sendMessage", {"text": "Hello"})
    replying = "{ conversation { replyingId messages { nodes { id } } } }"
    async with asyncio.timeout(PATIENCE):
        while (state := (await alice.ask(replying))["conversation"])["replyingId"]:
            await asyncio.sleep(0.02)
    async with unchanged(database, alice.person.ledger_id):
        assert (await alice.change("clearConversation", FIRST, "changed"))["changed"] is False
    assert (await alice.ask(replying))["conversation"] == state
    assert len(state["messages"]["nodes"]) == 2


async def test_a_statement_that_was_there_already_brings_nothing_back_late(alice: Caller, database: Database) -> None:
    await upload(alice, MARCH)
    options: Json = {"restoreDeleted": True} | FIRST
    first = await upload(alice, MARCH, **options)
    assert (first["revision"], first["changed"], first["report"]["duplicates"]) == (1, False, 2)
    nodes = (await alice.ask("{ transactions { nodes { id } } }"))["transactions"]["nodes"]
    await alice.change("deleteTransaction", nodes[0])
    async with unchanged(database, alice.person.ledger_id):
        late = await upload(alice, MARCH, **options)
    assert (late["revision"], late["changed"]) == (1, False)
    assert (late["report"]["recorded"], late["report"]["restored"]) == (0, 0)
    assert (late["report"]["duplicates"], late["report"]["deletedDuplicates"]) == (1, 1)
    assert (await upload(alice, MARCH, restoreDeleted=True))["report"]["restored"] == 1
