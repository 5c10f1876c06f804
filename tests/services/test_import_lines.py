"""Before a file is written, each of its lines can be seen, left out, or given another category."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from db.stores.engine import Database
from services.imports import Decisions, ImportReport, ImportService, LineQuery, LineState
from services.origins import Origin, origin_of
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.values.errors import Refused
from tests.ledger_facts import one_event, refused, unchanged
from tests.people import Person
from tests.services.importing import HEADER, days, imported, is_sound, request, rows_of

N, K, S, B = LineState.NEW, LineState.KNOWN, LineState.SKIPPED, LineState.BAD


async def shown(
    imports: ImportService, person: Person, text: str, query: LineQuery, **settings: object
) -> ImportReport:
    """Return the report of a dry run."""
    wanted = replace(request(text), dry_run=True, preview=query, **settings)  # type: ignore[arg-type]
    return (await imports.run(person.ledger_id, wanted)).object


async def test_every_line_is_shown_with_its_state_page_by_page(
    short_chunks: None, database: Database, imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await imported(imports, alice, HEADER + "2026-03-02,Shop 2,-1.00,\n")
    await transactions.record(alice.ledger_id, TransactionDraft(date(2026, 3, 4), Decimal("-1.10"), "Rounded"))
    text = days(7) + "2026-03-08,Note,,\n"
    async with unchanged(database, alice.ledger_id):
        report = await shown(imports, alice, text, LineQuery(4), decisions=Decisions(omitted=(2,)))
    assert [(line.line, line.state) for line in report.lines] == [
        (2, LineState.OMITTED),
        (3, K),
        (4, N),
        (5, LineState.UNCLEAR),
    ]
    assert report.lines[3].known_as == "Rounded"
    assert (report.has_more_lines, report.omitted) == (True, 1)
    rest = await shown(imports, alice, text, LineQuery(4, after=5))
    assert [(line.line, line.state) for line in rest.lines] == [(6, N), (7, N), (8, N), (9, S)]
    assert not rest.has_more_lines


async def test_lines_are_filtered_by_state_and_text(imports: ImportService, alice: Person) -> None:
    text = days(12) + "2026-03-31,Wrong,x,\n"
    bad = await shown(imports, alice, text, LineQuery(states=(B,)))
    assert [(line.line, line.text[:12]) for line in bad.lines] == [(14, "The amount “")]
    found = await shown(imports, alice, text, LineQuery(text="SHOP 1"))
    assert [line.row and line.row.payee for line in found.lines] == ["Shop 1", "Shop 10", "Shop 11", "Shop 12"]
    page = await shown(imports, alice, text, LineQuery(1, text="shop 1", states=(N, K)))
    assert (len(page.lines), page.has_more_lines) == (1, True)


@pytest.mark.parametrize("first", [0, 1_001])
def test_page_has_a_limit(first: int) -> None:
    with pytest.raises(Refused, match="1 to 1,000 lines"):
        LineQuery(first)


async def test_lines_are_left_out_and_come_with_the_next_import(
    database: Database, imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    wanted = replace(request(days(3)), decisions=Decisions(omitted=(3,)))
    async with one_event(database, alice.ledger_id, "TransactionsImported", recorded=2):
        report = (await imports.run(alice.ledger_id, wanted)).object
    assert (report.recorded, report.omitted) == (2, 1)
    assert [row.payee for row in await rows_of(transactions, alice)] == ["Shop 1", "Shop 3"]
    assert (await imported(imports, alice, days(3))).recorded == 1
    await is_sound(database, alice)


async def test_line_gets_another_category_as_if_by_hand(
    database: Database,
    imports: ImportService,
    transactions: TransactionService,
    alice: Person,
) -> None:
    food = alice.categories["Food"]
    wanted = replace(request(days(2)), decisions=Decisions(categories=((3, food),)))
    report = await shown(imports, alice, days(2), LineQuery(), decisions=wanted.decisions)
    assert [line.row and line.row.category_id for line in report.lines] == [None, food]
    await imports.run(alice.ledger_id, wanted)
    first, second = await rows_of(transactions, alice)
    assert (first.category_id, second.category_id) == (None, food)
    assert origin_of(second, "category_id") == Origin.HAND
    await is_sound(database, alice)


async def test_category_of_others_and_lines_without_a_transaction_are_refused(
    database: Database, imports: ImportService, alice: Person, bob: Person
) -> None:
    for category_id in (bob.categories["Food"], uuid4()):
        wanted = replace(request(days(2)), decisions=Decisions(categories=((3, category_id),)))
        async with refused(database, [alice.ledger_id], "NOT_FOUND", "lines", "no such category"):
            await imports.run(alice.ledger_id, wanted)
    for decisions in (Decisions(omitted=(1,)), Decisions(omitted=(2, 99))):
        async with refused(database, [alice.ledger_id], "INVALID", "lines", "holds no transaction"):
            await imports.run(alice.ledger_id, replace(request(days(2)), decisions=decisions))
