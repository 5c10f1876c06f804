"""Statements over the API: a file is uploaded, shown, imported once, and refused with every bad line."""

from collections.abc import AsyncIterator

import orjson
import pytest

from db.stores.engine import Database
from services.users import Scope
from tests.ledger_facts import check_totals, unchanged
from tests.people import Clock
from tests.resolvers.callers import Caller, Json, holding
from tests.resolvers.uploads import REPORT, upload

MARCH = """Datum;Empfänger;Betrag;Kategorie
23.03.2026;Bäckerei;-3,20;Food
24.03.2026;Arbeit;2.500,00;Hobby
"""


async def test_a_statement_is_imported_once(alice: Caller, database: Database) -> None:
    first = await upload(alice, MARCH, f"{REPORT} dashboard {{ revision }}", account="Giro")
    assert (first["revision"], first["problems"], first["dashboard"]) == (1, [], {"revision": 1})
    assert first["changed"]
    report = first["report"]
    assert (report["recorded"], report["firstDay"], report["lastDay"]) == (2, "2026-03-23", "2026-03-24")
    assert (report["accounts"], report["currencies"], report["unknownCategories"]) == (["Giro"], ["EUR"], ["Hobby"])
    assert report["preview"][0] == {
        "date": "2026-03-23",
        "amount": {"amount": "-3.20", "currency": "EUR"},
        "baseAmount": {"amount": "-3.20", "currency": "EUR"},
        "payee": "Bäckerei",
        "note": "",
        "account": "Giro",
        "category": {"name": "Food"},
    }
    detected = report["detected"]
    assert (detected["format"], detected["delimiter"], detected["decimalMark"]) == ("CSV", ";", ",")
    assert detected["columns"][0] == {"role": "date", "name": "Datum", "number": 1}
    assert detected["columnNames"] == ["Datum", "Empfänger", "Betrag", "Kategorie"]
    assert detected["expensesPositive"] is False
    assert detected["dateOrder"] == "DMY"
    again = await upload(alice, MARCH, f"{REPORT} dashboard {{ revision }}", account="Giro")
    assert (again["revision"], again["changed"], again["dashboard"]) == (1, False, {"revision": 1})
    assert [line["line"] for line in again["report"]["setAside"]] == [2, 3]
    assert await alice.revision() == 1
    await check_totals(database, alice.person.ledger_id)


async def test_a_dry_run_writes_nothing(alice: Caller, database: Database) -> None:
    async with unchanged(database, alice.person.ledger_id):
        payload = await upload(alice, MARCH + "31.02.2026;X;1,00;\n", dryRun=True)
    assert (payload["revision"], payload["changed"], payload["problems"]) == (0, False, [])
    assert payload["report"]["recorded"] == 2
    (bad,) = payload["report"]["badLines"]
    assert bad["line"] == 4


async def test_every_bad_line_is_a_problem(alice: Caller, database: Database) -> None:
    async with unchanged(database, alice.person.ledger_id):
        payload = await upload(alice, MARCH + "31.02.2026;X;1,00;\n30.03.2026;X;one;\n")
    assert payload["report"] is None
    assert [problem["field"] for problem in payload["problems"]] == [["file", "4"], ["file", "5"]]


async def test_a_retry_with_the_same_key_is_answered_alike(alice: Caller) -> None:
    first = await upload(alice, MARCH, idempotencyKey="march")
    again = await upload(alice, MARCH, idempotencyKey="march")
    assert again["revision"] == first["revision"] == 1
    assert again["report"] == {**first["report"], "preview": [], "setAside": []}
    other = await upload(alice, MARCH + "30.03.2026;X;1,00;\n", idempotencyKey="march")
    assert [(problem["code"], problem["field"]) for problem in other["problems"]] == [("CONFLICT", ["idempotencyKey"])]


async def test_deleted_transactions_come_back_when_asked(alice: Caller) -> None:
    await upload(alice, MARCH)
    nodes = (await alice.ask("{ transactions { nodes { id account { name } } } }"))["transactions"]["nodes"]
    await alice.make("deleteTransaction", {"id": nodes[0]["id"]}, "transaction { id }")
    assert (await upload(alice, MARCH))["report"]["deletedDuplicates"] == 1
    assert (await upload(alice, MARCH, restoreDeleted=True))["report"]["restored"] == 1


