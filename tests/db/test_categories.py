"""Categories and their plans come back as stored, only to their own ledger."""

from datetime import date
from uuid import UUID

from db import budgets, categories
from db.budgets import PlanRow
from db.stores.engine import Database
from tests.db import rows


async def test_categories_come_back_by_name(database: Database, alice: UUID, bob: UUID) -> None:
    rent, food = rows.category(alice, "Rent"), rows.category(alice, "Food")._replace(archived=True)
    theirs = rows.category(bob)
    async with database.write() as connection:
        for row in (rent, food, theirs):
            await categories.create(connection, row)
    async with database.read() as connection:
        assert await categories.all_of(connection, alice) == [food, rent]
        assert await categories.get(connection, alice, rent.id) == rent
        assert await categories.get(connection, alice, theirs.id) is None
        assert await categories.get_many(connection, alice, [food.id, theirs.id]) == {food.id: food}
        assert await categories.get_many(connection, alice, []) == {}


async def test_a_change_of_the_children_leaves_the_others(database: Database, alice: UUID) -> None:
    parent, other = rows.category(alice, "Home"), rows.category(alice, "Other")
    child = rows.category(alice, "Rent")._replace(parent_id=parent.id)
    async with database.write() as connection:
        for row in (child, parent, other):
            await categories.create(connection, row)
        await categories.change(connection, alice, parent.id, name="House", kind="TRANSFER")
        await categories.change_children(connection, alice, parent.id, kind="TRANSFER")
    async with database.read() as connection:
        assert await categories.all_of(connection, alice) == [
            parent._replace(name="House", kind="TRANSFER"),
            other,
            child._replace(kind="TRANSFER"),
        ]
        assert set(await categories.with_children(connection, alice, [parent.id, None])) == {parent.id, None, child.id}


async def test_another_ledger_changes_nothing(database: Database, alice: UUID, bob: UUID) -> None:
    row = rows.category(alice)
    async with database.write() as connection:
        await categories.create(connection, row)
        await categories.change(connection, bob, row.id, name="Bob was here")
        await categories.delete(connection, bob, row.id)
        assert await categories.all_of(connection, alice) == [row]
        await categories.delete(connection, alice, row.id)
        assert await categories.all_of(connection, alice) == []


async def test_the_later_plan_of_a_date_replaces_the_earlier(database: Database, alice: UUID, bob: UUID) -> None:
    food, rent = sorted([rows.category(alice, "Food"), rows.category(alice, "Rent")], key=lambda row: row.id)
    january, march = date(2026, 1, 1), date(2026, 3, 1)
    async with database.write() as connection:
        await categories.create(connection, food)
        await categories.create(connection, rent)
        plans = [PlanRow(alice, rent.id, january, 900), PlanRow(alice, food.id, march, 0)]
        await budgets.set_all(connection, [*plans, PlanRow(alice, food.id, january, 300)])
        await budgets.set_all(connection, [PlanRow(alice, food.id, march, None)])
        await budgets.set_all(connection, [])
    async with database.read() as connection:
        assert await budgets.all_of(connection, bob) == []
        assert await budgets.all_of(connection, alice) == [
            PlanRow(alice, food.id, january, 300),
            PlanRow(alice, food.id, march, None),
            PlanRow(alice, rent.id, january, 900),
        ]
    async with database.write() as connection:
        await budgets.delete_of(connection, alice, food.id)
        assert await budgets.all_of(connection, alice) == [PlanRow(alice, rent.id, january, 900)]
