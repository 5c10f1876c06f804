"""Import statements given as text."""

from io import BytesIO
from uuid import UUID

from db.imports import ImportRow
from db.stores.engine import Database
from db.transactions import TransactionFilter, TransactionRow
from services.imports import ImportHistory, ImportReport, ImportRequest, ImportService
from services.transactions import TransactionService
from services.values.pages import PageRequest
from services.verification import VerificationService
from tests.people import Person

HEADER = "Date,Payee,Amount,Category\n"
MARCH = HEADER + "2026-03-01,Bakery,-3.20,food\n2026-03-02,Employer,2500.00,Salary\n2026-03-02,Bakery,-3.20,Food\n"
DOLLARS = "Date,Payee,Amount,Currency\n2026-03-01,Diner,-10.00,USD\n"


def request(text: str) -> ImportRequest:
    """Make a request to import this text."""
    return ImportRequest(BytesIO(text.encode()))


def days(count: int, amount: str = "-1.00") -> str:
    """Make a statement of one purchase a day."""
    return HEADER + "".join(f"2026-03-{day:02},Shop {day},{amount},\n" for day in range(1, count + 1))


async def imported(imports: ImportService, person: Person, text: str) -> ImportReport:
    """Return the report of an import."""
    return (await imports.run(person.ledger_id, request(text))).object


async def rows_of(service: TransactionService, person: Person, *, deleted: bool = False) -> list[TransactionRow]:
    """Return the ledger's transactions, the oldest first."""
    page = await service.page(person.ledger_id, TransactionFilter(deleted=deleted), PageRequest(first=100))
    return list(page.rows)[::-1]


async def listed(history: ImportHistory, person: Person) -> list[ImportRow]:
    """Return somebody's imports."""
    return list((await history.page(person.ledger_id, PageRequest(first=10))).rows)


async def last(history: ImportHistory, person: Person) -> UUID:
    """Return the newest import."""
    return (await listed(history, person))[0].id


async def is_sound(database: Database, person: Person) -> None:
    """Check all that must hold for a ledger."""
    assert await VerificationService(database).differences(person.ledger_id) == []
