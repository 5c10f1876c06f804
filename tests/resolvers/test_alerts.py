"""Rules of alerts over the API, and what they show."""

from tests.resolvers.callers import Caller

RULE = "alertRule { id kind percent days amount { amount currency } account { id } category { name } }"


async def test_a_rule_shows_what_it_watches(alice: Caller) -> None:
    food = {"kind": "BUDGET_SPENT", "percent": 90, "categoryId": alice.category("Food")}
    made = await alice.make("createAlertRule", food, RULE)
    assert (made["kind"], made["percent"], made["category"]) == ("BUDGET_SPENT", 90, {"name": "Food"})
    purse = await alice.make("createAccount", {"name": "Purse", "currency": "USD"}, "account { id }")
    low = {"kind": "BALANCE_BELOW", "amount": "20", "accountId": purse["id"]}
    made = await alice.make("createAlertRule", low, RULE)
    assert (made["amount"], made["account"]) == ({"amount": "20.00", "currency": "USD"}, purse)
    assert len((await alice.ask("{ alertRules { id } }"))["alertRules"]) == 2
    assert (await alice.change("deleteAlertRule", {"id": made["id"]}, "deletedId"))["deletedId"] == made["id"]
    assert len((await alice.ask("{ alertRules { id } }"))["alertRules"]) == 1


async def test_a_rule_with_wrong_fields_is_refused_by_field(alice: Caller, bob: Caller) -> None:
    theirs = {"kind": "BUDGET_SPENT", "percent": 0, "categoryId": bob.category("Food"), "days": 3}
    assert await alice.problems("createAlertRule", theirs) == {
        "percent": "INVALID",
        "days": "INVALID",
        "categoryId": "NOT_FOUND",
    }
    assert await alice.problems("createAlertRule", {"kind": "BALANCE_BELOW"}) == {
        "accountId": "INVALID",
        "amount": "INVALID",
    }


async def test_the_list_of_alerts_has_a_limit(alice: Caller) -> None:
    assert (await alice.ask("{ alerts(first: 100) { id text at revision ruleId } }"))["alerts"] == []
    answer = await alice.send("{ alerts(first: 101) { id } }")
    assert [error["extensions"]["problems"][0]["field"] for error in answer["errors"]] == [["first"]]
