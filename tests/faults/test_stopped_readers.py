"""A subscriber that stops reading is let go: the others go on, and the server's memory stays bounded."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from db.stores.engine import Database
from tests.app.graphql.live.serving import Client, connected
from tests.faults.households import Household, Subscriber, following, opened, settle
from tests.faults.processes import AppProcess
from tests.patience import PATIENCE

MIB = 1024 * 1024
STOPPED = 20
NOTE = "€" * 500
PARTS = 6
LARGE = (
    "subscription { dashboardUpdated { "
    + " ".join(
        f"part{number}: dashboard {{ overview {{ recentTransactions(first: 50) {{ note }} }} }}"
        for number in range(PARTS)
    )
    + " } }"
)
UPDATE_BYTES = PARTS * 50 * len(NOTE.encode())
MOST_GROWTH = 64 * MIB


@pytest.fixture
async def alice(app: AppProcess, embedded_url: str) -> AsyncIterator[Household]:
    """Alice, whose notes are long."""
    database = Database(embedded_url)
    async with opened(app.url) as doors:
        household = await settle(database, doors, "Alice")
        draft = {**household.draft(), "note": NOTE}
        draft.pop("idempotencyKey")
        await household.doors[0].change("recordTransactions", {"transactions": [draft] * 50})
        yield household
    await database.close()


async def stop_reading(stack: AsyncExitStack, app: AppProcess, secret: str) -> Client:
    """Subscribe on a socket with hardly any room, and take nothing from it any more."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", app.port))
    narrow.setblocking(False)
    client = await stack.enter_async_context(connected(app.url, secret, sock=narrow, close_timeout=0))
    client.socket.transport.pause_reading()
    await client.subscribe("1", LARGE)
    return client


async def subscriptions(http: httpx.AsyncClient) -> int:
    """Return the number of open subscriptions."""
    text = (await http.get("/metrics")).text
    match = re.search(r"^aqua_thistle_subscribers ([\d.]+)$", text, re.MULTILINE)
    return int(float(match[1])) if match else 0


async def test_those_who_stop_reading_are_freed_and_the_others_go_on(
    alice: Household, app: AppProcess, metrics_port: int
) -> None:
    reader = Subscriber(alice, [app.url], after=None)
    async with following(reader), AsyncExitStack() as stack, opened(f"http://127.0.0.1:{metrics_port}") as (http,):
        async with asyncio.timeout(PATIENCE):
            await alice.spend()
            before = app.memory
            for _ in range(STOPPED):
                await stop_reading(stack, app, alice.secret)
            while await subscriptions(http) < STOPPED + 1:
                await asyncio.sleep(0.05)
            most = 0
            while await subscriptions(http) > 1:
                await reader.until(await alice.spend(), 10)
                most = max(most, app.memory)
                await asyncio.sleep(0.1)
        await reader.check()
        assert reader.connections == 1
    assert most - before < MOST_GROWTH < STOPPED * UPDATE_BYTES * (len(alice.acknowledged) - 1)
