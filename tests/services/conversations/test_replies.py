"""Messages and replies are kept once, in order, and by one process at a time."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from db import conversations
from db.stores.engine import Database
from services.conversations import Author, MessageState
from services.conversations import replies as speaking
from services.values.errors import Refused
from services.values.pages import PageRequest
from services.wiring import build_services
from tests.ledger_facts import events_of, one_event, refused, revision_of, unchanged
from tests.patience import PATIENCE
from tests.people import Clock, Person, move_in
from tests.providers import Scripted
from tests.services.conversations.talking import Serve, answered, messages_of, said


async def test_a_message_and_its_reply_are_stored_each_with_a_revision(
    serve: Serve, database: Database, alice: Person
) -> None:
    services = serve(Scripted())
    saved = await services.conversations.send(alice.ledger_id, " How much for food? ")
    question, reply = await answered(services, alice)
    assert (saved.object.message, saved.revision, saved.object.reply_id) == (question, 1, reply.id)
    assert question[2:9] == (1, Author.USER, "How much for food?", MessageState.COMPLETE, "", "", [])
    assert reply[2:9] == (2, Author.FINNY, "You spent nothing at all.", MessageState.COMPLETE, "Scripted", "", [])
    assert [event.kind for event in await events_of(database, alice.ledger_id)] == ["MessageAdded"] * 2
    assert (await services.conversations.state(alice.ledger_id)).replying is None


async def test_the_provider_gets_what_was_said_before(serve: Serve, alice: Person) -> None:
    provider = Scripted()
    services = serve(provider)
    for number in range(2):
        await services.conversations.send(alice.ledger_id, f"Question {number}")
        await answered(services, alice, 2 * number + 2)
    turn = provider.turns[1]
    assert (turn.ledger_id, turn.question) == (alice.ledger_id, "Question 1")
    assert [(message.author, message.text) for message in turn.history] == [
        ("USER", "Question 0"),
        ("FINNY", provider.text),
    ]


async def test_a_second_message_is_refused_while_a_reply_is_written(
    serve: Serve, database: Database, alice: Person, bob: Person
) -> None:
    provider = Scripted(held=0)
    services = serve(provider)
    await services.conversations.send(alice.ledger_id, "One")
    async with refused(database, [alice.ledger_id], "CONFLICT", "text", "still answering"):
        await services.conversations.send(alice.ledger_id, "Two")
    await services.conversations.send(bob.ledger_id, "Bob may speak")
    provider.go.set()
    await answered(services, alice)
    await services.conversations.send(alice.ledger_id, "Two")
    assert len(await answered(services, alice, 4)) == 4


async def test_a_retry_with_the_same_key_happens_once(serve: Serve, database: Database, alice: Person) -> None:
    provider = Scripted(held=0)
    services = serve(provider)
    first = await services.conversations.send(alice.ledger_id, "One", "key")
    async with unchanged(database, alice.ledger_id):
        assert await services.conversations.send(alice.ledger_id, "One", "key") == first
        with pytest.raises(Refused, match="another input"):
            await services.conversations.send(alice.ledger_id, "Two", "key")
    provider.go.set()
    await answered(services, alice)
    assert await services.conversations.send(alice.ledger_id, "One", "key") == first
    assert len(provider.turns) == 1


@pytest.mark.parametrize(("text", "says"), [(" ", "empty"), ("x" * 4001, "4000"), ("a\x00b", "control")])
async def test_invalid_messages_are_refused(
    serve: Serve, database: Database, alice: Person, text: str, says: str
) -> None:
    services = serve(None)
    async with refused(database, [alice.ledger_id], "INVALID", "text", says):
        await services.conversations.send(alice.ledger_id, text)


async def test_stopping_keeps_what_was_said(serve: Serve, database: Database, alice: Person) -> None:
    provider = Scripted(held=2)
    services = serve(provider)
    sent = (await services.conversations.send(alice.ledger_id, "One")).object
    await said(services, alice, "You spent nothing ")
    await services.conversations.stop(alice.ledger_id, sent.reply_id)
    reply = (await answered(services, alice))[1]
    assert (reply.text, reply.state) == ("You spent nothing ", MessageState.STOPPED)
    kinds = [event.kind for event in await events_of(database, alice.ledger_id)]
    assert kinds == ["MessageAdded", "ReplyStopped", "MessageAdded"]
    async with refused(database, [alice.ledger_id], "NOT_FOUND", "message_id", "ended"):
        await services.conversations.stop(alice.ledger_id, sent.reply_id)


async def test_nobody_stops_the_reply_of_another(serve: Serve, database: Database, alice: Person, bob: Person) -> None:
    services = serve(Scripted(held=0))
    sent = (await services.conversations.send(alice.ledger_id, "One")).object
    await services.conversations.send(bob.ledger_id, "One")
    async with refused(database, [alice.ledger_id, bob.ledger_id], "NOT_FOUND", "message_id"):
        await services.conversations.stop(bob.ledger_id, sent.reply_id)


async def test_clearing_puts_everything_away_and_ends_the_reply(
    serve: Serve, database: Database, alice: Person, bob: Person
) -> None:
    provider = Scripted(held=1)
    services = serve(provider)
    await services.conversations.send(bob.ledger_id, "Mine stays")
    sent = (await services.conversations.send(alice.ledger_id, "One")).object
    await said(services, alice, "You spent ")
    async with one_event(database, alice.ledger_id, "ConversationCleared"):
        await services.conversations.clear(alice.ledger_id)
        assert await messages_of(services, alice) == []
        provider.go.set()
        await answered(services, bob)
        await asyncio.sleep(0.1)
    assert await messages_of(services, alice) == []
    assert [row.archived for row in await services.conversations.get_many(alice.ledger_id, [sent.message.id])] == [True]
    assert await services.conversations.get_many(bob.ledger_id, [sent.message.id]) == []


async def test_a_retried_clearing_clears_nothing_that_came_after_it(serve: Serve, alice: Person) -> None:
    services = serve(Scripted())
    first = await services.conversations.clear(alice.ledger_id, "key")
    await services.conversations.send(alice.ledger_id, "One")
    await answered(services, alice)
    assert await services.conversations.clear(alice.ledger_id, "key") == first
    assert len(await messages_of(services, alice)) == 2


async def test_a_reply_is_stored_even_if_its_tips_cannot_be(
    serve: Serve, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OSError("no tips today")

    services = serve(Scripted())
    monkeypatch.setattr(services.replies, "_assistant", replace(services.replies._assistant, keep_tips=fail))
    await services.conversations.send(alice.ledger_id, "One")
    assert (await answered(services, alice))[1].text == Scripted().text


async def test_a_dead_process_leaves_an_interrupted_message_and_frees_the_ledger(
    serve: Serve, database: Database, clock: Clock, alice: Person
) -> None:
    dead, alive = serve(Scripted(held=1)), serve(Scripted())
    sent = (await dead.conversations.send(alice.ledger_id, "One")).object
    await said(dead, alice, "You spent ")
    (reply,) = dead.replies._running.values()
    await dead.replies._renew(reply)
    for task in list(dead.replies._running):
        task.cancel()
    await asyncio.sleep(0.05)
    await alive.replies.reap()
    assert len(await messages_of(alive, alice)) == 1
    clock.now += timedelta(seconds=16)
    async with one_event(database, alice.ledger_id, "MessageAdded", message_id=str(sent.reply_id)):
        await alive.replies.reap()
        await alive.replies.reap()
    message = (await messages_of(alive, alice))[1]
    assert (message.text, message.state) == ("You spent ", MessageState.INTERRUPTED)
    await alive.conversations.send(alice.ledger_id, "Two")
    assert len(await answered(alive, alice, 4)) == 4


async def test_a_new_message_settles_a_dead_reply_by_itself(serve: Serve, clock: Clock, alice: Person) -> None:
    dead, alive = serve(Scripted(held=0)), serve(Scripted())
    await dead.conversations.send(alice.ledger_id, "One")
    for task in list(dead.replies._running):
        task.cancel()
    clock.now += timedelta(seconds=16)
    await alive.conversations.send(alice.ledger_id, "Two")
    states = [row.state for row in await answered(alive, alice, 4)]
    assert states == ["COMPLETE", "INTERRUPTED", "COMPLETE", "COMPLETE"]


async def test_a_process_whose_lease_was_taken_stores_nothing(
    serve: Serve, clock: Clock, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Scripted(held=1)
    slow, other = serve(provider), serve(None)
    await slow.conversations.send(alice.ledger_id, "One")
    await said(slow, alice, "You spent ")
    clock.now += timedelta(seconds=16)
    await other.replies.settle(alice.ledger_id)
    provider.go.set()
    await asyncio.gather(*slow.replies._running)
    assert [row.state for row in await messages_of(slow, alice)] == ["COMPLETE", "INTERRUPTED"]


async def test_a_running_reply_keeps_its_lease(
    serve: Serve, clock: Clock, alice: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "SECONDS_TO_RENEW", 0.05)
    provider = Scripted(held=1)
    services = serve(provider)
    await services.conversations.send(alice.ledger_id, "One")
    await said(services, alice, "You spent ")
    before = await _lease(database, alice)
    clock.now += timedelta(seconds=14)
    async with asyncio.timeout(PATIENCE):
        while await _lease(database, alice) == before:
            await asyncio.sleep(0.01)
    clock.now += timedelta(seconds=14)
    await services.replies.reap()
    provider.go.set()
    assert [row.state for row in await answered(services, alice)] == ["COMPLETE", "COMPLETE"]


async def test_a_server_that_stops_stores_what_was_said(serve: Serve, alice: Person) -> None:
    services = serve(Scripted(held=1))
    await services.conversations.send(alice.ledger_id, "One")
    await said(services, alice, "You spent ")
    await services.replies.stop()
    reply = (await messages_of(services, alice))[1]
    assert (reply.text, reply.state) == ("You spent ", MessageState.INTERRUPTED)


async def test_fifty_replies_at_once_hold_no_connection(database: Database, clock: Clock) -> None:

    provider = Scripted(held=1)
    services = build_services(database, clock, provider=provider)
    people = [await move_in(database) for _ in range(50)]
    await asyncio.gather(*(services.conversations.send(person.ledger_id, "One") for person in people))
    await asyncio.gather(*(said(services, person, "You spent ") for person in people))
    assert len(provider.turns) == 50
    async with asyncio.timeout(PATIENCE):
        for person in people:
            async with database.read() as connection:
                assert await conversations.reply(connection, person.ledger_id)
    assert [pool.held for pool in (database._writers, database._readers, database._long_readers)] == [0, 0, 0]
    provider.go.set()
    for person in people:
        assert (await answered(services, person))[1].text == provider.text
    assert {await revision_of(database, person.ledger_id) for person in people} == {2}
    await services.replies.stop()
    await services.users.close()


async def test_pages_lead_through_the_conversation_and_back(serve: Serve, alice: Person) -> None:
    services = serve(Scripted())
    for number in range(3):
        await services.conversations.send(alice.ledger_id, f"Question {number}")
        await answered(services, alice, 2 * number + 2)
    everything = (await messages_of(services, alice))[::-1]
    first = await services.conversations.page(alice.ledger_id, PageRequest(first=4))
    rest = await services.conversations.page(alice.ledger_id, PageRequest(first=4, after=first.cursors[-1]))
    back = await services.conversations.page(alice.ledger_id, PageRequest(last=3, before=rest.cursors[0]))
    assert [*first.rows, *rest.rows] == everything
    assert (first.has_next, rest.has_next) == (True, False)
    assert list(back.rows) == everything[1:4]
    with pytest.raises(Refused, match="not a cursor"):
        await services.conversations.page(alice.ledger_id, PageRequest(after="nonsense"))


async def _lease(database: Database, person: Person) -> object:
    async with database.read() as connection:
        running = await conversations.reply(connection, person.ledger_id)
    return running and running.lease
