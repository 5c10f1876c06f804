"""Calendars over the API: periods of weeks and of other months, from a day on, and the periods that a client names."""

import asyncio

from db.stores.engine import Database
from services.ledgers import LedgerEdit
from services.values.calendar_rules import CalendarDraft
from tests.people import Clock, alice_in
from tests.resolvers.callers import Caller, Json
from tests.services.streams import following, started, stream

TWO_WEEKS = {"weeks": 2, "anchor": "2026-01-09"}
CALENDARS = "user { ledger { calendars { startsOn day weekend weeks anchor } } }"
PERIODS = """query ($period: PeriodInput) { dashboard(period: $period) {
    period { id start end label } previousPeriod { id } nextPeriod { id }
    overview { expenses { amount } budget { planned { amount } safeToSpendPerDay { amount } } }
} }"""
PLANNED = "budgetBreakdown { planned { amount } } "


async def shown(caller: Caller, **period: object) -> Json:
    """Return the dashboard of a period."""
    dashboard: Json = (await caller.ask(PERIODS, period=period or None))["dashboard"]
    return dashboard


async def test_a_household_that_is_paid_every_second_friday_plans_from_pay_to_pay(alice: Caller) -> None:
    for day in ("2026-11-12", "2026-11-13", "2026-11-23"):
        await alice.record(date=day)
    saved = await alice.make("updateLedger", {"calendar": TWO_WEEKS}, CALENDARS)
    assert saved["ledger"]["calendars"] == [
        {"startsOn": "1900-01-01", "day": 1, "weekend": "SAME_DAY", "weeks": None, "anchor": None},
        {"startsOn": "2026-11-13", "day": None, "weekend": "SAME_DAY", "weeks": 2, "anchor": "2026-01-09"},
    ]
    now = await shown(alice)
    label = "2026-11-13/2026-11-26"
    assert now["period"] == {"id": "2026-11-13", "start": "2026-11-13", "end": "2026-11-26", "label": label}
    assert now["overview"]["expenses"]["amount"] == "6.40"
    assert (now["previousPeriod"]["id"], now["nextPeriod"]["id"]) == ("2026-11-01", "2026-11-27")
    before = await shown(alice, id="2026-11-01")
    assert (before["period"]["end"], before["overview"]["expenses"]["amount"]) == ("2026-11-12", "3.20")
    assert before["nextPeriod"]["id"] == now["period"]["id"]
    assert (await shown(alice, month="2026-10"))["period"]["id"] == "2026-10-01"
    assert (await shown(alice, on="2026-12-24"))["period"]["id"] == "2026-12-11"
    assert (await shown(alice, last=3))["period"]["id"] == "2026-10-01/2026-11-26"
    days = {"start": "2026-11-27", "end": "2026-12-10"}
    assert (await shown(alice, range=days))["period"]["id"] == "2026-11-27"
    points = (await alice.ask("{ dashboard { spendingTrends(periods: 3) { points { period { id } } } } }"))["dashboard"]
    assert [point["period"]["id"] for point in points["spendingTrends"]["points"]] == [
        "2026-10-01",
        "2026-11-01",
        "2026-11-13",
    ]


