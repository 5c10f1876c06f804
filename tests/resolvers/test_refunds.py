"""Refunds over the API: named, seen from both splits, and taken back."""

from tests.resolvers.callers import Caller

BREAD = {"date": "2026-11-02", "amount": "-3.20", "payee": "Bakery"}


async def test_a_refund_is_seen_from_both_splits(alice: Caller, bob: Caller) -> None:
    made = [
        await alice.make("recordTransaction", BREAD | {"amount": amount}, "transaction { splits { id } }")
        for amount in ("-3.20", "1.20")
    ]
    paid, back = (each["splits"][0]["id"] for each in made)
    seen = "split { refundOf { id transaction { payee } } refunds { id } }"
    saved = await alice.change("setRefund", {"splitId": back, "refundOfId": paid}, seen)
    assert saved["split"] == {"refundOf": {"id": paid, "transaction": {"payee": "Bakery"}}, "refunds": []}
    found = await alice.ask("query ($id: ID!) { node(id: $id) { ... on Split { refunds { id } } } }", id=paid)
    assert found["node"] == {"refunds": [{"id": back}]}
    assert await alice.problems("setRefund", {"splitId": paid, "refundOfId": back}) == {"splitId": "CONFLICT"}
    assert await bob.problems("setRefund", {"splitId": back, "refundOfId": paid}) == {"splitId": "NOT_FOUND"}
    gone = await alice.change("setRefund", {"splitId": back}, seen)
    assert gone["split"] == {"refundOf": None, "refunds": []}
