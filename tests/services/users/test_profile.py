"""The profile and the ledger's settings change for their owner alone, and what amounts are counted in stays."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db import event_log, ledgers
from db.engine import Database
from db.ids import new_id
from services.budgets import BudgetDraft, BudgetService
from services.calculations import CategoryKind
from services.categories import CategoryDraft, CategoryService
from services.errors import ProblemCode, Refused, Unauthenticated
from services.goals import ContributionDraft, GoalDraft, GoalService
from services.transactions import TransactionDraft, TransactionService
from services.users import LedgerEdit, ProfileEdit, SignedIn, UserService
from tests.services.users.people import ALICE, HOME, fields


async def test_a_user_changes_the_profile(
    database: Database, users: UserService, alice: SignedIn, bob: SignedIn
) -> None:
    saved = await users.update_profile(alice.viewer, ProfileEdit(name=" Alice A. "))
    assert (saved.object.name, saved.object.locale) == ("Alice A.", "de-AT")
    saved = await users.update_profile(alice.viewer, ProfileEdit(locale="en"))
    user, ledger = await users.get(alice.viewer)
    assert user == saved.object
    assert (user.name, user.locale) == ("Alice A.", "en")
    assert ledger.revision == saved.revision == 3
    assert await users.get(bob.viewer) == (bob.user, (await users.get(bob.viewer))[1])
    async with database.read() as connection:
        events = await event_log.after(connection, ledger.id, 1, 10)
    assert [event.kind for event in events] == ["ProfileUpdated", "ProfileUpdated"]


async def test_a_profile_with_faults_changes_nothing(users: UserService, alice: SignedIn) -> None:
    with pytest.raises(Refused) as refused:
        await users.update_profile(alice.viewer, ProfileEdit("", "not a locale"))
    assert fields(refused.value) == ["name", "locale"]
    user, ledger = await users.get(alice.viewer)
    assert (user, ledger.revision) == (alice.user, 1)


async def test_the_settings_of_an_empty_ledger_change(database: Database, users: UserService, alice: SignedIn) -> None:
    saved = await users.update_ledger(alice.viewer, LedgerEdit("CHF", "Europe/Zurich", 25))
    assert (await users.get(alice.viewer))[1] == saved.object
    assert (saved.object.base_currency, saved.object.time_zone, saved.object.period_start_day) == (
        "CHF",
        "Europe/Zurich",
        25,
    )
    async with database.read() as connection:
        events = await event_log.after(connection, alice.viewer.ledger_id, 1, 10)
    assert [event.kind for event in events] == ["LedgerUpdated"]


async def test_every_fault_of_the_settings_is_told_at_once(users: UserService, alice: SignedIn) -> None:
    with pytest.raises(Refused) as refused:
        await users.update_ledger(alice.viewer, LedgerEdit("XXZ", "Vienna", 31))
    assert fields(refused.value) == ["base_currency", "time_zone", "period_start_day"]
    assert (await users.get(alice.viewer))[1].revision == 1


@pytest.mark.parametrize("held", ["transaction", "plan", "goal", "import"])
async def test_the_base_currency_is_fixed_once_there_are_amounts(
    database: Database,
    users: UserService,
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
        await users.update_ledger(alice.viewer, LedgerEdit(base_currency="CHF"))
    assert fields(refused.value) == ["base_currency"]
    assert refused.value.problems[0].code is ProblemCode.CONFLICT
    saved = await users.update_ledger(alice.viewer, LedgerEdit("EUR", period_start_day=25))
    assert saved.object.period_start_day == 25


async def rows(database: Database) -> dict[str, int]:
    tables = ("ledgers", "users", "credentials", "categories", "plans", "goals", "contributions", "transactions")
    found: dict[str, Any] = {}
    async with database.read() as connection:
        for table in (*tables, "events"):
            found[table] = (await connection.exec_driver_sql(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
    return found


async def test_a_deleted_user_takes_everything_along_and_nothing_of_others(
    database: Database,
    users: UserService,
    bob: SignedIn,
    categories: CategoryService,
    budgets: BudgetService,
    goals: GoalService,
    transactions: TransactionService,
) -> None:
    await transactions.record(bob.viewer.ledger_id, TransactionDraft(date(2026, 11, 1), Decimal(-5), "Bakery"))
    before = await rows(database)
    alice = (await users.sign_up(ALICE, HOME)).object
    ledger_id = alice.viewer.ledger_id
    await users.create_access_token(alice.viewer, "script", alice.viewer.scopes)
    food = (await categories.create(ledger_id, CategoryDraft("Food", CategoryKind.EXPENSE))).object.id
    child = (await categories.create(ledger_id, CategoryDraft("Bread", CategoryKind.EXPENSE, parent_id=food))).object.id
    await budgets.set(ledger_id, BudgetDraft(child, Decimal(300)))
    goal = await goals.create(ledger_id, GoalDraft("Boat", Decimal(9000)), "key")
    await goals.contribute(ledger_id, ContributionDraft(goal.object.row.id, Decimal(10)))
    bread = TransactionDraft(date(2026, 11, 1), Decimal(-5), "Bakery", category_id=child)
    await transactions.record(ledger_id, bread)
    assert all(count > before[table] for table, count in (await rows(database)).items())
    with pytest.raises(Refused) as refused:
        await users.delete_user(alice.viewer, "wrong password")
    assert fields(refused.value) == ["password"]

    await users.delete_user(alice.viewer, ALICE.password)

    assert await rows(database) == before
    assert await users.authenticate(alice.secret) is None
    assert await users.authenticate(bob.secret)
    with pytest.raises(Unauthenticated):
        await users.get(alice.viewer)
    with pytest.raises(Unauthenticated):
        await users.update_profile(alice.viewer, ProfileEdit(name="A ghost"))
    with pytest.raises(Unauthenticated):
        await transactions.record(ledger_id, bread)
    assert await users.sign_up(ALICE, HOME)
