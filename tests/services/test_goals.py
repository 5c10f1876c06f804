"""Goals gather contributions, never hold less than nothing, and are their ledger's alone."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from db.goals import GoalRow
from db.stores.engine import Database
from db.stores.ids import new_id
from services.goals import MOST_GOALS, ContributionDraft, GoalDraft, GoalEdit, GoalService
from services.values.errors import Refused
from tests.ledger_facts import one_event, path_of, refused, unchanged
from tests.people import Clock, Person

BIKE = GoalDraft("Bike", Decimal("900"), date(2027, 5, 1))


async def bike_of(goals: GoalService, person: Person, saved: str = "0") -> GoalRow:
    """Somebody's goal to buy a bike, with something saved."""
    bike = (await goals.create(person.ledger_id, BIKE)).object.row
    if Decimal(saved):
        bike = (await goals.contribute(person.ledger_id, ContributionDraft(bike.id, Decimal(saved)))).object.row
    return bike


async def test_a_new_goal_starts_today(database: Database, goals: GoalService, alice: Person) -> None:
    async with one_event(database, alice.ledger_id, "GoalCreated"):
        saved = await goals.create(alice.ledger_id, BIKE)
    bike = saved.object.row
    assert bike == GoalRow(alice.ledger_id, bike.id, "Bike", 90000, date(2027, 5, 1), date(2026, 11, 23), None, 0)
    assert saved.revision == 1
    assert await goals.all(alice.ledger_id) == [saved.object]


async def test_today_is_the_day_where_the_ledger_is(
    goals: GoalService, alice: Person, bob: Person, clock: Clock
) -> None:
    clock.now = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert (await bike_of(goals, alice)).started_on == date(2026, 11, 24)
    assert (await bike_of(goals, bob)).started_on == date(2026, 11, 23)


async def test_the_nearest_goal_comes_first(goals: GoalService, alice: Person) -> None:
    for name, target_date in (("Someday", None), ("Later", date(2028, 1, 1)), ("Soon", date(2027, 1, 1))):
        await goals.create(alice.ledger_id, GoalDraft(name, Decimal(1), target_date))
    assert [goal.row.name for goal in await goals.all(alice.ledger_id)] == ["Soon", "Later", "Someday"]


async def test_goals_belong_to_their_ledger(database: Database, goals: GoalService, alice: Person, bob: Person) -> None:
    bike = await bike_of(goals, alice, "20")
    both = [alice.ledger_id, bob.ledger_id]
    assert await goals.all(bob.ledger_id) == []
    assert await goals.contributions(bob.ledger_id, [bike.id]) == []
    async with refused(database, both, "NOT_FOUND", "id", "choose one of yours"):
        await goals.update(bob.ledger_id, bike.id, GoalEdit(name="Mine"))
    async with refused(database, both, "NOT_FOUND", "goal_id", "choose one of yours"):
        await goals.contribute(bob.ledger_id, ContributionDraft(bike.id, Decimal(1)))
    async with refused(database, both, "NOT_FOUND", "id"):
        await goals.delete(bob.ledger_id, bike.id)


@pytest.mark.parametrize(
    ("draft", "field", "says"),
    [
        (GoalDraft("", Decimal(1)), "name", "write something"),
        (GoalDraft("x" * 101, Decimal(1)), "name", "at most 100"),
        (GoalDraft("a\x1bb", Decimal(1)), "name", "remove them"),
        (GoalDraft("Bike", Decimal(0)), "target", "say how much"),
        (GoalDraft("Bike", Decimal(-1)), "target", "above zero"),
        (GoalDraft("Bike", Decimal("NaN")), "target", "must be a number"),
        (GoalDraft("Bike", Decimal("1.001")), "target", "EUR has 2"),
        (GoalDraft("Bike", Decimal("1e11")), "target", "at most"),
        (GoalDraft("Bike", Decimal(1), date(2026, 11, 22)), "target_date", "use 2026-11-23 or later"),
        (GoalDraft("Bike", Decimal(1), date(2300, 1, 1)), "target_date", "from 1900 to 2200"),
    ],
)
async def test_bad_input_is_refused(
    database: Database, goals: GoalService, alice: Person, draft: GoalDraft, field: str, says: str
) -> None:
    async with refused(database, [alice.ledger_id], "INVALID", field, says):
        await goals.create(alice.ledger_id, draft)


async def test_all_problems_are_told_at_once(goals: GoalService, alice: Person) -> None:
    with pytest.raises(Refused) as caught:
        await goals.create(alice.ledger_id, GoalDraft(" ", Decimal("-Infinity"), date(1850, 1, 1)))
    assert [path_of(problem) for problem in caught.value.problems] == ["name", "target", "target_date"]


async def test_a_ledger_has_at_most_100_goals(database: Database, goals: GoalService, alice: Person) -> None:
    for number in range(MOST_GOALS):
        await goals.create(alice.ledger_id, GoalDraft(f"No. {number}", Decimal(1)))
    async with refused(database, [alice.ledger_id], "CONFLICT", "", "delete one first"):
        await goals.create(alice.ledger_id, BIKE)


