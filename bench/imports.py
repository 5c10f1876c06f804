"""Importing a CSV file over a bare loop that inserts its rows, and what a million rows, or an undo, cost the others."""

import csv
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import aiosqlite

from bench.bystanders import import_beside_writers, undo_beside_writers
from bench.databases import Backend, temporary_database
from bench.figures import Check, Figure, compare
from bench.ledger import DAYS, FIRST_DAY, now, open_ledger
from db.stores.engine import Database
from db.stores.ids import new_id
from db.transactions import TransactionRow
from services.imports import ImportRequest
from services.wiring import build_services

COMPARED, LARGE = 100_000, 1_000_000
ROUNDS = 5
LIMIT = 3.0
MOST_MEBIBYTES = 250
MOST_SECONDS = 2

INSERT = (
    f"INSERT INTO transactions ({', '.join(TransactionRow._fields)})"  # noqa: S608  the names are our own
    f" VALUES ({', '.join('?' * len(TransactionRow._fields))})"
)


async def measure(backend: Backend) -> AsyncIterator[Figure | Check]:
    """The ratio on SQLite; on both databases the memory of a million rows, and the longest waits of another writer."""
    if backend == "sqlite":
        with statement(COMPARED) as path:
            yield await _compared(path)
    with statement(COMPARED) as path:
        async with temporary_database(backend) as database:
            seconds = await undo_beside_writers(database, path)
        yield Check(f"undo_import_100k_{backend}, the longest wait of another writer", seconds, MOST_SECONDS, "s")
    with statement(LARGE) as path:
        async with temporary_database(backend) as database:
            beside = await import_beside_writers(database, path)
        name = f"import_csv_1m_{backend}"
        yield Check(f"{name}, its memory", beside.mebibytes, MOST_MEBIBYTES, "MiB")
        yield Check(f"{name}, the longest wait of another writer", beside.seconds, MOST_SECONDS, "s")


@contextmanager
def statement(rows: int) -> Iterator[Path]:
    """A bank's CSV file of so many rows, oldest first."""
    with TemporaryDirectory(prefix="aqua-thistle-bench-") as folder:
        path = Path(folder) / "statement.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("Date", "Payee", "Amount"))
            for number in range(rows):
                day = FIRST_DAY + timedelta(days=number * DAYS // rows)
                writer.writerow((day, f"Payee {number % 500}", f"-{number % 200 + 1}.{number % 100:02}"))
        yield path


async def _compared(path: Path) -> Figure:
    async with temporary_database("sqlite") as database, temporary_database("sqlite") as bare:
        return await compare(
            "import_csv_100k_over_bare", LIMIT, _importing(database, path), _inserting(bare, path), ROUNDS
        )


def _importing(database: Database, path: Path) -> Callable[[], Awaitable[None]]:
    """Return a function that imports the file into a new ledger each time."""
    service = build_services(database, now).imports

    async def work() -> None:
        ledger = await open_ledger(database)
        with path.open("rb") as file:
            saved = await service.run(ledger.id, ImportRequest(file))
        assert saved.object.recorded == COMPARED

    return work


def _inserting(database: Database, path: Path) -> Callable[[], Awaitable[None]]:
    """Return a function that inserts the file's rows into a new ledger each time, without checks or totals."""

    async def work() -> None:
        ledger_id = new_id().hex
        async with aiosqlite.connect(str(database.url.database)) as connection:
            with path.open(newline="") as file:
                rows = [_bare_row(ledger_id, *line) for line in list(csv.reader(file))[1:]]
            await connection.executemany(INSERT, rows)
            await connection.commit()

    return work


def _bare_row(ledger_id: str, day: str, payee: str, amount: str) -> tuple[object, ...]:
    minor = int(Decimal(amount) * 100)
    amounts = (minor, "EUR", None, minor, minor)
    key, flags = (ledger_id, new_id().hex, ledger_id, day), (1, 0, False)
    row = (*key, *amounts, payee, "", None, *flags, *[None] * 4, 1, None, False)
    return *row, *[None] * (len(TransactionRow._fields) - len(row))
