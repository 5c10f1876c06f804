"""An export holds everything of its ledger, exactly, and comes back through an import."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import orjson
import pytest

from db.stores.engine import Database
from db.stores.ids import new_id
from services.budgets import BudgetService
from services.calculations import CategoryKind
from services.categories import CategoryDraft, CategoryService
from services.changes import Changes
from services.exports import CSV_COLUMNS, ExportService
from services.goals import ContributionDraft, GoalDraft, GoalService
from services.imports import ImportRequest, ImportService
from services.rules import RuleDraft, RuleService
from services.series.drafts import SeriesDraft
from services.series.service import SeriesService
from services.splits import SplitDraft
from services.statements import CsvMapping
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.values.errors import Unauthenticated
from services.values.schedules import Schedule
from tests.ledger_facts import check_totals
from tests.people import Clock, Person, alice_in, bob_in

DAY = date(2026, 3, 1)
TEXTS = ("Bakery", "=HYPERLINK(1)", "-50 %", "+49 30", "@home", "'=quoted", "O'Neil", 'a "quoted", one', "Café; Bar")


@pytest.fixture
def exports(database: Database) -> ExportService:
    """The exports."""
    return ExportService(database)


async def household(transactions: TransactionService, categories: CategoryService, alice: Person) -> None:
    """Alice's ledger with transactions of every kind, one of them deleted."""
    food = alice.categories["Food"]
    out = (await categories.create(alice.ledger_id, CategoryDraft("Out", CategoryKind.EXPENSE, parent_id=food))).object
    draft = TransactionDraft(DAY, Decimal("-3.20"), "")
    drafts = [replace(draft, payee=text, note=text, category_id=out.id) for text in TEXTS]
    drafts.append(replace(draft, payee="Employer", amount=Decimal(2500), category_id=alice.categories["Salary"]))
    drafts.append(replace(draft, payee="Bakery", date=date(2026, 3, 2)))
    saved = await transactions.record_many(alice.ledger_id, drafts)
    await transactions.delete(alice.ledger_id, saved.object[-1].id)


