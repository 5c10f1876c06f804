"""Statements find the account that they are of, by every name that it ever had, and make it where nobody knows it."""

from dataclasses import replace
from decimal import Decimal

from db.accounts import AccountRow
from db.stores.engine import Database
from services.account_service import AccountService, CheckDraft
from services.accounts import AccountDraft, AccountEdit
from services.calculations.balances import CheckSource
from services.imports import ImportReport, ImportRequest, ImportService
from services.transactions import TransactionService
from tests.ledger_facts import check_totals, one_event, refused, unchanged
from tests.people import NOW, Person
from tests.services.importing import MARCH, request

TODAY = NOW.date()
NAMED = "Date,Payee,Amount,Account\n2026-03-02,Baker,-3.20,DE89 3704\n2026-03-03,Bar,-9.00,Card\n"


async def imported(imports: ImportService, person: Person, asked: ImportRequest) -> ImportReport:
    """Import a file; return the report."""
    return (await imports.run(person.ledger_id, asked)).object


async def names_of(accounts: AccountService, person: Person) -> list[str]:
    """The names of somebody's accounts."""
    return [row.name for row in await accounts.all(person.ledger_id)]


async def account(accounts: AccountService, person: Person, name: str) -> AccountRow:
    """The account of this name."""
    (row,) = [row for row in await accounts.all(person.ledger_id) if row.name == name]
    return row


async def test_a_statement_makes_the_accounts_that_nobody_knows(
    database: Database, accounts: AccountService, imports: ImportService, alice: Person
) -> None:
    async with unchanged(database, alice.ledger_id):
        report = await imported(imports, alice, replace(request(NAMED), dry_run=True))
    assert [row.name for row in report.new_accounts] == ["DE89 3704", "Card"]
    async with one_event(database, alice.ledger_id, "TransactionsImported"):
        await imported(imports, alice, request(NAMED))
    assert await names_of(accounts, alice) == ["Everyday", "DE89 3704", "Card"]
    assert [row.number for row in await accounts.all(alice.ledger_id)] == ["", "DE89 3704", ""]
    assert (await imported(imports, alice, request(NAMED))).duplicates == 2
    assert len(await names_of(accounts, alice)) == 3


async def test_accounts_of_a_staged_import_are_seen_when_its_rows_are(
    short_chunks: None, database: Database, accounts: AccountService, imports: ImportService, alice: Person
) -> None:
    lines = "".join(f"2026-03-0{day},Bar,-{day}.00,{name}\n" for name in ("A1", "B2") for day in range(1, 8))
    await imports.run(alice.ledger_id, request("Date,Payee,Amount,Account\n" + lines))
    assert await names_of(accounts, alice) == ["Everyday", "A1", "B2"]
    await check_totals(database, alice.ledger_id)


async def test_a_failed_import_leaves_no_account(
    short_chunks: None, database: Database, imports: ImportService, alice: Person
) -> None:
    lines = "".join(f"2026-03-0{day},Bar,-{day}.00,A1\n" for day in range(1, 8))
    async with refused(database, [alice.ledger_id], "INVALID", "file.9"):
        await imports.run(alice.ledger_id, request("Date,Payee,Amount,Account\n" + lines + "2026-03-09,Bar,x,A1\n"))


async def test_an_account_is_found_by_its_old_name_and_its_number(
    accounts: AccountService, imports: ImportService, alice: Person
) -> None:
    await imported(imports, alice, replace(request(MARCH), account="Giro"))
    giro = await account(accounts, alice, "Giro")
    await accounts.update(alice.ledger_id, giro.id, AccountEdit(name="Main", number="AT61 1904"))
    for name in ("Giro", "Main", "main", "AT611904"):
        again = await imported(imports, alice, replace(request(MARCH), account=name))
        assert (again.recorded, again.duplicates, again.accounts) == (0, 3, ("Main",)), name
    chosen = await imported(imports, alice, replace(request(MARCH), account_id=giro.id))
    assert (chosen.recorded, chosen.duplicates) == (0, 3)


async def test_rows_imported_before_a_merge_are_known_after_it(
    accounts: AccountService, imports: ImportService, alice: Person
) -> None:
    await imported(imports, alice, request(MARCH))
    await imported(imports, alice, replace(request(NAMED), account="Card"))
    card = await account(accounts, alice, "Card")
    await accounts.merge(alice.ledger_id, alice.ledger_id, card.id)
    assert await names_of(accounts, alice) == ["DE89 3704", "Card"]
    await accounts.order(alice.ledger_id, [card.id])
    assert (await imported(imports, alice, request(MARCH))).duplicates == 3
    assert (await imported(imports, alice, request(NAMED))).duplicates == 2


async def test_a_chosen_account_learns_by_which_name_a_file_calls_it(
    accounts: AccountService, imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    draft = AccountDraft("Main")
    main = (await accounts.create(alice.ledger_id, draft)).object
    only = NAMED.replace("Card", "DE89 3704")
    report = await imported(imports, alice, replace(request(only), account_id=main.id))
    assert (report.recorded, report.new_accounts) == (2, ())
    assert (await imported(imports, alice, request(only))).duplicates == 2
    assert (await account(accounts, alice, "Main")).aliases == {"DE89 3704": "DE89 3704"}


async def test_a_chosen_account_must_be_ones_own_and_open(
    database: Database, accounts: AccountService, imports: ImportService, alice: Person, bob: Person
) -> None:
    async with refused(database, [alice.ledger_id, bob.ledger_id], "NOT_FOUND", "account_id"):
        await imports.run(bob.ledger_id, replace(request(MARCH), account_id=alice.ledger_id))
    async with refused(database, [alice.ledger_id], "INVALID", "account_id", "not by both"):
        await imports.run(alice.ledger_id, replace(request(MARCH), account_id=alice.ledger_id, account="Giro"))
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse"))).object
    check = CheckDraft(purse.id, TODAY, Decimal(0), CheckSource.OPENING)
    await accounts.record_check(alice.ledger_id, check)
    await accounts.close(alice.ledger_id, purse.id)
    async with refused(database, [alice.ledger_id], "CONFLICT", "account", "balance of zero"):
        await imports.run(alice.ledger_id, replace(request(MARCH), account_id=purse.id))


async def test_amounts_are_kept_in_the_currency_of_the_account(
    imports: ImportService, accounts: AccountService, transactions: TransactionService, alice: Person
) -> None:
    card = (await accounts.create(alice.ledger_id, AccountDraft("Card", currency="USD"))).object
    asked = replace(request(MARCH), account_id=card.id, exchange_rate=Decimal("0.5"))
    report = await imported(imports, alice, asked)
    assert report.assumed == "USD"
    (balance,) = await accounts.balances(alice.ledger_id, [(card.id, TODAY)])
    assert balance.moved == sum(row.amount for row in report.preview)
    assert balance.moved == 2 * sum(row.base_amount for row in report.preview)
