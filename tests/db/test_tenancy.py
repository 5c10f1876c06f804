"""The database itself keeps ledgers apart and lets nothing outlive its ledger."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from db import (
    accounts,
    alerts,
    balances,
    budgets,
    calendar_feeds,
    categories,
    conversations,
    event_log,
    goals,
    idempotency,
    import_claims,
    import_profiles,
    imports,
    insights,
    ledgers,
    rates,
    refunds,
    rules,
    series,
    splits,
    tags,
    totals,
    transaction_removal,
    transactions,
    transfer_candidates,
    transfers,
    users,
    webhooks,
)
from db.accounts import MoveRow
from db.balances import BalanceEntry
from db.budgets import PlanRow
from db.calendar_feeds import CalendarFeedRow
from db.categories import MergeRow
from db.conversations import ReplyRow
from db.event_log import EventRow
from db.goals import ContributionRow, GoalRow
from db.idempotency import IdempotencyRow
from db.import_claims import ImportClaim
from db.import_profiles import ImportProfileRow
from db.insights import DismissalRow, TipRow
from db.rates import PriceRow
from db.refunds import RefundRow
from db.series import SeriesLink, SkipRow
from db.stores.engine import Connection, Database
from db.stores.ids import new_id
from db.stores.metadata import metadata
from db.tags import TagPlace, TagRow
from db.totals import DailyTotal
from db.transfer_candidates import RefusalRow
from db.transfers import TransferRow
from db.users import CredentialRow
from tests.db import rows

DAY = date(2026, 3, 1)


@pytest.fixture
async def category_of_bob(database: Database, bob: UUID) -> UUID:
    category = rows.category(bob)
    async with database.write() as connection:
        await categories.create(connection, category)
    return category.id


async def test_a_transaction_cannot_have_another_ledgers_category(
    database: Database, alice: UUID, category_of_bob: UUID
) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await transactions.add(connection, [rows.transaction(alice)._replace(category_id=category_of_bob)])
    async with database.read() as connection:
        assert not await transactions.any_exists(connection, alice)


async def test_a_transaction_cannot_be_in_another_ledgers_account(database: Database, alice: UUID, bob: UUID) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await transactions.add(connection, [rows.transaction(alice)._replace(account_id=bob)])


async def test_a_check_cannot_be_of_another_ledgers_account(database: Database, alice: UUID, bob: UUID) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await accounts.add_checks(connection, [rows.check(alice)._replace(account_id=bob)])


async def test_a_plan_cannot_be_for_another_ledgers_category(
    database: Database, alice: UUID, category_of_bob: UUID
) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await budgets.set_all(connection, [PlanRow(alice, category_of_bob, DAY, 100)])


async def test_a_parent_cannot_be_another_ledgers_category(
    database: Database, alice: UUID, category_of_bob: UUID
) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await categories.create(connection, rows.category(alice)._replace(parent_id=category_of_bob))


async def test_a_contribution_cannot_be_to_another_ledgers_goal(database: Database, alice: UUID, bob: UUID) -> None:
    goal = GoalRow(bob, new_id(), "Boat", 100, None, DAY, None, 0)
    async with database.write() as connection:
        await goals.create(connection, goal)
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await goals.contribute(connection, ContributionRow(alice, new_id(), goal.id, DAY, 1, ""))


async def test_a_tip_cannot_be_from_another_ledgers_message(database: Database, alice: UUID, bob: UUID) -> None:
    message = rows.message(bob, 1)
    async with database.write() as connection:
        await conversations.add(connection, message)
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await insights.keep_tips(connection, [TipRow(alice, new_id(), message.id, "Save it.", [])])


async def test_a_rule_cannot_give_another_ledgers_category(
    database: Database, alice: UUID, category_of_bob: UUID
) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await rules.create(connection, rows.rule(alice)._replace(category_id=category_of_bob))


@pytest.mark.parametrize("column", ["category_id", "account_id", "other_account_id"])
async def test_a_series_cannot_name_what_is_another_ledgers(
    database: Database, alice: UUID, bob: UUID, category_of_bob: UUID, column: str
) -> None:
    value = category_of_bob if column == "category_id" else bob
    theirs = rows.series(alice)._replace(**{column: value})  # type: ignore[arg-type]
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await series.create(connection, theirs)


async def test_a_category_in_use_cannot_be_deleted(database: Database, bob: UUID, category_of_bob: UUID) -> None:
    async with database.write() as connection:
        await transactions.add(connection, [rows.transaction(bob)._replace(category_id=category_of_bob)])
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await categories.delete(connection, bob, category_of_bob)


@pytest.mark.parametrize("column", ["category_id", "account_id"])
async def test_a_rule_of_alerts_cannot_name_what_is_another_ledgers(
    database: Database, alice: UUID, bob: UUID, category_of_bob: UUID, column: str
) -> None:
    value = category_of_bob if column == "category_id" else bob
    theirs = rows.alert_rule(alice)._replace(**{column: value})  # type: ignore[arg-type]
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await alerts.create_rule(connection, theirs)


async def test_a_delivery_cannot_be_to_another_ledgers_webhook(database: Database, alice: UUID, bob: UUID) -> None:
    hook = rows.webhook(bob)
    async with database.write() as connection:
        await webhooks.create(connection, hook)
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await webhooks.add_deliveries(connection, [rows.delivery(hook)._replace(ledger_id=alice)])


async def fill(connection: Connection, ledger_id: UUID, username: str) -> None:
    """Give a ledger a row in every table."""
    parent, user = rows.category(ledger_id), rows.user(ledger_id, username)
    child = rows.category(ledger_id)._replace(parent_id=parent.id)
    goal = GoalRow(ledger_id, new_id(), "Boat", 100, None, DAY, None, 0)
    secret = new_id().bytes * 2
    await users.create(connection, user)
    await users.add_credential(
        connection, CredentialRow(new_id(), user.id, "session", secret, "", "read", rows.NOON, rows.NOON, None)
    )
    await users.remember_network(connection, user.id, b"n" * 16, rows.NOON, 1)
    merging = rows.category(ledger_id, "Meals")
    for category in (parent, child, merging):
        await categories.create(connection, category)
    await categories.begin_merge(connection, MergeRow(ledger_id, merging.id, child.id, 1))
    await budgets.set_all(connection, [PlanRow(ledger_id, child.id, DAY, 100)])
    leaving = accounts.first_of(ledger_id, "EUR")._replace(id=new_id(), name="Purse")
    await accounts.create(connection, leaving)
    await accounts.add_checks(connection, [rows.check(ledger_id)])
    await accounts.begin_move(connection, MoveRow(ledger_id, leaving.id, ledger_id, 1))
    await balances.add(connection, ledger_id, balances.summed([BalanceEntry(DAY, ledger_id, -1250, -1250)]))
    await transactions.add(connection, [rows.transaction(ledger_id)._replace(category_id=child.id)])
    several = rows.transaction(ledger_id)._replace(split_count=2)
    await transactions.add(connection, [several])
    await splits.replace(connection, ledger_id, several.id, [rows.split(several, 0), rows.split(several, 1)])
    trip = TagRow(ledger_id, new_id(), "Trip")
    await tags.create(connection, trip)
    await tags.add(connection, [TagPlace(ledger_id, several.id, tags.WHOLE, trip.id, several.date, several.deleted)])
    await transfers.add(connection, [TransferRow(ledger_id, new_id())])
    await transfer_candidates.refuse(connection, [RefusalRow(ledger_id, new_id(), new_id())])
    await refunds.set_one(connection, RefundRow(ledger_id, new_id(), new_id(), new_id(), new_id()), 1)
    await transaction_removal.keep_ids(connection, ledger_id, [ledger_id], 1)
    await fill_imports(connection, ledger_id, several.id)
    await totals.add(connection, ledger_id, [DailyTotal(DAY, ledger_id, child.id, 0, 1250, 1)])
    await rates.set_price(connection, PriceRow(ledger_id, "ARS", DAY, "0.0007"))
    await rules.create(connection, rows.rule(ledger_id)._replace(category_id=child.id))
    monthly = rows.series(ledger_id)._replace(category_id=child.id)
    await series.create(connection, monthly)
    await series.relink(connection, ledger_id, [], [SeriesLink(ledger_id, several.id, monthly.id, several.date)])
    await series.refuse(connection, ledger_id, new_id())
    await series.skip(connection, SkipRow(ledger_id=ledger_id, series_id=monthly.id, due_on=DAY))
    await goals.create(connection, goal)
    await goals.contribute(connection, ContributionRow(ledger_id, new_id(), goal.id, DAY, 1, ""))
    message = rows.message(ledger_id, 1)
    await conversations.add(connection, message)
    await insights.keep_tips(connection, [TipRow(ledger_id, new_id(), message.id, "Save it.", [])])
    await insights.dismiss(connection, DismissalRow(ledger_id, new_id(), 1, rows.NOON))
    await fill_machines(connection, ledger_id)
    await conversations.begin(connection, ReplyRow(ledger_id, new_id(), rows.NOON))
    await event_log.append(connection, EventRow(ledger_id, 1, "UserSignedUp", {}, rows.NOON))
    key = IdempotencyRow(ledger_id, "record", "k", b"h" * 32, [], 1, rows.NOON, changed=True)
    await idempotency.remembering(key).within(connection)


async def fill_imports(connection: Connection, ledger_id: UUID, claimed_id: UUID) -> None:
    """Give a ledger a row in the tables of imports."""
    await imports.add(connection, rows.finished_import(ledger_id))
    await import_claims.add(connection, [ImportClaim(ledger_id, b"f" * 16, 0, claimed_id, new_id(), None)])
    profile = ImportProfileRow(ledger_id, new_id(), b"s" * 16, None, None, {}, "", rows.NOON)
    await import_profiles.add(connection, profile)


async def fill_machines(connection: Connection, ledger_id: UUID) -> None:
    """Give a ledger a row in the tables for other programs."""
    rule = rows.alert_rule(ledger_id)
    await alerts.create_rule(connection, rule)
    await alerts.add(connection, [rows.alert(rule)])
    await alerts.note_look(connection, ledger_id, 1, rows.NOON)
    feed = CalendarFeedRow(ledger_id, new_id(), new_id().bytes * 2, payees=False, amounts=False, created_at=rows.NOON)
    await calendar_feeds.create(connection, feed)
    hook = rows.webhook(ledger_id)
    await webhooks.create(connection, hook)
    await webhooks.add_deliveries(connection, [rows.delivery(hook)])


async def rows_by_table(connection: Connection) -> dict[str, int]:
    """Count the rows of each table of ledgers."""
    belonging = [
        table for name, table in metadata.tables.items() if name not in {"attempts", "lineage", "reference_rates"}
    ]
    return {
        table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        for table in belonging
    }


async def test_everything_goes_with_its_ledger_and_nothing_else(database: Database, alice: UUID, bob: UUID) -> None:
    async with database.write() as connection:
        await fill(connection, bob, "bob")
        bobs = await rows_by_table(connection)
        await fill(connection, alice, "alice")
    assert all(bobs.values())
    async with database.write() as connection:
        owner = await users.by_username(connection, "alice")
        assert owner
        await users.delete(connection, owner.id)
        await ledgers.delete(connection, alice)
    async with database.read() as connection:
        assert await rows_by_table(connection) == {**bobs, "ledgers": 1, "accounts": 2}
        assert await ledgers.all_ids(connection) == [bob]
