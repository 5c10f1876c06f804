"""Bills and forecast of a household, as calculated by hand.

It is paid every second Friday, pays the rent on the 1st and an insurance once a year, and buys food by a card that is
billed on the 20th. Today is Monday, 23 November 2026.
"""

import pytest

from tests.resolvers.callers import Caller, Json

MONTHLY = {"firstOn": "2026-11-01"}
SUM = (
    "due { amount } paid { amount } unknownCount bills { series { payee } occurrence { dueOn state } cost { amount } }"
)
BILLS = (
    f"{{ dashboard {{ bills {{ nextIncomeOn untilIncome {{ {SUM} }} inPeriod {{ {SUM} }} inYear {{ {SUM} }} }} }} }}"
)
FORECAST = """query ($days: Int, $drafts: [ForecastDraftInput!], $floor: Decimal) {
    dashboard { forecast(days: $days, drafts: $drafts) {
        safeUntilIncome(floor: $floor) { amount }
        counted {
            lowest { day balance { amount } } firstBelow(floor: $floor) points(first: 40) { day balance { amount } }
        }
        accounts {
            account { name } points(first: 60) { day balance { amount } } items(first: 9) { day kind amount { amount } }
        }
        unknownAccounts { name }
    } }
}"""


async def settle(caller: Caller) -> dict[str, str]:
    """Set the household up; return the ids of its accounts and of the rent."""
    everyday = (await caller.ask("{ accounts { id } }"))["accounts"][0]["id"]
    card = {"name": "Card", "kind": "CREDIT_CARD", "openingBalance": "-200", "openedOn": "2026-10-01"}
    card_id = (await caller.make("createAccount", card, "account { id }"))["id"]
    await caller.record("1000", date="2026-11-20", payee="Works", categoryId=caller.category("Salary"))
    await caller.record("-800", date="2026-11-02", payee="Landlord", categoryId=caller.category("Rent"))
    await caller.record("-100", date="2026-10-05", accountId=card_id, categoryId=caller.category("Food"))
    await caller.change("recordCheck", {"accountId": everyday, "date": "2026-11-22", "balance": "1500"})
    await caller.change("setBudget", {"categoryId": caller.category("Food"), "amount": "310", "month": "2026-11"})
    rent = {"payee": "Landlord", "amount": "-800", "schedule": MONTHLY, "categoryId": caller.category("Rent")}
    rent_id = (await caller.make("createSeries", rent, "series { id }"))["id"]
    for more in (
        {"payee": "Works", "amount": "1000", "schedule": {"firstOn": "2026-11-20", "every": 2, "unit": "WEEK"}},
        {"payee": "Insurer", "amount": "-240", "schedule": {"firstOn": "2026-12-10", "unit": "YEAR"}},
        {"payee": "Card bill", "otherAccountId": card_id, "schedule": {"firstOn": "2026-12-20"}},
    ):
        await caller.make("createSeries", more, "series { id }")
    return {"everyday": everyday, "card": card_id, "rent": rent_id}


async def forecast_of(caller: Caller, **variables: object) -> Json:
    """Return a forecast."""
    forecast: Json = (await caller.ask(FORECAST, **variables))["dashboard"]["forecast"]
    return forecast


def balances(line: Json) -> dict[str, str]:
    """Return the balances of a line by month and day."""
    return {point["day"][5:]: point["balance"]["amount"] for point in line["points"]}


async def test_bills_are_due_before_the_next_income_in_the_month_and_in_the_year(alice: Caller) -> None:
    await settle(alice)
    bills = (await alice.ask(BILLS))["dashboard"]["bills"]
    assert bills["nextIncomeOn"] == "2026-12-04"
    rent = {"series": {"payee": "Landlord"}, "cost": {"amount": "800.00"}}
    november, december = ({"dueOn": "2026-11-01", "state": "PAID"}, {"dueOn": "2026-12-01", "state": "DUE"})
    insurance = {
        "series": {"payee": "Insurer"},
        "occurrence": {"dueOn": "2026-12-10", "state": "DUE"},
        "cost": {"amount": "240.00"},
    }

    def summed(due: str, paid: str, *lines: Json) -> Json:
        return {"due": {"amount": due}, "paid": {"amount": paid}, "unknownCount": 0, "bills": list(lines)}

    assert bills["untilIncome"] == summed("800.00", "0.00", rent | {"occurrence": december})
    assert bills["inPeriod"] == summed("0.00", "800.00", rent | {"occurrence": november})
    lines = [rent | {"occurrence": november}, rent | {"occurrence": december}, insurance]
    assert bills["inYear"] == summed("1040.00", "800.00", *lines)


