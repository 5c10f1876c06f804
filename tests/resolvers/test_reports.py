"""Reports agree with a count by hand of the transactions, with the dashboard, and with themselves."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import pytest

from tests.resolvers.callers import Caller, Json
from tests.resolvers.random_ledgers import write_at_random

FIGURES = "income { amount } expenses { amount } net { amount } count average { amount }"
LINE = f"cells {{ {FIGURES} }} figures {{ {FIGURES} }} change {{ now {{ {FIGURES} }} before {{ {FIGURES} }} }}"
REPORT = f"""query ($input: ReportInput!) {{ report(input: $input) {{
    revision range {{ start end }} spans {{ start end label }} rowCount
    compared {{ now {{ start end }} before {{ start end }} }}
    rows(first: 20) {{ key label category {{ id name }} kind account {{ id }} tag {{ name }} line {{ {LINE} }} }}
    others(first: 20) {{ {LINE} }} total {{ {LINE} perSpan {{ income {{ amount }} expenses {{ amount }} }} }}
    cashFlow {{ nodes {{ key kind category {{ name }} }} links {{ source target amount {{ amount }} }}
        total {{ amount }} }} }} }}"""
TRANSACTIONS = """{ transactions(first: 100) { nodes { date payee deleted account { id counted } tags { name }
    splits { baseAmount { amount } category { id name kind parent { id name } } transfer { id } tags { name } } } } }"""
AUTUMN = {"start": "2026-09-01", "end": "2026-11-30"}


class Part(Json):
    """A split that counts, with what it belongs to."""


async def parts_of(caller: Caller) -> list[Part]:
    """Return all splits that count, read from the list of transactions."""
    rows = (await caller.ask(TRANSACTIONS))["transactions"]["nodes"]
    assert len(rows) < 100
    return [
        Part(
            day=row["date"],
            payee=row["payee"],
            account=row["account"]["id"],
            category=part["category"],
            tags={tag["name"] for tag in (*row["tags"], *part["tags"])},
            amount=Decimal(part["baseAmount"]["amount"]),
        )
        for row in rows
        if row["account"]["counted"]
        for part in row["splits"]
        if not part["transfer"] and not (part["category"] and part["category"]["kind"] == "TRANSFER")
    ]


def counted(parts: Iterable[Part]) -> tuple[Decimal, Decimal, int]:
    """Return the income, the expenses and the number of splits."""
    income, expenses, number = Decimal(0), Decimal(0), 0
    for part in parts:
        kind = part["category"]["kind"] if part["category"] else ("INCOME" if part["amount"] > 0 else "EXPENSE")
        income += part["amount"] if kind == "INCOME" else 0
        expenses -= part["amount"] if kind == "EXPENSE" else 0
        number += 1
    return income, expenses, number


def shown(figures: Json) -> tuple[Decimal, Decimal, int]:
    """Return the same of the figures of a report, once they agree with each other."""
    income, expenses = Decimal(figures["income"]["amount"]), Decimal(figures["expenses"]["amount"])
    assert Decimal(figures["net"]["amount"]) == income - expenses
    return income, expenses, figures["count"]


def group_of(part: Part) -> str:
    """Return the id of the top-level category."""
    category = part["category"]
    return str((category["parent"] or category)["id"]) if category else ""


KEYS: dict[str, Callable[[Part], Iterable[str]]] = {
    "CATEGORY": lambda part: [part["category"]["id"] if part["category"] else ""],
    "GROUP": lambda part: [group_of(part)],
    "KIND": lambda part: [part["category"]["kind"] if part["category"] else ""],
    "ACCOUNT": lambda part: [part["account"]],
    "PAYEE": lambda part: [part["payee"]],
    "TAG": lambda part: part["tags"] or [""],
}


async def check(caller: Caller, question: Json, parts: Sequence[Part]) -> None:
    """Check each cell of a report by months against a count by hand."""
    report = (await caller.ask(REPORT, input={"range": AUTUMN, "every": "MONTH", "measure": "COUNT"} | question))[
        "report"
    ]
    by_key = defaultdict[str, list[Part]](list)
    for part in parts:
        for key in KEYS[question["by"]](part):
            by_key[key].append(part)
    named = "tag" if question["by"] == "TAG" else None
    rows = {(row["tag"] or {"name": ""})["name"] if named else row["key"]: row["line"] for row in report["rows"]}
    assert rows.keys() == by_key.keys()
    for line, members in [*((rows[key], by_key[key]) for key in rows), (report["total"], parts)]:
        assert shown(line["figures"]) == counted(members)
        for span, cell in zip(report["spans"], line["cells"], strict=True):
            assert shown(cell) == counted(part for part in members if span["start"] <= part["day"] <= span["end"])
    check_flow(report, counted(parts)[0] - counted(parts)[1])


def check_flow(report: Json, net: Decimal) -> None:
    """Check that as much flows into each node as out of it, and in all as much into the diagram as out of it."""
    flow = report["cashFlow"]
    into, out = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    for link in flow["links"]:
        amount = Decimal(link["amount"]["amount"])
        assert amount > 0
        out[link["source"]] += amount
        into[link["target"]] += amount
    sources, ends = out.keys() - into.keys(), into.keys() - out.keys()
    assert all(out[key] == into[key] for key in out.keys() & into.keys())
    assert sum(out[key] for key in sources) == sum(into[key] for key in ends) == Decimal(flow["total"]["amount"])
    assert {node["key"] for node in flow["nodes"]} == into.keys() | out.keys()
    assert into["SAVED"] - out["DRAWN"] == net


@pytest.mark.parametrize("seed", [1, 2])
async def test_each_cell_is_a_count_by_hand(alice: Caller, seed: int) -> None:
    purse = await write_at_random(alice, seed)
    food = alice.category("Food")
    tag = (await alice.ask("{ tags { id name } }"))["tags"][0]
    filters: list[tuple[Json, Callable[[Part], bool]]] = [
        ({}, lambda _: True),
        ({"accountIds": [purse]}, lambda part: part["account"] == purse),
        ({"categoryIds": [food]}, lambda part: group_of(part) == food),
        ({"uncategorised": True}, lambda part: part["category"] is None),
        ({"kind": "EXPENSE"}, lambda part: counted([part])[1] != 0 or group_of(part) in {food}),
        ({"text": "baker"}, lambda part: part["payee"] == "Baker"),
        ({"anyTagIds": [tag["id"]]}, lambda part: tag["name"] in part["tags"]),
        ({"untagged": True, "accountIds": [purse]}, lambda part: not part["tags"] and part["account"] == purse),
    ]
    every = await parts_of(alice)
    for chosen, wanted in filters:
        for by in KEYS:
            await check(alice, {"by": by, "filter": chosen}, [part for part in every if wanted(part)])


async def test_a_report_has_the_figures_of_the_dashboard(alice: Caller) -> None:
    await write_at_random(alice, 3)
    figures = (await alice.ask("{ dashboard { overview { income { amount } expenses { amount } } } }"))["dashboard"]
    report = (await alice.ask(REPORT, input={}))["report"]
    assert report["range"] == {"start": "2026-11-01", "end": "2026-11-30"}
    for name in ("income", "expenses"):
        assert report["total"]["figures"][name] == figures["overview"][name]
    assert (report["rows"], report["rowCount"], report["others"], report["compared"]) == ([], 0, None, None)
    trends = "{ dashboard { spendingTrends(periods: 3) { averageIncome { amount } averageExpenses { amount } } } }"
    averages = (await alice.ask(trends))["dashboard"]["spendingTrends"]
    per_span = (await alice.ask(REPORT, input={"last": 3, "every": "PERIOD"}))["report"]["total"]["perSpan"]
    assert per_span == {"income": averages["averageIncome"], "expenses": averages["averageExpenses"]}


async def test_a_running_report_is_compared_with_the_same_days(alice: Caller) -> None:
    for day, amount in (("2026-11-05", "-7"), ("2026-11-29", "-100"), ("2026-10-23", "-2"), ("2026-10-24", "-50")):
        await alice.record(amount, date=day, categoryId=alice.category("Food"))
    await alice.record("-11", date="2025-11-23")
    report = (await alice.ask(REPORT, input={"by": "GROUP", "compare": "PREVIOUS"}))["report"]
    assert report["compared"] == {
        "now": {"start": "2026-11-01", "end": "2026-11-23"},
        "before": {"start": "2026-10-01", "end": "2026-10-23"},
    }
    (row,) = report["rows"]
    change = row["line"]["change"]
    assert [shown(change[name])[1] for name in ("now", "before")] == [7, 2]
    assert shown(row["line"]["figures"])[1] == 107
    report = (await alice.ask(REPORT, input={"by": "GROUP", "compare": "YEAR"}))["report"]
    assert report["compared"]["before"] == {"start": "2025-11-01", "end": "2025-11-23"}
    assert shown(report["total"]["change"]["before"])[1] == 11
    october = {"range": {"month": "2026-10"}, "compare": "YEAR"}
    assert (await alice.ask(REPORT, input=october))["report"]["compared"]["now"]["end"] == "2026-10-31"


async def test_rows_come_by_their_measure_and_the_rest_is_added_up(alice: Caller) -> None:
    for payee, amount in (("Baker", "-3"), ("Landlord", "-700"), ("Café", "-20"), ("Employer", "2000")):
        await alice.record(amount, payee=payee)
    question = {"by": "PAYEE", "range": {"month": "2026-11"}}
    report = (await alice.ask(REPORT.replace("first: 20", "first: 1"), input=question))["report"]
    assert ([row["label"] for row in report["rows"]], report["rowCount"]) == (["Landlord"], 3)
    assert shown(report["others"]["figures"]) == (Decimal(2000), Decimal(23), 3)
    for measure, first in (("INCOME", "Employer"), ("NET", "Employer"), ("AVERAGE", "Employer"), ("COUNT", "Baker")):
        rows = (await alice.ask(REPORT, input=question | {"measure": measure}))["report"]["rows"]
        assert rows[0]["label"] == first
        assert len(rows) == (1 if measure == "INCOME" else 4)


async def test_spans_are_cut_at_the_ends_of_the_range(alice: Caller) -> None:
    range_ = {"start": "2026-10-20", "end": "2026-11-10"}
    spans = {
        every: [(span["start"], span["end"]) for span in report["spans"]]
        for every in ("WEEK", "MONTH", "YEAR")
        for report in [(await alice.ask(REPORT, input={"range": range_, "every": every}))["report"]]
    }
    assert spans["MONTH"] == [("2026-10-20", "2026-10-31"), ("2026-11-01", "2026-11-10")]
    assert spans["YEAR"] == [("2026-10-20", "2026-11-10")]
    assert spans["WEEK"][0] == ("2026-10-20", "2026-10-25")
    assert spans["WEEK"][-1] == ("2026-11-09", "2026-11-10")
    last = (await alice.ask(REPORT, input={"last": 2, "every": "QUARTER"}))["report"]
    assert [span["start"] for span in last["spans"]] == ["2026-07-01", "2026-10-01"]


@pytest.mark.parametrize(
    ("question", "first", "word"),
    [
        ({"last": 2}, 20, "length of a span"),
        ({"last": 0, "every": "DAY"}, 20, "out of range"),
        ({"last": 2, "every": "DAY", "range": {"month": "2026-11"}}, 20, "not both"),
        ({"range": {"start": "2020-01-01", "end": "2026-11-10"}, "every": "DAY"}, 20, "longer spans"),
        ({"filter": {"start": "2026-01-01"}}, 20, "those of its range"),
        ({"filter": {"deleted": True}}, 20, "Deleted"),
        ({"filter": {"kind": "TRANSFER"}}, 20, "Transfers"),
        ({"filter": {"atLeast": "1.234"}}, 20, "decimal places"),
        ({}, 0, "out of range"),
        ({"range": {"month": "November"}}, 20, "not a month"),
    ],
)
async def test_an_impossible_report_is_refused(alice: Caller, question: Json, first: int, word: str) -> None:
    answer = await alice.send(REPORT.replace("first: 20", f"first: {first}"), {"input": question})
    assert word in answer["errors"][0]["message"]


async def test_a_report_is_of_the_own_ledger(alice: Caller, bob: Caller) -> None:
    await write_at_random(alice, 1)
    report = (await bob.ask(REPORT, input={"by": "TAG", "range": AUTUMN, "measure": "COUNT"}))["report"]
    assert (report["rows"], shown(report["total"]["figures"])) == ([], (Decimal(0), Decimal(0), 0))
    (tag, *_) = (await alice.ask("{ tags { id } }"))["tags"]
    accounts = (await alice.ask("{ accounts { id } }"))["accounts"]
    for chosen in (
        {"categoryIds": [alice.category("Food")]},
        {"accountIds": [accounts[0]["id"]]},
        *({name: [tag["id"]]} for name in ("anyTagIds", "allTagIds", "noTagIds")),
    ):
        assert await bob.codes(REPORT, input={"filter": chosen}) == ["NOT_FOUND"]
