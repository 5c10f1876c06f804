"""A goal has saved what its contributions add up to."""

from datetime import date
from uuid import UUID

from db import goals
from db.goals import ContributionRow, GoalRow
from db.stores.engine import Database
from db.stores.ids import new_id

START = date(2026, 1, 1)


def goal(ledger_id: UUID, name: str, target_date: date | None = None) -> GoalRow:
    return GoalRow(ledger_id, new_id(), name, 100_000, target_date, START, None, 0)


def contribution(to: GoalRow, amount: int, day: date = START) -> ContributionRow:
    return ContributionRow(to.ledger_id, new_id(), to.id, day, amount, "gift")


async def test_saved_amount_is_the_sum_of_the_contributions(database: Database, alice: UUID, bob: UUID) -> None:
    boat, trip = goal(alice, "Boat"), goal(alice, "Trip")
    async with database.write() as connection:
        await goals.create(connection, boat)
        await goals.create(connection, trip)
        for amount in (5_000, 10**12, -2_000):
            await goals.contribute(connection, contribution(boat, amount))
    async with database.read() as connection:
        saved = await goals.get(connection, alice, boat.id)
        assert saved == boat._replace(saved=10**12 + 3_000)
        assert type(saved.saved) is int
        assert await goals.all_of(connection, alice) == [saved, trip]
        assert await goals.get(connection, bob, boat.id) is None


async def test_the_nearest_goal_comes_first_and_one_without_a_date_last(database: Database, alice: UUID) -> None:
    someday, later, soon = goal(alice, "A"), goal(alice, "B", date(2027, 1, 1)), goal(alice, "C", date(2026, 6, 1))
    async with database.write() as connection:
        for row in (someday, later, soon):
            await goals.create(connection, row)
        assert await goals.all_of(connection, alice) == [soon, later, someday]


async def test_contributions_are_newest_first_and_only_to_the_asked_goals(
    database: Database, alice: UUID, bob: UUID
) -> None:
    boat, trip = goal(alice, "Boat"), goal(alice, "Trip")
    old, new = contribution(boat, 1), contribution(boat, 2, date(2026, 2, 1))
    async with database.write() as connection:
        await goals.create(connection, boat)
        await goals.create(connection, trip)
        for row in (new, old, contribution(trip, 3)):
            await goals.contribute(connection, row)
        assert await goals.contributions_of(connection, alice, [boat.id]) == [new, old]
        assert await goals.contributions_of(connection, bob, [boat.id]) == []


async def test_a_goal_goes_with_its_contributions(database: Database, alice: UUID, bob: UUID) -> None:
    boat = goal(alice, "Boat")
    async with database.write() as connection:
        await goals.create(connection, boat)
        await goals.contribute(connection, contribution(boat, 1))
        await goals.change(connection, bob, boat.id, name="Bob was here")
        await goals.delete(connection, bob, boat.id)
        await goals.change(connection, alice, boat.id, target=5)
        assert await goals.get(connection, alice, boat.id) == boat._replace(target=5, saved=1)
        await goals.delete(connection, alice, boat.id)
        assert await goals.all_of(connection, alice) == []
        assert await goals.contributions_of(connection, alice, [boat.id]) == []


async def test_payments_are_counted_in_the_requested_days(database: Database, alice: UUID) -> None:
    boat = goal(alice, "Boat")
    days = {date(2026, 10, 31): 1, date(2026, 11, 1): 20, date(2026, 11, 30): -5, date(2026, 12, 1): 300}
    async with database.write() as connection:
        await goals.create(connection, boat)
        for day, amount in days.items():
            await goals.contribute(connection, contribution(boat, amount, day))
    async with database.read() as connection:
        since, until = date(2026, 11, 1), date(2026, 11, 30)
        november = await goals.get(connection, alice, boat.id, since=since, until=until)
        assert november == boat._replace(saved=316, paid=15)
        assert await goals.all_of(connection, alice, since=since, until=until) == [november]
        assert await goals.all_of(connection, alice) == [boat._replace(saved=316)]
