"""Imports are listed, and undone as a whole: at once for everybody, right in every figure, and as if never imported."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from db import ledgers, transaction_removal
from db.imports import ImportCount
from db.stores.engine import Database
from db.stores.ids import new_id
from services import postings, removals
from services.account_service import AccountService, CheckDraft
from services.accounts import AccountDraft
from services.bulk_edits import BulkEditService, Selection, TransactionPatch
from services.calculations.balances import CheckSource
from services.changes import Changes
from services.imports import ImportHistory, ImportService
from services.removals import Removals
from services.splits import SplitDraft
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from services.values.actor import act_as
from services.values.pages import PageRequest
from tests.ledger_facts import check_totals, one_event, refused, revision_of, unchanged
from tests.people import NOW, Clock, Person
from tests.services.importing import MARCH, days, imported, is_sound, last, listed, request, rows_of

NAMED = "Date,Payee,Amount,Account\n2026-03-02,Baker,-3.20,Giro\n2026-03-03,Bar,-9.00,Card\n"
FILE = "Date,Payee,Amount,Balance\n2026-03-01,A,-1.00,99.00\n2026-03-02,B,-2.00,97.00\n2026-03-03,C,-3.00,94.00\n"
NEXT = "Date,Payee,Amount,Balance\n2026-03-05,A,-1.00,93.00\n2026-03-06,B,-2.00,91.00\n2026-03-07,C,-3.00,88.00\n"


async def test_every_import_is_listed(imports: ImportService, history: ImportHistory, alice: Person) -> None:
    act_as(user := new_id())
    await imports.run(alice.ledger_id, replace(request(MARCH), file_name="statements/march.csv"))
    await imports.run(alice.ledger_id, replace(request(MARCH), dry_run=True))
    await imported(imports, alice, MARCH)
    await imported(imports, alice, MARCH + "2026-03-04,Bar,-9.00,\n")
    second, first = await listed(history, alice)
    assert (first.file_name, first.actor, first.at, first.revision) == ("march.csv", user, NOW, 1)
    assert (first.recorded, first.duplicates, first.restored, first.undone_at) == (3, 0, 0, None)
    assert first.account_ids == [str(alice.ledger_id)]
    assert (second.file_name, second.recorded, second.duplicates) == ("", 1, 3)
    page = await history.page(alice.ledger_id, PageRequest(first=1))
    assert (page.rows[0].id, page.has_next) == (second.id, True)
    assert [row.id for row in (await history.page(alice.ledger_id, PageRequest(1, page.cursors[0]))).rows] == [first.id]
    assert [row.id for row in (await history.page(alice.ledger_id, PageRequest(last=1))).rows] == [first.id]
    assert await history.get_many(alice.ledger_id, [first.id]) == [first]


async def test_an_import_is_undone_and_the_file_imported_again(
    database: Database, imports: ImportService, transactions: TransactionService, history: ImportHistory, alice: Person
) -> None:
    await transactions.record(alice.ledger_id, TransactionDraft(NOW.date(), Decimal(-1), "Own"))
    before = await check_totals(database, alice.ledger_id)
    await imported(imports, alice, MARCH)
    import_id = await last(history, alice)
    detail = {"import_id": str(import_id), "removed": 3, "account_ids": [str(alice.ledger_id)]}
    async with one_event(database, alice.ledger_id, "ImportUndone", **detail):
        saved = await history.undo(alice.ledger_id, import_id, 3)
    assert (saved.changed, saved.object.undone_at) == (True, NOW)
    assert await check_totals(database, alice.ledger_id) == before
    assert [row.payee for row in await rows_of(transactions, alice)] == ["Own"]
    async with unchanged(database, alice.ledger_id):
        assert not (await history.undo(alice.ledger_id, import_id, 0)).changed
    assert (await imported(imports, alice, MARCH)).recorded == 3
    assert [row.undone_at for row in await listed(history, alice)] == [None, NOW]
    await is_sound(database, alice)


async def test_a_ledger_knows_only_its_own_imports(
    database: Database, imports: ImportService, history: ImportHistory, alice: Person, bob: Person
) -> None:
    await imported(imports, alice, MARCH)
    import_id = await last(history, alice)
    assert await listed(history, bob) == []
    assert await history.get_many(bob.ledger_id, [import_id]) == []
    assert await history.counts(bob.ledger_id, [import_id]) == [ImportCount(0, 0)]
    async with refused(database, [alice.ledger_id, bob.ledger_id], "NOT_FOUND", "id"):
        await history.undo(bob.ledger_id, import_id, 3)


async def test_changes_by_hand_are_told_and_must_be_agreed_to(
    database: Database,
    imports: ImportService,
    transactions: TransactionService,
    bulk_edits: BulkEditService,
    history: ImportHistory,
    alice: Person,
) -> None:
    await imported(imports, alice, days(6))
    import_id = await last(history, alice)
    ids = [row.id for row in await rows_of(transactions, alice)]
    assert await history.counts(alice.ledger_id, [import_id]) == [ImportCount(6, 0)]
    await transactions.update(alice.ledger_id, ids[0], TransactionEdit(note="mine"))
    halves = (SplitDraft(Decimal("-0.40"), alice.categories["Food"]), SplitDraft(None, alice.categories["Rent"]))
    await transactions.update(alice.ledger_id, ids[1], TransactionEdit(splits=halves))
    await transactions.delete(alice.ledger_id, ids[2])
    await bulk_edits.update(alice.ledger_id, Selection(ids=(ids[0], ids[3])), TransactionPatch(payee="Baker"))
    assert await history.counts(alice.ledger_id, [import_id]) == [ImportCount(5, 3)]
    for lost in (6, 0):
        async with refused(database, [alice.ledger_id], "CONFLICT", "lost", "send 5 to agree"):
            await history.undo(alice.ledger_id, import_id, lost)
    await history.undo(alice.ledger_id, import_id, 5)
    assert await check_totals(database, alice.ledger_id) == []
    assert await rows_of(transactions, alice, deleted=True) == []
    await is_sound(database, alice)
    assert (await imported(imports, alice, days(6))).recorded == 6


async def test_accounts_and_checks_that_came_with_it_go_too(
    database: Database,
    imports: ImportService,
    accounts: AccountService,
    transactions: TransactionService,
    history: ImportHistory,
    alice: Person,
) -> None:
    await imported(imports, alice, NAMED)
    _, giro, card = await accounts.all(alice.ledger_id)
    draft = TransactionDraft(NOW.date(), Decimal(-1), "Own", account_id=card.id)
    await transactions.record(alice.ledger_id, draft)
    await history.undo(alice.ledger_id, await last(history, alice), 2)
    assert [row.name for row in await accounts.all(alice.ledger_id)] == ["Everyday", "Card"]
    assert await accounts.get_many(alice.ledger_id, [giro.id]) == []
    await is_sound(database, alice)
    report = await imported(imports, alice, NAMED)
    assert (report.recorded, [row.name for row in report.new_accounts]) == (2, ["Giro"])


@pytest.mark.parametrize("holds", ["check", "merge"])
async def test_an_account_that_holds_something_else_stays(
    database: Database,
    imports: ImportService,
    accounts: AccountService,
    transactions: TransactionService,
    history: ImportHistory,
    alice: Person,
    monkeypatch: pytest.MonkeyPatch,
    holds: str,
) -> None:
    await imported(imports, alice, NAMED.replace("Card", "Giro"))
    first, giro = await accounts.all(alice.ledger_id)
    if holds == "check":
        await accounts.record_check(alice.ledger_id, CheckDraft(giro.id, NOW.date(), Decimal(5)))
    else:
        monkeypatch.setattr(postings, "MOVED_AT_ONCE", 1)
        monkeypatch.setattr(Removals, "begin", lambda _self: None)
        for _ in range(3):
            await transactions.record(alice.ledger_id, TransactionDraft(NOW.date(), Decimal(-1), "Own"))
        await accounts.merge(alice.ledger_id, first.id, giro.id)
    await history.undo(alice.ledger_id, await last(history, alice), 2)
    assert giro.id in [row.id for row in await accounts.all(alice.ledger_id)]
    await check_totals(database, alice.ledger_id)
    await Removals(database).finish()
    await is_sound(database, alice)


async def test_the_last_open_account_stays(
    imports: ImportService, accounts: AccountService, history: ImportHistory, alice: Person
) -> None:
    await imported(imports, alice, NAMED)
    await accounts.delete(alice.ledger_id, alice.ledger_id, 0)
    await history.undo(alice.ledger_id, await last(history, alice), 2)
    assert [row.name for row in await accounts.all(alice.ledger_id)] == ["Giro"]


async def test_the_balance_is_known_by_the_checks_that_are_left(
    imports: ImportService, accounts: AccountService, history: ImportHistory, alice: Person
) -> None:
    await imported(imports, alice, FILE)
    first = await last(history, alice)
    await imported(imports, alice, NEXT)
    await history.undo(alice.ledger_id, first, 3)
    ((opening, check),) = await accounts.checks(alice.ledger_id, [alice.ledger_id])
    assert (opening.source, opening.amount, check.amount, check.difference) == (CheckSource.OPENING, 9400, 8800, 0)
    await history.undo(alice.ledger_id, await last(history, alice), 3)
    assert await accounts.checks(alice.ledger_id, [alice.ledger_id]) == [[]]
    ((balance,),) = [await accounts.balances(alice.ledger_id, [(alice.ledger_id, NOW.date())])]
    assert (balance.amount, balance.moved, balance.entries) == (None, 0, 0)


async def test_checks_that_it_replaced_are_given_back(
    imports: ImportService, accounts: AccountService, history: ImportHistory, alice: Person
) -> None:
    async def stated() -> list[int]:
        (checks,) = await accounts.checks(alice.ledger_id, [alice.ledger_id])
        return [check.amount for check in checks if check.source == CheckSource.FILE]

    made = []
    for cents in ("00", "01", "02"):
        await imported(imports, alice, FILE.replace(".00\n", f".{cents}\n"))
        made.append((await last(history, alice), await stated()))
    (first, of_first), (second, _), (third, of_third) = made
    assert (of_first[-1], of_third[-1], len(of_first)) == (9400, 9402, len(of_third))
    await history.undo(alice.ledger_id, second, 0)
    assert await stated() == of_third
    await history.undo(alice.ledger_id, third, 0)
    assert await stated() == of_first
    await history.undo(alice.ledger_id, first, 3)
    assert await stated() == []


async def test_a_closed_account_keeps_its_balance(
    database: Database, imports: ImportService, accounts: AccountService, history: ImportHistory, alice: Person
) -> None:
    await accounts.create(alice.ledger_id, AccountDraft("Purse"))
    await imported(imports, alice, NAMED.replace("Card", "Giro"))
    giro = (await accounts.all(alice.ledger_id))[-1]
    opening = CheckDraft(giro.id, NOW.date().replace(month=3, day=1), Decimal("12.20"), CheckSource.OPENING)
    await accounts.record_check(alice.ledger_id, opening)
    await accounts.close(alice.ledger_id, giro.id)
    async with refused(database, [alice.ledger_id], "CONFLICT", "id", "closed"):
        await history.undo(alice.ledger_id, await last(history, alice), 2)


async def test_rows_that_an_import_restored_are_deleted_again(
    database: Database, imports: ImportService, transactions: TransactionService, history: ImportHistory, alice: Person
) -> None:
    await imported(imports, alice, MARCH)
    rows = await rows_of(transactions, alice)
    for row in rows:
        await transactions.delete(alice.ledger_id, row.id)
    await imports.run(alice.ledger_id, replace(request(MARCH), restore_deleted=True))
    await transactions.update(alice.ledger_id, rows[0].id, TransactionEdit(note="mine"))
    async with one_event(database, alice.ledger_id, "ImportUndone", removed=0, deleted_again=2):
        await history.undo(alice.ledger_id, await last(history, alice), 0)
    assert [row.id for row in await rows_of(transactions, alice)] == [rows[0].id]


async def test_the_names_that_it_taught_are_forgotten(
    imports: ImportService, accounts: AccountService, history: ImportHistory, alice: Person
) -> None:
    wrong = (await accounts.create(alice.ledger_id, AccountDraft("Wrong"))).object
    right = (await accounts.create(alice.ledger_id, AccountDraft("Right"))).object
    only = NAMED.replace("Card", "Giro")
    await imports.run(alice.ledger_id, replace(request(only), account_id=wrong.id))
    await history.undo(alice.ledger_id, await last(history, alice), 2)
    report = (await imports.run(alice.ledger_id, replace(request(only), account_id=right.id))).object
    assert (report.recorded, {row.account_id for row in report.preview}) == (2, {right.id})


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Removals take two rows at a time."""
    monkeypatch.setattr(removals, "AT_ONCE", 2)
    monkeypatch.setattr(postings, "MOVED_AT_ONCE", 2)


