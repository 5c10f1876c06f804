"""The profile changes for its owner alone."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db import event_log
from db.stores.engine import Database
from services.budgets import BudgetDraft, BudgetService
from services.calculations import CategoryKind
from services.categories import CategoryDraft, CategoryService
from services.goals import ContributionDraft, GoalDraft, GoalService
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.users import AccessTokenService, ProfileEdit, SignedIn, UserService
from services.values.errors import Refused, Unauthenticated
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


async def rows(database: Database) -> dict[str, int]:
    tables = ("ledgers", "users", "credentials", "categories", "plans", "goals", "contributions", "transactions")
    members: dict[str, Any] = {}
    async with database.read() as connection:
        for table in (*tables, "events"):
            members[table] = (await connection.exec_driver_sql(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
    return members


async def test_a_deleted_user_takes_everything_along_and_nothing_of_others(
    database: Database,
    users: UserService,
    access_tokens: AccessTokenService,
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
    await access_tokens.create(alice.viewer, "script", alice.viewer.scopes)
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
