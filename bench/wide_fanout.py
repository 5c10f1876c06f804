"""Wide fan-out: writes until the last of 10,000 subscribers knows, over a bare broadcast, and the memory they leave."""

import asyncio
import resource
from collections.abc import AsyncIterator
from decimal import Decimal
from statistics import median
from time import perf_counter
from typing import NamedTuple

from bench.databases import Backend, temporary_database
from bench.fanout import ROUNDS, TRANSACTIONS, Broadcast, Fanout, execute
from bench.figures import Check, Figure, Skipped
from bench.hot_dashboard import sign_in
from bench.ledger import NOW, BenchLedger, fill, now, open_ledger
from bench.servers import Served, serving
from bench.subscriber_memory import resident
from db.stores.engine import Database
from services.transaction_drafts import TransactionDraft
from services.wiring import build_services

SUBSCRIBERS, LEDGERS = 10_000, 200
WARM = 20
BARE_LIMIT, NEEDED_LIMIT, MEMORY_LIMIT = 1.6, 1.2, 1.2
SUFFIX = {"sqlite": "_embedded", "postgresql": ""}
SECONDS_TO_LEAVE = 5
FILES_FOR_OTHERS = 300


class Measured(NamedTuple):
    """The costs of the product: seconds of the writes, the bytes of an update, and the growth of its memory."""

    seconds: float
    update: bytes
    memory: float


async def measure(backend: Backend) -> AsyncIterator[Figure | Check]:
    """Measure one ledger with all subscribers, then many ledgers that share them."""
    _allow_files()
    for count in (1, LEDGERS):
        async with temporary_database(backend) as database:
            ledgers = [await open_ledger(database) for _ in range(count)]
            for ledger in ledgers:
                await fill(database, ledger, TRANSACTIONS)
            ours = await _ours(database, [await sign_in(database, ledger) for ledger in ledgers])
            bare = await _bare(ours.update)
            needed = bare if count == 1 else bare + await _writes_and_dashboards(database, ledgers)
        name, limit = (
            ("fanout_10000_over_bare", BARE_LIMIT) if count == 1 else ("fanout_200_ledgers_over_needed", NEEDED_LIMIT)
        )
        detail = f"{ours.seconds * 1000:.4g} ms over {needed * 1000:.4g} ms, {ROUNDS} rounds"
        yield Figure(name + SUFFIX[backend], ours.seconds / needed, limit, detail)
        yield Check(f"{name}{SUFFIX[backend]}, memory after all have left", ours.memory, MEMORY_LIMIT, "times")


def _allow_files() -> None:
    """Let this process and its servers open as many files as they may. Raises Skipped if those are too few."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < SUBSCRIBERS + FILES_FOR_OTHERS:
        raise Skipped(f"a process may have only {most} files open")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _ours(database: Database, secrets: list[str]) -> Measured:
    environment = {
        "AQUA_THISTLE_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "AQUA_THISTLE_LOG_LEVEL": "error",
        "AQUA_THISTLE_LEDGER_STREAMS": str(SUBSCRIBERS + WARM),
    }
    async with serving("product", environment) as product:
        before = await _warm_memory(product, secrets)
        fanout = await Fanout.open(product, secrets, SUBSCRIBERS // len(secrets))
        times = [(await fanout.write())[0] for _ in range(ROUNDS + 1)][1:]
        fanout.close()
        await asyncio.sleep(SECONDS_TO_LEAVE)
        return Measured(median(times), fanout.last, resident(product.pid) / before)


async def _warm_memory(product: Served, secrets: list[str]) -> int:
    """Bytes of a server that some subscribers have come to and left."""
    first = await Fanout.open(product, secrets[:1], WARM)
    await first.write()
    first.close()
    await asyncio.sleep(1)
    return resident(product.pid)


async def _bare(update: bytes) -> float:
    async with serving("broadcast", {}) as bare:
        broadcast = await Broadcast.open(bare, SUBSCRIBERS)
        return median([await broadcast.send(update) for _ in range(ROUNDS + 1)][1:])


async def _writes_and_dashboards(database: Database, ledgers: list[BenchLedger]) -> float:
    """Seconds of one write and one cold dashboard for each ledger, one after another."""
    transactions = build_services(database, now).transactions
    draft = TransactionDraft(NOW.date(), Decimal("-1.00"), "Shop")
    await transactions.record(ledgers[0].id, draft)
    start = perf_counter()
    for ledger in ledgers:
        await transactions.record(ledger.id, draft)
    return perf_counter() - start + await execute(database, ledgers)
