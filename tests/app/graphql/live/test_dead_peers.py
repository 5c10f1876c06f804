"""A peer that is gone while its connection stays open answers no ping: it is dropped, and others get its place."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

import app.process.server
from app.graphql import sharing
from app.settings import Settings
from tests.app.graphql.live.serving import Client, connected, served
from tests.app.graphql.live.test_clients import GRAPHQL_WS, HERE, REVISIONS
from tests.patience import PATIENCE
from tests.people import Clock
from tests.requirements import require
from tests.resolvers.callers import Caller

BETWEEN_PINGS = 0.5
TO_ANSWER = 0.5


@pytest.fixture(scope="module")
def url(settings: Settings, clock: Clock) -> Iterator[str]:
    """The address of a server that pings often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.process.server, "SECONDS_BETWEEN_PINGS", BETWEEN_PINGS)
        patch.setattr(app.process.server, "SECONDS_TO_ANSWER_A_PING", TO_ANSWER)
        with served(settings, clock) as url:
            yield url


@asynccontextmanager
async def following(url: str, secret: str | None) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of graphql-ws that follows the dashboard and was told something."""
    node = require(shutil.which("node"), "Node is not installed.")
    require(GRAPHQL_WS.is_dir(), "The npm package graphql-ws is not installed; run `npm ci`.")
    arguments = [str(HERE / "subscribe.mjs"), url.replace("http", "ws") + "/graphql", secret or "", REVISIONS, "9"]
    process = await asyncio.create_subprocess_exec(node, *arguments, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        assert await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        yield process
    finally:
        process.kill()
        await process.wait()


async def is_taken(client: Client) -> bool:
    """Return True if somebody else has the ledger's only subscription."""
    await client.subscribe("1", REVISIONS + " ")
    if (await client.receive())["type"] == "error":
        return True
    await client.send(type="complete", id="1")
    return False


async def test_a_frozen_peer_is_dropped_in_time_and_one_that_answers_stays(
    url: str, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "MOST_OF_A_LEDGER", 1)
    loop = asyncio.get_running_loop()
    async with following(url, alice.secret) as frozen, connected(url, alice.secret) as client:
        await asyncio.sleep(2 * (BETWEEN_PINGS + TO_ANSWER))
        assert await is_taken(client)
        frozen.send_signal(signal.SIGSTOP)
        began = loop.time()
        while await is_taken(client):
            assert loop.time() - began < BETWEEN_PINGS + TO_ANSWER + PATIENCE
            await asyncio.sleep(0.02)
        # With the one that answers, the ledger has three places.
        async with connected(url, alice.secret), connected(url, alice.secret):
            pass
