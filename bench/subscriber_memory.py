"""Memory of an idle subscriber: resident kilobytes in the product over those of Strawberry's bare subscription."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from bench.databases import Backend, temporary_database
from bench.figures import Figure
from bench.hot_dashboard import sign_in
from bench.ledger import open_ledger
from bench.load import body_of, post
from bench.servers import Served, serving
from bench.sockets import SocketClient, subscribe

LEDGERS, TABS = 50, 20
BARE = "subscription { numbers }"
OURS = "subscription { dashboardUpdated { revision } }"
LIMIT = 1.2


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """The ratio for 1,000 subscribers of 50 ledgers; a first ledger's warm both servers up."""
    if backend == "postgresql":
        return
    async with temporary_database(backend) as database:
        secrets = [await sign_in(database, await open_ledger(database)) for _ in range(LEDGERS + 1)]
        url = database.url.render_as_string(hide_password=False)
        environment = {"AQUA_THISTLE_DATABASE_URL": url, "AQUA_THISTLE_LOG_LEVEL": "error"}
        async with serving("product", environment) as product, serving("bare_subscription", {}) as bare:
            await asyncio.gather(*(body_of(port, post("/graphql", b"{}", {})) for port in (product, bare)))
            ours = await _growth(product, secrets, OURS)
            theirs = await _growth(bare, [""] * len(secrets), BARE)
    detail = f"{ours / 1024:.1f} KiB over {theirs / 1024:.1f} KiB"
    yield Figure("subscriber_memory_over_bare", ours / theirs, LIMIT, detail)


async def _growth(server: Served, secrets: list[str], query: str) -> float:
    """Bytes that a subscriber adds to a server that has served as many before."""
    kept: list[SocketClient] = []
    for secret in secrets[:1]:
        kept += [await subscribe(server, secret, query, _ignore) for _ in range(TABS)]
    before = resident(server.pid)
    for secret in secrets[1:]:
        kept += await asyncio.gather(*(subscribe(server, secret, query, _ignore) for _ in range(TABS)))
    await asyncio.sleep(1)
    return (resident(server.pid) - before) / (LEDGERS * TABS)


def resident(pid: int) -> int:
    """Bytes that a process has in memory."""
    (line,) = (line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def _ignore(_text: bytes) -> None:
    """Ignore a later update."""
