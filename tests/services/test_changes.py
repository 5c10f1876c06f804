"""A change is one revision and one event that everybody hears of, or nothing of the kind."""

import asyncio
from decimal import Decimal
from uuid import UUID

import pytest

from db import idempotency, ledgers
from db.stores.engine import Database
from services.budgets import BudgetDraft, BudgetService
from services.changes import Changes
from services.goals import GoalDraft, GoalEdit
from tests.ledger_facts import events_of, revision_of, unchanged
from tests.people import Clock, Person
from tests.services.streams import following, revisions, spend, started, stream


@pytest.fixture
def rung() -> list[int]:
    """The revisions that the bell was rung for."""
    return []


@pytest.fixture
def changes(database: Database, clock: Clock, rung: list[int]) -> Changes:
    """The way in which ledgers change, with a bell."""

    def ring(_ledger_id: UUID, revision: int) -> None:
        rung.append(revision)

    return Changes(database, clock, ring)


def plan_of(person: Person, amount: int = 300) -> BudgetDraft:
    """Return a plan for food."""
    return BudgetDraft(person.categories["Food"], Decimal(amount), "2026-11")


async def test_unchanged_object_has_no_event_and_raises_no_revision(
    database: Database, budgets: BudgetService, alice: Person, rung: list[int]
) -> None:
    first = await budgets.set(alice.ledger_id, plan_of(alice))
    async with unchanged(database, alice.ledger_id):
        again = await budgets.set(alice.ledger_id, plan_of(alice))
    assert (first.revision, first.changed) == (again.revision, not again.changed) == (1, True)
    assert again.object == first.object
    assert rung == [1]


async def test_a_key_is_kept_without_a_revision_and_the_next_write_has_the_next_one(
    database: Database, budgets: BudgetService, alice: Person, rung: list[int]
) -> None:
    await budgets.set(alice.ledger_id, plan_of(alice))
    assert (await budgets.set(alice.ledger_id, plan_of(alice), "k")).revision == 1
    assert await revision_of(database, alice.ledger_id) == 1
    async with database.read() as connection:
        row = await idempotency.used(alice.ledger_id, "setBudget", "k").within(connection)
    assert row
    assert (row.revision, row.changed) == (1, False)
    assert (await budgets.set(alice.ledger_id, plan_of(alice, 200))).revision == 2
    assert [event.revision for event in await events_of(database, alice.ledger_id)] == rung == [1, 2]


async def test_writers_at_once_and_keys_of_nothing_leave_no_gap_in_the_revisions(
    database: Database, budgets: BudgetService, alice: Person
) -> None:
    await budgets.set(alice.ledger_id, plan_of(alice))

    async def look() -> int:
        async with database.read() as connection:
            ledger = await ledgers.get(connection, alice.ledger_id)
        assert ledger
        return ledger.revision

    writes = [budgets.set(alice.ledger_id, plan_of(alice, 300 + number)) for number in range(5)]
    keyed = [budgets.set(alice.ledger_id, plan_of(alice), f"k{number}") for number in range(5)]
    saved, seen = await asyncio.gather(
        asyncio.gather(*(member for pair in zip(writes, keyed, strict=True) for member in pair)),
        asyncio.gather(*(look() for _ in range(10))),
    )
    changed = [change.revision for change in saved if change.changed]
    assert sorted(changed) == list(range(2, 2 + len(changed)))
    assert [event.revision for event in await events_of(database, alice.ledger_id)] == list(range(1, 2 + len(changed)))
    assert max(seen) <= await revision_of(database, alice.ledger_id) == 1 + len(changed)


async def test_a_follower_hears_nothing_of_what_changed_nothing(
    database: Database, clock: Clock, alice: Person
) -> None:
    async with started(database, clock) as services, stream(services, alice) as updates:
        goal = (await services.goals.create(alice.ledger_id, GoalDraft("Bike", Decimal(900)))).object.row
        assert (await following(updates)).ledger.revision == 1
        for key in (None, "k"):
            await services.goals.update(alice.ledger_id, goal.id, GoalEdit(name="Bike"))
            await services.conversations.clear(alice.ledger_id, key)
        # The next that it hears of is the next write.
        await spend(services, alice)
        assert revisions(await following(updates)) == [2]


async def test_a_change_that_says_nothing_of_what_became_of_it_raises_and_leaves_no_trace(
    database: Database, changes: Changes, alice: Person, rung: list[int]
) -> None:
    async with unchanged(database, alice.ledger_id):
        with pytest.raises(RuntimeError, match="abandoned"):
            async with changes.open(alice.ledger_id) as change:
                await ledgers.change(change.connection, alice.ledger_id, calendars='[{"day":5}]')
        async with changes.open(alice.ledger_id) as change:
            await ledgers.change(change.connection, alice.ledger_id, calendars='[{"day":5}]')
            change.abandon()
    assert rung == []
