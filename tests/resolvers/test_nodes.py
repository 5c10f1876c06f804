"""Any object by its id: its own, of the right kind, and nobody else's."""

from datetime import UTC, datetime

import pytest

from db import alerts, webhooks
from db.event_log import EventRow
from db.stores.engine import Database
from db.stores.ids import new_id
from schema.causes import Cause
from schema.node import KINDS, global_id
from tests.db import rows
from tests.ledger_facts import events_of
from tests.people import NOW, Clock
from tests.resolvers.callers import Caller, Json
from tests.resolvers.mutations import delete_import_profile, dismiss_insight, undo_import
from tests.resolvers.series import create_series

# At most ten objects are computed one by one, so these are not asked for with all others.
OF_A_SETTING = {"Insight", "User", "Alert", "AlertRule", "CalendarFeed", "Delivery", "Webhook"}
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"


async def first_account(caller: Caller) -> str:
    """The id of the account that a ledger begins with."""
    return str((await caller.ask("{ accounts { id } }"))["accounts"][0]["id"])


async def alert_of(caller: Caller, database: Database) -> str:
    """The id of an alert of a new rule."""
    rule = rows.alert_rule(caller.person.ledger_id)
    alert = rows.alert(rule)
    async with database.write() as connection:
        await alerts.create_rule(connection, rule)
        await alerts.add(connection, [alert])
    return global_id("Alert", alert.id)


async def delivery_of(caller: Caller, database: Database) -> str:
    """The id of a delivery to a new webhook."""
    hook = rows.webhook(caller.person.ledger_id)
    delivery = rows.delivery(hook)
    async with database.write() as connection:
        await webhooks.create(connection, hook)
        await webhooks.add_deliveries(connection, [delivery])
    return global_id("Delivery", delivery.id)


async def objects_of(caller: Caller, database: Database) -> dict[str, str]:
    """The id of one object of every kind."""
    food = {"categoryId": caller.category("Food"), "amount": "100", "month": "2026-10"}
    budget = await caller.make("setBudget", food, "budget { id }")
    goal = await caller.make("createGoal", {"name": "Bike", "target": "1200"}, "goal { id }")
    gift = {"goalId": goal["id"], "amount": "100"}
    saved = await caller.make("contributeToGoal", gift, "goal { contributions { id } }")
    token = await caller.change("createAccessToken", {"name": "A script", "scopes": ["READ"]}, "accessToken { id }")
    message = await caller.make("sendMessage", {"text": "Hello"}, "message { id }")
    rule = await caller.make("createRule", {"texts": [{"anyOf": ["x"]}], "payee": "X"}, "rule { id }")
    purse = {"name": "Purse", "kind": "CASH", "openingBalance": "20"}
    account = await caller.make("createAccount", purse, "account { id checks { id } }")
    parts = {"splits": [{"amount": "-1", "categoryId": caller.category("Food")}, {}]}
    bread = {"date": "2026-11-02", "amount": "-3.20", "payee": "Bakery", **parts}
    split = await caller.make("recordTransaction", bread, "transaction { splits { id } }")
    moving = {
        "fromAccountId": account["id"],
        "toAccountId": await first_account(caller),
        "amount": 5,
        "date": "2026-11-02",
    }
    transfer = await caller.make("recordTransfer", moving, "transfer { id }")
    answer = await caller.ask("{ viewer { id ledger { id } } dashboard { id } conversation { id } }")
    return {
        "User": answer["viewer"]["id"],
        "Ledger": answer["viewer"]["ledger"]["id"],
        "Dashboard": answer["dashboard"]["id"],
        "Conversation": answer["conversation"]["id"],
        "Message": message["id"],
        "AccessToken": token["accessToken"]["id"],
        "Account": account["id"],
        "BalanceCheck": account["checks"][0]["id"],
        "Category": caller.category("Food"),
        "Budget": budget["id"],
        "Split": split["splits"][1]["id"],
        "Tag": (await caller.make("createTag", {"name": "Trip"}, "tag { id }"))["id"],
        "Transaction": await caller.record(),
        "Transfer": transfer["id"],
        "Rule": rule["id"],
        "Series": (await caller.make("createSeries", await create_series(caller), "series { id }"))["id"],
        "Goal": goal["id"],
        "Contribution": saved["contributions"][0]["id"],
        "ImportProfile": (await delete_import_profile(caller))["id"],
        "Import": (await undo_import(caller))["id"],
        "Insight": (await dismiss_insight(caller))["id"],
        "Alert": await alert_of(caller, database),
        "AlertRule": (await caller.ask("{ alertRules { id } }"))["alertRules"][0]["id"],
        "CalendarFeed": (await caller.make("createCalendarFeed", {}, "calendarFeed { id }"))["id"],
        "Delivery": await delivery_of(caller, database),
        "Webhook": (await caller.ask("{ webhooks { id } }"))["webhooks"][0]["id"],
    }


