"""A server that is told to stop answers what was asked, and ends every socket and stream, read or unread, at once."""

import asyncio
import signal
import time
from contextlib import suppress

import httpx
import pytest

from app.process.server import GRACE_SECONDS
from db.stores.engine import Database
from services.values.clock import utc_now
from tests.app.graphql.live.serving import connected, small_buffers
from tests.app.processes import running, said_until
from tests.people import Clock
from tests.resolvers.callers import join

LARGE = (
    "subscription { dashboardUpdated { "
    + " ".join(
        f"a{number}: dashboard {{ overview {{ recentTransactions(first: 50) {{ note }} }} }}" for number in range(9)
    )
    + " } }"
)
# Two seconds and what a busy machine adds, but less than it takes until the server gives up waiting.
SECONDS = GRACE_SECONDS - 2.0


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The database of the process."""
    return sqlite_url


async def test_sigterm_ends_sockets_streams_and_the_process(sqlite_url: str, database: Database) -> None:
    env = {"AQUA_THISTLE_DATABASE_URL": sqlite_url, "AQUA_THISTLE_PORT": "0"}
    with running("serve", env=env) as process:
        said = await asyncio.to_thread(said_until, process, "serves http")
        url = said[said.index("http") : said.index("/graphql")]
        async with httpx.AsyncClient(base_url=url) as http:
            alice = await join(database, Clock(utc_now()), http, "Alice")
            rows = [{"date": "2026-11-02", "amount": "-1.00", "payee": "Bakery", "note": "x" * 900}] * 50
            await alice.change("recordTransactions", {"transactions": rows})
            headers = {"accept": "text/event-stream", "authorization": f"Bearer {alice.secret}"}
            body = {"query": "subscription { dashboardUpdated { revision } }"}
            async with (
                connected(url, alice.secret) as client,
                connected(url, alice.secret, sock=small_buffers(url), close_timeout=0.1) as stopped,
                http.stream("POST", "/graphql", json=body, headers=headers) as response,
            ):
                lines = response.aiter_lines()
                assert await anext(lines) == "event: next"
                await client.subscribe("1", body["query"])
                await client.data()
                await stopped.subscribe("1", LARGE)
                stopped.socket.transport.pause_reading()
                for _ in range(12):
                    await alice.record()
                process.send_signal(signal.SIGTERM)
                began = time.monotonic()
                assert (await client.end())[0] == 1012
                assert [line async for line in lines][-2:] == ["data:", ""]
                assert await asyncio.to_thread(process.wait, 2 * SECONDS) == 0
                assert time.monotonic() - began < SECONDS


async def test_sigterm_lets_running_requests_end_and_takes_no_new_ones(sqlite_url: str, database: Database) -> None:
    env = {"AQUA_THISTLE_DATABASE_URL": sqlite_url, "AQUA_THISTLE_PORT": "0"}
    with running("serve", env=env) as process:
        said = await asyncio.to_thread(said_until, process, "serves http")
        url = said[said.index("http") : said.index("/graphql")]
        async with httpx.AsyncClient(base_url=url) as http:
            alice = await join(database, Clock(utc_now()), http, "Alice")
            async with database.write():  # so that a write of the server has to wait
                writing = asyncio.create_task(alice.record())
                for _ in range(3):  # whoever answers what was sent later has read what was sent before
                    await http.get("/healthz")
                process.send_signal(signal.SIGTERM)
                await asyncio.wait_for(closed(url), SECONDS)
                assert process.poll() is None
            assert await asyncio.wait_for(writing, SECONDS)
        assert await asyncio.to_thread(process.wait, 2 * SECONDS) == 0


async def closed(url: str) -> None:
    """Wait until nobody listens there any more."""
    async with httpx.AsyncClient(base_url=url) as http:
        while True:
            with suppress(httpx.TransportError):
                try:
                    await http.get("/healthz", headers={"connection": "close"})
                except httpx.ConnectError:
                    return
