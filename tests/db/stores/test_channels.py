"""The channel: every message arrives while its server is up, and nobody waits for a server that is not."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from db.stores import channels, listeners
from db.stores.backoff import backoff
from db.stores.channels import Channel
from tests.requirements import require_server
from tests.servers import OwnServer, own_postgresql, own_redis

SERVERS = {"redis": "AQUA_THISTLE_TEST_REDIS", "postgresql": "AQUA_THISTLE_TEST_POSTGRESQL"}
SECONDS_TO_CLOSE = 5.0


class Ear:
    """The messages that one process heard of one sender; others may use the same server."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.gaps = 0

    def message(self, text: str) -> None:
        """Note a message."""
        self.messages.append(text)

    def gap(self) -> None:
        """Note a gap."""
        self.gaps += 1

    def of(self, sender: str) -> list[str]:
        """The messages that begin with a word."""
        return [text for text in self.messages if text.startswith(sender)]


@asynccontextmanager
async def heard(url: str) -> AsyncIterator[tuple[Channel, Ear]]:
    """An open channel and what is heard on it."""
    channel, ear = Channel(url), Ear()
    await channel.open(ear.message, ear.gap)
    try:
        yield channel, ear
    finally:
        async with asyncio.timeout(SECONDS_TO_CLOSE):
            await channel.close()