async def test_overview_projects_what_is_due_once(alice: Caller) -> None:
    rent = {"payee": "Landlord", "amount": "-800", "schedule": {"firstOn": "2026-09-28"}}
    for month in ("08", "09", "10"):
        await alice.record("-790", date=f"2026-{month}-28", payee="Landlord", categoryId=alice.category("Rent"))
    projected = "{ dashboard { overview { budget { projected { amount } fixedCategories { name } } } } }"

    async def budget() -> Json:
        found: Json = (await alice.ask(projected))["dashboard"]["overview"]["budget"]
        return found

    assert await budget() == {"projected": {"amount": "790.00"}, "fixedCategories": [{"name": "Rent"}]}
    await alice.make("createSeries", rent, "series { id }")
    assert await budget() == {"projected": {"amount": "800.00"}, "fixedCategories": [{"name": "Rent"}]}
    await alice.record("-805", date="2026-11-23", payee="Landlord", categoryId=alice.category("Rent"))
    assert await budget() == {"projected": {"amount": "805.00"}, "fixedCategories": [{"name": "Rent"}]}


async def test_forecast_is_that_by_hand(alice: Caller) -> None:
    await settle(alice)
    forecast = await forecast_of(alice, days=90, floor="50")
    everyday, card = forecast["accounts"]
    by_hand = {
        "11-23": ("1500.00", "-300.00"),
        "11-30": ("1500.00", "-610.00"),  # all of the plan of November, 310, is left for its last 7 days
        "12-01": ("700.00", "-620.00"),
        "12-03": ("700.00", "-640.00"),
        "12-04": ("1700.00", "-650.00"),
        "12-10": ("1460.00", "-710.00"),
        "12-18": ("2460.00", "-790.00"),
        "12-19": ("2460.00", "-800.00"),
        "12-20": ("1660.00", "-10.00"),  # what was owed on the 19th is paid
        "01-01": ("1860.00", "-130.00"),
    }
    for day, pair in by_hand.items():
        assert (balances(everyday)[day], balances(card)[day]) == pair, day
    assert balances(forecast["counted"])["12-03"] == "60.00"
    assert forecast["counted"]["lowest"] == {"day": "2026-12-03", "balance": {"amount": "60.00"}}
    assert forecast["safeUntilIncome"] == {"amount": "10.00"}
    assert (forecast["counted"]["firstBelow"], forecast["unknownAccounts"]) == (None, [])
    assert everyday["items"][0] == {"day": "2026-12-01", "kind": "SERIES", "amount": {"amount": "-800.00"}}
    assert {"day": "2026-12-20", "kind": "TRANSFER", "amount": {"amount": "-800.00"}} in everyday["items"]
    low = await forecast_of(alice, days=90, floor="100")
    assert (low["safeUntilIncome"]["amount"], low["counted"]["firstBelow"]) == ("0.00", "2026-12-01")


async def test_payment_dated_ahead_counts_once(alice: Caller) -> None:
    await settle(alice)
    await alice.record("-810", date="2026-11-30", payee="Landlord", categoryId=alice.category("Rent"))
    everyday = (await forecast_of(alice, days=90))["accounts"][0]
    assert [balances(everyday)[day] for day in ("11-29", "11-30", "12-01")] == ["1500.00", "690.00", "690.00"]


