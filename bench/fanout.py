"""Fan-out: 50 ledgers written at once, until the last of 1,000 subscribers knows, over the least it could cost."""

import asyncio
from collections.abc import AsyncIterator
from statistics import median
from time import perf_counter

import orjson

from app.graphql.schema import build_schema
from bench.dashboard import QUERY, NoSession
from bench.databases import Backend, temporary_database
from bench.figures import Figure
from bench.hot_dashboard import sign_in
from bench.ledger import BenchLedger, fill, now, open_ledger
from bench.load import body_of, post
from bench.servers import serving
from bench.sockets import SocketClient, connect, subscribe
from db.stores.engine import Database
from db.stores.ids import new_id
from schema.context import Context
from services.users import Scope, Viewer
from services.wiring import build_services

LEDGERS, TABS = 50, 20
AT_ONCE = 500  # connections that are opened at once
TRANSACTIONS = 200
ROUNDS = 5
LIMIT = 1.5
NAMES = {"sqlite": "fanout_1000_over_needed_embedded", "postgresql": "fanout_1000_over_needed"}
UPDATES = QUERY.replace("query Bench {", "subscription Bench { dashboardUpdated { revision").replace(
    "\n}\nfragment", "\n}}\nfragment"
)
RECORD = """
mutation { recordTransaction(input: {date: "2026-11-20", amount: "-1.00", payee: "Shop"}) { revision } }
"""


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """The time of the updates over that of 50 dashboards, executed once each, and a broadcast of the same bytes."""
    async with temporary_database(backend) as database:
        ledgers = [await open_ledger(database) for _ in range(LEDGERS)]
        for ledger in ledgers:
            await fill(database, ledger, TRANSACTIONS)
        secrets = [await sign_in(database, ledger) for ledger in ledgers]
        url = database.url.render_as_string(hide_password=False)
        async with (
            serving("product", {"AQUA_THISTLE_DATABASE_URL": url, "AQUA_THISTLE_LOG_LEVEL": "error"}) as product,
            serving("broadcast", {}) as bare,
        ):
            ours = await Fanout.open(product, secrets, TABS)
            theirs = await Broadcast.open(bare, LEDGERS * TABS)
            times = [((await ours.write())[1], await execute(database, ledgers) + await theirs.send(ours.last))
                     for _ in range(ROUNDS + 1)][1:]  # fmt: skip
            mine, needed = (median(side) * 1000 for side in zip(*times, strict=True))
            ratio = median(mine / needed for mine, needed in times)
            detail = f"{mine:.4g} ms over {needed:.4g} ms, {ROUNDS} rounds"
            yield Figure(NAMES[backend], ratio, LIMIT, detail)


class Count:
    """Counts what all clients receive; `done` is when the last has come."""

    def __init__(self) -> None:
        self.left = 0
        self.last = b""
        self.done = asyncio.Event()

    def expect(self, number: int) -> None:
        self.left = number
        self.done.clear()

    def __call__(self, text: bytes) -> None:
        self.left -= 1
        self.last = text
        if not self.left:
            self.done.set()


class Fanout:
    """The product with its subscribers."""

    def __init__(self, port: int, secrets: list[str], tabs: int) -> None:
        self.count = Count()
        self.clients: list[SocketClient] = []
        self._subscribers = len(secrets) * tabs
        body = orjson.dumps({"query": RECORD})
        self._requests = [post("/graphql", body, {"authorization": f"Bearer {secret}"}) for secret in secrets]
        self._port = port

    @classmethod
    async def open(cls, port: int, secrets: list[str], tabs: int) -> "Fanout":
        users = cls(port, secrets, tabs)
        await body_of(port, users._requests[0])
        for secret in secrets:
            for start in range(0, tabs, AT_ONCE):
                some = (subscribe(port, secret, UPDATES, users.count) for _ in range(min(AT_ONCE, tabs - start)))
                users.clients += await asyncio.gather(*some)
        return users

    @property
    def last(self) -> bytes:
        return self.count.last

    async def write(self) -> tuple[float, float]:
        """Write once in each ledger; seconds until the last update from the first request, and from the last answer."""
        self.count.expect(self._subscribers)
        began = perf_counter()
        answers = await asyncio.gather(*(body_of(self._port, request) for request in self._requests))
        acknowledged = perf_counter()
        assert all(b'"revision"' in answer for answer in answers), answers[0]
        await self.count.done.wait()
        ended = perf_counter()
        return ended - began, ended - acknowledged

    def close(self) -> None:
        """Let all subscribers leave."""
        for client in self.clients:
            client.transport.close()


class Broadcast:
    """A bare broadcast with as many sockets."""

    def __init__(self, port: int) -> None:
        self.count = Count()
        self._port = port
        self.clients: list[SocketClient] = []

    @classmethod
    async def open(cls, port: int, sockets: int) -> "Broadcast":
        client = cls(port)
        await _ready(port)
        client.clients = [await connect(port, client.count) for _ in range(sockets)]
        return client

    async def send(self, text: bytes) -> float:
        """Seconds until the last socket has the text."""
        self.count.expect(len(self.clients))
        start = perf_counter()
        await body_of(self._port, post("/graphql", text, {}))
        await self.count.done.wait()
        return perf_counter() - start


async def _ready(port: int) -> None:
    await body_of(port, post("/graphql", b"", {}))


async def execute(database: Database, ledgers: list[BenchLedger]) -> float:
    """Seconds for a cold dashboard of each ledger."""
    schema, services = build_schema(), build_services(database, now)
    contexts = [Context(services, _viewer(ledger), "bench", NoSession()) for ledger in ledgers]
    await schema.execute(QUERY, context_value=contexts[0])
    start = perf_counter()
    for context in contexts:
        result = await schema.execute(QUERY, context_value=context)
        assert result.errors is None, result.errors
    return perf_counter() - start


def _viewer(ledger: BenchLedger) -> Viewer:
    return Viewer(new_id(), ledger.id, new_id(), "session", frozenset(Scope), 0, "EUR", "Europe/Berlin", new_id())
