"""Plans hold from a period on until somebody plans otherwise, and add up when their categories are merged."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.budgets import PlanRow
from db.stores.engine import Database
from services.budgets import BudgetDraft, BudgetService, merged_plans
from services.calculations.plans import plan_holding
from services.calculations.rows import CategoryKind
from services.categories import CategoryDraft, CategoryEdit, CategoryService
from services.values.errors import Refused
from tests.ledger_facts import one_event, path_of, refused, unchanged
from tests.people import Clock, Person

FOOD, RENT = UUID(int=11), UUID(int=12)


def plan_of(alice: Person, category: str, amount: str = "400", month: str | None = None) -> BudgetDraft:
    """A plan for one of Alice's categories."""
    return BudgetDraft(alice.categories[category], Decimal(amount), month)


async def test_a_plan_starts_with_the_current_period(database: Database, budgets: BudgetService, alice: Person) -> None:
    food = alice.categories["Food"]
    async with one_event(database, alice.ledger_id, "BudgetSet", category_id=str(food), starts_on="2026-11-01"):
        saved = await budgets.set(alice.ledger_id, plan_of(alice, "Food", "400.50"))
    assert saved.revision == 1
    assert saved.object == PlanRow(alice.ledger_id, food, date(2026, 11, 1), 40050)
    assert await budgets.plans_of(alice.ledger_id) == [saved.object]


async def test_the_current_period_is_that_of_the_ledger(budgets: BudgetService, bob: Person, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)  # still the 24th in New York, the day before payday
    saved = await budgets.set(bob.ledger_id, plan_of(bob, "Food"))
    assert saved.object.starts_on == date(2026, 10, 25)
    assert (await budgets.set(bob.ledger_id, plan_of(bob, "Food", month="2026-12"))).object.starts_on == date(
        2026, 12, 25
    )


async def test_a_new_amount_replaces_that_of_the_same_period(budgets: BudgetService, alice: Person) -> None:
    await budgets.set(alice.ledger_id, plan_of(alice, "Food", "400"))
    await budgets.set(alice.ledger_id, plan_of(alice, "Food", "300"))
    assert [plan.amount for plan in await budgets.plans_of(alice.ledger_id)] == [30000]


async def test_nothing_can_be_planned_to_be_spent(budgets: BudgetService, alice: Person) -> None:
    assert (await budgets.set(alice.ledger_id, plan_of(alice, "Food", "0"))).object.amount == 0


async def test_a_cleared_budget_keeps_what_was_planned_before(
    database: Database, budgets: BudgetService, alice: Person
) -> None:
    food = alice.categories["Food"]
    await budgets.set(alice.ledger_id, plan_of(alice, "Food", month="2026-09"))
    async with one_event(database, alice.ledger_id, "BudgetCleared", category_id=str(food), starts_on="2026-11-01"):
        saved = await budgets.clear(alice.ledger_id, food)
    assert saved.object == PlanRow(alice.ledger_id, food, date(2026, 11, 1), None)
    plans = await budgets.plans_of(alice.ledger_id)
    held = [_amount(plans, date(2026, month, 1)) for month in (8, 9, 10, 11, 12)]
    assert held == [None, 40000, 40000, None, None]


async def test_budgets_belong_to_their_ledger(
    database: Database, budgets: BudgetService, alice: Person, bob: Person
) -> None:
    await budgets.set(alice.ledger_id, plan_of(alice, "Food", month="2026-10"))
    both = [alice.ledger_id, bob.ledger_id]
    assert await budgets.plans_of(bob.ledger_id) == []
    async with refused(database, both, "NOT_FOUND", "category_id", "choose one of yours"):
        await budgets.set(bob.ledger_id, plan_of(alice, "Food"))
    async with refused(database, both, "NOT_FOUND", "category_id", "choose one of yours"):
        await budgets.clear(bob.ledger_id, alice.categories["Food"])
    async with refused(database, both, "INVALID", "source_month", "choose a period with plans"):
        await budgets.copy(bob.ledger_id, "2026-10", "2026-11")