async def test_a_plan_keeps_its_rhythm_and_a_period_takes_its_share_by_day(alice: Caller) -> None:
    food = alice.category("Food")
    rhythm = "budget { startsOn amount { amount } every unit anchor }"
    await alice.make("setBudget", {"categoryId": food, "amount": "300", "month": "2026-10"}, rhythm)
    await alice.change("updateLedger", {"calendar": TWO_WEEKS})
    # November has 30 days: 12 of them are before the new calendar, and 14 in its first period.
    assert (await shown(alice, id="2026-11-01"))["overview"]["budget"]["planned"]["amount"] == "120.00"
    assert (await shown(alice))["overview"]["budget"]["planned"]["amount"] == "140.00"
    # Four days of November and ten of December.
    assert (await shown(alice, id="2026-11-27"))["overview"]["budget"]["planned"]["amount"] == "136.77"
    changed = await alice.make("setBudget", {"categoryId": food, "amount": "150"}, rhythm)
    assert changed == {
        "startsOn": "2026-11-13",
        "amount": {"amount": "150.00"},
        "every": 2,
        "unit": "WEEK",
        "anchor": "2026-11-13",
    }
    assert (await shown(alice, id="2026-12-11"))["overview"]["budget"]["planned"]["amount"] == "150.00"
    await alice.change("updateLedger", {"calendar": {"day": 1, "startsOn": "2026-12-01"}})
    # 31 days of a plan of 150 for two weeks.
    assert (await shown(alice, month="2026-12"))["overview"]["budget"]["planned"]["amount"] == "332.14"
    yearly = {"every": 1, "unit": "YEAR", "anchor": "2026-03-01"}
    draft = {"categoryId": alice.category("Rent"), "amount": "730", "rhythm": yearly, "period": {"id": "2026-12-01"}}
    saved = await alice.make("setBudget", draft, rhythm)
    assert (saved["every"], saved["unit"], saved["anchor"]) == (1, "YEAR", "2026-03-01")
    assert (await shown(alice, month="2026-12"))["overview"]["budget"]["planned"]["amount"] == "394.14"


async def test_a_wrong_calendar_names_its_field(alice: Caller, bob: Caller) -> None:
    await alice.make(
        "setBudget", {"categoryId": alice.category("Food"), "amount": "300", "month": "2026-03"}, "revision"
    )
    for calendar, field in (
        ({"day": 32}, "day"),
        ({"weeks": 3, "anchor": "2026-01-09"}, "weeks"),
        ({"weeks": 2}, "anchor"),
        ({"anchor": "2026-01-09"}, "anchor"),
        ({"weeks": 2, "anchor": "2026-06-05", "startsOn": "2026-01-01"}, "anchor"),
        ({"weeks": 2, "anchor": "2026-01-09", "day": 1}, "day"),
        ({"day": 5, "startsOn": "1850-01-01"}, "startsOn"),
    ):
        assert await alice.problems("updateLedger", {"calendar": calendar}) == {f"calendar.{field}": "INVALID"}
    assert (await shown(bob))["period"]["id"] == "2026-10-25"


async def test_a_wrong_period_of_a_budget_names_its_field(alice: Caller) -> None:
    await alice.change("updateLedger", {"calendar": TWO_WEEKS})
    draft = {"categoryId": alice.category("Food"), "amount": "300"}
    for period, field in (
        ({"month": "2026-12"}, "month"),
        ({"period": {"month": "2026-12"}}, "period.month"),
        ({"period": {"id": "2026-11-14"}}, "period.id"),
        ({"period": {"last": 2}}, "period"),
        ({"period": {"id": "2026-11-13", "on": "2026-11-13"}}, "period.id"),
        ({"period": {"id": "2026-11-13"}, "month": "2026-10"}, "month"),
        ({"rhythm": {"every": 0}}, "rhythm.every"),
        ({"rhythm": {"anchor": "2026-11-14"}}, "rhythm.anchor"),
    ):
        assert await alice.problems("setBudget", draft | period) == {field: "INVALID"}
    copied = {"sourcePeriod": {"id": "2026-11-13"}, "targetPeriod": {"on": "2026-12-01"}}
    assert await alice.problems("copyBudgets", copied) == {"sourcePeriod": "INVALID"}
    await alice.change("setBudget", draft)
    payload = await alice.change("copyBudgets", copied, "budgets { startsOn amount { amount } }")
    assert payload["budgets"] == [{"startsOn": "2026-11-27", "amount": {"amount": "300.00"}}]
    answer = await alice.send(PERIODS, {"period": {"month": "2026-11", "last": 2}})
    assert "Give only one of month" in answer["errors"][0]["message"]


async def test_a_new_calendar_reaches_the_subscribers(database: Database, clock: Clock) -> None:
    alice = await alice_in(database)
    async with started(database, clock) as services, stream(services, alice) as updates:
        assert (await following(updates)).period.id == "2026-11-01"
        edit = LedgerEdit(calendar=CalendarDraft(weeks=2, anchor=clock().date()))
        _, update = await asyncio.gather(services.ledgers.update(alice.ledger_id, edit), following(updates))
        assert update.period.id == "2026-11-23"
