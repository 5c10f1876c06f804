"""A statement enters a ledger all together and once, whatever happens to the file, the rows or the process."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from db import accounts
from db.stores.engine import Database
from services.calculations import CategoryKind
from services.categories import CategoryDraft, CategoryService
from services.imports import ImportService
from services.imports.statement_reader import MOST_BAD_LINES
from services.transaction_drafts import TransactionEdit
from services.transactions import TransactionService
from services.values.errors import Refused
from tests.ledger_facts import check_totals, one_event, path_of, refused, unchanged
from tests.people import Person
from tests.services.importing import DOLLARS, HEADER, MARCH, days, imported, request, rows_of


async def test_a_statement_enters_in_one_event(
    database: Database, imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    async with one_event(database, alice.ledger_id, "TransactionsImported", recorded=3, duplicates=0):
        saved = await imports.run(alice.ledger_id, replace(request(MARCH), account="Giro 1"))
    report = saved.object
    assert (saved.revision, report.recorded, report.duplicates, report.bad_line_count) == (1, 3, 0, 0)
    assert (str(report.first_day), str(report.last_day)) == ("2026-03-01", "2026-03-02")
    assert (report.accounts, report.currencies, report.unknown_categories) == (("Giro 1",), ("EUR",), ())
    food, salary = alice.categories["Food"], alice.categories["Salary"]
    rows = await rows_of(transactions, alice)
    assert {(row.payee, row.base_amount, row.category_id) for row in rows} == {
        ("Bakery", -320, food),
        ("Employer", 250_000, salary),
    }
    async with database.read() as connection:
        known = {row.id: row.name for row in await accounts.all_of(connection, alice.ledger_id)}
    assert {known[row.account_id] for row in rows} == {"Giro 1"}
    assert {row.import_id for row in rows} == {report.import_id}


@pytest.mark.parametrize("lines", [2, 3, 7])
async def test_the_same_file_adds_nothing_twice(
    short_chunks: None, database: Database, imports: ImportService, alice: Person, lines: int
) -> None:
    assert (await imported(imports, alice, days(lines))).recorded == lines
    async with unchanged(database, alice.ledger_id):
        saved = await imports.run(alice.ledger_id, request(days(lines)))
    assert (saved.revision, saved.object.import_id) == (1, None)
    assert (saved.object.recorded, saved.object.duplicates) == (0, lines)
    assert [line.line for line in saved.object.set_aside] == list(range(2, lines + 2))


async def test_a_longer_statement_adds_its_new_lines(
    short_chunks: None, database: Database, imports: ImportService, alice: Person
) -> None:
    await imported(imports, alice, days(4))
    async with one_event(database, alice.ledger_id, "TransactionsImported", recorded=6, duplicates=4):
        assert (await imported(imports, alice, days(10))).recorded == 6


async def test_identical_purchases_of_one_file_both_survive(
    short_chunks: None, database: Database, imports: ImportService, alice: Person
) -> None:
    twice = HEADER + "2026-03-01,Bakery,-3.20,\n" * 5
    assert (await imported(imports, alice, twice)).recorded == 5
    assert (await imported(imports, alice, twice)).duplicates == 5
    (total,) = await check_totals(database, alice.ledger_id)
    assert (total.money_out, total.entries) == (1600, 5)


async def test_edited_and_deleted_rows_keep_the_identity_that_they_came_with(
    imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await imported(imports, alice, days(3))
    first, second, _ = await rows_of(transactions, alice)
    await transactions.update(alice.ledger_id, first.id, TransactionEdit(payee="Renamed", amount=Decimal(-2)))
    await transactions.delete(alice.ledger_id, second.id)
    report = await imported(imports, alice, days(3))
    assert (report.recorded, report.duplicates, report.deleted_duplicates) == (0, 2, 1)
    assert [(line.line, line.payee, line.deleted) for line in report.set_aside] == [
        (2, "Shop 1", False),
        (3, "Shop 2", True),
        (4, "Shop 3", False),
    ]
    assert len(await rows_of(transactions, alice)) == 2


async def test_deleted_rows_come_back_when_asked(
    database: Database, imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await imported(imports, alice, days(3))
    for row in (await rows_of(transactions, alice))[:2]:
        await transactions.delete(alice.ledger_id, row.id)
    async with one_event(database, alice.ledger_id, "TransactionsImported", recorded=1, restored=2):
        saved = await imports.run(alice.ledger_id, replace(request(days(4)), restore_deleted=True))
    assert (saved.object.restored, saved.object.duplicates, saved.object.deleted_duplicates) == (2, 1, 0)
    assert len(await rows_of(transactions, alice)) == 4


async def test_every_bad_line_is_told_and_nothing_is_written(
    short_chunks: None, database: Database, imports: ImportService, alice: Person
) -> None:
    broken = days(8) + "2026-02-30,Shop,-1.00,\n" + "2026-03-09,Shop,one,\n"
    async with unchanged(database, alice.ledger_id):
        with pytest.raises(Refused) as caught:
            await imported(imports, alice, broken)
    assert [path_of(problem) for problem in caught.value.problems] == ["file.10", "file.11"]


async def test_first_bad_lines_are_told_and_the_others_counted(imports: ImportService, alice: Person) -> None:
    broken = days(9) + "2026-02-30,Shop,-1.00,\n" * 130
    with pytest.raises(Refused) as caught:
        await imported(imports, alice, broken)
    assert len(caught.value.problems) == 101
    assert caught.value.problems[-1].message.startswith("There are 30 more such lines")


async def test_a_dry_run_shows_what_would_happen_and_writes_nothing(
    short_chunks: None, database: Database, imports: ImportService, alice: Person
) -> None:
    await imported(imports, alice, days(2))
    broken = days(30) + "2026-02-30,Shop,-1.00,Hobby\n2026-03-31,Shop,-1.00,Hobby\n"
    async with unchanged(database, alice.ledger_id):
        saved = await imports.run(alice.ledger_id, replace(request(broken), dry_run=True))
    report = saved.object
    assert (report.import_id, report.recorded, report.duplicates, report.bad_line_count) == (None, 29, 2, 1)
    assert [row.payee for row in report.preview] == [f"Shop {day}" for day in range(3, 23)]
    assert [fault.line for fault in report.bad_lines] == [32]
    assert report.unknown_categories == ("Hobby",)
    assert (report.detected.format, report.detected.delimiter) == ("CSV", ",")


async def test_categories_are_found_by_name_and_parent(
    imports: ImportService, categories: CategoryService, transactions: TransactionService, alice: Person
) -> None:
    food, rent = alice.categories["Food"], alice.categories["Rent"]
    pairs = [(name, parent) for name in ("Out", "Extra") for parent in (food, rent)]
    drafts = [CategoryDraft(name, CategoryKind.EXPENSE, parent_id=parent) for name, parent in pairs]
    out, _, extra, _ = [(await categories.create(alice.ledger_id, draft)).object.id for draft in drafts]
    await categories.archive(alice.ledger_id, alice.categories["Savings"], archived=True)
    names = ["FOOD", "food: out", "Food/Extra", "Out", "Savings", "", "Nonsense"]
    text = HEADER + "".join(f"2026-03-{day:02},Shop,-1.00,{name}\n" for day, name in enumerate(names, start=1))
    report = await imported(imports, alice, text)
    rows = await rows_of(transactions, alice)
    assert [row.category_id for row in rows] == [food, out, extra, None, None, None, None]
    assert report.unknown_categories == ("Out", "Savings", "Nonsense")


async def test_another_currency_is_converted_by_the_given_rate(
    database: Database, imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    text = DOLLARS + "2026-03-02,Bakery,-3.20,EUR\n"
    await imports.run(alice.ledger_id, replace(request(text), exchange_rate=Decimal("0.50")))
    rows = await rows_of(transactions, alice)
    assert [(row.currency, row.amount, row.exchange_rate, row.base_amount) for row in rows] == [
        ("USD", -1000, "0.5", -500),
        ("EUR", -320, None, -320),
    ]
    await check_totals(database, alice.ledger_id)


async def test_the_file_is_in_the_currency_that_is_assumed(
    imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    yen = replace(request(HEADER + "2026-03-01,Shop,-1000,\n"), currency="JPY", exchange_rate=Decimal("0.006"))
    await imports.run(alice.ledger_id, yen)
    (row,) = await rows_of(transactions, alice)
    assert (row.currency, row.amount, row.base_amount) == ("JPY", -1000, -600)


@pytest.mark.parametrize(
    ("text", "currency", "rate", "field", "says"),
    [
        (DOLLARS.replace("USD", "KWD"), None, None, "exchange_rate", "KWD needs an exchange rate"),
        (days(9), "KWD", None, "exchange_rate", "KWD needs an exchange rate"),
        (days(9), "EURO", None, "currency", "not a currency"),
        (days(9), None, "0.9", "exchange_rate", "Every amount is in EUR"),
        (DOLLARS, None, "-1", "exchange_rate", "positive"),
        (DOLLARS, None, "NaN", "exchange_rate", "positive"),
        (DOLLARS + "2026-03-02,Pub,-3.20,GBP\n", None, "0.9", "exchange_rate", "USD and GBP"),
        (DOLLARS, "GBP", "0.9", "exchange_rate", "GBP and USD"),
        (DOLLARS, None, "100000000000", "exchange_rate", "at most 20 digits"),
        (DOLLARS.replace("-10.00", "-9999999999.99"), None, "999999", "file.2", "too large"),
        ("", None, None, "file", ""),
    ],
)
async def test_file_that_cannot_be_converted_is_refused_whole(
    short_chunks: None,
    database: Database,
    imports: ImportService,
    alice: Person,
    text: str,
    currency: str | None,
    rate: str | None,
    field: str,
    says: str,
) -> None:
    wrong = replace(request(text), currency=currency, exchange_rate=Decimal(rate) if rate else None)
    async with refused(database, [alice.ledger_id], "INVALID", field, says):
        await imports.run(alice.ledger_id, wrong)


async def test_a_repeated_request_is_answered_again(
    short_chunks: None, database: Database, imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await imported(imports, alice, days(2))
    keyed = replace(request(days(8)), key="once")
    first = await imports.run(alice.ledger_id, keyed)
    await transactions.delete(alice.ledger_id, (await rows_of(transactions, alice))[0].id)
    async with unchanged(database, alice.ledger_id):
        again = await imports.run(alice.ledger_id, keyed)
    assert again.revision == first.revision == 2
    assert again.object == replace(first.object, preview=(), set_aside=())
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key", "another input"):
        await imports.run(alice.ledger_id, replace(request(days(9)), key="once"))


async def test_two_ledgers_import_the_same_file_apart(
    short_chunks: None, imports: ImportService, transactions: TransactionService, alice: Person, bob: Person
) -> None:
    reports = await asyncio.gather(imported(imports, alice, days(9)), imported(imports, bob, days(9)))
    assert [report.recorded for report in reports] == [9, 9]
    assert len(await rows_of(transactions, alice)) == len(await rows_of(transactions, bob)) == 9


@pytest.mark.parametrize("account", ["x" * 101, "Giro\x00"])
async def test_the_name_of_an_account_is_short_and_clean(
    database: Database, imports: ImportService, alice: Person, account: str
) -> None:
    async with refused(database, [alice.ledger_id], "INVALID", "account"):
        await imports.run(alice.ledger_id, replace(request(MARCH), account=account))


async def test_progress_is_told_in_bytes(short_chunks: None, imports: ImportService, alice: Person) -> None:
    told: list[int] = []
    text = days(7)
    await imports.run(alice.ledger_id, request(text), told.append)
    assert len(told) == 3
    assert told[-1] == len(text)


async def test_a_line_without_a_payee_can_still_be_edited(
    imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    await imported(imports, alice, "Date,Amount\n2026-03-01,-1.00\n")
    (row,) = await rows_of(transactions, alice)
    edited = (await transactions.update(alice.ledger_id, row.id, TransactionEdit(note="Something"))).object
    assert (edited.payee, edited.note) == (row.payee, "Something")


@pytest.mark.parametrize("dry_run", [False, True])
async def test_reading_stops_after_so_many_bad_lines_and_says_so(
    database: Database, imports: ImportService, alice: Person, dry_run: bool
) -> None:
    statement = replace(request(f"{HEADER}2026-03-01,Bakery,-1.00\n" + "x,y,1\n" * 100_000), dry_run=dry_run)
    sentence = "Reading stopped here, after 1,000 bad lines; mend the file or export it again."
    async with unchanged(database, alice.ledger_id):
        if dry_run:
            report = (await imports.run(alice.ledger_id, statement)).object
            assert report.bad_line_count == MOST_BAD_LINES
            assert (report.bad_lines[-1].line, report.bad_lines[-1].message) == (MOST_BAD_LINES + 2, sentence)
        else:
            with pytest.raises(Refused) as caught:
                await imports.run(alice.ledger_id, statement)
            assert sentence in [problem.message for problem in caught.value.problems]
    assert statement.file.tell() < 50_000


async def test_a_file_of_lines_that_say_nothing_is_not_read_to_its_end(imports: ImportService, alice: Person) -> None:
    statement = request(f"{HEADER}2026-03-01,Bakery,-1.00\n" + ",,\n" * 300_000)
    with pytest.raises(Refused, match="hardly any line holds a transaction"):
        await imports.run(alice.ledger_id, statement)
    assert statement.file.tell() < 150_000