async def test_the_mapping_reads_what_cannot_be_guessed(alice: Caller) -> None:
    text = "03/04/2026|7.50|Shop\n"
    mapping = {
        "date": "1", "amount": "2", "payee": "3", "delimiter": "|", "dateOrder": "MDY", "decimalMark": ".",
        "hasHeader": False, "expensesPositive": True,
    }  # fmt: skip
    payload = await upload(alice, text, mapping=mapping, currency="USD", exchangeRate="0.9")
    (line,) = payload["report"]["preview"]
    assert (line["date"], line["amount"]["amount"], line["baseAmount"]["amount"]) == ("2026-03-04", "-7.50", "-6.75")


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"mapping": {"decimalMark": "x"}}, ["mapping", "decimalMark"]),
        ({"mapping": {"payee": "Nobody"}}, ["mapping", "payee"]),
        ({"mapping": {"bankId": "Nobody"}}, ["mapping", "bankId"]),
        ({"mapping": {"encoding": "klingon"}}, ["mapping", "encoding"]),
        ({"currency": "KWD"}, ["exchangeRate"]),
        ({"account": "x" * 101}, ["account"]),
    ],
)
async def test_a_wrong_setting_is_told_by_its_field(
    alice: Caller, database: Database, settings: Json, field: list[str]
) -> None:
    async with unchanged(database, alice.person.ledger_id):
        payload = await upload(alice, MARCH, **settings)
    assert [(problem["code"], problem["field"]) for problem in payload["problems"]] == [("INVALID", field)]


async def test_file_that_is_no_upload_is_refused(alice: Caller) -> None:
    assert await alice.problems("importTransactions", {"file": "statement.csv"}) == {"file": "INVALID"}


async def test_a_statement_enters_the_ledger_of_its_sender_alone(
    alice: Caller, bob: Caller, database: Database
) -> None:
    async with unchanged(database, bob.person.ledger_id):
        await upload(alice, MARCH)
    assert (await upload(bob, MARCH))["report"]["recorded"] == 2


@pytest.mark.parametrize(("scope", "status"), [(Scope.READ, 403), (Scope.SETTINGS, 403), (Scope.WRITE, 200)])
async def test_a_token_that_may_not_write_is_refused_before_the_file_is_read(
    database: Database, clock: Clock, alice: Caller, scope: Scope, status: int
) -> None:
    token = await holding(database, clock, alice, "token", frozenset({Scope.READ, scope}))
    headers = {"authorization": f"Bearer {token.secret}", "content-type": "multipart/form-data; boundary=b"}
    fields = {"operations": orjson.dumps({"query": "{ viewer { id } }"}).decode(), "map": "{}"}
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields]
    sent = []

    async def body() -> AsyncIterator[bytes]:
        for part in (*parts, "--b--\r\n"):
            sent.append(part)
            yield part.encode()

    answer = await alice.http.post("/graphql", content=body(), headers=headers)
    assert answer.status_code == status
    codes = [error["extensions"]["code"] for error in answer.json().get("errors", [])]
    assert (codes, len(sent)) == (([], 3) if status == 200 else (["FORBIDDEN"], 0))


async def test_open_question_of_a_file_is_asked_and_answered_by_its_settings(alice: Caller, database: Database) -> None:
    content = "date,title,amount\n2026-11-18,Padaria,12.50\n2026-11-17,Livraria,20.00\n"
    async with unchanged(database, alice.person.ledger_id):
        shown = await upload(alice, content, dryRun=True)
        refused = await upload(alice, content)
    question = shown["report"]["question"]
    assert (question["about"], shown["report"]["recorded"], shown["problems"]) == ("SIGNS", 0, [])
    assert question["choices"][0] == {
        "label": "Positive amounts are expenses",
        "lines": 2,
        "settings": [{"name": "expensesPositive", "value": "true"}],
        "totals": [
            {"income": {"amount": "0.00", "currency": "EUR"}, "expenses": {"amount": "-32.50", "currency": "EUR"}}
        ],
    }
    (problem,) = refused["problems"]
    assert problem["field"] == ["mapping", "expensesPositive"]
    assert "Positive amounts are expenses" in problem["message"]
    answered = await upload(alice, content, mapping={"expensesPositive": True})
    assert (answered["report"]["recorded"], answered["report"]["question"]) == (2, None)


