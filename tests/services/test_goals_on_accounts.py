"""A goal stands on an account, whose balance is what is saved for it, or is an earmark; net worth ignores both."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db.goals import GoalRow
from db.stores.engine import Database
from services.account_service import AccountService
from services.accounts import AccountDraft, AccountEdit
from services.goals import ContributionDraft, GoalDraft, GoalEdit, GoalService
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from tests.ledger_facts import one_event, refused
from tests.people import Person

HOUSE = GoalDraft("House", Decimal(10_000), date(2028, 1, 1))
JAR = AccountDraft("Jar", opened_on=date(2026, 10, 1), opening_balance=Decimal(500))


@pytest.fixture
async def jar(accounts: AccountService, alice: Person) -> UUID:
    """An account of Alice with a known balance of 500."""
    return (await accounts.create(alice.ledger_id, JAR)).object.id


async def goal_of(goals: GoalService, person: Person) -> GoalRow:
    """Return the only goal of somebody."""
    (state,) = await goals.all(person.ledger_id)
    return state.row


async def test_the_balance_of_its_account_is_saved_for_a_goal(
    database: Database, goals: GoalService, transactions: TransactionService, alice: Person, jar: UUID
) -> None:
    async with one_event(database, alice.ledger_id, "GoalCreated"):
        made = await goals.create(alice.ledger_id, replace(HOUSE, account_id=jar))
    assert (made.object.row.saved, made.object.row.paid, made.object.row.known) == (50_000, 0, True)
    for day, amount in ((date(2026, 10, 20), 100), (date(2026, 11, 20), 50), (date(2026, 12, 20), 999)):
        await transactions.record(alice.ledger_id, TransactionDraft(day, Decimal(amount), "Saved", account_id=jar))
    house = await goal_of(goals, alice)
    assert (house.saved, house.paid) == (65_000, 5_000)
    async with refused(database, [alice.ledger_id], "CONFLICT", "goal_id", "move money into the account"):
        await goals.contribute(alice.ledger_id, ContributionDraft(house.id, Decimal(1)))
    earmark = (await goals.update(alice.ledger_id, house.id, GoalEdit(account_id=None))).object.row
    assert (earmark.saved, earmark.account_id) == (0, None)
    await goals.contribute(alice.ledger_id, ContributionDraft(house.id, Decimal(1)))
    again = (await goals.update(alice.ledger_id, house.id, GoalEdit(account_id=jar))).object.row
    assert again.saved == 65_000


async def test_an_unknown_balance_is_no_amount(goals: GoalService, accounts: AccountService, alice: Person) -> None:
    drawer = (await accounts.create(alice.ledger_id, AccountDraft("Drawer"))).object.id
    await goals.create(alice.ledger_id, replace(HOUSE, account_id=drawer))
    assert not (await goal_of(goals, alice)).known


async def test_a_wrong_account_is_refused(
    database: Database, goals: GoalService, accounts: AccountService, alice: Person, bob: Person, jar: UUID
) -> None:
    both = [alice.ledger_id, bob.ledger_id]
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse", currency="USD"))).object.id
    async with refused(database, both, "NOT_FOUND", "account_id", "choose one of yours"):
        await goals.create(bob.ledger_id, replace(HOUSE, account_id=jar))
    async with refused(database, both, "INVALID", "account_id", "choose an account in that currency"):
        await goals.create(alice.ledger_id, replace(HOUSE, account_id=purse))
    await goals.create(alice.ledger_id, replace(HOUSE, account_id=jar))
    async with refused(database, both, "CONFLICT", "account_id", "The goal “House” stands on this account"):
        await goals.create(alice.ledger_id, replace(HOUSE, account_id=jar))
    drawer = (await accounts.create(alice.ledger_id, AccountDraft("Drawer"))).object.id
    boat = (await goals.create(alice.ledger_id, replace(HOUSE, account_id=drawer))).object.row
    async with refused(database, both, "CONFLICT", "currency", "take it off first"):
        await accounts.update(alice.ledger_id, drawer, AccountEdit(currency="USD"))
    async with refused(database, both, "CONFLICT", "source_id", "A goal stands on each"):
        await accounts.merge(alice.ledger_id, drawer, jar)
    await goals.delete(alice.ledger_id, boat.id)


async def test_a_goal_follows_its_account(
    goals: GoalService, accounts: AccountService, alice: Person, jar: UUID
) -> None:
    drawer = (await accounts.create(alice.ledger_id, AccountDraft("Drawer"))).object.id
    await goals.create(alice.ledger_id, replace(HOUSE, account_id=drawer))
    await accounts.merge(alice.ledger_id, drawer, jar)
    house = await goal_of(goals, alice)
    assert (house.account_id, house.saved) == (jar, 50_000)
    await accounts.delete(alice.ledger_id, jar, 0)
    house = await goal_of(goals, alice)
    assert (house.account_id, house.saved, house.known) == (None, 0, True)
