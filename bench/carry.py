"""A breakdown with 24 periods of carry, of a ledger of ten years, over the same of one year.

The periods are of two weeks, so that both ledgers have all of them.
"""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from random import Random
from uuid import UUID

from bench.databases import Backend, analyse, temporary_database
from bench.figures import Figure, compare
from bench.ledger import now, open_ledger
from db import budgets, ledgers, totals
from db.stores.engine import Database
from db.totals import DailyTotal
from services.calculations.carry import CARRIED_PERIODS
from services.dashboard.service import DashboardNeeds, DashboardService
from services.values.calendar_rules import CalendarRule
from services.values.calendars import Calendar
from services.values.periods import PeriodChoice
from services.wiring import build_services

TIMES = 20
DAYS_OF_YEAR = 365
LIMIT = 1.5
TWO_WEEKS = Calendar((CalendarRule(weeks=2, anchor=date(2026, 1, 2)),))


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

        yield await compare(f"carry_of_ten_years_over_one_{backend}", LIMIT, over_ten_years, over_one_year)


async def _read(service: DashboardService, ledger_id: UUID) -> None:
    for _ in range(TIMES):
        needs = DashboardNeeds(back=CARRIED_PERIODS, plans=True)
        figures = (await service.read(ledger_id, PeriodChoice(), needs)).figures
        figures.breakdown()
        for category_id in figures.families:
            figures.carried_of(category_id)


async def _household(database: Database, years: int) -> UUID:
    """Open a ledger that spends in each category on each day, and whose plans carry all that is left or missing."""
    ledger, random = await open_ledger(database), Random(years)
    last = now().date()
    first = last - timedelta(days=DAYS_OF_YEAR * years - 1)
    async with database.write() as connection:
        await ledgers.change(connection, ledger.id, calendars=TWO_WEEKS.written)
        plans = await budgets.all_of(connection, ledger.id)
        await budgets.set_all(connection, [plan._replace(carry="BOTH") for plan in plans])
        await totals.add(
            connection,
            ledger.id,
            [
                DailyTotal(first + timedelta(days=number), ledger.id, category_id, 0, random.randint(1, 9999), 1)
                for number in range(DAYS_OF_YEAR * years)
                for category_id in ledger.category_ids
            ],
        )
    return ledger.id