async def test_rows_that_are_no_transactions_are_told(alice: Caller) -> None:
    content = "Date,Payee,Amount,Status\n2026-11-18,Shop,-12.50,PENDING\n2026-11-17,Shop,-20.00,BOOKED\n"
    report = (await upload(alice, content))["report"]
    assert (report["recorded"], report["skippedCount"]) == (1, 1)
    assert report["skipped"] == [{"line": 2, "reason": "PENDING", "text": "2026-11-18 Shop -12.50 PENDING"}]


LINES = """report { recorded leftOut hasMoreLines lines {
    line state date amount { amount currency } baseAmount { amount } payee note account knownAs reason text
    category { name }
} }"""


async def test_lines_are_previewed_page_by_page_and_steered(alice: Caller) -> None:
    categories = (await alice.ask("{ categories { id name } }"))["categories"]
    food = next(row["id"] for row in categories if row["name"] == "Food")
    text = MARCH + "25.03.2026;Saldo;1,00;\n"
    steered = {"lines": [{"line": 2, "leaveOut": True}, {"line": 3, "categoryId": food}]}
    page = await upload(alice, text, LINES, dryRun=True, preview={"first": 1}, **steered)
    assert (page["report"]["leftOut"], page["report"]["hasMoreLines"]) == (1, True)
    assert [line["state"] for line in page["report"]["lines"]] == ["OMITTED"]
    rest = await upload(alice, text, LINES, dryRun=True, preview={"after": 2, "states": ["NEW", "SKIPPED"]}, **steered)
    line, balance = rest["report"]["lines"]
    assert line == {
        "line": 3,
        "state": "NEW",
        "date": "2026-03-24",
        "amount": {"amount": "2500.00", "currency": "EUR"},
        "baseAmount": {"amount": "2500.00"},
        "payee": "Arbeit",
        "note": "",
        "account": "Everyday",
        "knownAs": None,
        "reason": None,
        "text": None,
        "category": {"name": "Food"},
    }
    assert (balance["state"], balance["reason"], balance["payee"]) == ("SKIPPED", "BALANCE", None)
    assert balance["text"].startswith("25.03.2026 Saldo")
    written = await upload(alice, text, LINES, **steered)
    assert (written["report"]["recorded"], written["report"]["lines"]) == (1, [])
    wrong = await upload(alice, text, LINES, dryRun=True, preview={"first": 5000})
    assert [problem["field"] for problem in wrong["problems"]] == [["preview", "first"]]


PROFILE = "fileName currency account { name } settings { name value }"


async def test_settings_are_listed_used_and_deleted(alice: Caller, bob: Caller) -> None:
    mapping = {"date": "when", "payee": "whom", "amount": "what", "dateOrder": "DMY", "expensesPositive": True}
    text = "when;whom;what\n03/04/2026;Shop;3.20\n"
    await upload(alice, text, mapping=mapping, account="Card")
    query = f"{{ importProfiles {{ id {PROFILE} }} }}"
    (profile,) = (await alice.ask(query))["importProfiles"]
    assert (profile["fileName"], profile["account"], profile["currency"]) == ("statement.csv", {"name": "Card"}, None)
    assert {"name": "dateOrder", "value": "DMY"} in profile["settings"]
    assert {"name": "expensesPositive", "value": "true"} in profile["settings"]
    assert (await bob.ask(query))["importProfiles"] == []
    selection = f"report {{ duplicates profile {{ {PROFILE} }} detected {{ notes {{ code }} }} }}"
    again = await upload(alice, text, selection)
    assert again["report"]["duplicates"] == 1
    assert again["report"]["profile"]["account"] == {"name": "Card"}
    assert again["report"]["detected"]["notes"][-1] == {"code": "REMEMBERED"}
    fresh = await upload(alice, text, "report { profile { fileName } }", dryRun=True, useProfile=False)
    assert fresh["report"]["profile"] is None
    assert await alice.make("deleteImportProfile", {"id": profile["id"]}, "deletedId") == profile["id"]
    assert (await alice.ask(query))["importProfiles"] == []
