"""The settings of a ledger change for its owner alone, and what amounts are counted in stays."""

from datetime import date
from decimal import Decimal

import pytest

from db import event_log, ledgers
from db.stores.engine import Database
from db.stores.ids import new_id
from services.budgets import BudgetDraft, BudgetService
from services.calculations import CategoryKind
from services.categories import CategoryDraft, CategoryService
from services.changes import Changes
from services.goals import GoalDraft, GoalService
from services.ledgers import LedgerEdit, LedgerService
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.users import SignedIn, UserService
from services.values.calendar_rules import CalendarDraft
from services.values.calendars import Calendar
from services.values.errors import ProblemCode, Refused
from tests.services.users.people import fields


@pytest.fixture
def settings(changes: Changes) -> LedgerService:
    """The rules of ledgers."""
    return LedgerService(changes)


async def test_the_settings_of_an_empty_ledger_change(
    database: Database, users: UserService, settings: LedgerService, alice: SignedIn
) -> None:
    saved = await settings.update(alice.viewer.ledger_id, LedgerEdit("CHF", "Europe/Zurich", CalendarDraft(25)))
    assert (await users.get(alice.viewer))[1] == saved.object
    assert (saved.object.base_currency, saved.object.time_zone) == ("CHF", "Europe/Zurich")
    assert Calendar.of(saved.object).containing(date(2026, 12, 1)).start == date(2026, 11, 25)
    async with database.read() as connection:
        events = await event_log.after(connection, alice.viewer.ledger_id, 1, 10)
    assert [event.kind for event in events] == ["LedgerUpdated"]


async def test_every_fault_of_the_settings_is_told_at_once(
    users: UserService, settings: LedgerService, alice: SignedIn
) -> None:
    with pytest.raises(Refused) as refused:
        await settings.update(alice.viewer.ledger_id, LedgerEdit("XXZ", "Vienna", CalendarDraft(32)))
    assert fields(refused.value) == ["base_currency", "time_zone", "calendar.day"]
    assert (await users.get(alice.viewer))[1].revision == 1


@pytest.mark.parametrize("held", ["transaction", "plan", "goal", "import"])
async def test_the_base_currency_is_fixed_once_there_are_amounts(
    database: Database,
    settings: LedgerService,
    alice: SignedIn,
    categories: CategoryService,
    budgets: BudgetService,
    goals: GoalService,
    transactions: TransactionService,
    held: str,
) -> None:
    ledger_id = alice.viewer.ledger_id
    if held == "transaction":
        made = await transactions.record(ledger_id, TransactionDraft(date(2026, 11, 1), Decimal(-5), "Bakery"))
        await transactions.delete(ledger_id, made.object.id)
    if held == "plan":
        food = (await categories.create(ledger_id, CategoryDraft("Food", CategoryKind.EXPENSE))).object.id
        await budgets.set(ledger_id, BudgetDraft(food, Decimal(300)))
    if held == "goal":
        await goals.create(ledger_id, GoalDraft("Boat", Decimal(9000)))
    if held == "import":
        async with database.write() as connection:
            await ledgers.change(connection, ledger_id, import_id=new_id())
    with pytest.raises(Refused) as refused:
        await settings.update(alice.viewer.ledger_id, LedgerEdit(base_currency="CHF"))
    assert fields(refused.value) == ["base_currency"]
    assert refused.value.problems[0].code is ProblemCode.CONFLICT
    saved = await settings.update(alice.viewer.ledger_id, LedgerEdit("EUR", calendar=CalendarDraft(25)))
    assert Calendar.of(saved.object).rules[-1].day == 25