async def until(true: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


@pytest.fixture(params=["memory", *SERVERS])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a channel of each kind."""
    return "memory://" if request.param == "memory" else require_server(SERVERS[request.param])


@pytest.fixture(params=list(SERVERS))
def shared_url(request: pytest.FixtureRequest) -> str:
    """The URL of a channel that processes share."""
    return require_server(SERVERS[request.param])


@pytest.fixture(scope="module", params=[own_redis, own_postgresql], ids=list(SERVERS))
def own(request: pytest.FixtureRequest) -> Iterator[OwnServer]:
    """A server of the module's own, not started yet."""
    with request.param() as server:
        yield server


@pytest.fixture
def server(own: OwnServer) -> Iterator[OwnServer]:
    """The same; what a test leaves running is stopped."""
    yield own
    own.stop()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that are long enough for a test."""
    monkeypatch.setattr(listeners, "SILENCE_SECONDS", 0.5)
    monkeypatch.setattr(listeners, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(channels, "CONFIRMATION_SECONDS", 0.5)
    monkeypatch.setattr(channels, "backoff", partial(backoff, 0.1, 0.3))


async def test_every_message_arrives_in_order(url: str) -> None:
    sent = [f"{os.getpid()}-order:{number}" for number in range(1_000)]
    async with heard(url) as (channel, ear):
        assert ear.gaps == 1
        for message in sent:
            channel.publish(message)
        await until(lambda: len(ear.of(sent[0][:-1])) == len(sent))
    assert ear.of(sent[0][:-1]) == sent


async def test_processes_that_start_together_all_hear_each_other(shared_url: str) -> None:
    sender = f"{os.getpid()}-together:"
    both = Channel(shared_url), Channel(shared_url)
    ears = Ear(), Ear()
    await asyncio.gather(*(channel.open(ear.message, ear.gap) for channel, ear in zip(both, ears, strict=True)))
    sent = [f"{sender}{number}" for number in range(500)]
    for number, message in enumerate(sent):
        both[number % 2].publish(message)
    await until(lambda: all(len(ear.of(sender)) == len(sent) for ear in ears))
    for channel, ear in zip(both, ears, strict=True):
        await channel.close()
        assert sorted(ear.of(sender)) == sorted(sent)


async def test_a_closed_channel_is_silent_and_opens_again(url: str) -> None:
    channel, ear, sender = Channel(url), Ear(), f"{os.getpid()}-again:"
    channel.publish(f"{sender}before it is open")
    for turn in range(3):
        await channel.open(ear.message, ear.gap)
        with pytest.raises(RuntimeError, match="already open"):
            await channel.open(ear.message, ear.gap)
        channel.publish(f"{sender}{turn}")
        await until(lambda turn=turn: len(ear.of(sender)) == turn + 1)  # type: ignore[misc]
        await channel.close()
        await channel.close()
        channel.publish(f"{sender}after it is closed")
    assert ear.of(sender) == [f"{sender}{turn}" for turn in range(3)]


async def test_a_listener_that_fails_hears_what_comes_next(url: str, caplog: pytest.LogCaptureFixture) -> None:
    channel, sender = Channel(url), f"{os.getpid()}-fails:"

    heard: list[str] = []

    def listen(message: str) -> None:
        if message == f"{sender}bad":
            raise ValueError(message)
        heard.append(message)

    await channel.open(listen, lambda: None)
    channel.publish(f"{sender}bad")
    channel.publish(f"{sender}good")
    await until(lambda: f"{sender}good" in heard)
    await channel.close()
    assert "could not be handled" in caplog.text


async def test_backlog_of_unsent_messages_is_bounded(url: str) -> None:
    async with heard(url) as (channel, ear):
        for number in range(channels.MOST_WAITING * 3):
            channel.publish(f"{os.getpid()}-many:{number}")
        await until(lambda: len(ear.of(f"{os.getpid()}-many:")) >= channels.MOST_WAITING)
        await asyncio.sleep(0.05)
    assert len(ear.of(f"{os.getpid()}-many:")) == channels.MOST_WAITING


@pytest.mark.usefixtures("impatient")
async def test_restart_of_the_server_is_a_gap_and_then_messages_arrive(server: OwnServer) -> None:
    await asyncio.to_thread(server.start)
    async with heard(server.url) as (channel, ear):
        channel.publish("before")
        await until(lambda: ear.messages == ["before"])
        gaps = ear.gaps
        await asyncio.to_thread(server.stop)
        channel.publish("lost")
        await asyncio.sleep(0.2)
        await asyncio.to_thread(server.start)
        await until(lambda: ear.gaps > gaps)
        channel.publish("after")
        await until(lambda: "after" in ear.messages)
    assert ear.messages == ["before", "after"]


@pytest.mark.usefixtures("impatient")
async def test_a_frozen_server_delays_nobody_and_is_heard_again(server: OwnServer) -> None:
    await asyncio.to_thread(server.start)
    async with heard(server.url) as (channel, ear):
        gaps = ear.gaps
        await asyncio.to_thread(server.freeze)
        began = time.perf_counter()
        for number in range(5_000):
            channel.publish(f"lost:{number}")
        assert time.perf_counter() - began < 0.5
        await asyncio.sleep(2)
        await asyncio.to_thread(server.thaw)
        await until(lambda: ear.gaps > gaps)
        channel.publish("after")
        await until(lambda: "after" in ear.messages)


@pytest.mark.usefixtures("impatient")
async def test_a_channel_closes_promptly_while_its_server_is_frozen(server: OwnServer) -> None:
    await asyncio.to_thread(server.start)
    async with heard(server.url) as (channel, _):
        await asyncio.to_thread(server.freeze)
        channel.publish("lost")
        await asyncio.sleep(0.1)
        began = time.perf_counter()
    assert time.perf_counter() - began < SECONDS_TO_CLOSE


@pytest.mark.usefixtures("impatient")
async def test_a_missing_server_does_not_stop_the_start_and_is_found_later(
    server: OwnServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, channels.__name__)
    began = time.perf_counter()
    async with heard(server.url) as (channel, ear):
        assert time.perf_counter() - began < 2
        channel.publish("lost")
        assert "The channel's server is away" in caplog.text
        gaps = ear.gaps
        await asyncio.to_thread(server.start)
        await until(lambda: ear.gaps > gaps)
        channel.publish("after")
        await until(lambda: ear.messages == ["after"])


def test_a_channel_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kafka"):
        Channel("kafka://127.0.0.1")
