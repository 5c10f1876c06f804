"""Recording a transaction in the service (revision, row, totals, event) over one bare insert of the same row."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy import event, insert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bench.databases import Backend, temporary_database
from bench.figures import Figure, compare
from bench.ledger import DAYS, FIRST_DAY, BenchLedger, fill, now, open_ledger
from db.stores.engine import Database
from db.stores.ids import new_id
from db.transactions import TransactionRow, transactions
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.wiring import build_services

ROWS = 200
ALREADY_THERE = 10_000
LIMIT = 3.0


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """The ratio of 200 recorded transactions to 200 inserted rows, one commit each on both sides."""
    async with temporary_database(backend) as database:
        ledger = await open_ledger(database)
        await fill(database, ledger, ALREADY_THERE)
        service, bare = build_services(database, now).transactions, _bare_engine(database)
        numbers = count()

        async def record() -> None:
            for _ in range(ROWS):
                await _record(service, ledger, next(numbers))

        async def insert_bare() -> None:
            for _ in range(ROWS):
                await _insert(bare, ledger, next(numbers))

        yield await compare(f"record_over_bare_insert_{backend}", LIMIT, record, insert_bare)
        await bare.dispose()


async def _record(service: TransactionService, ledger: BenchLedger, number: int) -> None:
    draft = TransactionDraft(
        FIRST_DAY + timedelta(days=number % DAYS),
        Decimal(-1234) / 100,
        f"Payee {number}",
        category_id=ledger.category_ids[number % len(ledger.category_ids)],
    )
    await service.record(ledger.id, draft)


async def _insert(engine: AsyncEngine, ledger: BenchLedger, number: int) -> None:
    row = TransactionRow(
        ledger_id=ledger.id,
        id=new_id(),
        account_id=ledger.id,
        date=FIRST_DAY + timedelta(days=number % DAYS),
        amount=-1234,
        currency="EUR",
        exchange_rate=None,
        base_amount=-1234,
        account_amount=-1234,
        payee=f"Payee {number}",
        note="",
        category_id=ledger.category_ids[number % len(ledger.category_ids)],
    )
    async with engine.begin() as connection:
        await connection.execute(insert(transactions), row._asdict())


def _bare_engine(database: Database) -> AsyncEngine:
    """An engine with SQLAlchemy's defaults, and on SQLite the same care for what is committed."""
    driver = "sqlite+aiosqlite" if database.is_sqlite else "postgresql+asyncpg"
    engine = create_async_engine(database.url.set(drivername=driver))
    if database.is_sqlite:
        event.listen(engine.sync_engine, "connect", _prepare)
    return engine


def _prepare(driver: object, _record: object) -> None:
    cursor = driver.cursor()  # type: ignore[attr-defined]
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
