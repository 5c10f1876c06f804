"""External ids: what another program calls a transaction is recorded once in its account."""

from db.stores.engine import Database
from tests.ledger_facts import unchanged
from tests.resolvers.callers import Caller, Json

BREAD = {"date": "2026-11-02", "amount": "-3.20", "payee": "Bakery", "externalId": "till/17"}
SAVED = "changed transaction { id externalId payee deleted }"


async def record(caller: Caller, draft: Json) -> tuple[bool, Json]:
    """Record a transaction that has no problems."""
    payload = await caller.change("recordTransaction", draft, SAVED)
    assert payload["problems"] == []
    return payload["changed"], payload["transaction"]


async def test_a_second_recording_answers_the_first(alice: Caller, bob: Caller, database: Database) -> None:
    changed, first = await record(alice, BREAD)
    assert (changed, first["externalId"]) == (True, "till/17")
    async with unchanged(database, alice.person.ledger_id):
        assert await record(alice, {**BREAD, "payee": "Baker", "amount": "-9"}) == (False, first)
    await alice.change("deleteTransaction", {"id": first["id"]})
    assert await record(alice, BREAD) == (False, {**first, "deleted": True})
    purse = await alice.make("createAccount", {"name": "Purse"}, "account { id }")
    assert (await record(alice, {**BREAD, "accountId": purse["id"]}))[0]
    assert (await record(bob, BREAD))[0]


async def test_recording_several_records_each_once(alice: Caller, database: Database) -> None:
    _, first = await record(alice, BREAD)
    drafts = [{**BREAD, "externalId": external_id} for external_id in ("a", "till/17", "b", "a")]
    several = "changed transactions { id externalId }"
    saved = await alice.change("recordTransactions", {"transactions": drafts}, several)
    ids = [row["id"] for row in saved["transactions"]]
    assert [row["externalId"] for row in saved["transactions"]] == ["a", "till/17", "b", "a"]
    assert (ids[1], len(set(ids)), ids[3]) == (first["id"], 3, ids[0])
    async with unchanged(database, alice.person.ledger_id):
        again = await alice.change("recordTransactions", {"transactions": drafts}, several)
    assert (again["changed"], again["transactions"]) == (False, saved["transactions"])


async def test_an_empty_or_long_external_id_is_refused(alice: Caller) -> None:
    for wrong in ("", "x" * 201):
        assert await alice.problems("recordTransaction", {**BREAD, "externalId": wrong}) == {"externalId": "INVALID"}
