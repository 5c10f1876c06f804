"""Transactions over the API: recorded, edited, deleted, restored, categorised and found again."""

from typing import Any

import pytest

from tests.resolvers.callers import Caller

FIELDS = """id date amount { amount currency } baseAmount { amount currency } exchangeRate payee note version deleted
    account { name } accountAmount { amount currency } category { name }"""
SAVED = f"transaction {{ {FIELDS} }}"
BREAD = {"date": "2026-11-02", "amount": "-3.20", "payee": "Bakery"}


async def test_a_transaction_is_saved_as_it_was_sent(alice: Caller) -> None:
    made = await alice.make("recordTransaction", BREAD | {"categoryId": alice.category("Food"), "note": "rye"}, SAVED)
    euros = {"amount": "-3.20", "currency": "EUR"}
    assert made | {"id": ""} == {
        "id": "",
        "date": "2026-11-02",
        "amount": euros,
        "baseAmount": euros,
        "exchangeRate": None,
        "payee": "Bakery",
        "note": "rye",
        "version": 1,
        "deleted": False,
        "account": {"name": "Everyday"},
        "accountAmount": euros,
        "category": {"name": "Food"},
    }


async def test_another_currency_keeps_its_amount_and_counts_by_its_rate(alice: Caller) -> None:
    yen = {"amount": "-1500", "currency": "JPY", "exchangeRate": "0.0062"}
    made = await alice.make("recordTransaction", BREAD | yen, SAVED)
    assert made["amount"] == {"amount": "-1500", "currency": "JPY"}
    assert made["baseAmount"] == {"amount": "-9.30", "currency": "EUR"}
    assert made["exchangeRate"] == "0.0062"
    dinars = BREAD | {"amount": "-1.234", "currency": "KWD"}
    assert await alice.problems("recordTransaction", dinars) == {"exchangeRate": "INVALID"}
    assert (await alice.make("recordTransaction", dinars | {"exchangeRate": 3}, SAVED))["amount"]["amount"] == "-1.234"


async def test_an_edit_changes_what_it_names_and_raises_the_version(alice: Caller) -> None:
    made = await alice.make("recordTransaction", BREAD | {"categoryId": alice.category("Food")}, SAVED)
    edited = await alice.make("updateTransaction", {"id": made["id"], "payee": "Baker", "ifVersion": 1}, SAVED)
    assert edited == made | {"payee": "Baker", "version": 2}
    none = await alice.make("updateTransaction", {"id": made["id"], "categoryId": None}, SAVED)
    assert none == edited | {"category": None, "version": 3}
    late = {"id": made["id"], "note": "late", "ifVersion": 1}
    assert await alice.problems("updateTransaction", late) == {"ifVersion": "CONFLICT"}


async def test_null_stands_for_an_empty_note(alice: Caller) -> None:
    made = await alice.make("recordTransaction", {**BREAD, "note": None}, "transaction { id note }")
    assert made["note"] == ""
    for note, expected in [("rye", "rye"), (None, "")]:
        edited = await alice.make("updateTransaction", {"id": made["id"], "note": note}, "transaction { note }")
        assert edited == {"note": expected}


async def test_a_deleted_transaction_counts_nowhere_until_it_is_restored(alice: Caller) -> None:
    made = {"id": await alice.record()}
    expenses = f"{SAVED} dashboard {{ overview {{ expenses {{ amount }} recentTransactions {{ id }} }} }}"
    gone = await alice.change("deleteTransaction", made | {"ifVersion": 1}, expenses)
    assert gone["dashboard"]["overview"] == {"expenses": {"amount": "0.00"}, "recentTransactions": []}
    assert gone["transaction"]["deleted"]
    assert (await alice.ask("{ transactions { nodes { id } } }"))["transactions"]["nodes"] == []
    deleted = await alice.ask("{ transactions(filter: {deleted: true}) { nodes { id } } }")
    assert deleted["transactions"]["nodes"] == [made]
    back = await alice.change("restoreTransaction", made, expenses)
    assert back["dashboard"]["overview"] == {"expenses": {"amount": "3.20"}, "recentTransactions": [made]}
    assert back["transaction"]["version"] == 3


