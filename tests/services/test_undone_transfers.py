"""The undo of an import leaves on the other side of each transfer what is still true there."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from db.imports import ImportCount
from db.stores.engine import Database
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.changes import Changes
from services.imports import ImportHistory, ImportService
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.transfers import TransferDraft, TransferService
from tests.ledger_facts import check_totals
from tests.people import Person
from tests.services.importing import imported, is_sound, last, request, rows_of


@pytest.mark.parametrize("named", ["Everyday", "Giro"])
async def test_a_transfer_stays_on_its_other_side(
    database: Database,
    imports: ImportService,
    accounts: AccountService,
    transactions: TransactionService,
    changes: Changes,
    history: ImportHistory,
    alice: Person,
    named: str,
) -> None:
    transfers = TransferService(database, changes)
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse"))).object
    await imports.run(alice.ledger_id, replace(request("Date,Payee,Amount\n2026-03-02,Purse,-50.00\n"), account=named))
    (row,) = await rows_of(transactions, alice)
    draft = TransactionDraft(row.date, Decimal(50), "Cash", account_id=purse.id)
    cash = (await transactions.record(alice.ledger_id, draft)).object
    transfer = (await transfers.link(alice.ledger_id, row.id, cash.id)).object
    await history.undo(alice.ledger_id, await last(history, alice), 1)
    (left,) = await transfers.get_many(alice.ledger_id, [transfer.id])
    assert (left.split_ids, left.in_account_id) == ([cash.id], purse.id)
    assert left.out_account_id == (alice.ledger_id if named == "Everyday" else None)
    assert await check_totals(database, alice.ledger_id)
    await is_sound(database, alice)


async def test_a_transfer_that_an_import_found_is_taken_apart(
    database: Database,
    imports: ImportService,
    accounts: AccountService,
    transactions: TransactionService,
    history: ImportHistory,
    alice: Person,
) -> None:
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse"))).object
    food = alice.categories["Food"]
    draft = TransactionDraft(date(2026, 3, 2), Decimal(50), "Transfer", category_id=food, account_id=purse.id)
    cash = (await transactions.record(alice.ledger_id, draft)).object
    text = "Date,Payee,Amount\n2026-03-02,Transfer,-50.00\n"
    report = await imported(imports, alice, text)
    assert report.transfers == 1
    assert await history.counts(alice.ledger_id, [await last(history, alice)]) == [ImportCount(1, 0)]
    await history.undo(alice.ledger_id, await last(history, alice), 1)
    (row,) = await rows_of(transactions, alice)
    assert (row.id, row.category_id, row.transfer_id) == (cash.id, food, None)
    await is_sound(database, alice)
    assert (await imported(imports, alice, text)).transfers == 1


async def test_a_transfer_that_an_import_completed_waits_for_it_again(
    database: Database,
    imports: ImportService,
    accounts: AccountService,
    transactions: TransactionService,
    changes: Changes,
    history: ImportHistory,
    alice: Person,
) -> None:
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse"))).object
    draft = TransferDraft(purse.id, alice.ledger_id, Decimal(50), date(2026, 3, 2), one_sided=True)
    transfer = (await TransferService(database, changes).record(alice.ledger_id, draft)).object
    text = "Date,Payee,Amount\n2026-03-02,Purse,50.00\n2026-03-03,Bar,-9.00\n"
    for _ in range(2):
        assert (await imported(imports, alice, text)).transfers == 1
        await history.undo(alice.ledger_id, await last(history, alice), 2)
        assert await TransferService(database, changes).get_many(alice.ledger_id, [transfer.id]) == [transfer]
        await is_sound(database, alice)


async def test_rows_that_an_import_linked_are_not_what_it_restored(
    database: Database,
    imports: ImportService,
    accounts: AccountService,
    transactions: TransactionService,
    history: ImportHistory,
    alice: Person,
) -> None:
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse"))).object
    bar = "Date,Payee,Amount\n2026-03-03,Bar,-9.00\n"
    await imported(imports, alice, bar)
    (row,) = await rows_of(transactions, alice)
    await transactions.delete(alice.ledger_id, row.id)
    draft = TransactionDraft(date(2026, 3, 2), Decimal(50), "Transfer", account_id=purse.id)
    cash = (await transactions.record(alice.ledger_id, draft)).object
    text = bar + "2026-03-02,Transfer,-50.00\n"
    report = (await imports.run(alice.ledger_id, replace(request(text), restore_deleted=True))).object
    assert (report.restored, report.transfers) == (1, 1)
    await history.undo(alice.ledger_id, await last(history, alice), 1)
    assert [left.id for left in await rows_of(transactions, alice)] == [cash.id]
    assert [left.id for left in await rows_of(transactions, alice, deleted=True)] == [row.id]
    await is_sound(database, alice)


async def test_restored_rows_are_not_linked_so_that_an_undo_deletes_them_again(
    database: Database,
    imports: ImportService,
    accounts: AccountService,
    transactions: TransactionService,
    history: ImportHistory,
    alice: Person,
) -> None:
    await accounts.create(alice.ledger_id, AccountDraft("Purse"))
    await imported(imports, alice, "Date,Payee,Amount\n2026-03-02,Transfer,-50.00\n")
    (row,) = await rows_of(transactions, alice)
    await transactions.delete(alice.ledger_id, row.id)
    both = "Date,Payee,Amount,Account\n2026-03-02,Transfer,-50.00,\n2026-03-02,Transfer,50.00,Purse\n"
    report = (await imports.run(alice.ledger_id, replace(request(both), restore_deleted=True))).object
    assert (report.recorded, report.restored, report.transfers) == (1, 1, 0)
    await history.undo(alice.ledger_id, await last(history, alice), 1)
    assert await rows_of(transactions, alice) == []
    await is_sound(database, alice)
