"""The conversation on several devices: the same text everywhere, whenever each began to look."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from app.graphql import endpoint
from app.settings import Settings
from tests.app.graphql.live.serving import QUICK, Client, Json, connected, served
from tests.people import Clock
from tests.providers import Scripted
from tests.resolvers.callers import Caller

EVENTS = """subscription ($after: Int) { chatEvents(after: $after) { __typename revision
    ... on ConversationSnapshot { conversation { replyingId messages(first: 50) { nodes { id text state } } } }
    ... on MessageAdded { message { id text state } }
    ... on ReplyProgress { messageId offset text } } }"""
WORDS = tuple(f"word {chr(97 + number)}, " for number in range(26)) * 2


@pytest.fixture(scope="module")
def provider() -> Scripted:
    """Return the provider that speaks as Finny on the server: many words in about a second."""
    return Scripted(WORDS, pause=0.02)


@pytest.fixture(scope="module")
def url(settings: Settings, clock: Clock, provider: Scripted) -> Iterator[str]:
    """The address of a server where Finny speaks slowly."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(endpoint, "SocketLimits", lambda: QUICK)
        with served(settings, clock, provider) as url:
            yield url


class Device:
    """A client that shows the conversation as its events tell it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.texts: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.kinds: list[str] = []
        self.replying: str | None = None

    async def next(self) -> Json:
        """The next event, once it is shown."""
        event: Json = (await self.client.data())["chatEvents"]
        self.kinds.append(event["__typename"])
        match event:
            case {"conversation": conversation}:
                messages, self.replying = conversation["messages"]["nodes"], conversation["replyingId"]
                self.texts = {message["id"]: message["text"] for message in messages}
            case {"message": message}:
                self.texts[message["id"]], self.states[message["id"]] = message["text"], message["state"]
            case {"messageId": identifier}:
                self.texts[identifier] = self.texts.get(identifier, "")[: event["offset"]] + event["text"]
            case _:
                self.texts = {}
        return event

    async def until(self, kind: str, count: int = 1) -> Json:
        """The event that is the next of its kind but so many."""
        while True:
            event = await self.next()
            count -= event["__typename"] == kind
            if not count:
                return event


async def device(stack: AsyncExitStack, url: str, caller: Caller, **variables: Any) -> Device:
    """A device of somebody that follows the conversation."""
    client = await stack.enter_async_context(connected(url, caller.secret))
    await client.subscribe("1", EVENTS, variables)
    made = Device(client)
    await made.next()
    return made


async def test_devices_see_the_same_text_and_one_that_joins_in_the_middle_ends_with_it(
    url: str, alice: Caller, bob: Caller, provider: Scripted
) -> None:
    async with AsyncExitStack() as stack:
        one, other = [await device(stack, url, alice) for _ in range(2)]
        his = await device(stack, url, bob)
        sent = await alice.change("sendMessage", {"text": "How much?"}, "message { id } replyId")
        await one.until("ReplyProgress", 2)
        late = await device(stack, url, alice)
        assert (late.replying, list(late.texts)) == (sent["replyId"], [sent["message"]["id"]])
        assert (await late.next())["offset"] == 0
        await one.until("MessageAdded")
        await other.until("MessageAdded", 2)
        await late.until("MessageAdded")
        expected = {sent["message"]["id"]: "How much?", sent["replyId"]: provider.text}
        assert one.texts == other.texts == late.texts == expected
        assert 3 < other.kinds.count("ReplyProgress") < 15
        with pytest.raises(TimeoutError):
            await his.client.receive(0.2)
        assert his.texts == {}


async def test_a_reply_goes_on_without_a_device_and_comes_with_after(
    url: str, alice: Caller, provider: Scripted
) -> None:
    async with AsyncExitStack() as stack:
        gone = await device(stack, url, alice)
        await alice.change("sendMessage", {"text": "How much?"})
        seen = (await gone.until("ReplyProgress"))["revision"]
    async with AsyncExitStack() as stack:
        back = await device(stack, url, alice, after=seen)
        message = (await back.until("MessageAdded"))["message"]
        assert (message["text"], message["state"]) == (provider.text, "COMPLETE")


async def test_stopping_and_clearing_arrive_on_every_device(url: str, alice: Caller) -> None:
    async with AsyncExitStack() as stack:
        devices = [await device(stack, url, alice) for _ in range(2)]
        sent = await alice.change("sendMessage", {"text": "How much?"}, "replyId")
        await devices[0].until("ReplyProgress")
        await alice.change("stopReply", {"messageId": sent["replyId"]})
        for each in devices:
            while sent["replyId"] not in each.states:
                await each.next()
        texts = {device.texts[sent["replyId"]] for device in devices}
        assert len(texts) == 1
        assert {device.states[sent["replyId"]] for device in devices} == {"STOPPED"}
        await alice.change("clearConversation", {})
        await asyncio.gather(*(device.until("ConversationCleared") for device in devices))
        assert [device.texts for device in devices] == [{}, {}]


async def test_a_reply_raises_the_revision_of_the_dashboard(url: str, alice: Caller) -> None:
    updates = "subscription { dashboardUpdated { revision causes { event ids by { name } } } }"
    async with connected(url, alice.secret) as client:
        await client.subscribe("1", updates)
        await client.data()
        sent = await alice.change("sendMessage", {"text": "How much?"}, "message { id } replyId")
        causes: list[Json] = []
        while len(causes) < 2:
            causes += (await client.data())["dashboardUpdated"]["causes"]
        assert causes == [
            {"event": "MESSAGE_ADDED", "ids": [sent["message"]["id"]], "by": {"name": "Alice"}},
            {"event": "MESSAGE_ADDED", "ids": [sent["replyId"]], "by": None},
        ]
