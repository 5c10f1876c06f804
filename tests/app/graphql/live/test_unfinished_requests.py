"""A request must arrive in time, whole; an answer, a stream and a socket may take as long as they need."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, closing
from itertools import repeat

import pytest
from msgspec.structs import replace

import app.process.protocols
from app.settings import Settings
from tests.app.graphql.live.serving import connected, served
from tests.app.graphql.live.test_streams import SSE, results, streamed
from tests.patience import PATIENCE
from tests.people import Clock
from tests.resolvers.callers import Caller

BRIEFLY = 0.6
# Less than the limits that the product has by itself.
SLACK = 20.0
HEAD = b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n"
NAME = b"GET /graphql?query={viewer{name}} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer %s\r\n\r\n"


@pytest.fixture(scope="module")
def url(settings: Settings, clock: Clock) -> Iterator[str]:
    """The address of a server with little patience."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.process.protocols, "SECONDS_FOR_A_HEAD", BRIEFLY)
        patch.setattr(app.process.protocols, "SECONDS_FOR_A_REQUEST", BRIEFLY)
        with served(settings, clock) as url:
            yield url


@asynccontextmanager
async def dialled(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A bare connection to the server."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    try:
        yield reader, writer
    finally:
        writer.close()


@pytest.mark.parametrize(
    "sent", [b"", HEAD, HEAD + b"\r\n", HEAD + b'\r\n{"query":'], ids=["", "head", "no body", "body"]
)
@pytest.mark.parametrize("goes_on", [False, True])
async def test_a_request_that_is_not_finished_in_time_loses_its_connection(
    url: str, sent: bytes, goes_on: bool
) -> None:
    loop = asyncio.get_running_loop()
    async with dialled(url) as (reader, writer):
        began = loop.time()
        for part in [sent, *repeat(b"x" if sent else b"", 200 if goes_on else 0)]:
            writer.write(part)
            await asyncio.sleep(0.02)
            if reader.at_eof() or reader.exception():
                break
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(reader.readexactly(1), PATIENCE)
        assert BRIEFLY * 0.9 < loop.time() - began < BRIEFLY + SLACK


async def test_a_connection_that_has_asked_may_be_idle_and_ask_again(url: str, alice: Caller) -> None:
    async with dialled(url) as (reader, writer):
        for _ in range(2):
            writer.write(NAME % (alice.secret or "").encode())
            answer = await asyncio.wait_for(reader.readuntil(b"}}}"), PATIENCE)
            assert b'"Alice"' in answer
            await asyncio.sleep(2 * BRIEFLY)


async def test_sockets_and_streams_go_on(url: str, alice: Caller) -> None:
    async with connected(url, alice.secret) as client, streamed(alice, SSE) as response:
        stream = results(response)
        await anext(stream)
        await client.subscribe("1", "subscription { dashboardUpdated { revision } }")
        await client.data()
        await asyncio.sleep(2 * BRIEFLY)
        await alice.record()
        revision = await alice.revision()
        assert (await client.data())["dashboardUpdated"]["revision"] == revision
        assert (await anext(stream))["data"]["dashboardUpdated"]["revision"] == revision


async def test_connections_that_send_nothing_keep_nobody_out(
    url: str, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.process.protocols, "MOST_CONNECTIONS", 20)
    monkeypatch.setattr(app.process.protocols, "SECONDS_FOR_A_HEAD", 60)
    async with AsyncExitStack() as stack:
        silent = [await stack.enter_async_context(dialled(url)) for _ in range(40)]
        async with dialled(url) as (reader, writer):
            writer.write(NAME % (alice.secret or "").encode())
            assert b'"Alice"' in await asyncio.wait_for(reader.readuntil(b"}}}"), PATIENCE)
        ended = [await _ends(reader) for reader, _ in silent[:20]]
    assert all(ended)


async def test_connections_that_come_at_once_end_one_each(
    url: str, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.process.protocols, "MOST_CONNECTIONS", 5)
    monkeypatch.setattr(app.process.protocols, "SECONDS_FOR_A_HEAD", 60)
    port = int(url.rpartition(":")[2])
    with ExitStack() as stack:
        # Connected before the server's thread can have a turn: it accepts them in one go.
        silent = [stack.enter_context(closing(socket.create_connection(("127.0.0.1", port)))) for _ in range(50)]
        async with dialled(url) as (reader, writer):
            writer.write(NAME % (alice.secret or "").encode())
            assert b'"Alice"' in await asyncio.wait_for(reader.readuntil(b"}}}"), PATIENCE)
        for connection in silent:
            connection.setblocking(False)
        assert sum(map(_has_ended, silent)) >= 45


async def test_a_client_that_is_no_proxy_has_a_share_of_the_connections(
    settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.process.protocols, "MOST_CONNECTIONS_OF_A_CLIENT", 3)
    with served(replace(settings, trusted_proxies=()), clock) as url:
        async with AsyncExitStack() as stack:
            mine = [await stack.enter_async_context(dialled(url)) for _ in range(3)]
            for _ in range(2):
                refused, _ = await stack.enter_async_context(dialled(url))
                assert await _ends(refused)
            for reader, writer in mine:
                writer.write(b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
                assert await asyncio.wait_for(reader.readline(), PATIENCE)


def _has_ended(connection: socket.socket) -> bool:
    try:
        return not connection.recv(1)
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


async def _ends(reader: asyncio.StreamReader) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return not await reader.read()
    except ConnectionError:
        return True


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\na: " + b"a" * 300_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n" + b"a: b\r\n" * 101 + b"\r\n",
        HEAD.replace(b"content-length: 1000", b"transfer-encoding: chunked")
        + b"\r\n2\r\n{}\r\n0\r\na: "
        + b"a" * 300_000
        + b"\r\n\r\n",
    ],
    ids=["path", "header", "headers", "trailer"],
)
async def test_an_endless_head_is_not_kept(url: str, sent: bytes) -> None:
    async with dialled(url) as (reader, writer):
        writer.write(sent)
        try:
            answer = await asyncio.wait_for(reader.read(1_000), PATIENCE)
        except ConnectionError:
            answer = b""
        assert not answer or b"Invalid HTTP request received." in answer
