"""The export of a million transactions over a bare loop over the same rows."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import IO
from uuid import UUID

from bench.databases import Backend, analyse, temporary_database
from bench.figures import Figure, Work, compare
from bench.ledger import fill, open_ledger
from db import transactions
from db.stores.engine import Database
from services.exports import ExportService

ROWS = 1_000_000
ROUNDS = 3
LIMIT = 3.0


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """The ratio for each format."""
    async with temporary_database(backend) as database:
        ledger = await open_ledger(database)
        await fill(database, ledger, ROWS)
        await analyse(database)
        exports = ExportService(database)
        for name, export in (("csv", exports.csv), ("json", exports.json)):
            figure = f"export_{name}_over_rows_{backend}"
            yield await compare(figure, LIMIT, _exporting(export, ledger.id), _bare(database, ledger.id), ROUNDS)


def _exporting(export: Callable[[UUID], Awaitable[IO[bytes]]], ledger_id: UUID) -> Work:
    async def work() -> None:
        (await export(ledger_id)).close()

    return work


def _bare(database: Database, ledger_id: UUID) -> Work:
    async def work() -> None:
        async with database.read_long(ledger_id) as connection:
            count = 0
            async for _ in transactions.stream(connection, ledger_id):
                count += 1
            assert count == ROWS

    return work
