"""The conversation over the API: said once, answered, paged, stopped and cleared; nobody sees another's."""

import asyncio

from db.stores.engine import Database
from tests.ledger_facts import unchanged
from tests.patience import PATIENCE
from tests.providers import Scripted
from tests.resolvers.callers import Caller, Json

CONVERSATION = """query ($first: Int, $after: String) { conversation { replyingId
    messages(first: $first, after: $after) {
        nodes { id author text state provider note unverified at } edges { cursor }
        pageInfo { hasNextPage endCursor } } } }"""


async def conversation(caller: Caller, **variables: object) -> Json:
    """The conversation as it is."""
    state: Json = (await caller.ask(CONVERSATION, **variables))["conversation"]
    return state


async def answered(caller: Caller, messages: int = 2) -> list[Json]:
    """The messages, oldest first, once Finny is silent."""
    async with asyncio.timeout(PATIENCE):
        while (state := await conversation(caller))["replyingId"] or len(state["messages"]["nodes"]) < messages:
            await asyncio.sleep(0.02)
    nodes: list[Json] = state["messages"]["nodes"][::-1]
    return nodes


async def test_a_message_is_answered(alice: Caller, provider: Scripted) -> None:
    sent = await alice.change("sendMessage", {"text": "How much?"}, "message { id author text state } replyId")
    assert sent["message"]["text"] == "How much?"
    state = await conversation(alice)
    assert state["replyingId"] == sent["replyId"]
    assert [node["id"] for node in state["messages"]["nodes"]] == [sent["message"]["id"]]
    provider.go.set()
    question, reply = await answered(alice)
    assert (question["author"], question["provider"], question["note"]) == ("USER", None, None)
    expected = {"id": sent["replyId"], "author": "FINNY", "text": provider.text, "state": "COMPLETE"}
    assert reply | expected == reply
    assert (reply["provider"], reply["note"], reply["unverified"]) == ("Scripted", None, [])
    assert reply["at"] == "2026-11-23T09:30:00Z"


async def test_a_message_is_a_node(alice: Caller, bob: Caller) -> None:
    sent = await alice.change("sendMessage", {"text": "How much?"}, "message { id } replyId")
    node = "query ($id: ID!) { node(id: $id) { id ... on Message { text } } }"
    question = {"id": sent["message"]["id"], "text": "How much?"}
    assert (await alice.ask(node, id=question["id"]))["node"] == question
    assert (await bob.ask(node, id=question["id"]))["node"] is None
    assert (await alice.ask(node, id=sent["replyId"]))["node"] is None


async def test_stopping_keeps_what_was_said(alice: Caller, provider: Scripted) -> None:
    sent = await alice.change("sendMessage", {"text": "How much?"}, "replyId")
    await asyncio.wait_for(provider.waits.wait(), PATIENCE)
    stopped = await alice.change("stopReply", {"messageId": sent["replyId"]}, "messageId")
    assert stopped == {"revision": 2, "problems": [], "messageId": sent["replyId"]}
    reply = (await answered(alice))[1]
    assert (reply["text"], reply["state"]) == ("You spent ", "STOPPED")
    assert await alice.problems("stopReply", {"messageId": sent["replyId"]}) == {"messageId": "NOT_FOUND"}


async def test_a_second_message_waits_for_the_end_of_the_reply(alice: Caller) -> None:
    await alice.change("sendMessage", {"text": "How much?"})
    assert await alice.problems("sendMessage", {"text": "And now?"}) == {"text": "CONFLICT"}
    assert await alice.problems("sendMessage", {"text": " "}) == {"text": "INVALID"}


async def test_clearing_leaves_nothing_to_see(alice: Caller, provider: Scripted) -> None:
    provider.go.set()
    await alice.change("sendMessage", {"text": "How much?"})
    await answered(alice)
    assert (await alice.change("clearConversation", {}))["revision"] == 3
    state = await conversation(alice)
    assert (state["replyingId"], state["messages"]["nodes"]) == (None, [])


async def test_pages_follow_each_other(alice: Caller, provider: Scripted) -> None:
    provider.go.set()
    for number in range(2):
        await alice.change("sendMessage", {"text": f"Question {number}"})
        await answered(alice, 2 * number + 2)
    first = (await conversation(alice, first=3))["messages"]
    assert first["pageInfo"]["hasNextPage"]
    rest = (await conversation(alice, first=3, after=first["pageInfo"]["endCursor"]))["messages"]
    assert [node["text"] for node in (*first["nodes"], *rest["nodes"])][1::2] == ["Question 1", "Question 0"]
    assert not rest["pageInfo"]["hasNextPage"]


async def test_bob_sees_nothing_of_it(alice: Caller, bob: Caller, database: Database) -> None:
    sent = await alice.change("sendMessage", {"text": "How much?"}, "replyId message { id }")
    async with unchanged(database, alice.person.ledger_id, bob.person.ledger_id):
        state = await conversation(bob)
        assert (state["replyingId"], state["messages"]["nodes"]) == (None, [])
        for identifier in (sent["replyId"], sent["message"]["id"], "nonsense"):
            assert await bob.problems("stopReply", {"messageId": identifier}) == {"messageId": "NOT_FOUND"}
        cursor = (await conversation(alice))["messages"]["edges"][0]["cursor"]
        assert (await conversation(bob, after=cursor))["messages"]["nodes"] == []