async def test_late_payment_is_expected_tomorrow_and_an_unknown_balance_is_said(alice: Caller) -> None:
    rent = {"payee": "Landlord", "amount": "-800", "schedule": MONTHLY}
    await alice.make("createSeries", rent, "series { id }")
    purse = {"name": "Purse", "kind": "CASH", "openingBalance": "900", "openedOn": "2026-11-01"}
    account = (await alice.make("createAccount", purse, "account { id }"))["id"]
    await alice.make("createSeries", rent | {"accountId": account}, "series { id }")
    forecast = await forecast_of(alice, days=30)
    assert forecast["unknownAccounts"] == [{"name": "Everyday"}]
    assert [balances(line)["11-24"] for line in forecast["accounts"]] == ["100.00"]
    assert forecast["safeUntilIncome"] is None
    bills = (await alice.ask(BILLS))["dashboard"]["bills"]
    assert (bills["nextIncomeOn"], bills["untilIncome"]) == (None, None)
    assert bills["inPeriod"]["due"] == {"amount": "1600.00"}


async def test_drafts_change_a_forecast_and_nothing_else(alice: Caller) -> None:
    ids = await settle(alice)
    before = await alice.revision()
    gym = {"payee": "Gym", "amount": "-35", "schedule": {"firstOn": "2026-11-25"}}
    rent = {"payee": "Landlord", "amount": "-700", "schedule": MONTHLY}
    pause = {"seriesId": ids["rent"], "pausedFrom": "2026-11-24", "pausedUntil": "2026-12-24"}
    for draft, safe in (
        ({"series": gym}, "25.00"),
        ({"seriesId": ids["rent"], "series": rent}, "160.00"),
        ({"seriesId": ids["rent"], "drop": True}, "860.00"),
        (pause, "860.00"),
        ({"categoryId": alice.category("Food"), "cap": "0"}, "400.00"),
    ):
        assert (await forecast_of(alice, days=90, drafts=[draft]))["safeUntilIncome"] == {"amount": safe}
    assert (await forecast_of(alice, days=90))["safeUntilIncome"] == {"amount": "60.00"}
    assert await alice.revision() == before


async def test_impossible_forecast_is_refused_by_field(alice: Caller, bob: Caller) -> None:
    theirs = (await bob.ask("{ accounts { id } }"))["accounts"][0]["id"]
    gym = {"payee": "Gym", "amount": "-35", "schedule": {"firstOn": "2026-11-25"}}
    never = gym | {"schedule": {"firstOn": "2026-11-25", "endsOn": "2026-11-24"}}
    food = {"categoryId": alice.category("Food")}
    problems = {
        "drafts.0.series.accountId": "NOT_FOUND",
        "drafts.1.series.schedule.endsOn": "INVALID",
        "drafts.2.cap": "INVALID",
        "drafts.3.seriesId": "NOT_FOUND",
        "drafts.4.series": "INVALID",
        "drafts.5.categoryId": "NOT_FOUND",
    }
    drafts = [
        {"series": gym | {"accountId": theirs}},
        {"series": never},
        food | {"cap": "-1"},
        {"seriesId": "nonsense", "drop": True},
        {},
        {"categoryId": bob.category("Food"), "cap": "1"},
    ]
    assert await refusal(alice, days=90, drafts=drafts) == problems
    assert await refusal(alice, days=732) == {"days": "INVALID"}
    assert await refusal(alice, days=0) == {"days": "INVALID"}
    assert await refusal(alice, days=90, drafts=[{}] * 21) == {"drafts": "INVALID"}


async def refusal(caller: Caller, **variables: object) -> dict[str, str]:
    """Return the codes of a refused forecast by field."""
    (error,) = (await caller.send(FORECAST, variables))["errors"]
    return {".".join(problem["field"]): problem["code"] for problem in error["extensions"]["problems"]}


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_bills_and_forecast_belong_to_their_ledger(alice: Caller, bob: Caller) -> None:
    await settle(alice)
    assert (await bob.ask(BILLS))["dashboard"]["bills"]["inYear"]["bills"] == []
    assert (await forecast_of(bob, days=30))["accounts"] == []
