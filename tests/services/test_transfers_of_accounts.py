"""Transfers follow their accounts: when these are merged, deleted, closed, or made by an import that is undone."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from db.stores.engine import Database
from db.transactions import TransactionRow
from services.account_service import AccountService
from services.accounts import AccountDraft, AccountEdit, AccountKind
from services.imports import ImportHistory, ImportService
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from services.transfers import TransferDraft, TransferService
from tests.ledger_facts import one_event, refused
from tests.people import Person
from tests.services.importing import is_sound, last, request

DAY = date(2026, 11, 2)


@pytest.fixture
async def payment(transactions: TransactionService, alice: Person) -> TransactionRow:
    """A payment in a category, which is still no transfer."""
    draft = TransactionDraft(DAY, Decimal(-50), "Bank", category_id=alice.categories["Rent"])
    return (await transactions.record(alice.ledger_id, draft)).object


async def counted_in(transactions: TransactionService, person: Person, row: TransactionRow) -> str | None:
    """Return the category in which a transaction counts, which can still be edited."""
    (now,) = await transactions.get_many(person.ledger_id, [row.id])
    await transactions.update(person.ledger_id, row.id, TransactionEdit(note="seen"))
    return next((name for name, key in person.categories.items() if key == now.category_id), None)


@pytest.mark.parametrize("into", ["counted", "uncounted"])
async def test_a_merge_of_accounts_counts_their_transfers_anew(
    database: Database,
    accounts: AccountService,
    transfers: TransferService,
    transactions: TransactionService,
    alice: Person,
    payment: TransactionRow,
    into: str,
) -> None:
    kinds = {"uncounted": AccountKind.LOAN, "counted": AccountKind.SAVINGS}
    rows = {
        name: (await accounts.create(alice.ledger_id, AccountDraft(name, kind))).object for name, kind in kinds.items()
    }
    source, target = rows["counted" if into == "uncounted" else "uncounted"], rows[into]
    transfer = (await transfers.link(alice.ledger_id, payment.id, account_id=source.id)).object
    async with one_event(database, alice.ledger_id, "AccountsMerged"):
        await accounts.merge(alice.ledger_id, source.id, target.id)
    assert await counted_in(transactions, alice, payment) == ("Rent" if into == "uncounted" else None)
    await transfers.unlink(alice.ledger_id, transfer.id)
    assert await counted_in(transactions, alice, payment) == "Rent"
    await is_sound(database, alice)


async def test_a_transfer_to_a_deleted_account_counts_nowhere_and_can_be_edited(
    database: Database,
    accounts: AccountService,
    transfers: TransferService,
    transactions: TransactionService,
    alice: Person,
    payment: TransactionRow,
) -> None:
    loan = (await accounts.create(alice.ledger_id, AccountDraft("Loan", AccountKind.LOAN))).object
    other = (
        await transactions.record(alice.ledger_id, TransactionDraft(DAY, Decimal(50), "Me", account_id=loan.id))
    ).object
    transfer = (await transfers.link(alice.ledger_id, payment.id, other.id)).object
    assert await counted_in(transactions, alice, payment) == "Rent"
    async with one_event(database, alice.ledger_id, "AccountDeleted"):
        await accounts.delete(alice.ledger_id, loan.id, 1)
    assert await counted_in(transactions, alice, payment) is None
    await transfers.unlink(alice.ledger_id, transfer.id)
    assert await counted_in(transactions, alice, payment) == "Rent"
    await is_sound(database, alice)


async def test_a_transfer_to_an_account_of_an_undone_import_counts_nowhere(
    database: Database,
    accounts: AccountService,
    transfers: TransferService,
    transactions: TransactionService,
    imports: ImportService,
    history: ImportHistory,
    alice: Person,
    payment: TransactionRow,
) -> None:
    await imports.run(alice.ledger_id, replace(request("Date,Payee,Amount\n2026-03-02,Fee,-1.00\n"), account="Loan"))
    loan = (await accounts.all(alice.ledger_id))[1]
    await accounts.update(alice.ledger_id, loan.id, AccountEdit(counted=False))
    await transfers.link(alice.ledger_id, payment.id, account_id=loan.id)
    assert await counted_in(transactions, alice, payment) == "Rent"
    await history.undo(alice.ledger_id, await last(history, alice), 1)
    assert await counted_in(transactions, alice, payment) is None
    await is_sound(database, alice)


async def test_a_one_sided_transfer_does_not_reach_an_account_after_it_was_closed(
    database: Database,
    accounts: AccountService,
    transfers: TransferService,
    transactions: TransactionService,
    alice: Person,
) -> None:
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse", opening_balance=Decimal(0)))).object
    await accounts.close(alice.ledger_id, purse.id, DAY)
    draft = TransferDraft(alice.ledger_id, purse.id, Decimal(5), DAY, one_sided=True)
    transfer = (await transfers.record(alice.ledger_id, draft)).object
    later = DAY + timedelta(days=1)
    async with refused(database, [alice.ledger_id], "CONFLICT", "to_account_id", "closed since"):
        await transfers.record(alice.ledger_id, replace(draft, date=later))
    async with refused(database, [alice.ledger_id], "CONFLICT", "date", "closed since"):
        await transactions.update(alice.ledger_id, transfer.transaction_ids[0], TransactionEdit(date=later))


async def test_a_transfer_between_two_foreign_accounts_takes_the_price_of_its_day(
    database: Database,
    accounts: AccountService,
    transfers: TransferService,
    transactions: TransactionService,
    alice: Person,
) -> None:
    dollars, more = [
        (await accounts.create(alice.ledger_id, AccountDraft(name, currency="USD"))).object for name in ("One", "Two")
    ]
    draft = TransferDraft(dollars.id, more.id, Decimal(10), date(2026, 10, 30))
    transfer = (await transfers.record(alice.ledger_id, draft)).object
    rows = await transactions.get_many(alice.ledger_id, transfer.transaction_ids)
    assert {abs(row.base_amount) for row in rows} == {895}
    await is_sound(database, alice)