async def test_every_object_is_found_by_its_id(alice: Caller, database: Database) -> None:
    objects = await objects_of(alice, database)
    assert set(objects) == set(KINDS)
    for kind, key in objects.items():
        assert (await alice.ask(NODE, id=key))["node"] == {"__typename": kind, "id": key}


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_every_type_with_an_id_is_a_node(alice: Caller) -> None:
    document = "{ __schema { types { name kind fields { name } interfaces { name } } } }"
    types = (await alice.ask(document))["__schema"]["types"]
    with_id = {type_["name"] for type_ in types if "id" in [field["name"] for field in type_["fields"] or ()]}
    nodes = {type_["name"] for type_ in types if {"name": "Node"} in (type_["interfaces"] or ())}
    assert with_id - {"Node", "Period", "SeriesSuggestion"} == nodes == set(KINDS)


async def test_nobody_finds_the_objects_of_another(alice: Caller, bob: Caller, database: Database) -> None:
    for key in (await objects_of(alice, database)).values():
        assert await bob.ask(NODE, id=key) == {"node": None}


async def test_text_that_is_no_id_finds_nothing(alice: Caller) -> None:
    food = alice.category("Food")
    for key in ("", "x", "é", food[:-1], food + "=", food + "!", "T" + food[1:], "A" * 10_000, "\u0000", 5):
        assert await alice.ask(NODE, id=key) == {"node": None}


async def test_nodes_are_found_together_in_their_order(alice: Caller, bob: Caller, database: Database) -> None:
    objects = await objects_of(alice, database)
    ids = [key for kind, key in objects.items() if kind not in OF_A_SETTING]
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    wanted = [*ids[::-1], "nothing", ids[0]]
    assert await alice.ask(nodes, ids=wanted) == {
        "nodes": [{"id": key} if key != "nothing" else None for key in wanted]
    }
    assert await bob.ask(nodes, ids=ids) == {"nodes": [None] * len(ids)}
    for refused in ([objects["Category"]] * 101, [objects["Rule"]] * 11):
        assert await alice.codes(nodes, ids=refused) == ["INVALID"]


async def test_many_nodes_are_found_at_once(alice: Caller, database: Database) -> None:
    objects = dict(list((await objects_of(alice, database)).items())[:10])
    fields = " ".join(f'{kind.lower()}: node(id: "{key}") {{ id }}' for kind, key in objects.items())
    assert await alice.ask(f"{{ {fields} }}") == {kind.lower(): {"id": key} for kind, key in objects.items()}


DASHBOARD = """id revision period { start end label }
    overview { revision expenses { amount } recentTransactions(first: 1) { payee } }
    budgetBreakdown { revision actual { amount } }
    spendingTrends(periods: 2) { revision points { expenses { amount } } }
    categoryComparison { revision bars { current { amount } } }"""


async def dashboard(caller: Caller, **period: str) -> Json:
    """The dashboard of a period."""
    document = f"query ($period: PeriodInput) {{ dashboard(period: $period) {{ {DASHBOARD} }} }}"
    shown: Json = (await caller.ask(document, period=period or None))["dashboard"]
    return shown


async def test_a_dashboard_has_the_id_of_its_days_however_they_were_asked_for(alice: Caller, clock: Clock) -> None:
    current = await dashboard(alice)
    assert await dashboard(alice, month="2026-11") == current
    assert await dashboard(alice, start="2026-11-01", end="2026-11-30") == current
    others = [
        await dashboard(alice, month="2026-10"),
        await dashboard(alice, start="2026-11-01", end="2026-11-29"),
        await dashboard(alice, start="2026-11-02", end="2026-11-30"),
    ]
    assert len({current["id"], *(other["id"] for other in others)}) == 4
    clock.now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert (await dashboard(alice, month="2026-11"))["id"] == current["id"]
    assert (await dashboard(alice))["id"] == (await dashboard(alice, month="2026-12"))["id"] != current["id"]


async def test_a_dashboard_is_found_again_with_the_figures_of_its_days(alice: Caller, bob: Caller) -> None:
    for day, amount in (("2026-10-31", "-1"), ("2026-11-01", "-2"), ("2026-11-20", "-4")):
        await alice.record(amount, date=day, categoryId=alice.category("Food"))
    node = f"query ($id: ID!) {{ node(id: $id) {{ ... on Dashboard {{ {DASHBOARD} }} }} }}"
    for period in ({}, {"month": "2026-10"}, {"start": "2026-10-31", "end": "2026-11-01"}):
        shown = await dashboard(alice, **period)
        assert (await alice.ask(node, id=shown["id"]))["node"] == shown
        assert (await bob.ask(node, id=shown["id"]))["node"] is None


