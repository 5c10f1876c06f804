"""Every mutation gives one revision and its dashboard, may be retried, and stays in its own ledger."""

from typing import Any

import pytest

from app.graphql.schema import build_schema
from db.stores.engine import Database
from tests.ledger_facts import check_totals, unchanged
from tests.resolvers.callers import PROBLEMS, Caller, Json
from tests.resolvers.mutations import BESIDE_A_REPLY, KEYED, PUBLIC, SESSION_INPUTS, WITHOUT_INPUT, WRITES

MUTATIONS = build_schema()._schema.mutation_type.fields  # type: ignore[union-attr]
UPLOADS = ("importTransactions",)  # a file goes another way; it has tests of its own


def test_no_mutation_is_forgotten_here() -> None:
    assert set(MUTATIONS) == {*WRITES, *BESIDE_A_REPLY, *SESSION_INPUTS, *WITHOUT_INPUT, *PUBLIC, *UPLOADS}
    keyed = {
        name
        for name, field in MUTATIONS.items()
        if name not in UPLOADS
        for argument in field.args.values()
        if "idempotencyKey" in getattr(argument.type, "of_type", argument.type).fields
    }
    assert keyed == set(KEYED)


@pytest.mark.parametrize("mutation", WRITES)
async def test_a_write_raises_the_revision_by_one_and_answers_its_dashboard(
    alice: Caller, database: Database, mutation: str
) -> None:
    draft = await WRITES[mutation](alice)
    before = await alice.revision()
    payload = await alice.change(mutation, draft, "dashboard { revision }")
    assert payload == {"revision": before + 1, "problems": [], "dashboard": {"revision": before + 1}}
    assert await alice.revision() == before + 1
    await check_totals(database, alice.person.ledger_id)


@pytest.mark.parametrize("mutation", KEYED)
async def test_a_retry_under_the_same_key_happens_once(alice: Caller, database: Database, mutation: str) -> None:
    draft = {**await WRITES[mutation](alice), "idempotencyKey": "2026-11-23/1"}
    objects = {
        "recordTransaction": "transaction { id version }",
        "recordTransactions": "transactions { id version }",
        "updateTransactions": "count",
        "deleteTransactions": "count",
        "restoreTransactions": "count",
        "recordTransfer": "transfer { id outSplit { amount { amount } } inSplit { id } }",
        "createAccount": "account { id name balance { amount } }",
        "recordCheck": "account { id checks { balance { amount } source } }",
        "recordPrice": "price { currency date price }",
        "adjustBalance": "transaction { id amount { amount } }",
        "createCategory": "category { id name }",
        "setBudget": "budget { startsOn amount { amount } }",
        "copyBudgets": "budgets { startsOn amount { amount } }",
        "createTag": "tag { id name }",
        "createRule": "rule { id texts { anyOf } category { id } }",
        "runRule": "count",
        "createSeries": "series { id payee schedule { firstOn } }",
        "createAlertRule": "alertRule { id kind amount { amount } }",
        "createGoal": "goal { id saved { amount } }",
        "sendMessage": "message { id text } replyId",
        "clearConversation": "",
        "contributeToGoal": "goal { id saved { amount } contributions { amount { amount } } }",
    }
    first = await alice.change(mutation, draft, objects[mutation])
    assert first["problems"] == []
    async with unchanged(database, alice.person.ledger_id):
        assert await alice.change(mutation, draft, objects[mutation]) == first
        other = _other(draft)
        if other == draft:
            return  # there is nothing else to ask for
        assert await alice.problems(mutation, other) == {"idempotencyKey": "CONFLICT"}


@pytest.mark.parametrize("key", ["", "x" * 101, "\u0000", "a\nb"])
async def test_a_key_that_cannot_be_kept_is_refused(alice: Caller, key: str) -> None:
    draft = {**await WRITES["createGoal"](alice), "idempotencyKey": key}
    assert await alice.problems("createGoal", draft) == {"idempotencyKey": "INVALID"}


