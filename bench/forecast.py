"""The forecast of a year with sixty series: over the plain dashboard, and of a million rows over a thousand."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

from bench.dashboard import LARGE, QUERY, SMALL, execution, repeated
from bench.databases import Backend, analyse, temporary_database
from bench.figures import Figure, compare
from bench.ledger import FIRST_DAY, BenchLedger, fill, now, open_ledger, record
from db import accounts, series
from db.accounts import OPENING, CheckRow
from db.series import SeriesLink, SeriesRow
from db.stores.engine import Database
from db.stores.ids import new_id
from db.transactions import TransactionRow
from services.calculations.occurrences import schedule_of

SERIES = 60
LIMIT = 1.5
UNITS = ("MONTH", "MONTH", "MONTH", "MONTH", "WEEK", "YEAR")
FORECAST = """forecast(days: 365) {
  counted { points(first: 366) { day balance { amount } } lowest { day balance { amount } } firstBelow }
  safeUntilIncome { amount }
}"""
BILLS = "bills { nextIncomeOn untilIncome { due { amount } } inPeriod { paid { amount } } inYear { due { amount } } }"


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """Return both ratios, with no cache."""
    async with temporary_database(backend) as small, temporary_database(backend) as large:
        few, many = [await _household(database, rows) for database, rows in ((small, SMALL), (large, LARGE))]
        ours, plain = (repeated(execution(small, few, query)) for query in (f"{{ dashboard {{ {FORECAST} }} }}", QUERY))
        yield await compare(f"forecast_60_series_over_dashboard_{backend}", LIMIT, ours, plain)
        whole = QUERY.replace("overview {", f"{FORECAST} {BILLS} overview {{", 1)
        ours, plain = (repeated(execution(*where, whole)) for where in ((large, many), (small, few)))
        name = f"cold_dashboard_with_bills_and_forecast_1m_over_1k_{backend}"
        yield await compare(name, LIMIT, ours, plain)


async def _household(database: Database, rows: int) -> BenchLedger:
    """Open a ledger with so many transactions, a known balance, and series that were always paid."""
    ledger = await open_ledger(database)
    await fill(database, ledger, rows)
    known = [_series(ledger, number) for number in range(SERIES)]
    paid = [_payment(row, day) for row in known for day in schedule_of(row).days(FIRST_DAY, now().date())]
    await record(database, ledger, paid)
    by_payee = {row.payee: row.id for row in known}
    async with database.write() as connection:
        await accounts.add_checks(connection, [_opening(ledger)])
        for row in known:
            await series.create(connection, row)
        links = [
            SeriesLink(ledger_id=ledger.id, transaction_id=row.id, series_id=by_payee[row.payee], date=row.date)
            for row in paid
        ]
        for write in series.linking(links):
            await write.within(connection)
    await analyse(database)
    return ledger


def _series(ledger: BenchLedger, number: int) -> SeriesRow:
    """Return a series; every tenth brings money."""
    amount = 250_000 if number % 10 == 0 else -1_000 - 10 * number
    return SeriesRow(
        ledger_id=ledger.id,
        id=new_id(),
        payee=f"Series {number}",
        account_id=ledger.id,
        amount=amount,
        amount_on=FIRST_DAY,
        category_id=ledger.category_ids[-2 if amount > 0 else number % 12],
        other_account_id=None,
        first_on=FIRST_DAY + timedelta(days=number),
        every=2 if UNITS[number % len(UNITS)] == "WEEK" else 1,
        unit=UNITS[number % len(UNITS)],
        day=None,
        weekend="SAME_DAY",
        ends_on=None,
    )


def _payment(row: SeriesRow, day: date) -> TransactionRow:
    amount = row.amount or 0
    return TransactionRow(
        ledger_id=row.ledger_id,
        id=new_id(),
        account_id=row.account_id,
        date=day,
        amount=amount,
        currency="EUR",
        exchange_rate=None,
        base_amount=amount,
        account_amount=amount,
        payee=row.payee,
        note="",
        category_id=row.category_id,
    )


def _opening(ledger: BenchLedger) -> CheckRow:
    return CheckRow(
        ledger_id=ledger.id, id=new_id(), account_id=ledger.id, date=FIRST_DAY, amount=100_000, source=OPENING
    )
