"""Statements sent over the API."""

import orjson

from tests.resolvers.callers import PROBLEMS, Caller, Json

REPORT = """report {
    recorded restored duplicates deletedDuplicates skippedCount badLineCount accounts currencies firstDay lastDay
    detected {
        format encoding delimiter headerLine columns { role name number } columnNames
        dateOrder decimalMark currency expensesPositive notes { code message }
    }
    question { about message choices { label lines settings { name value }
        totals { income { amount currency } expenses { amount currency } } } }
    skipped { line reason text }
    preview { date amount { amount currency } baseAmount { amount currency } payee note account category { name } }
    setAside { line date amount { amount } payee deleted } badLines { line message } unknownCategories
}"""


async def upload(caller: Caller, content: str, selection: str = REPORT, **settings: object) -> Json:
    """The payload of an import."""
    document = f"""mutation ($input: ImportTransactionsInput!) {{
        importTransactions(input: $input) {{ revision changed {PROBLEMS} {selection} }} }}"""
    operations = {"query": document, "variables": {"input": {"file": None, **settings}}}
    headers = {"authorization": f"Bearer {caller.secret}", "graphql-require-preflight": "1"}
    form = {"operations": orjson.dumps(operations).decode(), "map": '{"0": ["variables.input.file"]}'}
    files = {"0": ("statement.csv", content.encode(), "text/csv")}
    answer = (await caller.http.post("/graphql", data=form, files=files, headers=headers)).json()
    assert "errors" not in answer, answer["errors"]
    payload: Json = answer["data"]["importTransactions"]
    return payload
