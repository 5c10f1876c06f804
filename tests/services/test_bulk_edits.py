"""Many transactions are changed, deleted and restored by one event, exactly, and it is undone as one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from db.stores.engine import Database
from db.stores.ids import new_id
from db.transactions import TransactionFilter, TransactionRow
from services import bulk_edits as bulk
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.bulk_edits import BulkEditService, Selection, TransactionPatch
from services.calculations import CategoryKind
from services.categories import CategoryService
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import MOST_AT_ONCE, TransactionService
from services.values.errors import Refused
from tests.ledger_facts import one_event, path_of, refused, unchanged
from tests.people import NOW, Person

DAY = date(2026, 11, 2)
LUNCH = TransactionDraft(DAY, Decimal("-10.00"), "Diner", currency="USD", exchange_rate=Decimal("0.925"))


async def recorded(
    transactions: TransactionService, person: Person, *drafts: TransactionDraft
) -> tuple[TransactionRow, ...]:
    """Some transactions: by default two of a bakery, one of them in Food."""
    bread = TransactionDraft(DAY, Decimal("-3.20"), "Bakery")
    drafts = drafts or (bread, replace(bread, amount=Decimal("-7"), category_id=person.categories["Food"]))
    return tuple((await transactions.record_many(person.ledger_id, drafts)).object)


async def again(transactions: TransactionService, *rows: TransactionRow) -> tuple[TransactionRow, ...]:
    """The transactions as they are now, in the same order."""
    by_id = {row.id: row for row in await transactions.get_many(rows[0].ledger_id, [row.id for row in rows])}
    return tuple(by_id[row.id] for row in rows)


def those(*rows: TransactionRow) -> Selection:
    """These transactions by their ids."""
    return Selection(tuple(row.id for row in rows))


def asked(row: TransactionRow) -> tuple[Any, ...]:
    """Return the fields that a patch may change."""
    return row.account_id, row.account_amount, row.category_id, row.payee, row.deleted


@pytest.fixture
async def purse(accounts: AccountService, alice: Person) -> UUID:
    """An account of Alice in dollars."""
    return (await accounts.create(alice.ledger_id, AccountDraft("Purse", currency="USD"))).object.id


async def test_a_patch_changes_all_that_were_chosen_by_one_event(
    database: Database, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person
) -> None:
    rent = alice.categories["Rent"]
    rows = await recorded(transactions, alice)
    async with one_event(
        database, alice.ledger_id, "TransactionsUpdated", transaction_ids=[str(row.id) for row in rows]
    ):
        saved = await bulk_edits.update(alice.ledger_id, those(*rows), TransactionPatch(rent, payee=" Baker "))
    assert (saved.object, saved.changed) == (2, True)
    changed = await again(transactions, *rows)
    assert changed == tuple(
        row._replace(category_id=rent, payee="Baker", version=2, revision=saved.revision, updated_at=NOW)
        for row in rows
    )
    async with unchanged(database, alice.ledger_id):
        same = await bulk_edits.update(alice.ledger_id, those(*rows), TransactionPatch(rent, payee="Baker"))
    assert (same.object, same.changed, same.revision) == (2, False, saved.revision)


async def test_a_new_payee_is_found_by_its_words(
    transactions: TransactionService, bulk_edits: BulkEditService, alice: Person
) -> None:
    rows = await recorded(transactions, alice)
    await bulk_edits.update(alice.ledger_id, those(*rows), TransactionPatch(payee="Patisserie"))
    chosen = Selection(filter=TransactionFilter(text="tisser"), count=2)
    assert (await bulk_edits.delete(alice.ledger_id, chosen)).object == 2


async def test_moving_keeps_the_amount_that_is_known_in_the_account(
    database: Database, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person, purse: UUID
) -> None:
    lunches = await recorded(transactions, alice, LUNCH, replace(LUNCH, amount=Decimal(-20)))
    async with one_event(database, alice.ledger_id, "TransactionsUpdated"):
        saved = await bulk_edits.update(alice.ledger_id, those(*lunches), TransactionPatch(account_id=purse))
    moved = await again(transactions, *lunches)
    assert [(row.account_id, row.account_amount) for row in moved] == [(purse, -1000), (purse, -2000)]
    async with one_event(database, alice.ledger_id, "TransactionsUpdated"):
        await bulk_edits.undo(alice.ledger_id, saved.revision)
    back = await again(transactions, *lunches)
    assert list(map(asked, back)) == list(map(asked, lunches))
    assert [row.account_amount for row in back] == [-925, -1850]


async def test_moving_refuses_an_amount_that_nobody_knows(
    database: Database, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person, purse: UUID
) -> None:
    rows = await recorded(transactions, alice)
    async with refused(database, [alice.ledger_id], "INVALID", "patch.account_id", "how many USD 2 of these"):
        await bulk_edits.update(alice.ledger_id, those(*rows), TransactionPatch(account_id=purse))


async def test_a_filter_chooses_as_the_list_does(
    database: Database, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person
) -> None:
    without, food = await recorded(transactions, alice)
    for chosen, row in [
        (Selection(filter=TransactionFilter(category_ids=(alice.categories["Food"],)), count=1), food),
        (Selection(filter=TransactionFilter(at_least=-400), count=1), without),
        (Selection(filter=TransactionFilter(category_ids=(None,)), kind=CategoryKind.EXPENSE, count=1), without),
    ]:
        async with one_event(database, alice.ledger_id, "TransactionsDeleted", transaction_ids=[str(row.id)]):
            assert (await bulk_edits.delete(alice.ledger_id, chosen)).object == 1
        async with one_event(database, alice.ledger_id, "TransactionsRestored", transaction_ids=[str(row.id)]):
            assert (await bulk_edits.restore(alice.ledger_id, chosen)).object == 1
    nothing = Selection(filter=TransactionFilter(text="nowhere"), count=0)
    async with unchanged(database, alice.ledger_id):
        assert (await bulk_edits.delete(alice.ledger_id, nothing)).object == 0


async def test_a_filter_needs_the_number_that_meets_it(
    database: Database,
    transactions: TransactionService,
    bulk_edits: BulkEditService,
    alice: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await recorded(transactions, alice)
    every, mine = Selection(filter=TransactionFilter()), [alice.ledger_id]
    async with refused(database, mine, "INVALID", "count", "totalCount"):
        await bulk_edits.delete(alice.ledger_id, every)
    async with refused(database, mine, "CONFLICT", "count", "send 2 to agree"):
        await bulk_edits.delete(alice.ledger_id, replace(every, count=1))
    monkeypatch.setattr(bulk, "MOST_EDITED", 1)
    async with refused(database, mine, "TOO_LARGE", "filter", "More than 1 transactions"):
        await bulk_edits.delete(alice.ledger_id, replace(every, count=2))


@pytest.mark.parametrize(
    ("selection", "code", "field"),
    [
        (Selection(), "INVALID", "transaction_ids"),
        (Selection((new_id(),), TransactionFilter(), count=1), "INVALID", "transaction_ids"),
        (Selection(()), "INVALID", "transaction_ids"),
        (Selection((new_id(),) * (MOST_AT_ONCE + 1)), "TOO_LARGE", "transaction_ids"),
        (Selection((new_id(),)), "NOT_FOUND", "transaction_ids.0"),
        (Selection(filter=TransactionFilter(text="\x00"), count=1), "INVALID", "filter.text"),
        (Selection(filter=TransactionFilter(deleted=True), count=1), "CONFLICT", "filter.deleted"),
    ],
)
async def test_a_wrong_choice_is_refused(
    database: Database, bulk_edits: BulkEditService, alice: Person, selection: Selection, code: str, field: str
) -> None:
    async with refused(database, [alice.ledger_id], code, field):
        await bulk_edits.update(alice.ledger_id, selection, TransactionPatch(None))
    async with refused(database, [alice.ledger_id], code, field):
        await bulk_edits.delete(alice.ledger_id, selection)


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"category_id": new_id()}, "NOT_FOUND", "patch.category_id"),
        ({"account_id": new_id()}, "NOT_FOUND", "patch.account_id"),
        ({"payee": "  "}, "INVALID", "patch.payee"),
        ({"payee": "x" * 201}, "INVALID", "patch.payee"),
    ],
)
async def test_a_wrong_patch_is_refused(
    database: Database,
    transactions: TransactionService,
    bulk_edits: BulkEditService,
    alice: Person,
    wrong: Mapping[str, Any],
    code: str,
    field: str,
) -> None:
    rows = await recorded(transactions, alice)
    async with refused(database, [alice.ledger_id], code, field):
        await bulk_edits.update(alice.ledger_id, those(*rows), TransactionPatch(**wrong))


async def test_every_problem_is_told_at_once(
    database: Database, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person
) -> None:
    (row, _) = await recorded(transactions, alice)
    wrong = Selection((row.id, new_id()))
    async with unchanged(database, alice.ledger_id):
        with pytest.raises(Refused) as caught:
            await bulk_edits.update(alice.ledger_id, wrong, TransactionPatch(new_id(), new_id(), ""))
    fields = [path_of(problem) for problem in caught.value.problems]
    assert fields == ["transaction_ids.1", "patch.category_id", "patch.account_id", "patch.payee"]


async def test_transactions_of_another_are_not_found(
    database: Database, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person, bob: Person
) -> None:
    rows = await recorded(transactions, alice)
    both = [alice.ledger_id, bob.ledger_id]
    async with unchanged(database, *both):
        for write in (bulk_edits.delete, bulk_edits.restore):
            with pytest.raises(Refused, match="no such transaction"):
                await write(bob.ledger_id, those(*rows))
    every = Selection(filter=TransactionFilter(), count=0)
    async with unchanged(database, *both):
        await bulk_edits.delete(bob.ledger_id, every)
    gone = await bulk_edits.delete(alice.ledger_id, those(*rows))
    async with refused(database, both, "NOT_FOUND", "revision"):
        await bulk_edits.undo(bob.ledger_id, gone.revision)


async def test_deleted_ones_are_not_changed(
    database: Database, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person
) -> None:
    rows = await recorded(transactions, alice)
    await transactions.delete(alice.ledger_id, rows[1].id)
    async with refused(database, [alice.ledger_id], "CONFLICT", "transaction_ids.1", "restore it first"):
        await bulk_edits.update(alice.ledger_id, those(*rows), TransactionPatch(payee="Baker"))
    async with one_event(database, alice.ledger_id, "TransactionsDeleted", transaction_ids=[str(rows[0].id)]):
        assert (await bulk_edits.delete(alice.ledger_id, those(*rows))).object == 2


async def test_an_undo_gives_back_what_stood_there_and_can_be_undone(
    database: Database, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person
) -> None:
    rows = await recorded(transactions, alice)
    patch = TransactionPatch(alice.categories["Rent"], payee="Landlord")
    updated = await bulk_edits.update(alice.ledger_id, those(*rows), patch)
    after = await again(transactions, *rows)
    async with one_event(database, alice.ledger_id, "TransactionsUpdated"):
        undone = await bulk_edits.undo(alice.ledger_id, updated.revision)
    assert undone.object == 2
    assert [asked(row) for row in await again(transactions, *rows)] == [asked(row) for row in rows]
    async with unchanged(database, alice.ledger_id):
        assert (await bulk_edits.undo(alice.ledger_id, updated.revision)).object == 0
    await bulk_edits.undo(alice.ledger_id, undone.revision)
    assert [asked(row) for row in await again(transactions, *rows)] == [asked(row) for row in after]


async def test_an_undo_leaves_what_was_changed_since(
    database: Database, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person
) -> None:
    rows = await recorded(transactions, alice)
    gone = await bulk_edits.delete(alice.ledger_id, those(*rows))
    await transactions.restore(alice.ledger_id, rows[0].id)
    await transactions.update(alice.ledger_id, rows[0].id, TransactionEdit(payee="Baker"))
    async with one_event(database, alice.ledger_id, "TransactionsRestored", transaction_ids=[str(rows[1].id)]):
        assert (await bulk_edits.undo(alice.ledger_id, gone.revision)).object == 1
    assert [row.payee for row in await again(transactions, *rows)] == ["Baker", "Bakery"]


async def test_an_undo_refuses_a_category_that_is_gone(
    database: Database,
    transactions: TransactionService,
    categories: CategoryService,
    bulk_edits: BulkEditService,
    alice: Person,
) -> None:
    rows = await recorded(transactions, alice)
    updated = await bulk_edits.update(alice.ledger_id, those(*rows), TransactionPatch(None))
    await categories.merge(alice.ledger_id, alice.categories["Food"], alice.categories["Rent"])
    async with refused(database, [alice.ledger_id], "CONFLICT", "revision", "is gone"):
        await bulk_edits.undo(alice.ledger_id, updated.revision)


async def test_only_a_change_of_several_is_undone(
    database: Database, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person
) -> None:
    recording = await transactions.record(alice.ledger_id, LUNCH)
    for revision in (recording.revision, recording.revision + 1, 0, -1):
        async with refused(database, [alice.ledger_id], "NOT_FOUND", "revision"):
            await bulk_edits.undo(alice.ledger_id, revision)


async def test_a_closed_account_keeps_its_balance(
    database: Database,
    transactions: TransactionService,
    accounts: AccountService,
    bulk_edits: BulkEditService,
    alice: Person,
) -> None:
    jar = await accounts.create(alice.ledger_id, AccountDraft("Jar", opening_balance=Decimal("10.20")))
    bread = TransactionDraft(DAY, Decimal("-3.20"), "Bakery", account_id=jar.object.id)
    rows = await recorded(transactions, alice, bread, replace(bread, amount=Decimal(-7)))
    spent = await recorded(transactions, alice, replace(bread, date=date(2026, 11, 23), amount=Decimal("-10.20")))
    await bulk_edits.delete(alice.ledger_id, those(*rows))
    await accounts.close(alice.ledger_id, jar.object.id)
    mine = [alice.ledger_id]
    async with refused(database, mine, "CONFLICT", "transaction_ids", "reopen it"):
        await bulk_edits.restore(alice.ledger_id, those(*rows))
    async with refused(database, mine, "CONFLICT", "transaction_ids", "reopen it"):
        await bulk_edits.update(alice.ledger_id, those(*spent), TransactionPatch(account_id=alice.ledger_id))
    async with one_event(database, alice.ledger_id, "TransactionsUpdated"):
        await bulk_edits.update(alice.ledger_id, those(*spent), TransactionPatch(payee="Baker"))


async def test_a_key_makes_it_happen_once(
    database: Database, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person
) -> None:
    await recorded(transactions, alice)
    every = Selection(filter=TransactionFilter(), count=2)
    first = await bulk_edits.delete(alice.ledger_id, every, "once")
    await recorded(transactions, alice)
    async with unchanged(database, alice.ledger_id):
        assert await bulk_edits.delete(alice.ledger_id, every, "once") == first
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key"):
        await bulk_edits.delete(alice.ledger_id, replace(every, count=3), "once")
