"""Amounts in other currencies get the rate of their day, and are valued again once it is known."""

from datetime import date
from decimal import Decimal

import pytest

from db.stores.engine import Database
from db.transactions import TransactionRow
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.changes import Changes
from services.imports import ImportService
from services.rates import PriceDraft, RateService
from services.splits import SplitDraft
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from services.transfers import TransferService
from tests.ledger_facts import check_totals, one_event
from tests.people import Person
from tests.services.importing import DOLLARS, request, rows_of

KNOWN, LATER = date(2026, 10, 30), date(2026, 11, 20)  # the last rate of the package is of the first
FILE = b"Date,USD\n2026-11-19,1.25\n"


@pytest.fixture
def rates(database: Database, changes: Changes) -> RateService:
    """The rules of rates."""
    return RateService(database, changes)


async def spend(transactions: TransactionService, person: Person, day: date, **fields: object) -> TransactionRow:
    """Spend ten dollars without saying what they cost."""
    fields = {"currency": "USD", **fields}
    draft = TransactionDraft(day, Decimal(-10), "Diner", **fields)  # type: ignore[arg-type]
    return (await transactions.record(person.ledger_id, draft)).object


async def now(transactions: TransactionService, person: Person, row: TransactionRow) -> TransactionRow:
    """Return a transaction as it is now."""
    (found,) = await transactions.get_many(person.ledger_id, [row.id])
    return found