async def left_of(database: Database, person: Person, import_id: UUID) -> bool:
    """Return True if rows of an import are still stored."""
    async with database.read() as connection:
        return await transaction_removal.any_of_import(connection, person.ledger_id, import_id)


async def test_it_is_gone_at_once_and_removed_little_by_little(
    small_steps: None,
    database: Database,
    imports: ImportService,
    accounts: AccountService,
    transactions: TransactionService,
    history: ImportHistory,
    alice: Person,
    clock: Clock,
) -> None:
    await imports.run(alice.ledger_id, replace(request(days(7)), account="Giro"))
    import_id = await last(history, alice)
    revision = (await history.undo(alice.ledger_id, import_id, 7)).revision
    assert await left_of(database, alice, import_id)
    for _ in range(2):
        assert await rows_of(transactions, alice) == []
        assert [row.name for row in await accounts.all(alice.ledger_id)] == ["Everyday"]
        assert await check_totals(database, alice.ledger_id) == []
        assert await history.counts(alice.ledger_id, [import_id]) == [ImportCount(0, 0)]
        await is_sound(database, alice)
        await Removals(database, clock).finish()
    assert not await left_of(database, alice, import_id)
    assert await revision_of(database, alice.ledger_id) == revision
    async with database.read() as connection:
        ledger = await ledgers.get(connection, alice.ledger_id)
    assert ledger
    assert ledger.lease is None


