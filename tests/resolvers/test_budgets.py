"""Budgets over the API: set, replaced, cleared and copied by period."""

from tests.resolvers.callers import Caller

SAVED = "budget { startsOn amount { amount currency } category { name } }"


async def test_a_budget_holds_from_its_period_on(alice: Caller) -> None:
    food = alice.category("Food")
    now = await alice.make("setBudget", {"categoryId": food, "amount": "300"}, SAVED)
    euros = {"amount": "300.00", "currency": "EUR"}
    assert now == {"startsOn": "2026-11-01", "amount": euros, "category": {"name": "Food"}}
    await alice.make("setBudget", {"categoryId": food, "amount": "0", "month": "2026-12"}, SAVED)
    ended = await alice.make("clearBudget", {"categoryId": food, "month": "2027-02"}, SAVED)
    assert (ended["startsOn"], ended["amount"]) == ("2027-02-01", None)
    listed = (await alice.ask("{ budgets { startsOn amount { amount } } }"))["budgets"]
    assert listed == [
        {"startsOn": "2026-11-01", "amount": {"amount": "300.00"}},
        {"startsOn": "2026-12-01", "amount": {"amount": "0.00"}},
        {"startsOn": "2027-02-01", "amount": None},
    ]


async def test_a_budget_of_payday_periods_starts_on_payday(bob: Caller) -> None:
    saved = await bob.make("setBudget", {"categoryId": bob.category("Food"), "amount": "300"}, SAVED)
    assert (saved["startsOn"], saved["amount"]["currency"]) == ("2026-10-25", "USD")


async def test_budgets_are_copied_to_another_period(alice: Caller) -> None:
    for name, amount in [("Food", "300"), ("Rent", "900")]:
        await alice.make("setBudget", {"categoryId": alice.category(name), "amount": amount}, SAVED)
    months = {"sourceMonth": "2026-11", "targetMonth": "2027-05"}
    payload = await alice.change("copyBudgets", months, "budgets { startsOn amount { amount } category { name } }")
    assert sorted((budget["category"]["name"], budget["amount"]["amount"]) for budget in payload["budgets"]) == [
        ("Food", "300.00"),
        ("Rent", "900.00"),
    ]
    assert {budget["startsOn"] for budget in payload["budgets"]} == {"2027-05-01"}


async def test_all_that_is_wrong_with_a_budget_is_said_at_once(alice: Caller) -> None:
    wrong = {"categoryId": "nonsense", "amount": "-1", "month": "2026-13"}
    expected = {"categoryId": "NOT_FOUND", "amount": "INVALID", "month": "INVALID"}
    assert await alice.problems("setBudget", wrong) == expected
    assert await alice.problems("clearBudget", {"categoryId": "nonsense"}) == {"categoryId": "NOT_FOUND"}
    income = {"categoryId": alice.category("Salary"), "amount": "1.005"}
    assert await alice.problems("setBudget", income) == {"categoryId": "INVALID", "amount": "INVALID"}
    months = {"sourceMonth": "2026-11", "targetMonth": "1899-12"}
    assert await alice.problems("copyBudgets", months) == {"targetMonth": "INVALID"}
    assert await alice.problems("copyBudgets", months | {"targetMonth": "2026-12"}) == {"sourceMonth": "INVALID"}


async def test_the_budget_of_an_archived_category_is_shown_until_its_period_is_over_or_it_is_ended(
    alice: Caller,
) -> None:
    food = {"categoryId": alice.category("Food")}
    await alice.make("setBudget", food | {"amount": "300", "month": "2026-10"}, SAVED)
    slices = "budgetBreakdown { slices { category { name archived } planned { amount } } }"
    shown = await alice.change("archiveCategory", {"id": food["categoryId"]}, f"dashboard {{ {slices} }}")
    planned = {"category": {"name": "Food", "archived": True}, "planned": {"amount": "300.00"}}
    assert shown["dashboard"]["budgetBreakdown"]["slices"] == [planned]
    document = f'{{ dashboard(period: {{month: "2026-12"}}) {{ {slices} }} }}'
    assert (await alice.ask(document))["dashboard"]["budgetBreakdown"]["slices"] == []
    ended = await alice.change("clearBudget", food, f"{SAVED} dashboard {{ {slices} }}")
    assert (ended["budget"]["startsOn"], ended["budget"]["amount"]) == ("2026-11-01", None)
    assert ended["dashboard"]["budgetBreakdown"]["slices"] == []


async def test_a_breakdown_shows_what_a_plan_carries(alice: Caller, bob: Caller) -> None:
    food = alice.category("Food")
    child = (await alice.make("createCategory", {"name": "Fruit", "parentId": food}, "category { id }"))["id"]
    for category_id, amount in ((food, "300"), (child, "50")):
        draft = {"categoryId": category_id, "amount": amount, "month": "2026-09", "carry": "BOTH"}
        saved = await alice.make("setBudget", draft, "budget { carry }")
        assert saved == {"carry": "BOTH"}
    # The carry of a plan stays if a new amount does not name another one.
    later = {"categoryId": food, "amount": "200", "month": "2026-11"}
    assert (await alice.make("setBudget", later, "budget { carry }"))["carry"] == "BOTH"
    for date, amount, category_id in (
        ("2026-09-10", "-280", food),
        ("2026-10-10", "-370", food),
        ("2026-10-11", "-20", child),
        ("2026-11-10", "-40", food),
    ):
        await alice.record(amount, date=date, categoryId=category_id)
    parts = "planned { amount } carried { amount } available { amount }"
    document = (
        "query ($period: PeriodInput) { dashboard(period: $period) { budgetBreakdown { slices {"
        f" {parts} lines {{ category {{ name }} spent {{ amount }} {parts} }} }} }} }} }}"
    )
    (whole,) = (await alice.ask(document))["dashboard"]["budgetBreakdown"]["slices"]
    lines = {
        line.pop("category")["name"]: [amount["amount"] for amount in line.values()] for line in whole.pop("lines")
    }
    assert {name: amount["amount"] for name, amount in whole.items()} == {
        "planned": "250.00",
        "carried": "30.00",
        "available": "240.00",
    }
    assert lines == {"Food": ["40.00", "200.00", "-50.00", "110.00"], "Fruit": ["0.00", "50.00", "80.00", "130.00"]}
    ranged = await alice.ask(document, period={"start": "2026-11-01", "end": "2026-11-20"})
    (part,) = ranged["dashboard"]["budgetBreakdown"]["slices"]
    assert (part["carried"], part["available"]) == (None, None)
    assert (await bob.ask(document))["dashboard"]["budgetBreakdown"]["slices"] == []