async def test_the_rate_of_the_day_or_of_the_week_before_counts(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    on, after = [await spend(transactions, alice, day) for day in (KNOWN, date(2026, 11, 6))]
    assert (on.base_amount, on.exchange_rate, on.provisional) == (-895, "0.895094880057286", False)
    assert (after.exchange_rate, after.provisional) == (on.exchange_rate, False)
    given = await spend(transactions, alice, LATER, exchange_rate=Decimal("0.5"))
    assert (given.base_amount, given.provisional) == (-500, False)
    await check_totals(database, alice.ledger_id)


async def test_an_older_rate_is_provisional_until_newer_ones_are_imported(
    database: Database, transactions: TransactionService, rates: RateService, alice: Person
) -> None:
    parts = (SplitDraft(Decimal(-7), alice.categories["Food"]), SplitDraft(None, None))
    rows = [await spend(transactions, alice, LATER), await spend(transactions, alice, LATER, splits=parts)]
    assert [(row.base_amount, row.provisional) for row in rows] == [(-895, True)] * 2
    noted = await transactions.update(alice.ledger_id, rows[0].id, TransactionEdit(note="Lunch"))
    assert noted.object.provisional
    async with one_event(database, alice.ledger_id, "RatesImported"):
        await rates.import_file(FILE)
    for row in rows:
        again = await now(transactions, alice, row)
        assert (again.base_amount, again.exchange_rate, again.provisional) == (-800, "0.8", False)
    food = await transactions.splits_of(alice.ledger_id, [rows[1].id])
    assert [part.base_amount for part in food[rows[1].id]] == [-560, -240]


async def test_a_price_of_the_owner_values_again(
    database: Database, transactions: TransactionService, rates: RateService, alice: Person
) -> None:
    row = await spend(transactions, alice, LATER)
    async with one_event(database, alice.ledger_id, "PriceRecorded"):
        await rates.record(alice.ledger_id, PriceDraft("USD", LATER, Decimal("0.9")))
    assert (await now(transactions, alice, row)).base_amount == -900
    await rates.record(alice.ledger_id, PriceDraft("USD", LATER, Decimal("0.7")))
    assert (await now(transactions, alice, row)).base_amount == -900


async def test_a_closed_account_keeps_what_it_was_charged(
    accounts: AccountService, transactions: TransactionService, rates: RateService, alice: Person
) -> None:
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse", opening_balance=Decimal(0)))).object
    row = await spend(transactions, alice, LATER, account_id=purse.id)
    refund = TransactionDraft(LATER, Decimal("8.95"), "Refund", account_id=purse.id)
    await transactions.record(alice.ledger_id, refund)
    await accounts.close(alice.ledger_id, purse.id)
    await rates.import_file(FILE)
    assert (await now(transactions, alice, row)).base_amount == -895


async def test_an_amount_that_both_sides_of_a_transfer_show_stays(
    database: Database,
    accounts: AccountService,
    transactions: TransactionService,
    transfers: TransferService,
    rates: RateService,
    alice: Person,
) -> None:
    savings = (await accounts.create(alice.ledger_id, AccountDraft("Savings"))).object
    rows = [await spend(transactions, alice, LATER) for _ in range(2)]
    draft = TransactionDraft(LATER, Decimal("8.95"), "Bank", account_id=savings.id)
    other = (await transactions.record(alice.ledger_id, draft)).object
    await transfers.link(alice.ledger_id, rows[0].id, other.id)
    await rates.import_file(FILE)
    assert [(await now(transactions, alice, row)).account_amount for row in rows] == [-895, -800]
    await check_totals(database, alice.ledger_id)


async def test_an_amount_whose_price_is_gone_keeps_its_rate_and_stops_no_other(
    database: Database, transactions: TransactionService, rates: RateService, alice: Person, bob: Person
) -> None:
    await rates.record(alice.ledger_id, PriceDraft("ARS", KNOWN, Decimal("0.1")))
    pesos = await spend(transactions, alice, LATER, currency="ARS")
    dollars = await spend(transactions, alice, LATER)
    euros = await spend(transactions, bob, LATER, currency="EUR")
    await rates.delete(alice.ledger_id, "ARS", KNOWN)
    await rates.record(alice.ledger_id, PriceDraft("USD", LATER, Decimal("0.5")))
    assert [(await now(transactions, alice, row)).base_amount for row in (pesos, dollars)] == [-100, -500]
    async with one_event(database, bob.ledger_id, "RatesImported"):
        await rates.import_file(FILE)
    assert (await now(transactions, bob, euros)).base_amount == -1250
    assert (await now(transactions, alice, pesos)).provisional


async def test_amount_whose_price_is_gone_can_be_edited_and_stays_provisional(
    database: Database, transactions: TransactionService, rates: RateService, alice: Person
) -> None:
    await rates.record(alice.ledger_id, PriceDraft("ARS", KNOWN, Decimal("0.1")))
    pesos = await spend(transactions, alice, LATER, currency="ARS")
    await rates.delete(alice.ledger_id, "ARS", KNOWN)
    noted = (await transactions.update(alice.ledger_id, pesos.id, TransactionEdit(note="Lunch"))).object
    assert (noted.note, noted.base_amount, noted.provisional) == ("Lunch", -100, True)
    more = (await transactions.update(alice.ledger_id, pesos.id, TransactionEdit(amount=Decimal(-20)))).object
    assert (more.base_amount, more.provisional) == (-200, True)
    given = TransactionEdit(exchange_rate=Decimal("0.2"))
    sure = (await transactions.update(alice.ledger_id, pesos.id, given)).object
    assert (sure.base_amount, sure.provisional) == (-400, False)
    await check_totals(database, alice.ledger_id)


async def test_lines_of_a_file_get_the_rates_of_their_days(
    database: Database, transactions: TransactionService, imports: ImportService, alice: Person
) -> None:
    text = DOLLARS + "2026-03-02,Pub,-10.00,GBP\n2026-11-20,Diner,-10.00,USD\n2026-11-20,Baker,-1.00,EUR\n"
    await imports.run(alice.ledger_id, request(text))
    diner, pub, late, baker = sorted(
        await rows_of(transactions, alice), key=lambda row: (row.date, row.payee == "Baker")
    )
    assert pub.base_amount < -1000 < diner.base_amount < -500
    assert [row.provisional for row in (diner, pub, late, baker)] == [False, False, True, False]
    assert (late.base_amount, baker.exchange_rate) == (-895, None)
    await check_totals(database, alice.ledger_id)