@pytest.mark.parametrize("again", [7, 2])
async def test_the_next_import_or_undo_finishes_the_removal(
    small_steps: None, database: Database, imports: ImportService, history: ImportHistory, alice: Person, again: int
) -> None:
    await imported(imports, alice, "Date,Payee,Amount\n2026-04-01,Bar,-1.00\n")
    other = await last(history, alice)
    await imported(imports, alice, days(7))
    import_id = await last(history, alice)
    await history.undo(alice.ledger_id, import_id, 7)
    assert await left_of(database, alice, import_id)
    if again == 7:
        assert (await imported(imports, alice, days(again))).recorded == again
    else:
        await history.undo(alice.ledger_id, other, 1)
    assert not await left_of(database, alice, import_id)
    await is_sound(database, alice)


async def test_nothing_is_undone_while_an_import_is_running(
    database: Database, imports: ImportService, history: ImportHistory, alice: Person, clock: Clock
) -> None:
    await imported(imports, alice, MARCH)
    async with database.write() as connection:
        lease = ledgers.ImportLease(new_id(), clock.now.replace(hour=23))
        assert await ledgers.replace_lease(connection, alice.ledger_id, None, lease)
    async with refused(database, [alice.ledger_id], "CONFLICT", "", "running"):
        await history.undo(alice.ledger_id, await last(history, alice), 3)


async def test_an_undo_during_other_writes_is_right(
    small_steps: None,
    database: Database,
    imports: ImportService,
    transactions: TransactionService,
    changes: Changes,
    alice: Person,
    clock: Clock,
) -> None:
    removing = Removals(database, clock)
    history = ImportHistory(database, changes, clock, removing)
    await imported(imports, alice, days(31))
    import_id = await last(history, alice)
    revision = await revision_of(database, alice.ledger_id)
    done = asyncio.Event()

    async def record() -> int:
        count = 0
        while count < 3 or not done.is_set():
            await transactions.record(alice.ledger_id, TransactionDraft(NOW.date(), Decimal(-1), "Own"))
            await check_totals(database, alice.ledger_id)
            count += 1
        return count

    async def undo() -> None:
        await history.undo(alice.ledger_id, import_id, 31)
        while await left_of(database, alice, import_id):
            await removing.finish()
        done.set()

    recorded, _ = await asyncio.gather(record(), undo())
    await removing.stop()
    assert await revision_of(database, alice.ledger_id) == revision + recorded + 1
    assert {row.payee for row in await rows_of(transactions, alice)} == {"Own"}
    await is_sound(database, alice)
