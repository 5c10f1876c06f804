"""Transfers over the API: recorded, linked, unlinked and seen from both sides."""

from tests.resolvers.callers import Caller

SIDES = """transfer { id madeBy fromAccount { name } toAccount { name }
    outSplit { amount { amount } transaction { payee } } inSplit { amount { amount } transaction { payee } } }"""
BREAD = {"date": "2026-11-02", "amount": "-3.20", "payee": "Bakery"}


async def savings(caller: Caller) -> str:
    """The id of a new account."""
    made = await caller.make("createAccount", {"name": "Savings", "kind": "SAVINGS"}, "account { id }")
    return str(made["id"])


async def test_a_transfer_is_seen_from_both_sides_and_counts_nowhere(alice: Caller) -> None:
    accounts = (await alice.ask("{ accounts { id } }"))["accounts"]
    draft = {
        "fromAccountId": accounts[0]["id"],
        "toAccountId": await savings(alice),
        "amount": "20",
        "date": "2026-11-02",
    }
    figures = "dashboard { overview { income { amount } expenses { amount } recentTransactions { payee } } }"
    payload = await alice.change("recordTransfer", draft, f"{SIDES} {figures}")
    assert payload["transfer"] | {"id": ""} == {
        "id": "",
        "madeBy": "USER",
        "fromAccount": {"name": "Everyday"},
        "toAccount": {"name": "Savings"},
        "outSplit": {"amount": {"amount": "-20.00"}, "transaction": {"payee": "Savings"}},
        "inSplit": {"amount": {"amount": "20.00"}, "transaction": {"payee": "Everyday"}},
    }
    overview = payload["dashboard"]["overview"]
    assert (overview["income"]["amount"], overview["expenses"]["amount"]) == ("0.00", "0.00")
    listed = await alice.ask("{ transactions { nodes { splits { transfer { id } category { id } } } } }")
    side = {"splits": [{"transfer": {"id": payload["transfer"]["id"]}, "category": None}]}
    assert listed["transactions"]["nodes"] == [side, side]


async def test_a_split_is_linked_and_unlinked(alice: Caller, bob: Caller) -> None:
    food = alice.category("Food")
    made = await alice.make("recordTransaction", BREAD | {"categoryId": food}, "transaction { id splits { id } }")
    split = made["splits"][0]["id"]
    saved = await alice.make("linkTransfer", {"splitId": split, "accountId": await savings(alice)}, SIDES)
    assert (saved["toAccount"], saved["inSplit"]) == ({"name": "Savings"}, None)
    assert await alice.problems("linkTransfer", {"splitId": split}) == {"splitId": "CONFLICT"}
    for caller in (alice, bob):
        assert await caller.problems("linkTransfer", {"splitId": food}) == {"splitId": "NOT_FOUND"}
    assert await bob.problems("linkTransfer", {"splitId": split}) == {"splitId": "NOT_FOUND"}
    assert await bob.problems("unlinkTransfer", {"id": saved["id"]}) == {"id": "NOT_FOUND"}
    back = await alice.change("unlinkTransfer", {"id": saved["id"]}, "transactions { id category { name } }")
    assert back["transactions"] == [{"id": made["id"], "category": {"name": "Food"}}]


async def test_suggestions_are_listed_accepted_and_refused(alice: Caller, bob: Caller) -> None:
    listed = "{ transferSuggestions { outTransaction { id payee } inTransaction { id account { name } } } }"
    account = await savings(alice)
    for amount in ("7.00", "8.00"):
        await alice.record(f"-{amount}")
        await alice.record(amount, accountId=account)
    found = (await alice.ask(listed))["transferSuggestions"]
    assert [each["inTransaction"]["account"] for each in found] == [{"name": "Savings"}] * 2
    assert (await bob.ask(listed))["transferSuggestions"] == []
    older = '{ transferSuggestions(before: "2026-11-02") { outTransaction { id } } }'
    assert (await alice.ask(older))["transferSuggestions"] == []
    pairs = [
        {"outTransactionId": each["outTransaction"]["id"], "inTransactionId": each["inTransaction"]["id"]}
        for each in found
    ]
    accepted = await alice.change("acceptTransferSuggestions", {"pairs": pairs[:1]}, "transfers { madeBy }")
    assert accepted["transfers"] == [{"madeBy": "USER"}]
    problems = await bob.problems("acceptTransferSuggestions", {"pairs": pairs[1:]})
    assert set(problems.values()) == {"NOT_FOUND"}
    assert (await alice.change("refuseTransferSuggestions", {"pairs": pairs[1:]}, "count"))["count"] == 1
    assert (await alice.ask(listed))["transferSuggestions"] == []
