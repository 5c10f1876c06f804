"""Transfers move own money: balances follow them, and no figure counts them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db.stores.engine import Database
from db.stores.ids import TRANSFERRED, new_id
from db.transactions import TransactionFilter, TransactionRow
from db.transfers import TransferRow
from services.account_service import LAST_DAY, AccountService
from services.accounts import AccountDraft, AccountEdit, AccountKind
from services.calculations import CategoryKind
from services.changes import Changes
from services.removals import Removals
from services.splits import SplitDraft
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from services.transfers import TransferDraft, TransferService
from services.values.pages import PageRequest
from services.verification import VerificationService
from tests.ledger_facts import check_totals, one_event, refused
from tests.people import Person

DAY = date(2026, 11, 2)
SPENT = TransactionDraft(DAY, Decimal("-50.00"), "Bank")


@pytest.fixture
def accounts(database: Database, changes: Changes) -> AccountService:
    """The accounts."""
    return AccountService(database, changes, Removals(database))


@pytest.fixture
async def savings(accounts: AccountService, alice: Person) -> UUID:
    """An account of Alice that is counted."""
    return (await accounts.create(alice.ledger_id, AccountDraft("Savings", AccountKind.SAVINGS))).object.id


@pytest.fixture
async def loan(accounts: AccountService, alice: Person) -> UUID:
    """An account of Alice that is not counted."""
    return (await accounts.create(alice.ledger_id, AccountDraft("Loan", AccountKind.LOAN))).object.id


async def recorded(transactions: TransactionService, person: Person, draft: TransactionDraft) -> TransactionRow:
    """A new transaction."""
    return (await transactions.record(person.ledger_id, draft)).object


async def totals_of(database: Database, person: Person) -> dict[UUID | None, tuple[int, int, int]]:
    """Money in, money out and entries of each category over all accounts."""
    sums: dict[UUID | None, tuple[int, int, int]] = {}
    for total in await check_totals(database, person.ledger_id):
        known = sums.get(total.category_id, (0, 0, 0))
        sums[total.category_id] = tuple(map(sum, zip(known, total[3:], strict=True)))  # type: ignore[assignment]
    assert await VerificationService(database).differences(person.ledger_id) == []
    return sums


async def moved(accounts: AccountService, person: Person, account_id: UUID) -> int:
    """All that has moved in an account."""
    return (await accounts.balances(person.ledger_id, [(account_id, LAST_DAY)]))[0].moved


async def test_a_recorded_transfer_moves_both_balances_and_counts_nowhere(
    database: Database,
    transfers: TransferService,
    accounts: AccountService,
    transactions: TransactionService,
    alice: Person,
    savings: UUID,
) -> None:
    draft = TransferDraft(alice.ledger_id, savings, Decimal(20), DAY, note="for the boat")
    async with one_event(database, alice.ledger_id, "TransferRecorded"):
        transfer = (await transfers.record(alice.ledger_id, draft)).object
    rows = {row.id: row for row in await transactions.get_many(alice.ledger_id, transfer.transaction_ids)}
    assert [rows[key].payee for key in transfer.transaction_ids] == ["Savings", "Everyday"]
    assert [rows[key].amount for key in transfer.transaction_ids] == [-2000, 2000]
    assert await moved(accounts, alice, savings) == 2000
    assert await moved(accounts, alice, alice.ledger_id) == -2000
    assert await totals_of(database, alice) == {TRANSFERRED: (2000, 2000, 2)}
    for kind, count in ((CategoryKind.EXPENSE, 0), (CategoryKind.INCOME, 0), (CategoryKind.TRANSFER, 2), (None, 2)):
        kinds = [kind] if kind else []
        page = await transactions.page(alice.ledger_id, TransactionFilter(), PageRequest(), kinds=kinds, with_sums=True)
        assert page.flow
        assert (page.count, len(page.rows), page.flow.income, page.flow.expenses) == (count, count, 0, 0)
    uncategorised = TransactionFilter(category_ids=(None,))
    assert (await transactions.page(alice.ledger_id, uncategorised, PageRequest())).rows == []


async def test_between_currencies_both_amounts_are_kept(
    database: Database,
    transfers: TransferService,
    accounts: AccountService,
    transactions: TransactionService,
    alice: Person,
) -> None:
    dollars = (await accounts.create(alice.ledger_id, AccountDraft("Dollars", currency="USD"))).object.id
    francs = (await accounts.create(alice.ledger_id, AccountDraft("Francs", currency="CHF"))).object.id
    there = TransferDraft(alice.ledger_id, dollars, Decimal(90), DAY, received=Decimal(100))
    back = TransferDraft(dollars, alice.ledger_id, Decimal(50), DAY, received=Decimal("44.50"))
    across = TransferDraft(dollars, francs, Decimal(10), DAY, received=Decimal(9), exchange_rate=Decimal("0.9"))
    for draft in (there, back, across):
        transfer = (await transfers.record(alice.ledger_id, draft)).object
        rows = await transactions.get_many(alice.ledger_id, transfer.transaction_ids)
        assert sum(row.base_amount for row in rows) == 0
    assert await moved(accounts, alice, dollars) == 4000
    assert await moved(accounts, alice, francs) == 900
    assert await moved(accounts, alice, alice.ledger_id) == -4550
    async with refused(database, [alice.ledger_id], "INVALID", "received", "say how many USD arrive"):
        await transfers.record(alice.ledger_id, replace(there, received=None))
    pesos = (await accounts.create(alice.ledger_id, AccountDraft("Pesos", currency="ARS"))).object.id
    async with refused(database, [alice.ledger_id], "INVALID", "exchange_rate", "give the EUR"):
        await transfers.record(alice.ledger_id, replace(across, from_account_id=pesos, exchange_rate=None))


async def test_bad_transfers_are_refused(
    database: Database,
    transfers: TransferService,
    accounts: AccountService,
    alice: Person,
    bob: Person,
    savings: UUID,
) -> None:
    good, mine = TransferDraft(alice.ledger_id, savings, Decimal(20), DAY), [alice.ledger_id, bob.ledger_id]
    for wrong, code, field in (
        ({"to_account_id": alice.ledger_id}, "INVALID", "to_account_id"),
        ({"to_account_id": bob.ledger_id}, "NOT_FOUND", "to_account_id"),
        ({"from_account_id": new_id()}, "NOT_FOUND", "from_account_id"),
        ({"amount": Decimal(0)}, "INVALID", "amount"),
        ({"amount": Decimal(-1)}, "INVALID", "amount"),
        ({"amount": Decimal("0.001")}, "INVALID", "amount"),
        ({"received": Decimal(19)}, "INVALID", "received"),
        ({"date": date(1850, 1, 1)}, "INVALID", "date"),
    ):
        async with refused(database, mine, code, field):
            await transfers.record(alice.ledger_id, replace(good, **wrong))
    closed = AccountDraft("Old", opening_balance=Decimal(0), opened_on=date(2026, 1, 1))
    old = (await accounts.create(alice.ledger_id, closed)).object.id
    await accounts.close(alice.ledger_id, old, date(2026, 2, 1))
    async with refused(database, mine, "CONFLICT", "to_account_id", "is closed"):
        await transfers.record(alice.ledger_id, replace(good, to_account_id=old))


async def test_linking_takes_two_transactions_out_of_the_figures_and_unlinking_brings_them_back(
    database: Database,
    transfers: TransferService,
    transactions: TransactionService,
    alice: Person,
    savings: UUID,
) -> None:
    food = alice.categories["Food"]
    out = await recorded(transactions, alice, replace(SPENT, category_id=food))
    came = await recorded(transactions, alice, replace(SPENT, amount=Decimal(50), account_id=savings))
    before = await totals_of(database, alice)
    async with one_event(database, alice.ledger_id, "TransferLinked"):
        transfer = (await transfers.link(alice.ledger_id, came.id, out.id)).object
    assert (transfer.out_split_id, transfer.in_split_id) == (out.id, came.id)
    assert await totals_of(database, alice) == {TRANSFERRED: (5000, 5000, 2)}
    assert await transfers.get_many(alice.ledger_id, [transfer.id]) == [transfer]
    async with one_event(database, alice.ledger_id, "TransferUnlinked"):
        await transfers.unlink(alice.ledger_id, transfer.id)
    assert await totals_of(database, alice) == before
    assert {row.transfer_id for row in await transactions.get_many(alice.ledger_id, [out.id, came.id])} == {None}
    async with refused(database, [alice.ledger_id], "NOT_FOUND", "id"):
        await transfers.unlink(alice.ledger_id, transfer.id)


async def test_only_opposite_splits_of_two_accounts_are_linked(
    database: Database,
    transfers: TransferService,
    transactions: TransactionService,
    alice: Person,
    bob: Person,
    savings: UUID,
) -> None:
    out = await recorded(transactions, alice, SPENT)
    others = {
        "same account": replace(SPENT, amount=Decimal(50)),
        "same sign": replace(SPENT, account_id=savings),
        "other amount": replace(SPENT, amount=Decimal(49), account_id=savings),
    }
    mine = [alice.ledger_id, bob.ledger_id]
    for draft in others.values():
        other = await recorded(transactions, alice, draft)
        async with refused(database, mine, "INVALID", "other_split_id"):
            await transfers.link(alice.ledger_id, out.id, other.id)
    theirs = await recorded(transactions, bob, replace(SPENT, amount=Decimal(50)))
    async with refused(database, mine, "NOT_FOUND", "other_split_id"):
        await transfers.link(alice.ledger_id, out.id, theirs.id)
    async with refused(database, mine, "NOT_FOUND", "account_id"):
        await transfers.link(alice.ledger_id, out.id, account_id=bob.ledger_id)
    async with refused(database, mine, "INVALID", "account_id", "to another account"):
        await transfers.link(alice.ledger_id, out.id, account_id=alice.ledger_id)
    async with refused(database, mine, "INVALID", "account_id", "not both"):
        await transfers.link(alice.ledger_id, out.id, theirs.id, savings)
    await transfers.link(alice.ledger_id, out.id)
    assert not (await transfers.link(alice.ledger_id, out.id)).changed
    async with refused(database, mine, "CONFLICT", "split_id", "already"):
        await transfers.link(alice.ledger_id, out.id, account_id=savings)


async def test_a_one_sided_transfer_is_complete_and_may_get_its_other_side(
    database: Database, transfers: TransferService, transactions: TransactionService, alice: Person, savings: UUID
) -> None:
    out = await recorded(transactions, alice, replace(SPENT, category_id=alice.categories["Food"]))
    alone = (await transfers.link(alice.ledger_id, out.id, account_id=savings)).object
    assert (alone.out_split_id, alone.in_account_id, alone.in_split_id) == (out.id, savings, None)
    assert await totals_of(database, alice) == {TRANSFERRED: (0, 5000, 1)}
    came = await recorded(transactions, alice, replace(SPENT, amount=Decimal(50), account_id=savings))
    pair = (await transfers.link(alice.ledger_id, out.id, came.id)).object
    assert (pair.out_split_id, pair.in_split_id, pair.began) == (out.id, came.id, "OUT")
    await transfers.unlink(alice.ledger_id, pair.id)
    assert await totals_of(database, alice) == {TRANSFERRED: (0, 5000, 1), None: (5000, 0, 1)}
    (row,) = await transactions.get_many(alice.ledger_id, [out.id])
    assert row.transfer_id
    await transfers.unlink(alice.ledger_id, row.transfer_id)
    assert await totals_of(database, alice) == {alice.categories["Food"]: (0, 5000, 1), None: (5000, 0, 1)}


async def test_a_part_of_a_transaction_is_a_transfer(
    database: Database, transfers: TransferService, transactions: TransactionService, alice: Person, savings: UUID
) -> None:
    food = alice.categories["Food"]
    splits = (SplitDraft(Decimal(-30), food), SplitDraft(Decimal(-20)))
    row = await recorded(transactions, alice, replace(SPENT, splits=splits))
    (_, cash) = (await transactions.splits_of(alice.ledger_id, [row.id]))[row.id]
    came = await recorded(transactions, alice, replace(SPENT, amount=Decimal(20), account_id=savings))
    transfer = (await transfers.link(alice.ledger_id, cash.id, came.id)).object
    assert await totals_of(database, alice) == {food: (0, 3000, 1), TRANSFERRED: (2000, 2000, 2)}
    mine = [alice.ledger_id]
    async with refused(database, mine, "CONFLICT", "amount", "change both"):
        await transactions.update(alice.ledger_id, row.id, TransactionEdit(amount=Decimal(-60)))
    async with refused(database, mine, "CONFLICT", "splits", "unlink it first"):
        await transactions.update(alice.ledger_id, row.id, TransactionEdit(splits=(SplitDraft(Decimal(-50), food),)))
    kept = (SplitDraft(Decimal(-20), id=cash.id), SplitDraft(None, food))
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(amount=Decimal(-60), splits=kept))
    assert await totals_of(database, alice) == {food: (0, 4000, 1), TRANSFERRED: (2000, 2000, 2)}
    await transfers.unlink(alice.ledger_id, transfer.id)
    assert await totals_of(database, alice) == {food: (0, 4000, 1), None: (2000, 2000, 2)}


async def test_a_transfer_follows_its_only_split(
    database: Database, transfers: TransferService, transactions: TransactionService, alice: Person, savings: UUID
) -> None:
    splits = (SplitDraft(Decimal(-30)), SplitDraft(Decimal(-20)))
    row = await recorded(transactions, alice, replace(SPENT, splits=splits))
    (_, cash) = (await transactions.splits_of(alice.ledger_id, [row.id]))[row.id]
    transfer = (await transfers.link(alice.ledger_id, cash.id, account_id=savings)).object
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(splits=(SplitDraft(id=cash.id),)))
    (followed,) = await transfers.get_many(alice.ledger_id, [transfer.id])
    assert followed.out_split_id == row.id
    assert await totals_of(database, alice) == {TRANSFERRED: (0, 5000, 1)}


async def test_a_category_counts_only_where_money_leaves_the_counted_accounts(
    database: Database,
    transfers: TransferService,
    transactions: TransactionService,
    accounts: AccountService,
    alice: Person,
    loan: UUID,
) -> None:
    rent, mine = alice.categories["Rent"], [alice.ledger_id]
    out = await recorded(transactions, alice, replace(SPENT, category_id=rent))
    came = await recorded(transactions, alice, replace(SPENT, amount=Decimal(50), account_id=loan))
    await transfers.link(alice.ledger_id, out.id, came.id)
    counted = {rent: (0, 5000, 1), TRANSFERRED: (5000, 0, 1)}
    assert await totals_of(database, alice) == counted
    await transactions.update(alice.ledger_id, out.id, TransactionEdit(category_id=alice.categories["Food"]))
    await transactions.update(alice.ledger_id, out.id, TransactionEdit(category_id=rent))
    await accounts.update(alice.ledger_id, loan, AccountEdit(counted=True))
    assert await totals_of(database, alice) == {TRANSFERRED: (5000, 5000, 2)}
    async with refused(database, mine, "CONFLICT", "category_id", "has no category"):
        await transactions.update(alice.ledger_id, out.id, TransactionEdit(category_id=rent))
    async with refused(database, mine, "CONFLICT", "transaction_ids.0", "is a transfer"):
        await transactions.categorise(alice.ledger_id, [out.id], rent)
    await accounts.update(alice.ledger_id, loan, AccountEdit(counted=False))
    assert await totals_of(database, alice) == counted


async def test_edits_do_not_tear_a_transfer_apart(
    database: Database,
    transfers: TransferService,
    transactions: TransactionService,
    alice: Person,
    savings: UUID,
) -> None:
    mine, draft = [alice.ledger_id], TransferDraft(alice.ledger_id, savings, Decimal(20), DAY)
    transfer = (await transfers.record(alice.ledger_id, draft)).object
    out_id, in_id = transfer.transaction_ids
    async with refused(database, mine, "CONFLICT", "amount", "change both"):
        await transactions.update(alice.ledger_id, out_id, TransactionEdit(amount=Decimal(-21)))
    async with refused(database, mine, "INVALID", "account_id", "stay in one account"):
        await transactions.update(alice.ledger_id, out_id, TransactionEdit(account_id=savings))
    await transactions.update(alice.ledger_id, in_id, TransactionEdit(date=date(2026, 11, 5), note="late"))
    alone = (await recorded(transactions, alice, SPENT)).id
    await transfers.link(alice.ledger_id, alone)
    await transactions.update(alice.ledger_id, alone, TransactionEdit(amount=Decimal(-21), account_id=savings))
    async with refused(database, mine, "CONFLICT", "amount", "turn its sign"):
        await transactions.update(alice.ledger_id, alone, TransactionEdit(amount=Decimal(21)))
    assert await totals_of(database, alice) == {TRANSFERRED: (2000, 4100, 3)}


async def test_a_side_in_the_bin_leaves_the_other_a_transfer(
    database: Database, transfers: TransferService, transactions: TransactionService, alice: Person, savings: UUID
) -> None:
    draft = TransferDraft(alice.ledger_id, savings, Decimal(20), DAY)
    transfer = (await transfers.record(alice.ledger_id, draft)).object
    await transactions.delete(alice.ledger_id, transfer.transaction_ids[0])
    assert await totals_of(database, alice) == {TRANSFERRED: (2000, 0, 1)}
    await transactions.restore(alice.ledger_id, transfer.transaction_ids[0])
    assert await totals_of(database, alice) == {TRANSFERRED: (2000, 2000, 2)}


async def test_a_transfer_with_a_deleted_account_never_becomes_spending(
    database: Database,
    transfers: TransferService,
    transactions: TransactionService,
    accounts: AccountService,
    alice: Person,
    savings: UUID,
) -> None:
    draft = TransferDraft(alice.ledger_id, savings, Decimal(20), DAY)
    transfer = (await transfers.record(alice.ledger_id, draft)).object
    await accounts.delete(alice.ledger_id, savings, 1)
    assert await totals_of(database, alice) == {TRANSFERRED: (0, 2000, 1)}
    (left,) = await transfers.get_many(alice.ledger_id, [transfer.id])
    assert (left.out_split_id, left.in_account_id, left.in_split_id) == (transfer.out_split_id, None, None)
    assert left.out_split_id
    assert [row.id for row in await transactions.get_many(alice.ledger_id, transfer.transaction_ids)] == [
        transfer.transaction_ids[0]
    ]


async def test_accounts_with_transfers_between_them_are_not_merged(
    database: Database, transfers: TransferService, accounts: AccountService, alice: Person, savings: UUID
) -> None:
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse"))).object.id
    saved = await transfers.record(alice.ledger_id, TransferDraft(alice.ledger_id, savings, Decimal(20), DAY))
    async with refused(database, [alice.ledger_id], "CONFLICT", "source_id", "transfers between"):
        await accounts.merge(alice.ledger_id, savings, alice.ledger_id)
    await accounts.merge(alice.ledger_id, savings, purse)
    (moved_on,) = await transfers.get_many(alice.ledger_id, [saved.object.id])
    assert moved_on.in_account_id == purse
    assert await totals_of(database, alice) == {TRANSFERRED: (2000, 2000, 2)}


async def test_the_same_key_records_a_transfer_once(
    database: Database, transfers: TransferService, alice: Person, bob: Person, savings: UUID
) -> None:
    draft = TransferDraft(alice.ledger_id, savings, Decimal(20), DAY)
    first, again = [await transfers.record(alice.ledger_id, draft, "k") for _ in range(2)]
    assert again == first
    assert isinstance(first.object, TransferRow)
    assert await transfers.get_many(bob.ledger_id, [first.object.id]) == []
    assert await totals_of(database, alice) == {TRANSFERRED: (2000, 2000, 2)}