@pytest.mark.parametrize(
    ("category", "amount", "month", "field", "says"),
    [
        ("Food", "-1", None, "amount", "cannot be negative"),
        ("Food", "1.001", None, "amount", "EUR has 2"),
        ("Food", "10000000000.01", None, "amount", "at most 10000000000.00 EUR"),
        ("Food", "NaN", None, "amount", "must be a number"),
        ("Food", "1", "2026-13", "month", "use the form 2026-11"),
        ("Food", "1", "1850-01", "month", "from 1900-01 to 2200-12"),
        ("Salary", "1", None, "category_id", "kind EXPENSE"),
        ("Savings", "1", None, "category_id", "kind EXPENSE"),
    ],
)
async def test_bad_input_is_refused(
    database: Database,
    budgets: BudgetService,
    alice: Person,
    category: str,
    amount: str,
    month: str | None,
    field: str,
    says: str,
) -> None:
    async with refused(database, [alice.ledger_id], "INVALID", field, says):
        await budgets.set(alice.ledger_id, plan_of(alice, category, amount, month))


async def test_all_problems_are_told_at_once(budgets: BudgetService, alice: Person) -> None:
    with pytest.raises(Refused) as caught:
        await budgets.set(alice.ledger_id, plan_of(alice, "Salary", "-1", "soon"))
    assert [path_of(problem) for problem in caught.value.problems] == ["month", "amount", "category_id"]


async def test_an_archived_category_gets_no_plan(
    database: Database, budgets: BudgetService, categories: CategoryService, alice: Person
) -> None:
    await categories.archive(alice.ledger_id, alice.categories["Food"], True)
    async with refused(database, [alice.ledger_id], "INVALID", "category_id", "bring it back"):
        await budgets.set(alice.ledger_id, plan_of(alice, "Food"))


async def test_the_same_key_plans_once(database: Database, budgets: BudgetService, alice: Person, bob: Person) -> None:
    first = await budgets.set(alice.ledger_id, plan_of(alice, "Food"), key="k")
    async with unchanged(database, alice.ledger_id):
        assert await budgets.set(alice.ledger_id, plan_of(alice, "Food"), key="k") == first
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key", "use a new key"):
        await budgets.set(alice.ledger_id, plan_of(alice, "Food", "300"), key="k")
    assert (await budgets.set(bob.ledger_id, plan_of(bob, "Food", "300"), key="k")).revision == 1


async def test_a_late_retry_does_not_undo_a_newer_plan(budgets: BudgetService, alice: Person) -> None:
    await budgets.set(alice.ledger_id, plan_of(alice, "Food", "400"), key="k")
    newer = await budgets.set(alice.ledger_id, plan_of(alice, "Food", "300"))
    retried = await budgets.set(alice.ledger_id, plan_of(alice, "Food", "400"), key="k")
    assert (retried.object, retried.revision) == (newer.object, 1)
    assert await budgets.plans_of(alice.ledger_id) == [newer.object]


async def test_a_key_whose_category_is_gone_says_so(
    database: Database, budgets: BudgetService, categories: CategoryService, alice: Person
) -> None:
    await budgets.set(alice.ledger_id, plan_of(alice, "Food"), key="k")
    await categories.merge(alice.ledger_id, alice.categories["Food"], alice.categories["Rent"])
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key", "is gone"):
        await budgets.set(alice.ledger_id, plan_of(alice, "Food"), key="k")


async def test_copied_plans_hold_from_the_target_on(database: Database, budgets: BudgetService, alice: Person) -> None:
    food, rent = alice.categories["Food"], alice.categories["Rent"]
    await budgets.set(alice.ledger_id, plan_of(alice, "Food", "400", "2026-08"))
    await budgets.set(alice.ledger_id, plan_of(alice, "Food", "999", "2026-11"))
    await budgets.set(alice.ledger_id, plan_of(alice, "Rent", "850", "2026-11"))
    async with one_event(database, alice.ledger_id, "BudgetsCopied", source_start="2026-10-01", starts_on="2026-12-01"):
        saved = await budgets.copy(alice.ledger_id, "2026-10", "2026-12")
    assert saved.object == [PlanRow(alice.ledger_id, food, date(2026, 12, 1), 40000)]
    plans = await budgets.plans_of(alice.ledger_id)
    of_food = [plan for plan in plans if plan.category_id == food]
    assert [_amount(of_food, date(2026, month, 1)) for month in (11, 12)] == [99900, 40000]
    assert _amount(of_food, date(2027, 6, 1)) == 40000
    assert [plan.amount for plan in plans if plan.category_id == rent] == [85000]


