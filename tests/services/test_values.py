"""Things without transactions have values: the last one is carried on, and a new one is no income."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db.accounts import AccountRow
from db.stores.engine import Database
from services.account_service import AccountService, CheckDraft
from services.accounts import AccountDraft, AccountKind
from services.calculations.balances import CheckSource
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from tests.ledger_facts import one_event, refused, unchanged
from tests.people import Person

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


async def house(accounts: AccountService, person: Person, name: str = "House", **fields: object) -> AccountRow:
    """Return a house of which nobody knows the value."""
    fields = {"kind": AccountKind.PROPERTY, **fields}
    return (await accounts.create(person.ledger_id, AccountDraft(name, **fields))).object  # type: ignore[arg-type]


async def value(accounts: AccountService, person: Person, account_id: UUID, amount: int, day: date) -> None:
    """Record a value."""
    draft = CheckDraft(account_id, day, Decimal(amount), CheckSource.VALUE)
    await accounts.record_check(person.ledger_id, draft)


async def balances(accounts: AccountService, person: Person, account_id: UUID, *days: date) -> list[int | None]:
    """Return the balances of some days, in euros."""
    read = await accounts.balances(person.ledger_id, [(account_id, day) for day in days])
    return [None if balance.amount is None else balance.amount // 100 for balance in read]


async def test_the_last_value_is_carried_on(database: Database, accounts: AccountService, alice: Person) -> None:
    account = await house(accounts, alice)
    async with one_event(database, alice.ledger_id, "CheckRecorded"):
        await value(accounts, alice, account.id, 100, MARCH)
    await value(accounts, alice, account.id, 120, MAY)
    assert await balances(accounts, alice, account.id, MARCH, APRIL, MAY, date(2026, 11, 1)) == [100, 100, 120, 120]
    async with unchanged(database, alice.ledger_id):
        await value(accounts, alice, account.id, 120, MAY)
    ((_, last),) = await accounts.checks(alice.ledger_id, [account.id])
    assert (last.amount, last.difference, last.source) == (12000, 0, CheckSource.VALUE)
    await accounts.delete_check(alice.ledger_id, last.id)
    assert await balances(accounts, alice, account.id, MAY) == [100]


async def test_later_transactions_are_added_to_a_value(
    accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    account = await house(accounts, alice, opened_on=MARCH, opening_balance=Decimal(10))
    for day, amount in ((MARCH, 5), (date(2026, 4, 2), 7)):
        draft = TransactionDraft(day, Decimal(amount), "Plan", account_id=account.id)
        await transactions.record(alice.ledger_id, draft)
    await value(accounts, alice, account.id, 100, APRIL)
    assert await balances(accounts, alice, account.id, MARCH, APRIL, MAY) == [15, 100, 107]


async def test_a_value_alone_counts_back_to_the_first_transaction(
    accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    account = await house(accounts, alice)
    await transactions.record(alice.ledger_id, TransactionDraft(MARCH, Decimal(5), "Plan", account_id=account.id))
    await value(accounts, alice, account.id, 100, APRIL)
    assert await balances(accounts, alice, account.id, date(2026, 2, 1), MARCH, APRIL) == [95, 100, 100]
    await accounts.record_check(alice.ledger_id, CheckDraft(account.id, MAY, Decimal(103)))
    ((_, check),) = await accounts.checks(alice.ledger_id, [account.id])
    assert (check.difference, check.right_since) == (-300, APRIL)


@pytest.mark.parametrize("kind", [AccountKind.CHECKING, AccountKind.CREDIT_CARD, AccountKind.LOAN])
async def test_an_account_with_transactions_has_no_values(
    database: Database, accounts: AccountService, alice: Person, kind: AccountKind
) -> None:
    account = await house(accounts, alice, kind=kind)
    async with refused(database, [alice.ledger_id], "INVALID", "source", "MANUAL"):
        await value(accounts, alice, account.id, 100, MARCH)


async def test_a_value_of_a_closed_account_cannot_be_deleted(
    database: Database, accounts: AccountService, alice: Person
) -> None:
    account = await house(accounts, alice)
    await value(accounts, alice, account.id, 100, MARCH)
    await value(accounts, alice, account.id, 0, APRIL)
    await accounts.close(alice.ledger_id, account.id, APRIL)
    for check in (await accounts.checks(alice.ledger_id, [account.id]))[0]:
        async with refused(database, [alice.ledger_id], "CONFLICT", "id", "reopen"):
            await accounts.delete_check(alice.ledger_id, check.id)


async def test_a_merged_account_keeps_the_values_of_the_other(accounts: AccountService, alice: Person) -> None:
    source, target = await house(accounts, alice, "Flat"), await house(accounts, alice)
    await value(accounts, alice, source.id, 100, MARCH)
    await value(accounts, alice, source.id, 110, APRIL)
    await value(accounts, alice, target.id, 120, APRIL)
    await accounts.merge(alice.ledger_id, source.id, target.id)
    assert await balances(accounts, alice, target.id, MARCH, APRIL) == [100, 120]
