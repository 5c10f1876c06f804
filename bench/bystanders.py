"""Bystanders: writers who record one transaction after another while somebody imports a large file, or undoes that."""

import asyncio
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple
from uuid import UUID

import uvloop

from bench.ledger import NOW, open_ledger
from db.stores.engine import Database
from services.imports import ImportRequest
from services.transaction_drafts import TransactionDraft
from services.values.clock import utc_now
from services.values.pages import PageRequest
from services.wiring import Services, build_services

PAUSE_SECONDS = 0.05


class Beside(NamedTuple):
    """The costs of an import: its process's peak memory, and the longest wait of a bystander for one transaction."""

    mebibytes: float
    seconds: float


async def import_beside_writers(database: Database, path: Path) -> Beside:
    """Import a file in another process, beside a writer there and a writer here, who both write to two ledgers."""
    mine, other = (await open_ledger(database)).id, (await open_ledger(database)).id
    url = database.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(1, get_context("spawn")) as processes:
        importing = asyncio.get_running_loop().run_in_executor(processes, _import_file, url, mine, other, path)
        here = await _record_until_done(build_services(database, utc_now), (mine, other), importing)
        there = await importing
    return Beside(there.mebibytes, max(here, there.seconds))


async def undo_beside_writers(database: Database, path: Path) -> float:
    """Undo the import of a file, and return the longest that a writer beside it waits, until all rows are removed."""
    mine, other = (await open_ledger(database)).id, (await open_ledger(database)).id
    services = build_services(database, utc_now)
    with path.open("rb") as file:
        await services.imports.run(mine, ImportRequest(file))
    (made,) = (await services.import_history.page(mine, PageRequest(first=1))).rows

    async def undo() -> None:
        await services.import_history.undo(mine, made.id, made.recorded)
        await services.removals.finish()

    return await _record_until_done(services, (mine, other), asyncio.ensure_future(undo()))


def _import_file(url: str, mine: UUID, other: UUID, path: Path) -> Beside:
    return uvloop.run(_import_and_record(url, mine, other, path))


async def _import_and_record(url: str, mine: UUID, other: UUID, path: Path) -> Beside:
    database = Database(url)
    services = build_services(database, utc_now)
    with path.open("rb") as file:
        importing = asyncio.ensure_future(services.imports.run(mine, ImportRequest(file)))
        seconds = await _record_until_done(services, (mine, other), importing)
        await importing
    await database.close()
    return Beside(_peak_mebibytes(), seconds)


async def _record_until_done(services: Services, ledger_ids: tuple[UUID, ...], work: asyncio.Future[Any]) -> float:
    longest, draft = 0.0, TransactionDraft(NOW.date(), Decimal("-1.00"), "Bystander")
    while not work.done():
        for ledger_id in ledger_ids:
            start = perf_counter()
            await services.transactions.record(ledger_id, draft)
            longest = max(longest, perf_counter() - start)
        await asyncio.sleep(PAUSE_SECONDS)
    return longest


def _peak_mebibytes() -> float:
    """The peak resident memory of this process; getrusage on Linux would count what its parent had, too."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
