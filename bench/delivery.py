"""Delivery between two processes: from an acknowledged write on one to its update through the other."""

import asyncio
import os
from collections.abc import AsyncIterator
from statistics import median
from time import perf_counter

import orjson

from bench.dashboard import QUERY
from bench.databases import REDIS, Backend, analyse, temporary_database
from bench.fanout import RECORD, UPDATES
from bench.figures import Figure
from bench.hot_dashboard import sign_in
from bench.ledger import fill, open_ledger
from bench.load import body_of, post
from bench.servers import serving
from bench.sockets import subscribe

TRANSACTIONS = 10_000
WRITES = 60
LIMIT = 1.5


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """The median delay over the median of the same dashboard, asked cold by HTTP from the process that delivers."""
    if backend == "sqlite":
        return
    async with temporary_database(backend) as database:
        ledger = await open_ledger(database)
        await fill(database, ledger, TRANSACTIONS)
        await analyse(database)
        secret = await sign_in(database, ledger)
        environment = {
            "AQUA_THISTLE_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "AQUA_THISTLE_REDIS_URL": os.environ[REDIS],
            "AQUA_THISTLE_LOG_LEVEL": "error",
        }
        async with serving("product", environment) as writer, serving("product", environment) as reader:
            delays, queries = await _times(writer, reader, secret)
    mine, other = median(delays) * 1000, median(queries) * 1000
    detail = f"{mine:.4g} ms over {other:.4g} ms, {WRITES} writes"
    yield Figure("delivery_over_query", mine / other, LIMIT, detail)


async def _times(writer: int, reader: int, secret: str) -> tuple[list[float], list[float]]:
    """Seconds from each write's answer to its update, none when that came first; and seconds of a query after it."""
    headers = {"authorization": f"Bearer {secret}"}
    record = post("/graphql", orjson.dumps({"query": RECORD}), headers)
    query = post("/graphql", orjson.dumps({"query": QUERY}), headers)
    await asyncio.gather(body_of(writer, query), body_of(reader, query))
    delivered: list[float] = []
    arrived = asyncio.Event()

    def receive(_text: bytes) -> None:
        delivered.append(perf_counter())
        arrived.set()

    client = await subscribe(reader, secret, UPDATES, receive)
    delays, queries = [], []
    for _ in range(WRITES):
        arrived.clear()
        await body_of(writer, record)
        acknowledged = perf_counter()
        await arrived.wait()
        delays.append(max(delivered[-1] - acknowledged, 0.0))
        start = perf_counter()
        await body_of(reader, query)
        queries.append(perf_counter() - start)
    client.transport.close()
    return delays, queries
