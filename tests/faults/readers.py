"""Readers of one ledger's dashboard: `python -m tests.faults.readers URL SECRET SOCKETS DOCUMENTS`.

Each socket has twenty subscriptions. The process says “ready” when all have their first state, and reads on until it
is ended.
"""

import asyncio
import sys

from tests.app.graphql.live.serving import Client, connected

SUBSCRIPTIONS = 20
UPDATES = (
    "subscription { dashboardUpdated { r%d: revision dashboard { overview { income { amount } expenses { amount } }"
    " budgetBreakdown { slices { category { name } actual { amount } } }"
    " spendingTrends(periods: 24) { points { income { amount } expenses { amount } } }"
    " insights { text } } } }"
)


async def read(url: str, secret: str, socket: int, documents: int, ready: asyncio.Barrier) -> None:
    """Read all updates of one socket."""
    async with connected(url, secret) as client:
        await _subscribe(client, socket, documents)
        await ready.wait()
        while True:
            await client.socket.recv()


async def _subscribe(client: Client, socket: int, documents: int) -> None:
    for number in range(SUBSCRIPTIONS):
        await client.subscribe(str(number), UPDATES % ((socket * SUBSCRIPTIONS + number) % documents))
    began = set[str]()
    while len(began) < SUBSCRIPTIONS:
        message = await client.receive()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        began.add(message["id"])


async def main(url: str, secret: str, sockets: int, documents: int) -> None:
    """Read on all sockets."""
    ready = asyncio.Barrier(sockets + 1)
    async with asyncio.TaskGroup() as tasks:
        for socket in range(sockets):
            tasks.create_task(read(url, secret, socket, documents, ready))
        await ready.wait()
        sys.stdout.write("ready\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