async def test_several_are_recorded_and_categorised_at_once_or_not_at_all(alice: Caller) -> None:
    before = await alice.revision()
    payload = await alice.change("recordTransactions", {"transactions": [BREAD] * 3}, "transactions { id }")
    assert payload["revision"] == before + 1
    ids = [transaction["id"] for transaction in payload["transactions"]]
    draft = {"transactionIds": ids, "categoryId": alice.category("Food")}
    payload = await alice.change("categoriseTransactions", draft, "transactions { id version category { name } }")
    assert payload["revision"] == before + 2
    assert payload["transactions"] == [
        {"id": object_id, "version": 2, "category": {"name": "Food"}} for object_id in ids
    ]
    some = {"transactions": [BREAD, BREAD | {"payee": ""}, BREAD | {"date": "1899-12-31", "amount": "0.001"}]}
    assert await alice.problems("recordTransactions", some) == dict.fromkeys(
        ["transactions.1.payee", "transactions.2.date", "transactions.2.amount"], "INVALID"
    )
    lost = {"transactionIds": [ids[0], "nonsense"], "categoryId": "nonsense"}
    assert await alice.problems("categoriseTransactions", lost) == dict.fromkeys(
        ["categoryId", "transactionIds.1"], "NOT_FOUND"
    )
    assert await alice.problems("recordTransactions", {"transactions": []}) == {"transactions": "INVALID"}
    too_many = {"transactions": [BREAD] * 501}
    assert await alice.problems("recordTransactions", too_many) == {"transactions": "TOO_LARGE"}
    assert await alice.revision() == before + 2


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("0.001", "EUR"),
        ("1.5", "JPY"),
        ("0.0001", "KWD"),
        ("10000000000.01", "EUR"),
        ("-1000000000001", "JPY"),
        ("NaN", "EUR"),
        ("sNaN", "EUR"),
        ("Infinity", "EUR"),
        ("-Infinity", "EUR"),
        ("1E+999999", "EUR"),
        ("1E-999999", "EUR"),
        ("0." + "0" * 57 + "1", "EUR"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_an_amount_that_is_no_money_is_refused(alice: Caller, amount: str, currency: str) -> None:
    rate = None if currency == "EUR" else "1"
    draft = BREAD | {"amount": amount, "currency": currency, "exchangeRate": rate}
    assert await alice.problems("recordTransaction", draft) == {"amount": "INVALID"}


async def test_the_largest_amount_is_kept_exactly(alice: Caller) -> None:
    for amount in ("-10000000000.00", "10000000000.00", "0.00"):
        made = await alice.make("recordTransaction", BREAD | {"amount": amount}, SAVED)
        assert made["amount"]["amount"] == amount


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "1899-12-31"),
        ("date", "2201-01-01"),
        ("payee", ""),
        ("payee", "\u0000"),
        ("payee", "tab\there"),
        ("payee", "x" * 10_000),
        ("note", "\u001b[31m"),
        ("note", "x" * 1001),
        ("currency", "XXX"),
        ("currency", "ZZZ"),
        ("exchangeRate", "NaN"),
        ("exchangeRate", "-1"),
        ("exchangeRate", "0"),
        ("exchangeRate", "1E+999999"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_field_that_cannot_be_is_refused_by_name(alice: Caller, field: str, value: str) -> None:
    other = {"currency": "USD"} if field == "exchangeRate" else {}
    draft = {**BREAD, **other, field: value}
    assert await alice.problems("recordTransaction", draft) == {field: "INVALID"}
    made = {"id": await alice.record()}
    assert await alice.problems("updateTransaction", made | other | {field: value}) == {field: "INVALID"}


async def test_all_that_is_wrong_with_a_transaction_is_said_at_once(alice: Caller) -> None:
    wrong = {"date": "1850-01-01", "amount": "NaN", "payee": "", "note": "\u0000", "categoryId": "nonsense"}
    expected: dict[str, str] = {**dict.fromkeys(wrong, "INVALID"), "categoryId": "NOT_FOUND"}
    assert await alice.problems("recordTransaction", wrong) == expected
    made = {"id": await alice.record()}
    assert await alice.problems("updateTransaction", made | wrong) == expected
    nulls = dict.fromkeys(["date", "amount", "payee"])
    assert await alice.problems("updateTransaction", made | nulls) == dict.fromkeys(nulls, "INVALID")


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "2026-02-30"),
        ("date", "2026-W01-1"),
        ("date", "20261102"),
        ("date", 20261102),
        ("date", None),
        ("amount", "twelve"),
        ("amount", "1_000"),
        ("amount", " 12 "),
        ("amount", "١٢"),
        ("amount", "1" * 61),
        ("amount", 12.5),
        ("amount", True),
        ("amount", {}),
        ("currency", "eur"),
        ("currency", "EURO"),
        ("payee", 5),
        ("payee", ["Bakery"]),
        ("note", 5),
        ("colour", "red"),
    ],
)
async def test_a_value_of_the_wrong_type_never_reaches_the_ledger(alice: Caller, field: str, value: object) -> None:
    document = "mutation ($input: RecordTransactionInput!) { recordTransaction(input: $input) { revision } }"
    answer = await alice.send(document, {"input": {**BREAD, field: value}})
    assert "data" not in answer
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
    assert await alice.revision() == 0


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("literal", ["12.50", '"12.50"', "1250E-2", '"+12.5"'])
async def test_an_amount_may_be_written_as_a_number_in_the_document(alice: Caller, literal: str) -> None:
    document = f"""mutation {{ recordTransaction(input: {{date: "2026-11-02", amount: {literal}, payee: "Aunt"}})
        {{ transaction {{ amount {{ amount }} }} }} }}"""
    made = (await alice.ask(document))["recordTransaction"]["transaction"]
    assert made == {"amount": {"amount": "12.50"}}


