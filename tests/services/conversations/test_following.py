"""Every follower of a conversation, on any process and from any moment, ends with the same text."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from sqlalchemy import delete

from db import ledgers
from db.conversations import MessageRow, messages
from db.event_log import events
from db.stores.channels import Channel
from db.stores.engine import Database
from db.stores.ids import new_id
from services.conversations import (
    ChatEvent,
    Cleared,
    ConversationSnapshot,
    MessageArrived,
    MessageState,
    ReplyProgress,
)
from services.transaction_drafts import TransactionDraft
from services.values.errors import Unauthenticated
from services.values.pages import PageRequest
from services.wiring import Services, build_services
from tests.patience import PATIENCE
from tests.people import NOW, Clock, Person
from tests.providers import Scripted
from tests.requirements import require_server

SERVERS = ["AQUA_THISTLE_TEST_REDIS", "AQUA_THISTLE_TEST_POSTGRESQL"]
WORDS = tuple(f"word {number}, " for number in range(40))


@dataclass
class Device:
    """The text that a device has made of its events."""

    events: list[ChatEvent] = field(default_factory=list)
    messages: list[MessageRow] = field(default_factory=list)
    text: str = ""

    async def watch(self, events: AsyncGenerator[ChatEvent, None], messages: int) -> None:
        """Follow until there are enough messages."""
        async with asyncio.timeout(PATIENCE), aclosing(events):
            async for event in events:
                self.take(event)
                if len(self.messages) >= messages:
                    return

    def take(self, event: ChatEvent) -> None:
        """Apply an event as a client does."""
        self.events.append(event)
        match event:
            case MessageArrived():
                self.messages.append(event.message)
            case ReplyProgress():
                assert event.offset in {0, len(self.text)}
                self.text = self.text[: event.offset] + event.text
            case Cleared():
                self.messages.clear()


@pytest.fixture
async def provider() -> Scripted:
    """Make a provider that sends many words slowly, and waits before the last."""
    return Scripted(WORDS, pause=0.02, held=len(WORDS) - 1)


@pytest.fixture
async def services(database: Database, clock: Clock, provider: Scripted) -> AsyncIterator[Services]:
    """One process."""
    async with AsyncExitStack() as stack:
        yield await process(stack, database, clock, "memory://", provider)


async def process(
    stack: AsyncExitStack, database: Database, clock: Clock, url: str, provider: Scripted | None = None
) -> Services:
    """Run a process until the end of the block."""
    services = build_services(database, clock, channel=Channel(url), provider=provider)
    await services.live.start()
    stack.push_async_callback(services.users.close)
    stack.push_async_callback(services.live.stop)
    stack.push_async_callback(services.replies.stop)
    return services


def kinds(events: list[ChatEvent]) -> list[str]:
    """Return the names of events, each run of pieces as one."""
    names = [type(event).__name__ for event in events]
    return [name for number, name in enumerate(names) if name != "ReplyProgress" or names[number - 1] != name]


async def until(condition: Callable[[], object]) -> None:
    """Wait until a condition is true."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("server", SERVERS)
async def test_devices_on_two_processes_see_the_same_text(
    server: str, database: Database, clock: Clock, alice: Person, bob: Person, provider: Scripted
) -> None:
    async with AsyncExitStack() as stack:
        here = await process(stack, database, clock, require_server(server), provider)
        there = await process(stack, database, clock, require_server(server))
        one, other, late, bobs = (Device() for _ in range(4))
        followers = [
            asyncio.create_task(device.watch(services.conversations.follow(alice.ledger_id), 2))
            for device, services in ((one, here), (other, there))
        ]
        nothing = asyncio.create_task(bobs.watch(there.conversations.follow(bob.ledger_id), 1))
        await until(lambda: one.events and other.events and bobs.events)
        await here.conversations.send(alice.ledger_id, "One")
        await until(lambda: len(other.text) > 60)
        followers.append(asyncio.create_task(late.watch(there.conversations.follow(alice.ledger_id), 1)))
        whole_but_last = "".join(WORDS[:-1])
        await until(lambda: one.text == other.text == late.text == whole_but_last)
        provider.go.set()
        await asyncio.gather(*followers)
        nothing.cancel()
        assert {device.messages[-1].text for device in (one, other, late)} == {provider.text}
        assert all(provider.text.startswith(device.text) for device in (one, other, late))
        assert kinds(one.events) == ["ConversationSnapshot", "MessageArrived", "ReplyProgress", "MessageArrived"]
        assert 4 < len(one.events) < 20, "pieces come a few times a second"
        assert kinds(bobs.events) == ["ConversationSnapshot"]


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("server", SERVERS)
async def test_a_process_that_did_not_hear_the_beginning_waits_for_the_stored_message(
    server: str, database: Database, clock: Clock, alice: Person, provider: Scripted
) -> None:
    async with AsyncExitStack() as stack:
        here = await process(stack, database, clock, require_server(server), provider)
        sent = (await here.conversations.send(alice.ledger_id, "One")).object
        await until(lambda: here.live.running_replies.get(alice.ledger_id, sent.reply_id))
        there, late = await process(stack, database, clock, require_server(server)), Device()
        follower = asyncio.create_task(late.watch(there.conversations.follow(alice.ledger_id), 1))
        await asyncio.sleep(0.3)
        provider.go.set()
        await follower
        assert kinds(late.events) == ["ConversationSnapshot", "MessageArrived"]
        assert late.messages[0].text == provider.text


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("server", SERVERS)
async def test_stopping_and_clearing_reach_the_process_that_speaks(
    server: str, database: Database, clock: Clock, alice: Person, provider: Scripted
) -> None:
    async with AsyncExitStack() as stack:
        here = await process(stack, database, clock, require_server(server), provider)
        there, device = await process(stack, database, clock, require_server(server)), Device()
        follower = asyncio.create_task(device.watch(there.conversations.follow(alice.ledger_id), 2))
        await until(lambda: device.events)
        sent = (await here.conversations.send(alice.ledger_id, "One")).object
        await until(lambda: device.text)
        await there.conversations.stop(alice.ledger_id, sent.reply_id)
        await follower
        assert device.messages[1].state == MessageState.STOPPED
        assert device.messages[1].text.startswith(device.text)
        await here.conversations.send(alice.ledger_id, "Two")
        await there.conversations.clear(alice.ledger_id)
        await until(lambda: not here.replies._running)
        assert (await there.conversations.page(alice.ledger_id, PageRequest())).rows == []


