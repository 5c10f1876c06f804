"""Alice and Bob: two households with a ledger each, a few categories, and a clock that stands still."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from db import categories, ledgers
from db.categories import CategoryRow
from db.ledgers import LedgerRow
from db.stores.engine import Database
from db.stores.ids import new_id
from services.calculations.rows import CategoryKind
from services.values.calendar_rules import CalendarRule
from services.values.calendars import Calendar

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

KINDS = {
    "Food": CategoryKind.EXPENSE,
    "Rent": CategoryKind.EXPENSE,
    "Salary": CategoryKind.INCOME,
    "Savings": CategoryKind.TRANSFER,
}


@dataclass
class Clock:
    """A clock that shows `now` until somebody sets it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """The time that it shows."""
        return self.now


@dataclass(frozen=True)
class Person:
    """Somebody with a ledger at revision 0, and the ids of its categories by name."""

    ledger_id: UUID
    categories: Mapping[str, UUID] = field(default_factory=lambda: {name: new_id() for name in KINDS})


def months_from(day: int) -> Calendar:
    """The calendar whose periods start on a day of the month."""
    return Calendar((CalendarRule(day),))


async def move_in(
    database: Database, base_currency: str = "EUR", time_zone: str = "Europe/Berlin", start_day: int = 1
) -> Person:
    """Somebody new, with a ledger and the categories of `KINDS`."""
    person = Person(new_id())
    ledger = LedgerRow(person.ledger_id, 0, base_currency, time_zone, months_from(start_day).written)
    async with database.write() as connection:
        await ledgers.create(connection, ledger)
        for name, category_id in person.categories.items():
            row = CategoryRow(ledger.id, category_id, None, name, KINDS[name], "#4f8a8b", "", archived=False)
            await categories.create(connection, row)
    return person


async def alice_in(database: Database) -> Person:
    """Alice lives in Berlin and counts euros by the calendar month."""
    return await move_in(database)


async def bob_in(database: Database) -> Person:
    """Bob lives in New York and counts dollars from payday, the 25th, to payday."""
    return await move_in(database, "USD", "America/New_York", 25)