async def test_pages_follow_each_other_in_both_directions(alice: Caller) -> None:
    ids = [await alice.record(date=f"2026-11-0{day}") for day in range(1, 6)][::-1]
    page = "edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    forwards = f"query ($after: String) {{ transactions(first: 2, after: $after) {{ {page} }} }}"
    backwards = f"query ($before: String) {{ transactions(last: 2, before: $before) {{ {page} }} }}"

    async def walk(document: str, side: str, end: str, more: str) -> list[list[str]]:
        listed_ids, cursor, goes_on = [], None, True
        while goes_on:
            connection = (await alice.ask(document, **{side: cursor}))["transactions"]
            info = connection["pageInfo"]
            cursors = [edge["cursor"] for edge in connection["edges"]]
            assert (info["startCursor"], info["endCursor"]) == (cursors[0], cursors[-1])
            listed_ids.append([edge["node"]["id"] for edge in connection["edges"]])
            cursor, goes_on = info[end], info[more]
        return listed_ids

    assert await walk(forwards, "after", "endCursor", "hasNextPage") == [ids[:2], ids[2:4], ids[4:]]
    assert await walk(backwards, "before", "startCursor", "hasPreviousPage") == [ids[3:], ids[1:3], ids[:1]]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ("first: 0", "first"),
        ("first: 101", "first"),
        ("last: -1", "last"),
        ("first: 1, last: 1", "first"),
        ('after: "nonsense"', "after"),
        ('before: ""', "before"),
        ('after: "' + "A" * 40 + '"', "after"),
        ('after: "é"', "after"),
        ('filter: {text: "\\u0000"}', "filter.text"),
        ("filter: {text: %s}" % ('"' + "x" * 201 + '"'), "filter.text"),
        ("filter: {atLeast: 0.001}", "filter.atLeast"),
        ('filter: {atMost: "NaN"}', "filter.atMost"),
        ("filter: {categoryIds: [%s]}" % ('"x",' * 501), "filter.categoryIds"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_page_that_cannot_be_is_refused_by_name(alice: Caller, arguments: str, field: str) -> None:
    (error,) = (await alice.send(f"{{ transactions({arguments}) {{ nodes {{ id }} }} }}"))["errors"]
    assert error["extensions"]["code"] == "INVALID"
    (problem,) = error["extensions"]["problems"]
    assert ".".join(problem["field"]) == field


async def test_filters_choose_what_is_on_a_page(alice: Caller) -> None:
    bread = await alice.make("createCategory", {"name": "Bread", "parentId": alice.category("Food")}, "category { id }")
    loaf = await alice.record("-4.00", categoryId=bread["id"], payee="Café Österreich", note="a loaf")
    pay = await alice.record("2000", date="2026-10-30", categoryId=alice.category("Salary"), payee="Work")
    lost = await alice.record("-20", date="2026-09-01", payee="100%_sure")
    chosen: list[tuple[dict[str, Any], list[str]]] = [
        ({}, [loaf, pay, lost]),
        ({"categoryIds": [alice.category("Food")]}, [loaf]),
        ({"categoryIds": [alice.category("Food")], "uncategorised": True}, [loaf, lost]),
        ({"uncategorised": True}, [lost]),
        ({"start": "2026-10-30", "end": "2026-10-30"}, [pay]),
        ({"text": "café ÖSTER"}, [loaf]),
        ({"text": "LOAF"}, [loaf]),
        ({"text": "%"}, [lost]),
        ({"text": "_"}, [lost]),
        ({"atLeast": "0"}, [pay]),
        ({"atLeast": "-20", "atMost": "-4"}, [loaf, lost]),
        ({"deleted": True}, []),
        ({"categoryIds": ["nonsense"]}, []),
    ]
    document = "query ($filter: TransactionFilter) { transactions(filter: $filter) { nodes { id } } }"
    for conditions, ids in chosen:
        nodes = (await alice.ask(document, filter=conditions))["transactions"]["nodes"]
        assert [node["id"] for node in nodes] == ids, conditions


async def test_a_list_says_what_all_its_pages_add_up_to(alice: Caller) -> None:
    food, salary = alice.category("Food"), alice.category("Salary")
    for amount, category in [("-3.20", food), ("1.20", food), ("100", salary), ("-4", None), ("9", None)]:
        await alice.make("recordTransaction", BREAD | {"amount": amount, "categoryId": category}, SAVED)
    asked = """query($filter: TransactionFilter) { transactions(filter: $filter, first: 1) {
        totalCount nodes { id } sums { income { amount } expenses { amount } net { amount } } } }"""
    everything = {"totalCount": 5, "income": "109.00", "expenses": "6.00", "net": "103.00"}
    expected: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({}, everything),
        ({"kind": "INCOME"}, {"totalCount": 2, "income": "109.00", "expenses": "0.00", "net": "109.00"}),
        ({"kind": "EXPENSE"}, {"totalCount": 3, "income": "0.00", "expenses": "6.00", "net": "-6.00"}),
        ({"kind": "TRANSFER"}, {"totalCount": 0, "income": "0.00", "expenses": "0.00", "net": "0.00"}),
        ({"categoryIds": [food], "kind": "INCOME"}, {"totalCount": 0, "income": "0.00", "expenses": "0.00"}),
        ({"uncategorised": True, "kind": "INCOME"}, {"totalCount": 1, "income": "9.00", "expenses": "0.00"}),
        ({"atLeast": "3.20", "atMost": "4", "absolute": True}, {"totalCount": 2, "expenses": "7.20"}),
    ]
    for chosen, sums in expected:
        listed = (await alice.ask(asked, filter=chosen))["transactions"]
        totals = {"totalCount": listed["totalCount"]} | {name: one["amount"] for name, one in listed["sums"].items()}
        assert {name: totals[name] for name in sums} == sums, chosen