async def test_only_expense_categories_in_use_are_copied(
    budgets: BudgetService, categories: CategoryService, alice: Person
) -> None:
    fun = (await categories.create(alice.ledger_id, CategoryDraft("Fun", CategoryKind.EXPENSE))).object
    await budgets.set(alice.ledger_id, BudgetDraft(fun.id, Decimal(50)))
    await budgets.set(alice.ledger_id, plan_of(alice, "Food"))
    await budgets.set(alice.ledger_id, plan_of(alice, "Rent"))
    await categories.archive(alice.ledger_id, alice.categories["Food"], True)
    await categories.update(alice.ledger_id, alice.categories["Rent"], CategoryEdit(kind=CategoryKind.INCOME))
    copied = await budgets.copy(alice.ledger_id, "2026-11", "2026-12")
    assert [plan.category_id for plan in copied.object] == [fun.id]


async def test_copying_needs_two_months_and_a_plan(database: Database, budgets: BudgetService, alice: Person) -> None:
    async with refused(database, [alice.ledger_id], "INVALID", "source_month", "use the form"):
        await budgets.copy(alice.ledger_id, "2026-1", "2026-11")
    async with refused(database, [alice.ledger_id], "INVALID", "target_month", "use the form"):
        await budgets.copy(alice.ledger_id, "2026-10", "2026-00")
    async with refused(database, [alice.ledger_id], "INVALID", "target_month", "choose another"):
        await budgets.copy(alice.ledger_id, "2026-10", "2026-10")
    async with refused(database, [alice.ledger_id], "INVALID", "source_month", "Nothing is planned for 2026-10"):
        await budgets.copy(alice.ledger_id, "2026-10", "2026-11")


async def test_the_same_key_copies_once(database: Database, budgets: BudgetService, alice: Person) -> None:
    await budgets.set(alice.ledger_id, plan_of(alice, "Food"))
    await budgets.set(alice.ledger_id, plan_of(alice, "Rent"))
    first = await budgets.copy(alice.ledger_id, "2026-11", "2026-12", key="k")
    async with unchanged(database, alice.ledger_id):
        assert await budgets.copy(alice.ledger_id, "2026-11", "2026-12", key="k") == first
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key"):
        await budgets.copy(alice.ledger_id, "2026-11", "2027-01", key="k")


def _amount(plans: list[PlanRow], day: date) -> int | None:
    plan = plan_holding(plans, day)
    return plan.amount if plan else None


starts = st.integers(1, 12).map(lambda month: date(2026, month, 1))
amounts = st.none() | st.integers(0, 10**12)


@given(food=st.dictionaries(starts, amounts), rent=st.dictionaries(starts, amounts))
def test_merged_plans_are_the_sum_on_every_day(food: dict[date, int | None], rent: dict[date, int | None]) -> None:
    both = {FOOD: food, RENT: rent}
    plans = {
        category: [PlanRow(FOOD, category, start, dated[start]) for start in sorted(dated)]
        for category, dated in both.items()
    }
    merged = merged_plans([*plans[FOOD], *plans[RENT]], FOOD, RENT)
    assert {plan.category_id for plan in merged} <= {RENT}
    assert [plan.starts_on for plan in merged] == sorted({*food, *rent})
    for month in range(1, 13):
        day = date(2026, month, 15)
        held = [_amount(plans[category], day) for category in both]
        expected = None if held == [None, None] else sum(amount or 0 for amount in held)
        assert _amount(merged, day) == expected


async def test_plan_of_an_archived_category_ends_with_the_period(
    categories: CategoryService, budgets: BudgetService, alice: Person
) -> None:
    food = alice.categories["Food"]
    for month in ("2026-10", "2027-03"):
        await budgets.set(alice.ledger_id, BudgetDraft(food, Decimal(300), month))
    await categories.archive(alice.ledger_id, food, archived=True)
    plans = [(str(plan.starts_on), plan.amount) for plan in await budgets.plans_of(alice.ledger_id)]
    assert plans == [("2026-10-01", 300_00), ("2026-12-01", None), ("2027-03-01", None)]
