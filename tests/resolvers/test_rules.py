"""Rules over the API: made, changed, ordered, previewed, run, undone and deleted."""

from tests.resolvers.callers import Caller
from tests.resolvers.uploads import upload

SAID = """rule {
    id texts { field match anyOf } atLeast atMost accounts { name } direction payee category { name } note
}"""
ORIGINS = "payee payeeOrigin note noteOrigin category { name } categoryOrigin statementPayee"
FILE = "Date,Payee,Amount\n2026-11-01,Bakery 4711,-3.20\n2026-11-02,Bakery 4712,-4.00\n2026-11-03,Works,2500.00\n"


async def imported(caller: Caller) -> None:
    """Import two purchases and a salary."""
    assert (await upload(caller, FILE))["problems"] == []


async def test_a_rule_says_what_it_is(alice: Caller) -> None:
    account = (await alice.ask("{ accounts { id } }"))["accounts"][0]["id"]
    wanted = {
        "texts": [{"anyOf": ["Bakery"]}, {"field": "TEXT", "match": "STARTS_WITH", "anyOf": ["a", "b"]}],
        "atLeast": "1.5",
        "accountIds": [account],
        "direction": "OUT",
        "categoryId": alice.category("Food"),
        "note": "bread",
    }
    rule = await alice.make("createRule", wanted, SAID)
    assert rule["texts"][0] == {"field": "PAYEE", "match": "CONTAINS", "anyOf": ["Bakery"]}
    assert rule["texts"][1] == {"field": "TEXT", "match": "STARTS_WITH", "anyOf": ["a", "b"]}
    assert (rule["atLeast"], rule["atMost"], rule["accounts"]) == ("1.50", None, [{"name": "Everyday"}])
    assert (rule["direction"], rule["payee"]) == ("OUT", None)
    assert (rule["category"], rule["note"]) == ({"name": "Food"}, "bread")
    edit = {"id": rule["id"], "texts": None, "accountIds": None, "note": None, "atMost": "9"}
    changed = await alice.make("updateRule", edit, SAID)
    assert changed == rule | {"texts": [], "accounts": None, "note": None, "atMost": "9.00"}
    assert (await alice.ask(f"{{ rules {{ {SAID[6:-1]} }} }}"))["rules"] == [changed]
    other = await alice.make("createRule", {"texts": [{"anyOf": ["x"]}], "payee": "X"}, "rule { id }")
    ordered = await alice.change("orderRules", {"ids": [other["id"]]}, "rules { id }")
    assert ordered["rules"] == [other, {"id": rule["id"]}]
    assert (await alice.change("deleteRule", other, "deletedId"))["deletedId"] == other["id"]
    assert await alice.problems("deleteRule", other) == {"id": "NOT_FOUND"}


async def test_all_that_is_wrong_with_a_rule_is_said_at_once(alice: Caller) -> None:
    wrong = {"texts": [{"anyOf": []}], "atLeast": "-1", "accountIds": ["nonsense"], "note": " ", "categoryId": "none"}
    assert await alice.problems("createRule", wrong) == {
        "texts.0.anyOf": "INVALID",
        "atLeast": "INVALID",
        "accountIds": "NOT_FOUND",
        "note": "INVALID",
        "categoryId": "NOT_FOUND",
    }


async def test_a_rule_is_previewed_run_and_undone(alice: Caller) -> None:
    await imported(alice)
    rule = {"texts": [{"anyOf": ["bakery"]}], "categoryId": alice.category("Food")}
    asked = """query ($input: PreviewRuleInput!) { previewRule(input: $input) {
        count byHandCount sample { transaction { payee } payee note category { name } }
        byCategory { category { name } count sum { amount currency } }
    } }"""
    assert await alice.codes(asked, input={}) == ["INVALID"]
    preview = (await alice.ask(asked, input={"rule": rule}))["previewRule"]
    assert (preview["count"], preview["byHandCount"], len(preview["sample"])) == (2, 0, 2)
    assert preview["byCategory"] == [{"category": None, "count": 2, "sum": {"amount": "-7.20", "currency": "EUR"}}]
    assert preview["sample"][0] == {
        "transaction": {"payee": "Bakery 4712"},
        "payee": "Bakery 4712",
        "note": "",
        "category": {"name": "Food"},
    }
    made = await alice.make("createRule", rule, "rule { id }")
    assert (await alice.ask(asked, input={"id": made["id"]}))["previewRule"] == preview
    assert await alice.problems("runRule", {**made, "count": 3}) == {"count": "CONFLICT"}
    ran = await alice.change("runRule", {**made, "count": 2}, "count revision")
    assert ran["count"] == 2
    listed = f"{{ transactions {{ nodes {{ {ORIGINS} }} }} }}"
    rows = (await alice.ask(listed))["transactions"]["nodes"]
    assert [row["categoryOrigin"] for row in rows] == [None, "RULE", "RULE"]
    assert (rows[0]["payeeOrigin"], rows[0]["noteOrigin"], rows[0]["statementPayee"]) == ("STATEMENT", None, None)
    assert (await alice.change("undoTransactions", {"revision": ran["revision"]}, "count"))["count"] == 2
    rows = (await alice.ask(listed))["transactions"]["nodes"]
    assert [row["categoryOrigin"] for row in rows] == [None] * 3


async def test_an_import_says_what_rules_gave(alice: Caller) -> None:
    await alice.make("createRule", {"texts": [{"anyOf": ["bakery"]}], "payee": "Corner Bakery"}, "rule { id }")
    await imported(alice)
    rows = (await alice.ask(f"{{ transactions {{ nodes {{ {ORIGINS} }} }} }}"))["transactions"]["nodes"]
    assert [(row["payee"], row["payeeOrigin"], row["statementPayee"]) for row in rows] == [
        ("Works", "STATEMENT", None),
        ("Corner Bakery", "RULE", "Bakery 4712"),
        ("Corner Bakery", "RULE", "Bakery 4711"),
    ]
