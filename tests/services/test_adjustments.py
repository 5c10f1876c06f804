"""Files bring checks of balances, and an adjustment makes a check right without being income or spending."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db.stores.engine import Database
from db.stores.ids import new_id
from services.account_service import AccountService, CheckDraft
from services.accounts import AccountDraft
from services.adjustments import AdjustmentDraft, AdjustmentService
from services.calculations.balances import CheckedBalance, CheckSource
from services.calculations.rows import CategoryKind
from services.categories import CategoryDraft, CategoryService
from services.changes import Changes
from services.imports import ImportService
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from tests.ledger_facts import one_event, refused, unchanged
from tests.people import Person
from tests.services.importing import request

FILE = "Date,Payee,Amount,Balance\n2026-03-01,A,-1.00,99.00\n2026-03-02,B,-2.00,97.00\n2026-03-03,C,-3.00,94.00\n"
NEXT = "Date,Payee,Amount,Balance\n2026-03-05,A,-1.00,92.00\n2026-03-06,B,-2.00,90.00\n2026-03-07,C,-3.00,87.00\n"


@pytest.fixture
def adjustments(changes: Changes) -> AdjustmentService:
    """The rules of adjustments."""
    return AdjustmentService(changes)


async def checks(accounts: AccountService, person: Person, account_id: UUID | None = None) -> list[CheckedBalance]:
    """Return the checks of an account, at first the one that a ledger begins with."""
    return (await accounts.checks(person.ledger_id, [account_id or person.ledger_id]))[0]


async def test_an_import_brings_the_balance_of_its_file(
    database: Database, accounts: AccountService, imports: ImportService, alice: Person
) -> None:
    async with one_event(database, alice.ledger_id, "TransactionsImported"):
        await imports.run(alice.ledger_id, request(FILE))
    opening, check = await checks(accounts, alice)
    assert (opening.day, opening.amount, opening.source) == (date(2026, 3, 1), 10000, CheckSource.OPENING)
    assert (check.day, check.amount, check.source, check.difference) == (date(2026, 3, 3), 9400, CheckSource.FILE, 0)
    async with unchanged(database, alice.ledger_id):
        await imports.run(alice.ledger_id, request(FILE))
        await imports.run(alice.ledger_id, replace(request(NEXT), dry_run=True))


@pytest.mark.parametrize("files", [(FILE, NEXT), (NEXT, FILE)])
async def test_the_order_of_files_does_not_matter(
    accounts: AccountService, imports: ImportService, alice: Person, files: tuple[str, str]
) -> None:
    for file in files:
        await imports.run(alice.ledger_id, request(file))
    _, first, second = sorted(await checks(accounts, alice), key=lambda check: check.source != CheckSource.OPENING)
    wrong = [check for check in (first, second) if check.difference]
    assert [abs(check.difference or 0) for check in wrong] == [100]
    if files[0] == FILE:
        assert (wrong[0].day, wrong[0].right_since) == (date(2026, 3, 7), date(2026, 3, 3))


async def test_a_balance_of_another_currency_or_a_closed_account_is_not_kept(
    accounts: AccountService, imports: ImportService, alice: Person
) -> None:
    dollars = FILE.replace("Amount", "Amount (USD)")
    await imports.run(alice.ledger_id, replace(request(dollars), exchange_rate=Decimal("0.9")))
    assert await checks(accounts, alice) == []


async def missing_two(accounts: AccountService, person: Person, **fields: object) -> tuple[UUID, UUID]:
    """Return an account and a check by which the ledger has two less than the bank."""
    draft = AccountDraft("Giro", opened_on=date(2026, 3, 1), opening_balance=Decimal(10), **fields)  # type: ignore[arg-type]
    account = (await accounts.create(person.ledger_id, draft)).object
    await accounts.record_check(person.ledger_id, CheckDraft(account.id, date(2026, 3, 5), Decimal(12)))
    return account.id, (await checks(accounts, person, account.id))[-1].id


async def test_an_adjustment_makes_the_check_right(
    database: Database,
    accounts: AccountService,
    adjustments: AdjustmentService,
    transactions: TransactionService,
    alice: Person,
) -> None:
    account_id, check_id = await missing_two(accounts, alice)
    async with one_event(database, alice.ledger_id, "BalanceAdjusted"):
        row = (await adjustments.adjust(alice.ledger_id, AdjustmentDraft(check_id), "k")).object
    assert (row.account_id, row.date, row.amount, row.category_id) == (
        account_id,
        date(2026, 3, 5),
        200,
        alice.ledger_id,
    )
    assert (await checks(accounts, alice, account_id))[-1].difference == 0
    async with unchanged(database, alice.ledger_id):
        assert (await adjustments.adjust(alice.ledger_id, AdjustmentDraft(check_id), "k")).object == row
    await transactions.delete(alice.ledger_id, row.id)
    assert (await checks(accounts, alice, account_id))[-1].difference == -200
    async with one_event(database, alice.ledger_id, "BalanceAdjusted"):
        again = (await adjustments.adjust(alice.ledger_id, AdjustmentDraft(check_id))).object
    assert again.category_id == alice.ledger_id


async def test_the_category_of_adjustments_gets_a_name_that_is_free_and_stays_apart(
    database: Database,
    accounts: AccountService,
    adjustments: AdjustmentService,
    categories: CategoryService,
    alice: Person,
) -> None:
    await categories.create(alice.ledger_id, CategoryDraft("adjustments", CategoryKind.EXPENSE))
    _, check_id = await missing_two(accounts, alice)
    await adjustments.adjust(alice.ledger_id, AdjustmentDraft(check_id))
    (row,) = await categories.get_many(alice.ledger_id, [alice.ledger_id])
    assert (row.name, row.kind) == ("Adjustments 2", "TRANSFER")
    async with refused(database, [alice.ledger_id], "INVALID", "source_id", "apart"):
        await categories.merge(alice.ledger_id, row.id, alice.categories["Savings"])


async def test_another_currency_needs_a_rate(
    database: Database, accounts: AccountService, adjustments: AdjustmentService, alice: Person
) -> None:
    _, check_id = await missing_two(accounts, alice, currency="KWD")
    async with refused(database, [alice.ledger_id], "INVALID", "exchange_rate"):
        await adjustments.adjust(alice.ledger_id, AdjustmentDraft(check_id))
    row = (await adjustments.adjust(alice.ledger_id, AdjustmentDraft(check_id, Decimal("0.5")))).object
    assert (row.account_amount, row.base_amount) == (2000, 100)


async def test_impossible_adjustments_are_refused(
    database: Database,
    accounts: AccountService,
    adjustments: AdjustmentService,
    transactions: TransactionService,
    alice: Person,
    bob: Person,
) -> None:
    account_id, check_id = await missing_two(accounts, alice)
    both = [alice.ledger_id, bob.ledger_id]
    for person, wrong in ((bob, check_id), (alice, new_id())):
        async with refused(database, both, "NOT_FOUND", "check_id"):
            await adjustments.adjust(person.ledger_id, AdjustmentDraft(wrong))
    draft = TransactionDraft(date(2026, 3, 2), Decimal(2), "Shop", account_id=account_id)
    await transactions.record(alice.ledger_id, draft)
    async with refused(database, both, "CONFLICT", "check_id", "agree"):
        await adjustments.adjust(alice.ledger_id, AdjustmentDraft(check_id))
    await accounts.delete_check(alice.ledger_id, (await checks(accounts, alice, account_id))[0].id)
    async with refused(database, both, "CONFLICT", "check_id", "Nobody knows"):
        await adjustments.adjust(alice.ledger_id, AdjustmentDraft(check_id))
    async with refused(database, both, "INVALID", "source"):
        await accounts.record_check(
            alice.ledger_id, CheckDraft(account_id, date(2026, 3, 5), Decimal(1), CheckSource.FILE)
        )
