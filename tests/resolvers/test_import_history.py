"""Imports over the API: each is listed with who made it, its transactions are found, and it is undone as a whole."""

from db.stores.engine import Database
from tests.ledger_facts import check_totals, unchanged
from tests.people import NOW
from tests.resolvers.callers import Caller, Json
from tests.resolvers.test_imports import MARCH
from tests.resolvers.uploads import upload

LIST = """{ imports(first: 10) { pageInfo { hasNextPage } edges { cursor } nodes {
    id at by { name } fileName accounts { name } recorded restored duplicates transactionCount changedSince
    state undoneAt
} } }"""
FOUND = """query ($filter: TransactionFilter) { transactions(filter: $filter, first: 1) {
    totalCount sums { expenses { amount } } nodes { payee } } }"""


async def made(caller: Caller, content: str = MARCH) -> str:
    """Return the id of a new import into Giro."""
    return str((await upload(caller, content, "report { importId }", account="Giro"))["report"]["importId"])


async def listed(caller: Caller) -> list[Json]:
    """Return somebody's imports."""
    found: list[Json] = (await caller.ask(LIST))["imports"]["nodes"]
    return found


async def test_imports_are_listed_newest_first(alice: Caller, bob: Caller) -> None:
    first = await made(alice)
    assert (await upload(alice, MARCH, "report { importId }", account="Giro"))["report"] == {"importId": None}
    second = await made(alice, MARCH + "25.03.2026;Bar;-9,00;\n")
    newest, oldest = await listed(alice)
    assert (newest["id"], newest["recorded"], newest["duplicates"]) == (second, 1, 2)
    assert oldest == {
        "id": first,
        "at": NOW.isoformat().replace("+00:00", "Z"),
        "by": {"name": "Alice"},
        "fileName": "statement.csv",
        "accounts": [{"name": "Giro"}],
        "recorded": 2,
        "restored": 0,
        "duplicates": 0,
        "transactionCount": 2,
        "changedSince": 0,
        "state": "DONE",
        "undoneAt": None,
    }
    assert await listed(bob) == []


async def test_the_transactions_of_an_import_are_found(alice: Caller) -> None:
    await alice.record("-7")
    import_id = await made(alice)
    await made(alice, MARCH + "25.03.2026;Bar;-9,00;\n")
    account = (await alice.ask("{ accounts { id name } }"))["accounts"][1]["id"]
    for more in ({}, {"accountIds": [account]}, {"text": "Bäckerei"}, {"categoryIds": [alice.category("Food")]}):
        found = (await alice.ask(FOUND, filter={"importId": import_id, **more}))["transactions"]
        assert found["totalCount"] == (1 if {"text", "categoryIds"} & more.keys() else 2), more
        assert found["sums"]["expenses"] == {"amount": "3.20"}
    assert (await alice.ask(FOUND, filter={"importId": "nonsense"}))["transactions"]["totalCount"] == 0


async def test_an_import_is_undone_once_everybody_agrees(alice: Caller, bob: Caller, database: Database) -> None:
    import_id = await made(alice)
    transaction = (await alice.ask("{ transactions(first: 1) { nodes { id } } }"))["transactions"]["nodes"][0]["id"]
    await alice.change("updateTransaction", {"id": transaction, "note": "mine"})
    assert [row["changedSince"] for row in await listed(alice)] == [1]
    async with unchanged(database, alice.person.ledger_id, bob.person.ledger_id):
        assert await alice.problems("undoImport", {"id": import_id, "lost": 1}) == {"lost": "CONFLICT"}
        assert await bob.problems("undoImport", {"id": import_id, "lost": 2}) == {"id": "NOT_FOUND"}
    undone = await alice.make(
        "undoImport", {"id": import_id, "lost": 2}, "import { id state transactionCount accounts { id } }"
    )
    assert undone == {"id": import_id, "state": "UNDONE", "transactionCount": 0, "accounts": []}
    assert [row["state"] for row in await listed(alice)] == ["UNDONE"]
    assert [row["name"] for row in (await alice.ask("{ accounts { name } }"))["accounts"]] == ["Everyday"]
    assert await check_totals(database, alice.person.ledger_id) == []
    assert await made(alice) != import_id
