"""The first words of a reply: from a message to their arrival at a subscriber, over the provider's own time to them."""

import asyncio
from collections.abc import AsyncIterator
from statistics import median
from time import perf_counter

import orjson

from bench.databases import Backend, analyse, temporary_database
from bench.figures import Figure
from bench.hot_dashboard import sign_in
from bench.ledger import fill, open_ledger
from bench.load import body_of, post
from bench.servers import PROVIDER_SECONDS, serving
from bench.sockets import subscribe

TRANSACTIONS = 10_000
MESSAGES = 21
LIMIT = 1.5
SEND = 'mutation { sendMessage(input: {text: "How much did I spend on food?"}) { problems { message } } }'
EVENTS = "subscription { chatEvents { __typename ... on ReplyProgress { text } } }"


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """The median time to the first words, on a provider that takes 200 ms to say them."""
    async with temporary_database(backend) as database:
        ledger = await open_ledger(database)
        await fill(database, ledger, TRANSACTIONS)
        await analyse(database)
        secret = await sign_in(database, ledger)
        environment = {
            "AQUA_THISTLE_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "AQUA_THISTLE_LOG_LEVEL": "error",
        }
        async with serving("slow_finny", environment) as server:
            times = await _times(server, secret)
    mine = median(times)
    detail = f"{backend}, {mine * 1000:.4g} ms over {PROVIDER_SECONDS * 1000:.4g} ms, {MESSAGES} messages"
    yield Figure("first_chunk_over_provider", mine / PROVIDER_SECONDS, LIMIT, detail)


async def _times(server: int, secret: str) -> list[float]:
    """Seconds from sending each message to the first words of its reply, after one that does not count."""
    send = post("/graphql", orjson.dumps({"query": SEND}), {"authorization": f"Bearer {secret}"})
    first: list[float] = []
    words, ended = asyncio.Event(), asyncio.Event()
    messages = 0

    def receive(text: bytes) -> None:
        nonlocal messages
        if b'"ReplyProgress"' in text and not words.is_set():
            first.append(perf_counter())
            words.set()
        elif b'"MessageAdded"' in text:
            messages += 1
            if messages % 2 == 0:
                ended.set()

    client = await subscribe(server, secret, EVENTS, receive)
    times = []
    for _ in range(MESSAGES + 1):
        words.clear()
        ended.clear()
        start = perf_counter()
        await body_of(server, send)
        await words.wait()
        times.append(first[-1] - start)
        await ended.wait()
    client.transport.close()
    return times[1:]