async def csv_of(exports: ExportService, person: Person) -> bytes:
    """A ledger's transactions as CSV."""
    with await exports.csv(person.ledger_id) as file:
        return file.read()


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by the names of its columns."""
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


async def test_a_csv_has_one_row_for_every_transaction(
    exports: ExportService, transactions: TransactionService, categories: CategoryService, alice: Person
) -> None:
    await household(transactions, categories, alice)
    lunch = TransactionDraft(DAY, Decimal(-10), "Diner", currency="USD", exchange_rate=Decimal("0.925"))
    row = (await transactions.record(alice.ledger_id, lunch)).object
    rows = rows_of(await csv_of(exports, alice))
    assert len(rows) == len(TEXTS) + 2
    assert tuple(rows[0]) == CSV_COLUMNS
    assert list(rows[-1].values()) == [
        "2026-03-01", "-10.00", "USD", "0.925", "-9.25", "EUR", "Diner", "", "", "Everyday", "", "", "", str(row.id),
    ]  # fmt: skip
    assert {row["category"] for row in rows} == {"Food: Out", "Salary", ""}


async def test_each_split_is_a_row_of_a_csv_and_a_part_of_its_transaction_in_json(
    exports: ExportService, transactions: TransactionService, alice: Person
) -> None:
    food = alice.categories["Food"]
    splits = (SplitDraft(Decimal(-7), food), SplitDraft(Decimal(-3), note="cash back"))
    draft = TransactionDraft(DAY, Decimal(-10), "Market", note="Saturday", splits=splits)
    await transactions.record(alice.ledger_id, draft)
    rows = rows_of(await csv_of(exports, alice))
    assert [(row["amount"], row["category"], row["note"], row["split"]) for row in rows] == [
        ("-7.00", "Food", "Saturday", "1 of 2"),
        ("-3.00", "", "cash back", "2 of 2"),
    ]
    with await exports.json(alice.ledger_id) as file:
        (written,) = orjson.loads(file.read())["transactions"]
    assert (written["amount"], written["category_id"]) == ("-10.00", None)
    assert [(part["amount"], part["base_amount"], part["category_id"]) for part in written["splits"]] == [
        ("-7.00", "-7.00", str(food)),
        ("-3.00", "-3.00", None),
    ]


async def test_no_text_of_a_csv_is_a_formula(
    exports: ExportService, transactions: TransactionService, categories: CategoryService, alice: Person
) -> None:
    await household(transactions, categories, alice)
    rows = rows_of(await csv_of(exports, alice))
    texts = [row[column] for row in rows for column in ("payee", "note", "category", "account")]
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]
    assert "'=HYPERLINK(1)" in texts


async def test_a_csv_comes_back_as_it_was(
    database: Database,
    exports: ExportService,
    transactions: TransactionService,
    categories: CategoryService,
    changes: Changes,
    clock: Clock,
    alice: Person,
) -> None:
    await household(transactions, categories, alice)
    content = await csv_of(exports, alice)
    fresh = await alice_in(database)
    out = CategoryDraft("Out", CategoryKind.EXPENSE, parent_id=fresh.categories["Food"])
    await categories.create(fresh.ledger_id, out)
    imports = ImportService(database, changes, clock)
    report = (await imports.run(fresh.ledger_id, ImportRequest(io.BytesIO(content)))).object
    assert (report.recorded, report.unknown_categories) == (len(TEXTS) + 1, ())
    again = rows_of(await csv_of(exports, fresh))
    ids = {"id": ""}
    assert [{**row, **ids} for row in again] == [{**row, **ids} for row in rows_of(content)]
    there, here = [await check_totals(database, person.ledger_id) for person in (alice, fresh)]
    assert [total[3:] for total in there] == [total[3:] for total in here]
    assert (await imports.run(fresh.ledger_id, ImportRequest(io.BytesIO(content)))).object.recorded == 0


async def test_a_csv_of_many_currencies_comes_back_in_the_base_currency(
    database: Database,
    exports: ExportService,
    transactions: TransactionService,
    changes: Changes,
    clock: Clock,
    alice: Person,
) -> None:
    for currency, rate in (("USD", "0.925"), ("JPY", "0.0061")):
        draft = TransactionDraft(DAY, Decimal(-10), "Diner", currency=currency, exchange_rate=Decimal(rate))
        await transactions.record(alice.ledger_id, draft)
    content = await csv_of(exports, alice)
    fresh = await alice_in(database)
    mapping = CsvMapping(amount="base_amount", currency="base_currency")
    imports = ImportService(database, changes, clock)
    await imports.run(fresh.ledger_id, ImportRequest(io.BytesIO(content), mapping=mapping))
    there, here = [await check_totals(database, person.ledger_id) for person in (alice, fresh)]
    assert [total._replace(account_id=fresh.ledger_id) for total in there] == here


async def test_a_json_export_holds_the_whole_ledger(
    exports: ExportService,
    transactions: TransactionService,
    categories: CategoryService,
    budgets: BudgetService,
    goals: GoalService,
    rules: RuleService,
    series: SeriesService,
    alice: Person,
) -> None:
    await household(transactions, categories, alice)
    await rules.create(alice.ledger_id, RuleDraft(at_least=Decimal("2.5"), payee="Corner Shop"))
    rent = SeriesDraft("Landlord", Schedule(DAY), Decimal(-1180))
    row = (await series.create(alice.ledger_id, rent)).object.known.series
    await series.set_due_day(alice.ledger_id, row.id, DAY, skipped=True)
    goal = (await goals.create(alice.ledger_id, GoalDraft("Bike", Decimal(900), date(2027, 6, 1)))).object.row
    for amount in (50, -20):
        await goals.contribute(alice.ledger_id, ContributionDraft(goal.id, Decimal(amount), DAY))
    with await exports.json(alice.ledger_id) as file:
        ledger = orjson.loads(file.read())
    assert ledger["ledger"]["base_currency"] == "EUR"
    assert [row["name"] for row in ledger["categories"]] == ["Food", "Out", "Rent", "Salary", "Savings"]
    (rule,) = ledger["rules"]
    assert (rule["conditions"], rule["payee"], rule["category_id"]) == ({"at_least": "2.50"}, "Corner Shop", None)
    (monthly,) = ledger["series"]
    assert (monthly["payee"], monthly["amount"], monthly["skipped"]) == ("Landlord", "-1180.00", [str(DAY)])
    (bike,) = ledger["goals"]
    assert "paid" not in bike
    assert (bike["name"], bike["target"], bike["saved"], bike["target_date"]) == (
        "Bike",
        "900.00",
        "30.00",
        "2027-06-01",
    )
    assert [row["amount"] for row in bike["contributions"]] == ["50.00", "-20.00"]
    assert len(ledger["transactions"]) == len(TEXTS) + 1
    assert {row["payee"] for row in ledger["transactions"]} == {*TEXTS, "Employer"}
    out = next(row["id"] for row in ledger["categories"] if row["name"] == "Out")
    assert {row["category_id"] for row in ledger["transactions"]} == {out, str(alice.categories["Salary"])}
    assert {row["amount"] for row in ledger["transactions"]} == {"-3.20", "2500.00"}


async def test_nothing_of_another_ledger_is_exported(
    database: Database,
    exports: ExportService,
    transactions: TransactionService,
    categories: CategoryService,
    alice: Person,
) -> None:
    await household(transactions, categories, alice)
    bob = await bob_in(database)
    assert rows_of(await csv_of(exports, bob)) == []
    with await exports.json(bob.ledger_id) as file:
        content = file.read()
    assert orjson.loads(content)["transactions"] == []
    assert str(alice.categories["Food"]).encode() not in content


async def test_a_ledger_that_is_gone_is_not_exported(exports: ExportService) -> None:
    for export in (exports.csv, exports.json):
        with pytest.raises(Unauthenticated):
            await export(new_id())
