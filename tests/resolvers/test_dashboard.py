"""The dashboard over the API: one state of the ledger, any period, every part by itself or under several names."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.people import Clock
from tests.resolvers.callers import Caller, amounts

OVERVIEW = "overview { income { amount } expenses { amount } net { amount } savingsRate }"
SLICES = "budgetBreakdown { slices { category { name } actual { amount } planned { amount } share status } }"


async def overview(caller: Caller, **period: str) -> list[str]:
    """Income, expenses and net of a period."""
    document = f"query ($period: PeriodInput) {{ dashboard(period: $period) {{ {OVERVIEW} }} }}"
    answer = (await caller.ask(document, period=period or None))["dashboard"]["overview"]
    return [answer[name]["amount"] for name in ("income", "expenses", "net")]


async def test_the_kind_of_a_category_decides_where_money_counts(alice: Caller) -> None:
    for amount, category in [
        ("2000", "Salary"),
        ("-100", "Salary"),
        ("-50", "Food"),
        ("20", "Food"),
        ("-500", "Savings"),
        ("500", "Savings"),
        ("-7", None),
        ("3", None),
    ]:
        await alice.record(amount, categoryId=category and alice.category(category))
    assert await overview(alice) == ["1903.00", "37.00", "1866.00"]
    slices = (await alice.ask(f"{{ dashboard {{ {SLICES} }} }}"))["dashboard"]["budgetBreakdown"]["slices"]
    assert [(part["category"], part["actual"]["amount"]) for part in slices] == [
        ({"name": "Food"}, "30.00"),
        (None, "7.00"),
    ]


async def test_another_currency_counts_by_its_rate(alice: Caller) -> None:
    await alice.record("-10.00", currency="USD", exchangeRate="0.875", categoryId=alice.category("Food"))
    assert await overview(alice) == ["0.00", "8.75", "-8.75"]


async def test_children_are_counted_with_their_parent(alice: Caller) -> None:
    bread = await alice.make("createCategory", {"name": "Bread", "parentId": alice.category("Food")}, "category { id }")
    await alice.record("-4", categoryId=bread["id"])
    await alice.record("-6", categoryId=alice.category("Food"))
    await alice.change("setBudget", {"categoryId": bread["id"], "amount": "5"})
    await alice.change("setBudget", {"categoryId": alice.category("Food"), "amount": "15"})
    (food,) = (await alice.ask(f"{{ dashboard {{ {SLICES} }} }}"))["dashboard"]["budgetBreakdown"]["slices"]
    assert food["category"] == {"name": "Food"}
    assert (food["planned"]["amount"], food["actual"]["amount"], food["share"]) == ("20.00", "10.00", 1.0)


async def test_any_period_or_range_can_be_shown(alice: Caller) -> None:
    for day, amount in [("2026-10-31", "-1"), ("2026-11-01", "-2"), ("2026-11-30", "-4"), ("2026-12-01", "-8")]:
        await alice.record(amount, date=day)
    assert (await overview(alice))[1] == "6.00"
    assert (await overview(alice, month="2026-10"))[1] == "1.00"
    assert (await overview(alice, start="2026-10-31", end="2026-11-01"))[1] == "3.00"
    assert (await overview(alice, start="2026-01-01", end="2026-12-31"))[1] == "15.00"
    document = '{ dashboard(period: {start: "2026-10-31", end: "2026-11-01"}) { period { start end label daysLeft } } }'
    assert (await alice.ask(document))["dashboard"]["period"] == {
        "start": "2026-10-31",
        "end": "2026-11-01",
        "label": "2026-10-31/2026-11-01",
        "daysLeft": 0,
    }


async def test_payday_periods_run_from_payday_to_payday(bob: Caller) -> None:
    for day, amount in [("2026-10-24", "-1"), ("2026-10-25", "-2"), ("2026-11-24", "-4"), ("2026-11-25", "-8")]:
        await bob.record(amount, date=day)
    period = (await bob.ask("{ dashboard { period { start end label daysLeft } } }"))["dashboard"]["period"]
    assert period == {"start": "2026-10-25", "end": "2026-11-24", "label": "2026-10", "daysLeft": 2}
    assert (await overview(bob))[1] == "6.00"
    points = (await bob.ask("{ dashboard { spendingTrends(periods: 2) { points { expenses { amount } } } } }"))[
        "dashboard"
    ]["spendingTrends"]["points"]
    assert amounts(points, "expenses") == [Decimal("1.00"), Decimal("6.00")]


async def test_today_is_the_ledgers_own_day(alice: Caller, bob: Caller, clock: Clock) -> None:
    label = "{ dashboard { period { label daysLeft } } }"
    clock.now = datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)
    assert (await alice.ask(label))["dashboard"]["period"] == {"label": "2026-11", "daysLeft": 1}
    clock.now = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert (await alice.ask(label))["dashboard"]["period"] == {"label": "2026-12", "daysLeft": 31}
    clock.now = datetime(2026, 11, 25, 4, 59, tzinfo=UTC)
    assert (await bob.ask(label))["dashboard"]["period"] == {"label": "2026-10", "daysLeft": 1}
    clock.now = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    assert (await bob.ask(label))["dashboard"]["period"]["label"] == "2026-11"


async def test_one_dashboard_shows_a_part_under_several_names(alice: Caller) -> None:
    for month in range(1, 12):
        await alice.record(str(-month), date=f"2026-{month:02}-15", categoryId=alice.category("Food"))
    document = """query ($many: Int = 11, $none: Int) { dashboard {
        short: spendingTrends(periods: 3) { ...Points } long: spendingTrends(periods: 12) { ...Points }
        variable: spendingTrends(periods: $many) { ...Points } usual: spendingTrends(periods: $none) { ...Points }
        overview { one: recentTransactions(first: 1) { payee } all: recentTransactions(first: 11) { payee } }
        ... on Dashboard { categoryComparison(top: 1) { bars { previous { amount } average { amount } } } }
    } }
    fragment Points on SpendingTrends { points { expenses { amount } } }"""
    dashboard = (await alice.ask(document))["dashboard"]

    def points(name: str) -> list[Decimal]:
        return amounts(dashboard[name]["points"], "expenses")

    assert points("long") == [Decimal(month) for month in range(12)]
    assert points("short") == points("long")[-3:]
    assert points("variable") == points("long")[-11:]
    assert points("usual") == points("long")[-6:]
    assert (len(dashboard["overview"]["one"]), len(dashboard["overview"]["all"])) == (1, 11)
    (bar,) = dashboard["categoryComparison"]["bars"]
    assert bar == {"previous": {"amount": "10.00"}, "average": {"amount": "7.50"}}


async def test_two_periods_stand_beside_each_other(alice: Caller) -> None:
    await alice.record("-1", date="2026-10-15")
    await alice.record("-2", date="2026-11-15")
    document = f'{{ now: dashboard {{ {OVERVIEW} }} before: dashboard(period: {{month: "2026-10"}}) {{ {OVERVIEW} }} }}'
    answer = await alice.ask(document)
    assert [answer[name]["overview"]["expenses"]["amount"] for name in ("now", "before")] == ["2.00", "1.00"]


async def test_a_part_selected_in_two_places_is_one(alice: Caller) -> None:
    await alice.record("-2", categoryId=alice.category("Food"))
    document = f"""query ($with: Boolean!) {{
        dashboard {{ revision overview @include(if: $with) {{ goals {{ id }} }} }}
        dashboard {{ {OVERVIEW} ... @skip(if: $with) {{ {SLICES} }} }} }}"""
    dashboard = (await alice.ask(document, **{"with": True}))["dashboard"]
    assert (dashboard["overview"]["goals"], dashboard["overview"]["expenses"]["amount"]) == ([], "2.00")
    assert "budgetBreakdown" not in dashboard


async def test_every_count_has_its_bounds(alice: Caller) -> None:
    for part, field in [
        ("spendingTrends(periods: %s) { points { label: savingsRate } }", "periods"),
        ("categoryComparison(top: %s) { bars { change } }", "top"),
        ("overview { recentTransactions(first: %s) { id } }", "first"),
    ]:
        most = 24 if field == "periods" else 50
        assert await alice.codes(f"{{ dashboard {{ {part % 1} }} }}") == []
        assert await alice.codes(f"{{ dashboard {{ {part % most} }} }}") == []
        for count in (0, -1, most + 1, -(2**31), 2**31 - 1):
            answer = await alice.send(f"query {{ dashboard {{ {part % count} }} }}")
            (error,) = answer["errors"]
            assert error["extensions"]["code"] in {"INVALID", "LIMIT_EXCEEDED"}, (part, count)
            if error["extensions"]["code"] == "INVALID":
                assert error["extensions"]["problems"][0]["field"] == [field]


@pytest.mark.parametrize(
    ("period", "field"),
    [
        ({"month": "2026-13"}, "period.month"),
        ({"month": "november"}, "period.month"),
        ({"month": "2026-11", "start": "2026-11-01"}, "period.month"),
        ({"month": "1899-12"}, "period.month"),
        ({"start": "2026-11-01"}, "period.end"),
        ({"end": "2026-11-01"}, "period.start"),
        ({"start": "2026-11-02", "end": "2026-11-01"}, "period.end"),
        ({"start": "2016-11-01", "end": "2026-12-01"}, "period.end"),
        ({"start": "0001-01-01", "end": "0001-01-02"}, "period.start"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_period_that_cannot_be_is_refused_by_name(alice: Caller, period: dict[str, Any], field: str) -> None:
    document = "query ($period: PeriodInput) { dashboard(period: $period) { revision } }"
    (error,) = (await alice.send(document, {"period": period}))["errors"]
    assert error["extensions"]["code"] == "INVALID"
    assert ".".join(error["extensions"]["problems"][0]["field"]) == field


@pytest.mark.parametrize("month", ["1900-01", "2200-12"])
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_the_first_and_the_last_period_have_every_part(bob: Caller, month: str) -> None:
    document = f"""{{ dashboard(period: {{month: "{month}"}}) {{ {OVERVIEW} {SLICES}
        spendingTrends(periods: 24) {{ points {{ period {{ start }} }} }}
        categoryComparison {{ others {{ amount }} }} }} }}"""
    assert len((await bob.ask(document))["dashboard"]["spendingTrends"]["points"]) == 24


async def test_goals_and_the_newest_transactions_are_those_of_the_ledger(alice: Caller, bob: Caller) -> None:
    await alice.change("createGoal", {"name": "Bike", "target": "1200"})
    newest = [await alice.record(date=f"2026-0{month}-01") for month in (9, 8)]
    parts = "{ dashboard { overview { goals { name } recentTransactions { id category { name } } } } }"
    assert (await alice.ask(parts))["dashboard"]["overview"] == {
        "goals": [{"name": "Bike"}],
        "recentTransactions": [{"id": entry, "category": None} for entry in newest],
    }
    assert (await bob.ask(parts))["dashboard"]["overview"] == {"goals": [], "recentTransactions": []}


async def test_nothing_is_said_of_what_is_safe_to_spend_without_a_plan(alice: Caller) -> None:
    document = "{ dashboard { overview { budget { used safeToSpendPerDay { amount } status } } } }"
    budget = (await alice.ask(document))["dashboard"]["overview"]["budget"]
    assert budget == {"used": None, "safeToSpendPerDay": None, "status": "UNPLANNED"}
    await alice.change("setBudget", {"categoryId": alice.category("Food"), "amount": "80"})
    await alice.record("-80", categoryId=alice.category("Food"))
    budget = (await alice.ask(document))["dashboard"]["overview"]["budget"]
    assert budget == {"used": 1.0, "safeToSpendPerDay": {"amount": "0.00"}, "status": "ON_TRACK"}
