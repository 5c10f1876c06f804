"""Goals over the API: set, changed, saved for and deleted."""

from tests.people import Clock
from tests.resolvers.callers import Caller

SAVED = """goal {
    id name target { amount currency } targetDate startedOn saved { amount } remaining { amount } progress
    neededPerMonth { amount } onTrack contributions { date amount { amount } note }
}"""
BIKE = {"name": "Bike", "target": "1200", "targetDate": "2027-02-28"}


async def test_a_goal_says_how_far_it_is_and_what_it_needs(alice: Caller) -> None:
    bike = await alice.make("createGoal", BIKE, SAVED)
    assert bike["target"] == {"amount": "1200.00", "currency": "EUR"}
    assert (bike["startedOn"], bike["neededPerMonth"], bike["onTrack"]) == ("2026-11-23", {"amount": "400.00"}, None)
    await alice.make("contributeToGoal", {"goalId": bike["id"], "amount": "400", "date": "2026-11-20"}, SAVED)
    back = {"goalId": bike["id"], "amount": "-100", "note": "a tyre"}
    saved = await alice.make("contributeToGoal", back, SAVED)
    assert (saved["saved"], saved["remaining"], saved["progress"]) == ({"amount": "300.00"}, {"amount": "900.00"}, 0.25)
    assert saved["contributions"] == [
        {"date": "2026-11-23", "amount": {"amount": "-100.00"}, "note": "a tyre"},
        {"date": "2026-11-20", "amount": {"amount": "400.00"}, "note": ""},
    ]
    assert (await alice.ask(f"{{ goals {{ {SAVED[6:-1]} }} }}"))["goals"] == [saved]


async def test_an_edit_of_a_goal_changes_what_it_names(alice: Caller, clock: Clock) -> None:
    bike = await alice.make("createGoal", BIKE, SAVED)
    someday = await alice.make("updateGoal", {"id": bike["id"], "targetDate": None}, SAVED)
    expected = bike | {"targetDate": None, "neededPerMonth": None, "onTrack": None}
    assert someday == expected
    assert await alice.make("updateGoal", {"id": bike["id"], "name": "Tandem"}, SAVED) == expected | {"name": "Tandem"}


async def test_a_deleted_goal_is_gone_with_its_contributions(alice: Caller) -> None:
    bike = await alice.make("createGoal", BIKE, SAVED)
    await alice.make("contributeToGoal", {"goalId": bike["id"], "amount": "400"}, SAVED)
    payload = await alice.change("deleteGoal", {"id": bike["id"]}, "deletedId dashboard { overview { goals { id } } }")
    assert payload["deletedId"] == bike["id"]
    assert payload["dashboard"]["overview"]["goals"] == []
    assert await alice.problems("deleteGoal", {"id": bike["id"]}) == {"id": "NOT_FOUND"}


async def test_all_that_is_wrong_with_a_goal_is_said_at_once(alice: Caller) -> None:
    wrong = {"name": " ", "target": "0", "targetDate": "2026-11-22"}
    expected = dict.fromkeys(wrong, "INVALID")
    assert await alice.problems("createGoal", wrong) == expected
    bike = await alice.make("createGoal", BIKE, SAVED)
    assert await alice.problems("updateGoal", {"id": bike["id"], **wrong}) == expected
    nulls = {"id": bike["id"], "name": None, "target": None}
    assert await alice.problems("updateGoal", nulls) == {"name": "INVALID", "target": "INVALID"}
    gift = {"goalId": bike["id"], "amount": "-1", "date": "2201-01-01", "note": "\u0007"}
    assert await alice.problems("contributeToGoal", gift) == dict.fromkeys(["amount", "date", "note"], "INVALID")
    assert await alice.problems("contributeToGoal", gift | {"goalId": "nonsense"}) == {"goalId": "NOT_FOUND"}


async def test_a_goal_on_an_account_and_an_earmark_leave_net_worth_as_it_is(alice: Caller) -> None:
    jar = {"name": "Jar", "openedOn": "2026-11-01", "openingBalance": "500"}
    account = (await alice.make("createAccount", jar, "account { id }"))["id"]
    worth = "{ dashboard { netWorth { current { assets { amount } net { amount } } } } }"
    before = await alice.ask(worth)
    fields = "goal { id saved { amount } remaining { amount } progress account { name } }"
    made = await alice.make("createGoal", {"name": "House", "target": "1000", "accountId": account}, fields)
    assert {name: made[name] for name in ("saved", "progress", "account")} == {
        "saved": {"amount": "500.00"},
        "progress": 0.5,
        "account": {"name": "Jar"},
    }
    shown = (await alice.ask("{ dashboard { overview { goals { saved { amount } } } } }"))["dashboard"]["overview"]
    assert shown["goals"] == [{"saved": {"amount": "500.00"}}]
    earmark = await alice.make("updateGoal", {"id": made["id"], "accountId": None}, fields)
    assert earmark["account"] is None
    await alice.make("contributeToGoal", {"goalId": made["id"], "amount": "30"}, "goal { id }")
    assert await alice.ask(worth) == before
    drawer = (await alice.make("createAccount", {"name": "Drawer"}, "account { id }"))["id"]
    unknown = await alice.make("updateGoal", {"id": made["id"], "accountId": drawer}, fields)
    assert (unknown["saved"], unknown["remaining"], unknown["progress"]) == (None, None, None)