async def test_every_part_of_a_dashboard_says_its_revision(alice: Caller) -> None:
    await alice.record()
    shown = await dashboard(alice)
    parts = ("overview", "budgetBreakdown", "spendingTrends", "categoryComparison")
    assert {shown[part]["revision"] for part in parts} == {shown["revision"]} == {1}


async def test_a_mutation_answers_the_dashboard_of_the_same_id(alice: Caller) -> None:
    shown = await dashboard(alice)
    draft = {"date": "2026-11-02", "amount": "-1", "payee": "Bakery"}
    payload = await alice.change("recordTransaction", draft, "dashboard { id revision }")
    assert payload["dashboard"] == {"id": shown["id"], "revision": 1}


async def test_a_budget_is_found_until_its_category_is_merged(alice: Caller) -> None:
    node = "query ($id: ID!) { node(id: $id) { ... on Budget { startsOn amount { amount } category { name } } } }"
    food = {"categoryId": alice.category("Food"), "amount": "300"}
    now = await alice.make("setBudget", food, "budget { id }")
    later = await alice.make("setBudget", food | {"month": "2027-02", "amount": "250"}, "budget { id }")
    ended = await alice.make("clearBudget", {"categoryId": food["categoryId"], "month": "2027-05"}, "budget { id }")
    listed = (await alice.ask("{ budgets { id } }"))["budgets"]
    assert [category["id"] for category in listed] == [now["id"], later["id"], ended["id"]]
    plans = [(await alice.ask(node, id=category["id"]))["node"] for category in listed]
    assert [plan["startsOn"] for plan in plans] == ["2026-11-01", "2027-02-01", "2027-05-01"]
    assert [plan["amount"] for plan in plans] == [{"amount": "300.00"}, {"amount": "250.00"}, None]
    merge = {"sourceId": alice.category("Food"), "targetId": alice.category("Rent")}
    await alice.change("mergeCategories", merge)
    assert (await alice.ask(node, id=now["id"]))["node"] is None


async def test_an_insight_of_any_period_is_found_as_long_as_that_shows_it(alice: Caller) -> None:
    budget = {"categoryId": alice.category("Food"), "amount": "100", "month": "2026-08"}
    await alice.change("setBudget", budget)
    for month in ("09", "10"):
        await alice.record("-150", date=f"2026-{month}-20", categoryId=alice.category("Food"))
    shown = "query ($month: String!) { dashboard(period: {month: $month}) { insights { id text } } }"
    node = "query ($id: ID!) { node(id: $id) { id ... on Insight { text } } }"
    by_month = {
        month: (await alice.ask(shown, month=month))["dashboard"]["insights"] for month in ("2026-09", "2026-10")
    }
    for month, insights in by_month.items():
        (over,) = [insight for insight in insights if "over its plan" in insight["text"]]
        assert (await alice.ask(node, id=over["id"]))["node"] == over
        payload = await alice.change("dismissInsight", {"id": over["id"]}, "dismissedId")
        assert (payload["problems"], payload["dismissedId"]) == ([], over["id"])
        assert (await alice.ask(node, id=over["id"]))["node"] is None
        assert over not in (await alice.ask(shown, month=month))["dashboard"]["insights"]


async def test_an_event_names_the_objects_that_it_concerns(alice: Caller, database: Database) -> None:
    objects = await objects_of(alice, database)
    await alice.change("dismissInsight", {"id": objects["Insight"]})
    await alice.change("updateLedger", {"calendar": {"day": 2}})
    await alice.change("clearConversation", {})
    named = {row.kind: set(Cause.of(row).ids) for row in await events_of(database, alice.person.ledger_id)}
    assert named["GoalContributed"] == {objects["Goal"], objects["Contribution"]}
    assert named["LedgerUpdated"] == {objects["Ledger"]}
    assert named["InsightDismissed"] == {objects["Insight"]}
    assert named["ConversationCleared"] == {objects["Conversation"]}
    assert named["BudgetSet"] == {objects["Budget"], objects["Category"]}


def test_an_event_of_an_earlier_version_names_what_it_can() -> None:
    old = EventRow(new_id(), 1, "InsightDismissed", {"insight_id": str(new_id())}, NOW)
    assert Cause.of(old).ids == []
