"""Each list and report comes as CSV over HTTP, if a client asks for it."""

import csv
import io

import httpx

from tests.resolvers.callers import Caller

LIST = "{ transactions { nodes { payee amount { amount } splits { amount { amount } } } } }"
REPORT = """{ report(input: {last: 2, every: MONTH, by: PAYEE}) {
    rows { label line { cells { span { start } expenses { amount } } } } } }"""


async def answer(caller: Caller, query: str) -> httpx.Response:
    """The answer to a query that asks for CSV."""
    headers = {"accept": "text/csv"} | ({"authorization": f"Bearer {caller.secret}"} if caller.secret else {})
    return await caller.http.post("/graphql", json={"query": query}, headers=headers)


async def test_a_list_and_a_report_come_as_csv(alice: Caller, bob: Caller) -> None:
    await alice.record("-30", payee="=SUM(A1)", splits=[{"amount": "-10"}, {"amount": "-20"}])
    shown = await answer(alice, LIST)
    assert shown.headers["content-type"] == "text/csv; charset=utf-8"
    assert shown.headers["content-disposition"] == 'attachment; filename="transactions.csv"'
    assert list(csv.reader(io.StringIO(shown.text))) == [
        ["payee", "amount.amount", "splits.amount.amount"],
        ["'=SUM(A1)", "-30.00", "-10.00"],
        ["'=SUM(A1)", "-30.00", "-20.00"],
    ]
    assert list(csv.reader(io.StringIO((await answer(alice, REPORT)).text))) == [
        ["label", "line.cells.span.start", "line.cells.expenses.amount"],
        ["'=SUM(A1)", "2026-10-01", "0.00"],
        ["'=SUM(A1)", "2026-11-01", "30.00"],
    ]
    assert list(csv.reader(io.StringIO((await answer(bob, REPORT)).text))) == [[]]


async def test_two_lists_and_strangers_get_an_error_as_json(alice: Caller, stranger: Caller) -> None:
    several = await answer(alice, "{ tags { id } accounts { id } }")
    assert (several.status_code, several.headers["content-type"][:16]) == (400, "application/json")
    assert "one field" in several.json()["errors"][0]["message"]
    assert (await answer(stranger, LIST)).json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
