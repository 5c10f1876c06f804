"""Accounts hold each transaction once, know their balance or say that they do not, and close only with nothing left."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db import movements, totals
from db.accounts import FIRST_NAME, AccountRow
from db.stores.engine import Database
from db.stores.ids import new_id
from db.totals import Bucket
from db.transactions import TransactionFilter
from services import postings
from services.account_service import AccountService, CheckDraft
from services.accounts import AccountDraft, AccountEdit, AccountKind
from services.calculations import CategoryKind
from services.calculations.balances import CheckSource
from services.removals import Removals
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from services.values.pages import PageRequest
from tests.ledger_facts import check_totals, one_event, refused, revision_of, unchanged
from tests.people import NOW, Person

TODAY = NOW.date()
FIRST, SECOND = date(2026, 10, 5), date(2026, 11, 2)


async def made(accounts: AccountService, person: Person, name: str = "Purse", **fields: object) -> AccountRow:
    """A new account."""
    draft = AccountDraft(name, **fields)  # type: ignore[arg-type]
    return (await accounts.create(person.ledger_id, draft)).object


async def spend(
    transactions: TransactionService, person: Person, amount: str, account_id: UUID | None = None, day: date = SECOND
) -> UUID:
    """The id of a new transaction."""
    draft = TransactionDraft(day, Decimal(amount), "Shop", account_id=account_id)
    return (await transactions.record(person.ledger_id, draft)).object.id


async def balance(accounts: AccountService, person: Person, account_id: UUID, day: date = TODAY) -> int | None:
    """Return the balance of an account at the end of a day."""
    (read,) = await accounts.balances(person.ledger_id, [(account_id, day)])
    return read.amount


async def check(
    accounts: AccountService,
    person: Person,
    account_id: UUID,
    amount: str,
    day: date,
    source: CheckSource = CheckSource.MANUAL,
) -> None:
    """Record what the bank says."""
    await accounts.record_check(person.ledger_id, CheckDraft(account_id, day, Decimal(amount), source))


async def test_a_ledger_begins_with_one_account(
    database: Database, accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    (first,) = await accounts.all(alice.ledger_id)
    assert (first.name, first.kind, first.currency, first.counted) == (FIRST_NAME, "CHECKING", "EUR", True)
    await spend(transactions, alice, "-3.20")
    (read,) = await accounts.balances(alice.ledger_id, [(first.id, TODAY)])
    assert (read.amount, read.moved, read.entries) == (None, -320, 1)
    await check_totals(database, alice.ledger_id)


async def test_an_account_is_created_behind_the_others(
    database: Database, accounts: AccountService, alice: Person
) -> None:
    draft = AccountDraft(" Car\u0301 loan ", AccountKind.LOAN, "USD", "42", FIRST, opening_balance=Decimal("-900"))
    async with one_event(database, alice.ledger_id, "AccountCreated"):
        saved = await accounts.create(alice.ledger_id, draft, key="k")
    row = saved.object
    assert (row.name, row.currency, row.number, row.position, row.counted) == ("Ca\u0155 loan", "USD", "42", 1, False)
    assert await balance(accounts, alice, row.id, FIRST) == -90_000
    assert (await accounts.create(alice.ledger_id, draft, key="k")).object == row
    assert [account.id for account in await accounts.all(alice.ledger_id)] == [alice.ledger_id, row.id]


async def test_everything_wrong_with_an_account_is_said(
    database: Database, accounts: AccountService, alice: Person
) -> None:
    async with refused(database, [alice.ledger_id], "DUPLICATE", "name", "choose another name"):
        await made(accounts, alice, "everyday")
    for wrong, field in (
        ({"currency": "XXX"}, "currency"),
        ({"number": "x" * 101}, "number"),
        ({"opened_on": date(1850, 1, 1)}, "opened_on"),
        ({"opening_balance": Decimal("0.001")}, "opening_balance"),
    ):
        async with refused(database, [alice.ledger_id], "INVALID", field):
            await made(accounts, alice, **wrong)


async def test_an_edit_changes_what_it_names(
    database: Database, accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    row = await made(accounts, alice)
    edit = AccountEdit(name="Wallet", kind=AccountKind.CASH, currency="CHF", counted=False)
    async with one_event(database, alice.ledger_id, "AccountUpdated", account_id=str(row.id)):
        saved = await accounts.update(alice.ledger_id, row.id, edit)
    assert saved.object == row._replace(
        name="Wallet", kind="CASH", currency="CHF", counted=False, aliases={"Purse": row.import_name}
    )
    assert not (await accounts.update(alice.ledger_id, row.id, edit)).changed
    draft = TransactionDraft(SECOND, Decimal(-1), "Shop", exchange_rate=Decimal("0.9"), account_id=row.id)
    await transactions.record(alice.ledger_id, draft)
    async with refused(database, [alice.ledger_id], "CONFLICT", "currency", "is fixed"):
        await accounts.update(alice.ledger_id, row.id, AccountEdit(currency="EUR"))


async def test_the_first_open_account_receives_what_names_none(
    database: Database, accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    purse = await made(accounts, alice)
    async with one_event(database, alice.ledger_id, "AccountsOrdered"):
        saved = await accounts.order(alice.ledger_id, [purse.id])
    assert [row.id for row in saved.object] == [purse.id, alice.ledger_id]
    assert not (await accounts.order(alice.ledger_id, [purse.id, alice.ledger_id])).changed
    (row,) = await transactions.get_many(alice.ledger_id, [await spend(transactions, alice, "-1")])
    assert row.account_id == purse.id
    async with refused(database, [alice.ledger_id], "NOT_FOUND", "account_ids.1"):
        await accounts.order(alice.ledger_id, [purse.id, new_id()])


async def test_the_first_check_gives_the_opening_balance(
    accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    everyday = alice.ledger_id
    await spend(transactions, alice, "-100", day=FIRST)
    await check(accounts, alice, everyday, "900", date(2026, 10, 20))
    await spend(transactions, alice, "-50")
    days = (date(2026, 10, 4), FIRST, date(2026, 11, 1), SECOND)
    assert [await balance(accounts, alice, everyday, day) for day in days] == [100_000, 90_000, 90_000, 85_000]
    # What is older than the opening balance changes no later balance.
    await spend(transactions, alice, "-7", day=date(2025, 1, 1))
    assert await balance(accounts, alice, everyday) == 85_000
    assert await balance(accounts, alice, everyday, date(2024, 12, 31)) == 100_700


async def test_a_check_says_since_when_the_ledger_is_off(
    accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    everyday = alice.ledger_id
    await check(accounts, alice, everyday, "100", FIRST, CheckSource.OPENING)
    await check(accounts, alice, everyday, "100", date(2026, 10, 20))
    await spend(transactions, alice, "-30")
    await check(accounts, alice, everyday, "60", SECOND)
    ((opening, right, off),) = await accounts.checks(everyday, [everyday])
    assert (opening.source, opening.difference) == (CheckSource.OPENING, 0)
    assert (right.difference, right.right_since) == (0, date(2026, 10, 4))
    assert (off.difference, off.right_since) == (1_000, date(2026, 10, 20))
    await check(accounts, alice, everyday, "70", SECOND)
    ((_, _, corrected),) = await accounts.checks(everyday, [everyday])
    assert corrected.difference == 0


async def test_a_balance_is_unknown_without_its_opening_balance(
    database: Database, accounts: AccountService, alice: Person
) -> None:
    everyday = alice.ledger_id
    await check(accounts, alice, everyday, "100", FIRST, CheckSource.OPENING)
    await check(accounts, alice, everyday, "90", SECOND)
    ((opening, other),) = await accounts.checks(everyday, [everyday])
    async with one_event(database, everyday, "CheckDeleted", check_id=str(opening.id)):
        await accounts.delete_check(everyday, opening.id)
    assert await balance(accounts, alice, everyday) is None
    ((left,),) = await accounts.checks(everyday, [everyday])
    assert (left.id, left.difference) == (other.id, None)
    async with refused(database, [everyday], "NOT_FOUND", "id"):
        await accounts.delete_check(everyday, opening.id)
    async with refused(database, [everyday], "INVALID", "date", "still to come"):
        await check(accounts, alice, everyday, "1", date(2026, 11, 24))


async def test_a_transaction_moves_between_accounts(
    database: Database, accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    purse = await made(accounts, alice, opening_balance=Decimal(20), opened_on=FIRST)
    row_id = await spend(transactions, alice, "-5")
    async with one_event(database, alice.ledger_id, "TransactionUpdated"):
        await transactions.update(alice.ledger_id, row_id, TransactionEdit(account_id=purse.id))
    assert await balance(accounts, alice, purse.id) == 1_500
    async with refused(database, [alice.ledger_id], "NOT_FOUND", "account_id"):
        await transactions.update(alice.ledger_id, row_id, TransactionEdit(account_id=new_id()))


async def test_an_account_in_another_currency_keeps_all_three_amounts(
    database: Database, accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    card = await made(accounts, alice, "Card", currency="USD")
    rate = Decimal("0.9")
    dollars = TransactionDraft(SECOND, Decimal(-10), "Shop", exchange_rate=rate, account_id=card.id)
    row = (await transactions.record(alice.ledger_id, dollars)).object
    assert (row.currency, row.amount, row.base_amount, row.account_amount) == ("USD", -1000, -900, -1000)
    yen = TransactionDraft(SECOND, Decimal(-1500), "Bar", "", "JPY", Decimal("0.006"), account_id=card.id)
    async with refused(database, [alice.ledger_id], "INVALID", "account_amount", "how many USD"):
        await transactions.record(alice.ledger_id, yen)
    charged = TransactionDraft(SECOND, Decimal(-1500), "Bar", "", "JPY", Decimal("0.006"), None, card.id, Decimal(-11))
    row = (await transactions.record(alice.ledger_id, charged)).object
    assert (row.amount, row.base_amount, row.account_amount) == (-1500, -900, -1100)
    edited = await transactions.update(alice.ledger_id, row.id, TransactionEdit(note="late"))
    assert edited.object.account_amount == -1100
    async with refused(database, [alice.ledger_id], "INVALID", "account_amount", "how many USD"):
        await transactions.update(alice.ledger_id, row.id, TransactionEdit(amount=Decimal(-2000)))
    async with refused(database, [alice.ledger_id], "INVALID", "account_amount", "leave it out"):
        await transactions.record(
            alice.ledger_id, TransactionDraft(SECOND, Decimal(-1), "Bar", account_amount=Decimal(-2))
        )


async def test_an_account_closes_with_nothing_left(
    database: Database, accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    purse = await made(accounts, alice)
    row_id = await spend(transactions, alice, "-5", purse.id)
    async with refused(database, [alice.ledger_id], "CONFLICT", "id", "Nobody knows its balance"):
        await accounts.close(alice.ledger_id, purse.id)
    await check(accounts, alice, purse.id, "15", FIRST, CheckSource.OPENING)
    async with refused(database, [alice.ledger_id], "CONFLICT", "id", "is not zero"):
        await accounts.close(alice.ledger_id, purse.id)
    await spend(transactions, alice, "-10", purse.id)
    async with refused(database, [alice.ledger_id], "CONFLICT", "on", "after 2026-11-01"):
        await accounts.close(alice.ledger_id, purse.id, date(2026, 11, 1))
    async with one_event(database, alice.ledger_id, "AccountClosed", closed_on="2026-11-10"):
        await accounts.close(alice.ledger_id, purse.id, date(2026, 11, 10))
    assert [row.id for row in await accounts.all(alice.ledger_id)] == [alice.ledger_id]
    assert await balance(accounts, alice, purse.id, date(2026, 11, 1)) == 1_500
    async with refused(database, [alice.ledger_id], "CONFLICT", "account_id", "is closed since 2026-11-10"):
        await spend(transactions, alice, "-1", purse.id, TODAY)
    async with refused(database, [alice.ledger_id], "CONFLICT", "account_id", "balance of zero"):
        await spend(transactions, alice, "-1", purse.id, FIRST)
    async with refused(database, [alice.ledger_id], "CONFLICT", "id", "balance of zero"):
        await transactions.delete(alice.ledger_id, row_id)
    await transactions.update(alice.ledger_id, row_id, TransactionEdit(note="kept", date=FIRST))
    async with refused(database, [alice.ledger_id], "CONFLICT", "id", "balance of zero"):
        await transactions.update(alice.ledger_id, row_id, TransactionEdit(date=date(2026, 10, 1)))
    async with refused(database, [alice.ledger_id], "CONFLICT", "id", "only account that is open"):
        await accounts.close(alice.ledger_id, alice.ledger_id)
    async with one_event(database, alice.ledger_id, "AccountReopened"):
        await accounts.reopen(alice.ledger_id, purse.id)
    await transactions.delete(alice.ledger_id, row_id)


async def test_an_account_that_is_not_counted_has_neither_income_nor_expenses(
    database: Database, accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    fund = await made(accounts, alice, "Fund", kind=AccountKind.INVESTMENT)
    await spend(transactions, alice, "-5", fund.id)
    await spend(transactions, alice, "-7")
    everything = await transactions.page(alice.ledger_id, TransactionFilter(), PageRequest(), with_sums=True)
    assert everything.flow
    assert (everything.flow.entries, everything.flow.expenses) == (2, 700)
    for chosen, kind, count in (
        (TransactionFilter(account_ids=(fund.id,)), None, 1),
        (TransactionFilter(), CategoryKind.EXPENSE, 1),
        (TransactionFilter(account_ids=(fund.id,)), CategoryKind.EXPENSE, 0),
        (TransactionFilter(text="shop"), None, 2),
    ):
        kinds = [kind] if kind else []
        page = await transactions.page(alice.ledger_id, chosen, PageRequest(), kinds=kinds, with_sums=True)
        assert page.flow
        assert (len(page.rows), page.flow.entries) == (count, count)
        assert page.flow.expenses == (0 if chosen.account_ids else 700)
    async with database.read() as connection:
        (total,) = await totals.by_bucket(connection, alice.ledger_id, [Bucket(0, SECOND, SECOND)])
        newest = await movements.newest_in(alice.ledger_id, TODAY, 10).within(connection)
    assert (total.money_out, total.entries) == (700, 1)
    assert [movement.base_amount for movement in newest] == [-700]
    await accounts.update(alice.ledger_id, fund.id, AccountEdit(counted=True))
    everything = await transactions.page(alice.ledger_id, TransactionFilter(), PageRequest(), with_sums=True)
    assert everything.flow
    assert everything.flow.expenses == 1_200


async def test_a_deleted_account_takes_its_transactions_along(
    database: Database,
    accounts: AccountService,
    transactions: TransactionService,
    alice: Person,
    bob: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postings, "MOVED_AT_ONCE", 2)
    purse = await made(accounts, alice)
    gone = [await spend(transactions, alice, "-5", purse.id) for _ in range(5)]
    kept = await spend(transactions, alice, "-7")
    async with refused(database, [alice.ledger_id], "CONFLICT", "lost", "send 5"):
        await accounts.delete(alice.ledger_id, purse.id, 4)
    async with unchanged(database, bob.ledger_id):
        async with one_event(database, alice.ledger_id, "AccountDeleted", account_id=str(purse.id)):
            await accounts.delete(alice.ledger_id, purse.id, 5)
        assert [row.id for row in await transactions.get_many(alice.ledger_id, [*gone, kept])] == [kept]
        await Removals(database).finish()
    await check_totals(database, alice.ledger_id)
    assert [row.id for row in await accounts.all(alice.ledger_id, include_closed=True)] == [alice.ledger_id]
    async with refused(database, [alice.ledger_id], "CONFLICT", "id", "keeps one open account"):
        await accounts.delete(alice.ledger_id, alice.ledger_id, 1)


async def test_merged_accounts_are_one(
    database: Database,
    accounts: AccountService,
    transactions: TransactionService,
    alice: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postings, "MOVED_AT_ONCE", 2)
    purse = await made(accounts, alice, opening_balance=Decimal(50), opened_on=FIRST)
    ids = [await spend(transactions, alice, "-5", purse.id) for _ in range(5)]
    await spend(transactions, alice, "-5")
    detail = {"source_account_id": str(purse.id), "account_id": str(alice.ledger_id)}
    async with one_event(database, alice.ledger_id, "AccountsMerged", **detail):
        saved = await accounts.merge(alice.ledger_id, purse.id, alice.ledger_id)
    assert saved.object.aliases == {"Purse": purse.import_name, purse.import_name: purse.import_name}
    for note in ("meanwhile", "afterwards"):
        assert {row.account_id for row in await transactions.get_many(alice.ledger_id, ids)} == {alice.ledger_id}
        assert await balance(accounts, alice, alice.ledger_id) == 2_000
        await transactions.update(alice.ledger_id, ids[-1], TransactionEdit(note=note, amount=Decimal(-5)))
        page = await transactions.page(
            alice.ledger_id, TransactionFilter(account_ids=(alice.ledger_id,)), PageRequest()
        )
        assert len(page.rows) == 6
        await check_totals(database, alice.ledger_id)
        await Removals(database).finish()
    assert [row.id for row in await accounts.all(alice.ledger_id)] == [alice.ledger_id]


async def test_only_accounts_that_fit_are_merged(database: Database, accounts: AccountService, alice: Person) -> None:
    dollars = await made(accounts, alice, currency="USD")
    async with refused(database, [alice.ledger_id], "INVALID", "target_id", "one in USD"):
        await accounts.merge(alice.ledger_id, dollars.id, alice.ledger_id)
    async with refused(database, [alice.ledger_id], "INVALID", "target_id", "with itself"):
        await accounts.merge(alice.ledger_id, dollars.id, dollars.id)


async def test_an_account_belongs_to_its_owner(
    database: Database, accounts: AccountService, transactions: TransactionService, alice: Person, bob: Person
) -> None:
    purse = await made(accounts, alice)
    ledgers = [alice.ledger_id, bob.ledger_id]
    async with refused(database, ledgers, "NOT_FOUND", "account_id"):
        await spend(transactions, bob, "-1", purse.id)
    async with refused(database, ledgers, "NOT_FOUND", "id"):
        await accounts.update(bob.ledger_id, purse.id, AccountEdit(name="Bob"))
    async with refused(database, ledgers, "NOT_FOUND", "account_id"):
        await check(accounts, bob, purse.id, "1", FIRST)
    assert await balance(accounts, bob, purse.id) is None
    assert await revision_of(database, bob.ledger_id) == 0