@pytest.mark.parametrize("mutation", WRITES)
async def test_object_of_another_is_refused_like_one_that_nobody_has(
    alice: Caller, bob: Caller, database: Database, mutation: str
) -> None:
    hers = await WRITES[mutation](alice)
    own = await WRITES[mutation](bob)
    for path in _id_paths(hers):
        async with unchanged(database, alice.person.ledger_id, bob.person.ledger_id):
            with_hers = await bob.change(mutation, _with(own, path, _at(hers, path)))
            with_unknown = await bob.change(mutation, _with(own, path, "nonsense"))
        assert with_hers == with_unknown
        (problem,) = with_hers["problems"]
        assert (problem["code"], problem["field"]) == ("NOT_FOUND", [str(part) for part in path])
        assert with_hers["revision"] is None


async def test_two_mutations_in_one_request_happen_in_order(alice: Caller) -> None:
    document = """mutation ($input: RecordTransactionInput!) {
        one: recordTransaction(input: $input) { revision dashboard { overview { expenses { amount } } } }
        two: recordTransaction(input: $input) { revision dashboard { overview { expenses { amount } } } }
    }"""
    draft = {"date": "2026-11-02", "amount": "-3.20", "payee": "Bakery"}
    answer = await alice.ask(document, input=draft)
    assert answer == {
        "one": {"revision": 1, "dashboard": {"overview": {"expenses": {"amount": "3.20"}}}},
        "two": {"revision": 2, "dashboard": {"overview": {"expenses": {"amount": "6.40"}}}},
    }


async def test_a_refusal_has_problems_and_nothing_else(alice: Caller) -> None:
    document = f"""mutation {{ recordTransaction(input: {{date: "2026-11-02", amount: "1", payee: ""}}) {{
        revision transaction {{ id }} dashboard {{ revision }} {PROBLEMS} }} }}"""
    payload = (await alice.ask(document))["recordTransaction"]
    message = "The text is empty; write something."
    assert payload == {
        "revision": None,
        "transaction": None,
        "dashboard": None,
        "problems": [{"code": "INVALID", "message": message, "field": ["payee"]}],
    }


async def test_a_wrong_period_of_the_payload_undoes_no_write(alice: Caller) -> None:
    document = """mutation ($input: CreateGoalInput!) { createGoal(input: $input) {
        revision goal { name } dashboard(period: {month: "nonsense"}) { revision } } }"""
    answer = await alice.send(document, {"input": {"name": "Bike", "target": "1"}})
    assert answer["data"]["createGoal"] == {"revision": 1, "goal": {"name": "Bike"}, "dashboard": None}
    (error,) = answer["errors"]
    assert error["extensions"]["problems"][0]["field"] == ["period", "month"]


def _other(draft: Json) -> Json:
    """Another input under the same key."""
    if "transactions" in draft:
        return {**draft, "transactions": draft["transactions"][:1]}
    if "transactionIds" in draft:
        return {**draft, "transactionIds": draft["transactionIds"][:1]}
    changes: Json = {"payee": "Baker", "text": "And now?", "name": "Other", "amount": "7", "targetMonth": "2027-02"}
    return {name: changes.get(name, value) for name, value in draft.items()}


def _id_paths(draft: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the paths of the ids in an input."""
    if isinstance(draft, dict):
        return [id_path for name, value in draft.items() for id_path in _id_paths(value, (*path, name))]
    if isinstance(draft, list):
        return [id_path for number, value in enumerate(draft) for id_path in _id_paths(value, (*path, number))]
    is_id = any(str(part).endswith(("Id", "Ids")) or part == "id" for part in path)
    return [path] if is_id else []


def _at(draft: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        draft = draft[part]
    return draft


def _with(draft: Any, path: tuple[str | int, ...], value: str) -> Any:
    if not path:
        return value
    first, *others = path
    copy: Any = dict(draft) if isinstance(draft, dict) else list(draft)
    copy[first] = _with(copy[first], tuple(others), value)
    return copy