async def test_a_returning_reader_gets_missed_messages_but_no_cleared_ones(
    services: Services, provider: Scripted, alice: Person
) -> None:
    provider.go.set()
    provider.pieces, provider.held, provider.pause = ("Yes.",), None, 0.0
    device = Device()
    await services.conversations.send(alice.ledger_id, "Gone")
    await until(lambda: not services.replies._running)
    await services.conversations.clear(alice.ledger_id)
    for number in range(30):
        await services.transactions.record(alice.ledger_id, TransactionDraft(NOW.date(), Decimal(1), "Shop"))
        await services.conversations.send(alice.ledger_id, f"Question {number}")
        await until(lambda: not services.replies._running)
    await device.watch(services.conversations.follow(alice.ledger_id, after=0), 60)
    assert kinds(device.events)[:2] == ["ConversationSnapshot", "Cleared"]
    assert [row.text for row in device.messages[::2]] == [f"Question {number}" for number in range(30)]
    revisions = [event.revision for event in device.events[1:]]
    assert revisions == sorted(revisions)
    resumed = Device()
    await resumed.watch(services.conversations.follow(alice.ledger_id, after=revisions[-3]), 2)
    assert resumed.messages == device.messages[-2:]


async def test_an_after_from_beyond_the_present_begins_with_the_present(services: Services, alice: Person) -> None:
    events = services.conversations.follow(alice.ledger_id, after=900)
    async with asyncio.timeout(PATIENCE), aclosing(events):
        assert isinstance(await anext(events), ConversationSnapshot)
        await services.conversations.send(alice.ledger_id, "One")
        assert isinstance(event := await anext(events), MessageArrived)
        assert event.revision == 1


async def test_a_slow_reader_gets_every_message_and_no_more_pieces_than_it_asks_for(
    services: Services, provider: Scripted, alice: Person
) -> None:
    events = services.conversations.follow(alice.ledger_id)
    device = Device()
    device.take(await anext(events))
    sent = (await services.conversations.send(alice.ledger_id, "One")).object
    await until(lambda: services.live.running_replies.get(alice.ledger_id, sent.reply_id) == "".join(WORDS[:-1]))
    device.take(await anext(events))
    device.take(await anext(events))
    assert kinds(device.events) == ["ConversationSnapshot", "MessageArrived", "ReplyProgress"]
    assert device.text == "".join(WORDS[:-1])
    provider.go.set()
    await device.watch(events, 2)
    assert device.messages[-1].text == provider.text


async def test_the_stream_begins_again_after_a_restore(
    services: Services, provider: Scripted, alice: Person, database: Database
) -> None:
    provider.go.set()
    async with aclosing(services.conversations.follow(alice.ledger_id)) as events:
        assert isinstance(await anext(events), ConversationSnapshot)
        async with database.write() as connection:
            await ledgers.begin_epoch(connection, new_id(), NOW)
        await services.live.sweep()
        assert isinstance(await asyncio.wait_for(anext(events), PATIENCE), ConversationSnapshot)
        await services.conversations.send(alice.ledger_id, "One")
        assert isinstance(await asyncio.wait_for(anext(events), PATIENCE), MessageArrived)


async def test_a_reader_from_before_a_restore_gets_the_state_and_every_message_since(
    services: Services, provider: Scripted, alice: Person, database: Database
) -> None:
    provider.go.set()
    before = (await services.conversations.send(alice.ledger_id, "Undone")).revision
    await until(lambda: not services.replies._running)
    async with database.write() as connection:
        await ledgers.change(connection, alice.ledger_id, revision=0)
        for table in (events, messages):
            await connection.execute(delete(table))
        await ledgers.begin_epoch(connection, new_id(), NOW)
    for text in ("One", "Two"):
        await services.conversations.send(alice.ledger_id, text)
        await until(lambda: not services.replies._running)
    device = Device()
    await device.watch(services.conversations.follow(alice.ledger_id, before), 4)
    assert kinds(device.events) == ["ConversationSnapshot"] + ["MessageArrived"] * 4
    assert [message.text for message in device.messages] == ["One", provider.text, "Two", provider.text]


async def test_a_ledger_that_is_gone_ends_its_streams(services: Services, database: Database, alice: Person) -> None:
    events = services.conversations.follow(alice.ledger_id)
    await anext(events)
    async with database.write() as connection:
        await ledgers.delete(connection, alice.ledger_id)
    await services.live.sweep()
    with pytest.raises(Unauthenticated):
        await asyncio.wait_for(anext(events), PATIENCE)


async def test_a_reader_that_leaves_is_forgotten_and_the_reply_goes_on(
    services: Services, provider: Scripted, alice: Person
) -> None:
    events = services.conversations.follow(alice.ledger_id)
    await anext(events)
    await services.conversations.send(alice.ledger_id, "One")
    await anext(events)
    await events.aclose()
    provider.go.set()
    await until(lambda: not services.replies._running)
    assert not services.live._watches
    assert len((await services.conversations.page(alice.ledger_id, PageRequest())).rows) == 2
