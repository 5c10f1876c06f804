"""Net worth with 24 points and its change, of ten accounts over ten years, over the same of one year."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from random import Random
from uuid import UUID

from bench.databases import Backend, analyse, temporary_database
from bench.figures import Figure, compare
from bench.ledger import now, open_ledger
from db import accounts, balances, totals
from db.accounts import OPENING, CheckRow
from db.balances import BalanceEntry
from db.stores.engine import Database
from db.stores.ids import new_id
from db.totals import DailyTotal
from services.dashboard.service import DashboardNeeds, DashboardService
from services.values.granularity import Granularity
from services.values.periods import PeriodChoice
from services.wiring import build_services

ACCOUNTS, POINTS, TIMES = 10, 24, 20
DAYS_OF_YEAR = 365
LIMIT = 1.5


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """Return the ratio of the times that both take without a cache."""
    async with temporary_database(backend) as database:
        ten, one = [await _household(database, years) for years in (10, 1)]
        await analyse(database)
        service = build_services(database, now).dashboard

        async def over_ten_years() -> None:
            await _read(service, ten)

        async def over_one_year() -> None:
            await _read(service, one)

        yield await compare(f"net_worth_of_ten_years_over_one_{backend}", LIMIT, over_ten_years, over_one_year)


async def _read(service: DashboardService, ledger_id: UUID) -> None:
    for _ in range(TIMES):
        needs = DashboardNeeds(worth=((Granularity.MONTH, POINTS),))
        snapshot = await service.read(ledger_id, PeriodChoice(), needs)
        worth = snapshot.net_worth
        for day in {row.day for row in snapshot.balance_rows.moved}:
            worth.at(day)
        since = snapshot.period.start - timedelta(days=1)
        worth.change(since, snapshot.today, snapshot.worth_totals, snapshot.categories)


async def _household(database: Database, years: int) -> UUID:
    """Open a ledger in which something moves in each account on each day."""
    ledger, random = await open_ledger(database), Random(years)
    last = now().date()
    first = last - timedelta(days=DAYS_OF_YEAR * years - 1)
    ids = [ledger.id, *(new_id() for _ in range(ACCOUNTS - 1))]
    entries = [
        BalanceEntry(first + timedelta(days=number), account_id, amount, amount)
        for number in range(DAYS_OF_YEAR * years)
        for account_id in ids
        for amount in (random.randint(-9999, 9999),)
    ]
    async with database.write() as connection:
        for position, account_id in enumerate(ids[1:], start=1):
            row = accounts.first_of(ledger.id, "EUR")._replace(id=account_id, name=f"No. {position}", position=position)
            await accounts.create(connection, row)
        await accounts.add_checks(connection, [_opening(ledger.id, account_id, first) for account_id in ids])
        await balances.add(connection, ledger.id, balances.summed(entries))
        await totals.add(
            connection,
            ledger.id,
            [
                DailyTotal(day, account_id, ledger.category_ids[0], max(amount, 0), max(-amount, 0), 1)
                for day, account_id, amount, *_ in entries
            ],
        )
    return ledger.id


def _opening(ledger_id: UUID, account_id: UUID, day: date) -> CheckRow:
    return CheckRow(ledger_id=ledger_id, id=new_id(), account_id=account_id, date=day, amount=100_000, source=OPENING)