async def test_all_that_meet_a_filter_are_changed_and_given_back_at_once(alice: Caller) -> None:
    for amount in ("-3.20", "-4", "100"):
        await alice.record(amount)
    every = {"filter": {"atMost": "0", "kind": "EXPENSE"}, "count": 2}
    wrong = every | {"count": 3, "patch": {"payee": "", "accountId": None}}
    assert await alice.problems("updateTransactions", wrong) == {"patch.accountId": "INVALID"}
    wrong["patch"] = {"payee": "", "categoryId": "nonsense", "accountId": "nonsense", "addTagIds": ["nonsense"]}
    assert await alice.problems("updateTransactions", wrong) == {
        "count": "CONFLICT",
        "patch.payee": "INVALID",
        "patch.categoryId": "NOT_FOUND",
        "patch.accountId": "NOT_FOUND",
        "patch.addTagIds.0": "NOT_FOUND",
    }
    spent = "count changed dashboard { budgetBreakdown { slices { category { name } actual { amount } } } }"
    food = {"patch": {"categoryId": alice.category("Food")}}
    updated = await alice.change("updateTransactions", every | food, spent)
    assert (updated["count"], updated["changed"], updated["problems"]) == (2, True, [])
    assert updated["dashboard"]["budgetBreakdown"]["slices"] == [
        {"category": {"name": "Food"}, "actual": {"amount": "7.20"}}
    ]
    undone = await alice.change("undoTransactions", {"revision": updated["revision"]}, spent)
    assert undone["count"] == 2
    assert undone["dashboard"]["budgetBreakdown"]["slices"] == [{"category": None, "actual": {"amount": "7.20"}}]
    assert await alice.problems("undoTransactions", {"revision": 1}) == {"revision": "NOT_FOUND"}


