"""The start of a server: its processor time and memory over those of a stock Strawberry and SQLAlchemy application."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.databases import Backend, temporary_database
from bench.figures import Figure
from bench.load import body_of, post
from bench.servers import Served
from bench.subscriber_memory import resident
from tests.servers import free_port

ROUNDS = 7
CPU_LIMIT, MEMORY_LIMIT = 1.6, 1.4
OURS = ("-m", "app", "serve", "--port")
STOCK = ("-m", "uvicorn", "bench.stock:app", "--log-level", "error", "--port")
QUERY = post("/graphql", b'{"query": "{ __typename }"}', {})
SECONDS_TO_START = 30.0


class Cost(NamedTuple):
    """The time and memory of a server up to its first answer."""

    seconds: float
    mebibytes: float


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """The ratios of processor time and of memory, on an embedded database that is there already."""
    if backend == "postgresql":
        return
    async with temporary_database(backend) as database:
        url = database.url.render_as_string(hide_password=False)
        environment = {"AQUA_THISTLE_DATABASE_URL": url, "AQUA_THISTLE_LOG_LEVEL": "error"}
        rounds = [(await _start(OURS, environment), await _start(STOCK, {})) for _ in range(ROUNDS + 1)][1:]
    yield _figure("start_cpu_over_stock", CPU_LIMIT, [(ours[0], stock[0]) for ours, stock in rounds], "s")
    yield _figure("start_memory_over_stock", MEMORY_LIMIT, [(ours[1], stock[1]) for ours, stock in rounds], "MiB")


def _figure(name: str, limit: float, pairs: list[tuple[float, float]], unit: str) -> Figure:
    mine, other = (median(side) for side in zip(*pairs, strict=True))
    ratio = median(ours / stock for ours, stock in pairs)
    return Figure(name, ratio, limit, f"{mine:.3g} {unit} over {other:.3g} {unit}, {len(pairs)} rounds")


async def _start(command: tuple[str, ...], environment: Mapping[str, str]) -> Cost:
    """Start a server, ask it once, and stop it."""
    port = free_port()
    # Servers keep what they have compiled, as they do for their owners.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, str(port), env={**inherited, **environment}, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(SECONDS_TO_START):
            while not await _answers(Served(port, process.pid)):  # noqa: ASYNC110  it is another process
                await asyncio.sleep(0.02)
        return Cost(_processor_seconds(process.pid), resident(process.pid) / 2**20)
    finally:
        process.terminate()
        await process.wait()


async def _answers(server: Served) -> bool:
    with contextlib.suppress(ConnectionError):
        return b"Query" in await body_of(server, QUERY)
    return False


def _processor_seconds(pid: int) -> float:
    """Seconds that a process has spent on the processor, by itself and in the system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