async def test_an_edit_changes_only_what_it_mentions(database: Database, goals: GoalService, alice: Person) -> None:
    bike = await bike_of(goals, alice, "20")
    async with one_event(database, alice.ledger_id, "GoalUpdated", goal_id=str(bike.id)):
        saved = await goals.update(alice.ledger_id, bike.id, GoalEdit(target=Decimal("1200.50")))
    assert saved.object.row == bike._replace(target=120050)
    assert (await goals.update(alice.ledger_id, bike.id, GoalEdit(target_date=None))).object.row.target_date is None
    (stored,) = await goals.all(alice.ledger_id)
    assert stored.row == bike._replace(target=120050, target_date=None)


async def test_a_goal_whose_date_has_passed_can_be_renamed(
    database: Database, goals: GoalService, alice: Person, clock: Clock
) -> None:
    bike = await bike_of(goals, alice)
    clock.now = datetime(2028, 1, 1, tzinfo=UTC)
    assert (await goals.update(alice.ledger_id, bike.id, GoalEdit(name="Car"))).object.row.name == "Car"
    async with refused(database, [alice.ledger_id], "INVALID", "target_date", "use 2028-01-01 or later"):
        await goals.update(alice.ledger_id, bike.id, GoalEdit(target_date=date(2027, 6, 1)))


async def test_contributions_add_up(database: Database, goals: GoalService, alice: Person) -> None:
    bike = await bike_of(goals, alice)
    async with one_event(database, alice.ledger_id, "GoalContributed", goal_id=str(bike.id)):
        saved = await goals.contribute(alice.ledger_id, ContributionDraft(bike.id, Decimal("20.50"), note="First"))
    assert (saved.object.row.saved, saved.object.row.paid) == (2050, 2050)
    back = ContributionDraft(bike.id, Decimal("-20.50"), date(2026, 11, 30))
    assert (await goals.contribute(alice.ledger_id, back)).object.row.saved == 0
    listed = await goals.contributions(alice.ledger_id, [bike.id])
    assert [(row.date, row.amount, row.note) for row in listed] == [
        (date(2026, 11, 30), -2050, ""),
        (date(2026, 11, 23), 2050, "First"),
    ]


@pytest.mark.parametrize(
    ("draft", "field", "says"),
    [
        (ContributionDraft(new_id(), Decimal(0)), "amount", "how much to put in"),
        (ContributionDraft(new_id(), Decimal("-20.01")), "amount", "Only 20.00 EUR are saved"),
        (ContributionDraft(new_id(), Decimal("9999999980.01")), "amount", "at most 9999999980.00 EUR"),
        (ContributionDraft(new_id(), Decimal("0.001")), "amount", "EUR has 2"),
        (ContributionDraft(new_id(), Decimal("sNaN")), "amount", "must be a number"),
        (ContributionDraft(new_id(), Decimal(1), date(1899, 12, 31)), "date", "from 1900 to 2200"),
        (ContributionDraft(new_id(), Decimal(1), note="x" * 1001), "note", "at most 1000"),
    ],
)
async def test_a_bad_contribution_is_refused(
    database: Database, goals: GoalService, alice: Person, draft: ContributionDraft, field: str, says: str
) -> None:
    bike = await bike_of(goals, alice, "20")
    draft = ContributionDraft(bike.id, draft.amount, draft.date, draft.note)
    async with refused(database, [alice.ledger_id], "INVALID", field, says):
        await goals.contribute(alice.ledger_id, draft)


async def test_the_same_key_creates_once(database: Database, goals: GoalService, alice: Person, bob: Person) -> None:
    first = await goals.create(alice.ledger_id, BIKE, key="k")
    async with unchanged(database, alice.ledger_id):
        assert await goals.create(alice.ledger_id, BIKE, key="k") == first
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key", "use a new key"):
        await goals.create(alice.ledger_id, GoalDraft("Car", Decimal(1)), key="k")
    assert (await goals.create(bob.ledger_id, GoalDraft("Car", Decimal(1)), key="k")).revision == 1
    await goals.delete(alice.ledger_id, first.object.row.id)
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key", "is gone"):
        await goals.create(alice.ledger_id, BIKE, key="k")


async def test_the_same_key_contributes_once(database: Database, goals: GoalService, alice: Person) -> None:
    bike = await bike_of(goals, alice)
    draft = ContributionDraft(bike.id, Decimal(20))
    first = await goals.contribute(alice.ledger_id, draft, key="k")
    async with unchanged(database, alice.ledger_id):
        assert await goals.contribute(alice.ledger_id, draft, key="k") == first
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key"):
        await goals.contribute(alice.ledger_id, ContributionDraft(bike.id, Decimal(21)), key="k")
    assert len(await goals.contributions(alice.ledger_id, [bike.id])) == 1


async def test_a_deleted_goal_takes_its_contributions_along(
    database: Database, goals: GoalService, alice: Person
) -> None:
    bike = await bike_of(goals, alice, "20")
    async with one_event(database, alice.ledger_id, "GoalDeleted", goal_id=str(bike.id)):
        assert (await goals.delete(alice.ledger_id, bike.id)).object == bike
    assert await goals.all(alice.ledger_id) == []
    assert await goals.contributions(alice.ledger_id, [bike.id]) == []