SPLITS = "splits { amount { amount currency } baseAmount { amount } category { name } note }"


async def test_splits_are_what_the_transaction_was_for(alice: Caller) -> None:
    made = await alice.make("recordTransaction", BREAD, f"transaction {{ {SPLITS} }}")
    whole = {"amount": {"amount": "-3.20", "currency": "EUR"}, "baseAmount": {"amount": "-3.20"}}
    assert made == {"splits": [whole | {"category": None, "note": ""}]}
    parts = [{"amount": "-2", "categoryId": alice.category("Food")}, {"note": "cash"}]
    saved = await alice.make(
        "recordTransaction", BREAD | {"splits": parts}, f"transaction {{ id category {{ id }} {SPLITS} }}"
    )
    amounts = [(split["amount"]["amount"], split["category"], split["note"]) for split in saved["splits"]]
    assert amounts == [("-2.00", {"name": "Food"}, ""), ("-1.20", None, "cash")]
    assert saved["category"] is None
    listed = await alice.ask(f"{{ transactions {{ nodes {{ {SPLITS} }} totalCount }} }}")
    assert listed["transactions"]["nodes"][0] == {"splits": saved["splits"]}
    assert listed["transactions"]["totalCount"] == 2


async def test_splits_are_edited_and_refused_by_field(alice: Caller) -> None:
    parts = [{"amount": "-2", "categoryId": alice.category("Food")}, {"amount": "-1.20"}]
    made = await alice.make("recordTransaction", BREAD | {"splits": parts}, "transaction { id splits { id } }")
    first, last = (split["id"] for split in made["splits"])
    edit = {"id": made["id"], "splits": [{"id": last, "amount": "-3"}, {"id": first}]}
    saved = await alice.make(
        "updateTransaction", edit, "transaction { splits { id amount { amount } transaction { id } } }"
    )
    assert saved["splits"] == [
        {"id": last, "amount": {"amount": "-3.00"}, "transaction": {"id": made["id"]}},
        {"id": first, "amount": {"amount": "-0.20"}, "transaction": {"id": made["id"]}},
    ]
    total = await alice.make(
        "updateTransaction", {"id": made["id"], "amount": "-4"}, "transaction { splits { amount { amount } } }"
    )
    assert [split["amount"]["amount"] for split in total["splits"]] == ["-3.00", "-1.00"]
    for splits, field, code in (
        ([{"amount": "-1"}, {"amount": "-1"}], "splits", "INVALID"),
        ([{"id": alice.category("Food"), "amount": "-1"}, {}], "splits.0.id", "NOT_FOUND"),
        ([{"categoryId": made["id"], "amount": "-1"}, {}], "splits.0.categoryId", "NOT_FOUND"),
        (None, "splits", "INVALID"),
    ):
        assert await alice.problems("updateTransaction", {"id": made["id"], "splits": splits}) == {field: code}


async def test_the_dashboard_counts_each_split_by_its_category(alice: Caller) -> None:
    parts = [{"amount": "-2", "categoryId": alice.category("Food")}, {"categoryId": alice.category("Rent")}]
    bars = "categoryComparison { bars { category { name } current { amount } } }"
    figures = f"dashboard {{ overview {{ expenses {{ amount }} }} {bars} }}"
    payload = await alice.change("recordTransaction", BREAD | {"splits": parts}, figures)
    assert payload["dashboard"]["overview"]["expenses"]["amount"] == "3.20"
    shown = payload["dashboard"]["categoryComparison"]["bars"]
    assert {bar["category"]["name"]: bar["current"]["amount"] for bar in shown} == {"Food": "2.00", "Rent": "1.20"}
