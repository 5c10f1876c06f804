"""Splits of a transaction always add up to it; figures, filters and totals read them."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db.splits import SplitRow
from db.stores.engine import Database
from db.stores.ids import new_id
from db.transactions import TransactionFilter, TransactionRow
from services.bulk_edits import BulkEditService, Selection, TransactionPatch
from services.calculations import CategoryKind
from services.categories import CategoryService
from services.changes import Changes
from services.imports import ImportRequest, ImportService
from services.splits import MOST_SPLITS, SplitDraft
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionPage, TransactionService
from services.values.pages import PageRequest
from services.verification import VerificationService
from tests.ledger_facts import check_totals, one_event, refused
from tests.people import Clock, Person

DAY = date(2026, 11, 2)
MARKET = TransactionDraft(DAY, Decimal("-50.00"), "Market")


def market(alice: Person, **fields: object) -> TransactionDraft:
    """Food for 30, and 20 of cash back."""
    splits = (SplitDraft(Decimal(-30), alice.categories["Food"]), SplitDraft(Decimal(-20), note="cash"))
    return replace(MARKET, splits=splits, **fields)  # type: ignore[arg-type]


async def recorded(transactions: TransactionService, person: Person, draft: TransactionDraft) -> TransactionRow:
    """A new transaction."""
    return (await transactions.record(person.ledger_id, draft)).object


async def splits_of(transactions: TransactionService, person: Person, row: TransactionRow) -> Sequence[SplitRow]:
    """The stored splits of a transaction that has several."""
    return (await transactions.splits_of(person.ledger_id, [row.id])).get(row.id, [])


async def totals_of(database: Database, person: Person) -> dict[UUID | None, tuple[int, int, int]]:
    """Money in, money out and entries of each category on the one day."""
    totals = await check_totals(database, person.ledger_id)
    assert await VerificationService(database).differences(person.ledger_id) == []
    return {total.category_id: (total.money_in, total.money_out, total.entries) for total in totals}


async def found(
    transactions: TransactionService, person: Person, kind: CategoryKind | None = None, **conditions: object
) -> TransactionPage:
    """The first page of what meets a filter, counted."""
    chosen = TransactionFilter(**conditions)  # type: ignore[arg-type]
    kinds = [kind] if kind else []
    return await transactions.page(person.ledger_id, chosen, PageRequest(), kinds=kinds, with_sums=True)


async def test_splits_are_stored_and_counted_each_by_its_category(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    async with one_event(database, alice.ledger_id, "TransactionRecorded"):
        row = await recorded(transactions, alice, market(alice))
    assert (row.split_count, row.category_id) == (2, None)
    parts = await splits_of(transactions, alice, row)
    assert [(part.number, part.amount, part.base_amount, part.note) for part in parts] == [
        (0, -3000, -3000, ""),
        (1, -2000, -2000, "cash"),
    ]
    assert parts[0].id == row.id
    assert await totals_of(database, alice) == {alice.categories["Food"]: (0, 3000, 1), None: (0, 2000, 1)}


async def test_one_split_is_the_transaction_itself(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    food = alice.categories["Food"]
    row = await recorded(transactions, alice, replace(MARKET, splits=(SplitDraft(category_id=food),)))
    assert (row.split_count, row.category_id) == (1, food)
    assert await splits_of(transactions, alice, row) == []
    (only,) = await transactions.get_splits(alice.ledger_id, [row.id])
    assert (only.id, only.amount, only.category_id) == (row.id, -5000, food)
    assert await totals_of(database, alice) == {food: (0, 5000, 1)}


async def test_a_split_may_go_the_other_way(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    splits = (SplitDraft(Decimal(3000), alice.categories["Salary"]), SplitDraft(None, alice.categories["Rent"]))
    await recorded(transactions, alice, replace(MARKET, amount=Decimal(2500), splits=splits))
    assert await totals_of(database, alice) == {
        alice.categories["Salary"]: (300_000, 0, 1),
        alice.categories["Rent"]: (0, 50_000, 1),
    }


async def test_the_last_split_takes_the_rounding(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    third = SplitDraft(Decimal("-0.05"))
    draft = replace(MARKET, amount=Decimal("-0.15"), currency="USD", exchange_rate=Decimal("0.5"), splits=(third,) * 3)
    row = await recorded(transactions, alice, draft)
    assert row.base_amount == -8
    assert [part.base_amount for part in await splits_of(transactions, alice, row)] == [-2, -2, -4]
    assert await totals_of(database, alice) == {None: (0, 8, 3)}


@pytest.mark.parametrize(
    ("splits", "code", "field", "says"),
    [
        ([("-30", ""), ("-10", "")], "INVALID", "splits", "add up to -40.00 EUR, not to -50.00 EUR"),
        ([("-30", ""), ("-10", "")], "INVALID", "splits", "with -20.00 EUR the last one would be right"),
        ([(None, ""), ("-10", "")], "INVALID", "splits.0.amount", "Only the last split"),
        ([("-30", ""), ("0.001", "")], "INVALID", "splits.1.amount", "EUR has 2"),
        ([("NaN", ""), ("-20", "")], "INVALID", "splits.0.amount", "must be a number"),
        ([("-30", "x" * 1001), ("-20", "")], "INVALID", "splits.0.note", "at most 1000"),
        ([("-50", "only")], "INVALID", "splits.0.note", "into its own"),
        ([("-40", "")], "INVALID", "splits", "not to -50.00 EUR"),
        ([("-1", "")] * (MOST_SPLITS + 1), "TOO_LARGE", "splits", "Give 1 to 100"),
    ],
)
async def test_splits_that_are_not_all_of_it_are_refused(
    database: Database,
    transactions: TransactionService,
    alice: Person,
    splits: list[tuple[str | None, str]],
    code: str,
    field: str,
    says: str,
) -> None:
    drafts = tuple(SplitDraft(None if amount is None else Decimal(amount), note=note) for amount, note in splits)
    async with refused(database, [alice.ledger_id], code, field, says):
        await transactions.record(alice.ledger_id, replace(MARKET, splits=drafts))


async def test_splits_have_categories_of_their_own_ledger(
    database: Database, transactions: TransactionService, alice: Person, bob: Person
) -> None:
    both = [alice.ledger_id, bob.ledger_id]
    theirs = (SplitDraft(Decimal(-30), bob.categories["Food"]), SplitDraft())
    async with refused(database, both, "NOT_FOUND", "splits.0.category_id", "choose one of yours"):
        await transactions.record(alice.ledger_id, replace(MARKET, splits=theirs))
    async with refused(database, both, "INVALID", "category_id", "Each split has a category"):
        await transactions.record(alice.ledger_id, market(alice, category_id=alice.categories["Rent"]))
    row = await recorded(transactions, alice, market(alice))
    assert await transactions.splits_of(bob.ledger_id, [row.id]) == {}
    assert await transactions.get_splits(bob.ledger_id, [row.id]) == []


async def test_a_new_total_moves_only_the_last_split(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    row = await recorded(transactions, alice, market(alice))
    before = await splits_of(transactions, alice, row)
    async with one_event(database, alice.ledger_id, "TransactionUpdated"):
        await transactions.update(alice.ledger_id, row.id, TransactionEdit(amount=Decimal("-45.50"), payee="Fair"))
    after = await splits_of(transactions, alice, row)
    assert list(after) == [before[0], before[1]._replace(amount=-1550, base_amount=-1550)]
    assert await totals_of(database, alice) == {alice.categories["Food"]: (0, 3000, 1), None: (0, 1550, 1)}


async def test_other_edits_leave_the_splits_as_they_are(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    row = await recorded(transactions, alice, market(alice))
    before = await splits_of(transactions, alice, row)
    moved = date(2026, 12, 1)
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(date=moved, note="Saturday"))
    assert list(await splits_of(transactions, alice, row)) == [part._replace(date=moved) for part in before]
    saved = await transactions.update(alice.ledger_id, row.id, TransactionEdit(note="Saturday"))
    assert not saved.changed
    assert {total.day for total in await check_totals(database, alice.ledger_id)} == {moved}


async def test_splits_keep_their_ids_when_others_come_and_go(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    row = await recorded(transactions, alice, market(alice))
    first, second = await splits_of(transactions, alice, row)
    more = TransactionEdit(splits=(SplitDraft(Decimal(-5)), SplitDraft(id=second.id, note="cash")))
    saved = await transactions.update(alice.ledger_id, row.id, more)
    new, kept = await splits_of(transactions, alice, row)
    assert (kept.id, kept.number, kept.amount, new.id) == (second.id, 1, -4500, first.id)
    assert saved.object.version == 2
    one = TransactionEdit(splits=(SplitDraft(category_id=alice.categories["Food"]),))
    single = (await transactions.update(alice.ledger_id, row.id, one)).object
    assert (single.split_count, single.category_id) == (1, alice.categories["Food"])
    assert await splits_of(transactions, alice, row) == []
    assert await totals_of(database, alice) == {alice.categories["Food"]: (0, 5000, 1)}
    again = TransactionEdit(splits=(SplitDraft(Decimal(-30), id=row.id), SplitDraft()))
    assert (await transactions.update(alice.ledger_id, row.id, again)).object.split_count == 2


async def test_bad_edits_of_splits_are_refused(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    row = await recorded(transactions, alice, market(alice))
    other = await recorded(transactions, alice, market(alice))
    mine, food = [alice.ledger_id], alice.categories["Food"]
    (part, _) = await splits_of(transactions, alice, row)
    for splits, code, field in (
        ((), "INVALID", "splits"),
        ((SplitDraft(id=new_id()),), "NOT_FOUND", "splits.0.id"),
        ((SplitDraft(id=other.id),), "NOT_FOUND", "splits.0.id"),
        ((SplitDraft(Decimal(-1), id=part.id), SplitDraft(id=part.id)), "INVALID", "splits.1.id"),
        ((SplitDraft(Decimal(-1)), SplitDraft(Decimal(-1))), "INVALID", "splits"),
    ):
        async with refused(database, mine, code, field):
            await transactions.update(alice.ledger_id, row.id, TransactionEdit(splits=splits))
    async with refused(database, mine, "INVALID", "category_id", "Each split has a category"):
        await transactions.update(alice.ledger_id, row.id, TransactionEdit(category_id=food))
    async with refused(database, mine, "CONFLICT", "transaction_ids.0", "several splits"):
        await transactions.categorise(alice.ledger_id, [row.id], food)


async def test_a_split_may_stay_in_an_archived_category(
    transactions: TransactionService, categories: CategoryService, alice: Person
) -> None:
    row = await recorded(transactions, alice, market(alice))
    await categories.archive(alice.ledger_id, alice.categories["Food"], archived=True)
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(amount=Decimal(-60)))
    assert [part.amount for part in await splits_of(transactions, alice, row)] == [-3000, -3000]


async def test_deleted_splits_count_nowhere_until_they_are_restored(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    row, food = await recorded(transactions, alice, market(alice)), alice.categories["Food"]
    await transactions.delete(alice.ledger_id, row.id)
    assert await totals_of(database, alice) == {}
    assert (await found(transactions, alice, category_ids=(food,))).rows == []
    assert [row.id for row in (await found(transactions, alice, category_ids=(food,), deleted=True)).rows] == [row.id]
    await transactions.restore(alice.ledger_id, row.id)
    assert await totals_of(database, alice) == {food: (0, 3000, 1), None: (0, 2000, 1)}


async def test_merging_categories_moves_splits_too(
    database: Database, transactions: TransactionService, categories: CategoryService, alice: Person
) -> None:
    row, food, rent = await recorded(transactions, alice, market(alice)), *map(alice.categories.get, ("Food", "Rent"))
    assert food
    assert rent
    await categories.merge(alice.ledger_id, food, rent)
    assert [part.category_id for part in await splits_of(transactions, alice, row)] == [rent, None]
    assert await totals_of(database, alice) == {rent: (0, 3000, 1), None: (0, 2000, 1)}


async def test_a_filter_finds_a_transaction_once_and_sums_only_the_splits_that_meet_it(
    transactions: TransactionService, alice: Person
) -> None:
    food, rent, salary = (alice.categories[name] for name in ("Food", "Rent", "Salary"))
    plain = await recorded(transactions, alice, replace(MARKET, category_id=food))
    twice = (SplitDraft(Decimal(-10), food), SplitDraft(Decimal(-15), food), SplitDraft(None, rent))
    several = await recorded(transactions, alice, replace(MARKET, splits=twice))
    pay = (SplitDraft(Decimal(100), salary), SplitDraft(None))
    paid = await recorded(transactions, alice, replace(MARKET, payee="Employer", amount=Decimal(80), splits=pay))
    for conditions, kind, rows, income, expenses in (
        ({}, None, [paid, several, plain], 10_000, 12_000),
        ({"category_ids": (food,)}, None, [several, plain], 0, 7500),
        ({"category_ids": (food, rent)}, None, [several, plain], 0, 10_000),
        ({"category_ids": (rent, None)}, None, [paid, several], 0, 4500),
        ({"category_ids": (None,)}, None, [paid], 0, 2000),
        ({"category_ids": (food,), "text": "market"}, None, [several, plain], 0, 7500),
        ({"category_ids": (rent,), "at_most": -5000}, None, [several], 0, 2500),
        ({"text": "employer"}, None, [paid], 10_000, 2000),
        ({}, CategoryKind.EXPENSE, [paid, several, plain], 0, 12_000),
        ({}, CategoryKind.INCOME, [paid], 10_000, 0),
        ({"start": DAY, "end": DAY, "category_ids": (salary,)}, None, [paid], 10_000, 0),
        ({"category_ids": (salary,), "text": "market"}, None, [], 0, 0),
    ):
        page = await found(transactions, alice, kind, **conditions)
        assert [row.id for row in page.rows] == [row.id for row in rows], conditions
        assert page.flow
        assert (page.count, page.flow.income, page.flow.expenses) == (len(rows), income, expenses), conditions


async def test_pages_of_a_category_have_each_transaction_once(transactions: TransactionService, alice: Person) -> None:
    food, rent = alice.categories["Food"], alice.categories["Rent"]
    both = (SplitDraft(Decimal(-30), food), SplitDraft(None, rent))
    drafts = [
        replace(
            MARKET, date=date(2026, 11, 1 + number // 2), **({"splits": both} if number % 3 else {"category_id": food})
        )
        for number in range(40)
    ]
    rows = (await transactions.record_many(alice.ledger_id, drafts)).object
    wanted = [row.id for row in sorted(rows, key=lambda row: (row.date, row.id), reverse=True)]
    chosen = TransactionFilter(category_ids=(food, rent))
    seen: list[UUID] = []
    after = None
    while True:
        page = await transactions.page(alice.ledger_id, chosen, PageRequest(first=7, after=after))
        seen += [row.id for row in page.rows]
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert seen == wanted
    last = await transactions.page(alice.ledger_id, chosen, PageRequest(last=7))
    assert [row.id for row in last.rows] == wanted[-7:]


async def test_an_import_that_meets_the_row_again_leaves_its_splits(
    transactions: TransactionService, changes: Changes, database: Database, clock: Clock, alice: Person
) -> None:
    imports = ImportService(database, changes, clock)
    content = b"date,amount,payee\n2026-11-02,-50.00,Market\n"
    await imports.run(alice.ledger_id, ImportRequest(io.BytesIO(content)))
    (row,) = (await found(transactions, alice)).rows
    edit = TransactionEdit(splits=(SplitDraft(Decimal(-30), alice.categories["Food"]), SplitDraft()))
    await transactions.update(alice.ledger_id, row.id, edit)
    before = await splits_of(transactions, alice, row)
    report = (await imports.run(alice.ledger_id, ImportRequest(io.BytesIO(content)))).object
    assert (report.recorded, report.duplicates) == (0, 1)
    assert await splits_of(transactions, alice, row) == before
    await transactions.delete(alice.ledger_id, row.id)
    await imports.run(alice.ledger_id, ImportRequest(io.BytesIO(content), restore_deleted=True))
    assert await splits_of(transactions, alice, row) == before
    assert await totals_of(database, alice) == {alice.categories["Food"]: (0, 3000, 1), None: (0, 2000, 1)}


async def test_bulk_edits_leave_splits_alone_and_delete_all_of_a_transaction(
    database: Database, transactions: TransactionService, changes: Changes, alice: Person
) -> None:
    row, food = await recorded(transactions, alice, market(alice)), alice.categories["Food"]
    bulk, patch = BulkEditService(database, changes), TransactionPatch(category_id=food)
    async with refused(database, [alice.ledger_id], "CONFLICT", "transaction_ids.0", "several splits"):
        await bulk.update(alice.ledger_id, Selection((row.id,)), patch)
    async with refused(database, [alice.ledger_id], "CONFLICT", "filter", "Some of these (1)"):
        await bulk.update(alice.ledger_id, Selection(filter=TransactionFilter(), count=1), patch)
    await bulk.update(alice.ledger_id, Selection((row.id,)), TransactionPatch(payee="Fair"))
    await bulk.delete(alice.ledger_id, Selection((row.id,)))
    assert await totals_of(database, alice) == {}
    await bulk.restore(alice.ledger_id, Selection((row.id,)))
    assert await totals_of(database, alice) == {food: (0, 3000, 1), None: (0, 2000, 1)}
