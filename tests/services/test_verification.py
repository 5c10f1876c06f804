"""Verifying finds every way in which what is stored can differ, and nothing in a ledger that is right."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete, update

from db import ledgers as ledger_table
from db.event_log import events
from db.ledgers import ledgers
from db.stores.engine import Database
from db.stores.ids import new_id
from db.totals import totals
from db.transactions import transactions as stored
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.values.errors import Refused
from services.verification import VerificationService
from tests.people import NOW, Person

DAY = date(2026, 11, 3)


@pytest.fixture
def verification(database: Database) -> VerificationService:
    """Return the service under test."""
    return VerificationService(database)


@pytest.fixture
async def written(alice: Person, transactions: TransactionService) -> Person:
    """Alice, who has recorded in two currencies and deleted something."""
    food = alice.categories["Food"]
    await transactions.record(alice.ledger_id, TransactionDraft(DAY, Decimal("-12.50"), "Market", category_id=food))
    dollars = TransactionDraft(DAY, Decimal("-7.15"), "Diner", currency="USD", exchange_rate=Decimal("0.915"))
    await transactions.record(alice.ledger_id, dollars)
    saved = await transactions.record(alice.ledger_id, dollars)
    await transactions.delete(alice.ledger_id, saved.object.id)
    return alice


async def test_a_ledger_that_was_only_written_by_the_services_is_right(
    verification: VerificationService, written: Person, bob: Person
) -> None:
    assert await verification.differences(written.ledger_id) == []
    assert await verification.differences(bob.ledger_id) == []
    assert set(await verification.ledger_ids()) == {written.ledger_id, bob.ledger_id}


async def test_a_wrong_total_is_found_with_its_day_and_both_figures(
    database: Database, verification: VerificationService, written: Person, bob: Person
) -> None:
    food = written.categories["Food"]
    async with database.write() as connection:
        await connection.execute(update(totals).where(totals.c.category_id == food).values(money_out=1251))
    assert await verification.differences(written.ledger_id) == [
        f"On 2026-11-03 in account {written.ledger_id} and category {food} the totals hold 0 in, 1251 out, 1 entries,"
        " the transactions give 0 in, 1250 out, 1 entries."
    ]
    assert await verification.differences(bob.ledger_id) == []


async def test_totals_that_are_missing_or_superfluous_are_found(
    database: Database, verification: VerificationService, written: Person
) -> None:
    async with database.write() as connection:
        await connection.execute(update(totals).values(day=date(2026, 11, 4)))
    differences = await verification.differences(written.ledger_id)
    assert len(differences) == 4
    assert sum("the totals hold nothing" in text for text in differences) == 2
    assert sum("the transactions give nothing" in text for text in differences) == 2


@pytest.mark.parametrize("deleted", [False, True])
async def test_a_base_amount_that_is_not_the_amount_at_its_rate_is_found(
    database: Database, verification: VerificationService, written: Person, deleted: bool
) -> None:
    chosen = update(stored).where(stored.c.currency == "USD", stored.c.deleted.is_(deleted))
    async with database.write() as connection:
        await connection.execute(chosen.values(base_amount=-655))
    differences = await verification.differences(written.ledger_id)
    assert [text for text in differences if "holds -655 EUR, its amount and rate give -654 (minor units)." in text]
    assert len(differences) == (2 if deleted else 5)
    assert [text for text in differences if "moves -654 in its account, not -655 (minor units)." in text]


@pytest.mark.parametrize(
    ("currency", "rate", "says"),
    [
        ("USD", None, "in USD has no rate for the base currency EUR."),
        ("EUR", "0.915", "in EUR has 0.915 for the base currency EUR."),
        ("USD", "cheap", "has the rate cheap, which is no number."),
    ],
)
async def test_a_rate_that_cannot_be_is_found(
    database: Database, verification: VerificationService, written: Person, currency: str, rate: str | None, says: str
) -> None:
    chosen = update(stored).where(stored.c.payee == "Market")
    async with database.write() as connection:
        await connection.execute(chosen.values(currency=currency, exchange_rate=rate))
    (differences,) = await verification.differences(written.ledger_id)
    assert differences.endswith(says)


async def test_a_gap_in_the_log_is_found(
    database: Database, verification: VerificationService, written: Person
) -> None:
    chosen = events.c.ledger_id == written.ledger_id
    async with database.write() as connection:
        await connection.execute(delete(events).where(chosen, events.c.revision.in_([2, 3])))
    assert await verification.differences(written.ledger_id) == ["The log has no event between the revisions 1 and 4."]


async def test_a_log_may_begin_late_and_leave_revisions_out_before_a_restore(
    database: Database, verification: VerificationService, transactions: TransactionService, written: Person
) -> None:
    async with database.write() as connection:
        await connection.execute(delete(events).where(events.c.revision < 3))
        await ledger_table.begin_epoch(connection, new_id(), NOW)
    await transactions.record(written.ledger_id, TransactionDraft(DAY, Decimal(-1), "Market"))
    assert await verification.differences(written.ledger_id) == []


async def test_a_revision_that_the_log_does_not_have_is_found(
    database: Database, verification: VerificationService, written: Person
) -> None:
    async with database.write() as connection:
        await connection.execute(update(ledgers).where(ledgers.c.id == written.ledger_id).values(revision=7))
    assert await verification.differences(written.ledger_id) == ["The ledger is at revision 7, its log at 4."]


async def test_a_ledger_that_is_not_there_is_refused(verification: VerificationService) -> None:
    with pytest.raises(Refused):
        await verification.differences(new_id())
