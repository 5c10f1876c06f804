"""The hot dashboard: all of it over HTTP, asked again and again, beside a static route and the same without caches."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import orjson

from bench.dashboard import QUERY
from bench.databases import REDIS, Backend, analyse, temporary_database
from bench.figures import ROUNDS, Figure
from bench.ledger import BenchLedger, fill, now, open_ledger
from bench.load import body_of, load, post
from bench.servers import STATIC_BODY, serving
from db import users
from db.stores.engine import Database
from db.stores.ids import new_id
from db.users import UserRow
from services.users.credentials import EVERY_SCOPE, make_credential

TRANSACTIONS = 10_000
HOT_TIMES, COLD_TIMES = 200, 4
OVER_STATIC = {
    "sqlite": ("hot_dashboard_over_static_embedded", 0.6),
    "postgresql": ("hot_dashboard_over_static_redis", 0.35),
}
OVER_PLAIN = ("hot_dashboard_over_plain_strawberry", 10.0)


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """Answers a second with authentication, over those of a route that returns the same bytes to everybody."""
    async with temporary_database(backend) as database:
        ledger = await open_ledger(database)
        await fill(database, ledger, TRANSACTIONS)
        await analyse(database)
        secret = await sign_in(database, ledger)
        request = post("/graphql", orjson.dumps({"query": QUERY}), {"authorization": f"Bearer {secret}"})
        url = database.url.render_as_string(hide_password=False)
        environment = {"AQUA_THISTLE_DATABASE_URL": url, "AQUA_THISTLE_LOG_LEVEL": "error"}
        if backend == "postgresql":
            environment["AQUA_THISTLE_REDIS_URL"] = os.environ[REDIS]
        with TemporaryDirectory() as folder:
            file = Path(folder) / "body.json"
            async with serving("product", environment) as product:
                file.write_bytes(await body_of(product, request))
                async with serving("static", {STATIC_BODY: str(file)}) as static:
                    yield await _compare(*OVER_STATIC[backend], request, (product, HOT_TIMES), (static, HOT_TIMES))
                if backend == "sqlite":
                    async with serving("product", environment | {"AQUA_THISTLE_CACHE_BYTES": "0"}) as plain:
                        yield await _compare(*OVER_PLAIN, request, (product, HOT_TIMES), (plain, COLD_TIMES))


async def sign_in(database: Database, ledger: BenchLedger) -> str:
    """The secret of a session of the ledger's user."""
    user = UserRow(
        id=new_id(),
        ledger_id=ledger.id,
        username=f"bench-{ledger.id.hex}",
        password_hash="",
        name="Bench",
        locale="en",
        created_at=now(),
    )
    secret, row = make_credential(user.id, "session", now(), now() + timedelta(days=90), scopes=EVERY_SCOPE)
    async with database.write() as connection:
        await users.create(connection, user)
        await users.add_credential(connection, row)
    return secret


async def _compare(name: str, limit: float, request: bytes, ours: tuple[int, int], theirs: tuple[int, int]) -> Figure:
    """Divide the answers a second of the first server by those of the second, each asked by its port so many times."""
    rates = [(await load(ours[0], request, ours[1]), await load(theirs[0], request, theirs[1]))
             for _ in range(ROUNDS + 1)][1:]  # fmt: skip
    mine, other = (median(side) for side in zip(*rates, strict=True))
    ratio = median(mine / other for mine, other in rates)
    detail = f"{mine:,.0f} over {other:,.0f} answers a second, {ROUNDS} rounds"
    return Figure(name, ratio, limit, detail, at_least=True)
