"""Series: what they expect, the transactions that pay them, and what their owner may change."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from db.stores.engine import Database
from db.stores.ids import new_id
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.bulk_edits import BulkEditService
from services.categories import CategoryService
from services.imports import ImportService
from services.series.drafts import SeriesDraft, SeriesEdit
from services.series.service import SeriesService, SeriesState
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from services.values.schedules import Schedule, ScheduleUnit
from tests.ledger_facts import one_event, refused
from tests.people import Clock, Person
from tests.services.importing import imported

RENT = SeriesDraft("Landlord", Schedule(date(2026, 9, 1)), Decimal(-1180))


def seen(state: SeriesState, since: date = date(2026, 9, 1), until: date = date(2027, 1, 31)) -> list[tuple[str, str]]:
    """Return the days and states of some occurrences."""
    occurrences = state.known.between(since, until)
    return [(occurrence.due_on.isoformat(), occurrence.state.value) for occurrence in occurrences]


async def only(series: SeriesService, person: Person) -> SeriesState:
    """Return the only series of a ledger."""
    (state,) = await series.all(person.ledger_id)
    return state


async def pay(
    transactions: TransactionService,
    person: Person,
    day: date,
    amount: str = "-1180",
    payee: str = "LANDLORD Ref 55921",
) -> None:
    """Record a payment."""
    await transactions.record(person.ledger_id, TransactionDraft(date=day, amount=Decimal(amount), payee=payee))


async def test_a_series_says_what_is_paid_due_and_missed(
    database: Database, series: SeriesService, transactions: TransactionService, alice: Person
) -> None:
    await pay(transactions, alice, date(2026, 9, 2))
    async with one_event(database, alice.ledger_id, "SeriesCreated"):
        await series.create(alice.ledger_id, RENT)
    await pay(transactions, alice, date(2026, 10, 30))  # early, for November
    state = await only(series, alice)
    assert seen(state) == [
        ("2026-09-01", "PAID"),
        ("2026-10-01", "MISSED"),
        ("2026-11-01", "PAID"),
        ("2026-12-01", "DUE"),
        ("2027-01-01", "DUE"),
    ]
    assert state.known.yearly() == -12 * 118000


async def test_late_payment_stays_late_until_the_next_is_due(
    series: SeriesService, transactions: TransactionService, alice: Person, clock: Clock
) -> None:
    await series.create(alice.ledger_id, replace(RENT, schedule=Schedule(date(2026, 11, 1))))
    assert seen(await only(series, alice))[0] == ("2026-11-01", "LATE")
    clock.now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert seen(await only(series, alice))[:2] == [("2026-11-01", "MISSED"), ("2026-12-01", "DUE")]
    await pay(transactions, alice, date(2026, 11, 14))
    assert seen(await only(series, alice))[0] == ("2026-11-01", "PAID")


async def test_payments_are_of_the_payee_the_account_the_direction_and_about_the_amount(
    series: SeriesService, transactions: TransactionService, accounts: AccountService, alice: Person
) -> None:
    await series.create(alice.ledger_id, RENT)
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse"))).object
    day = date(2026, 11, 1)
    await pay(transactions, alice, day, payee="Landlady")
    await pay(transactions, alice, day, amount="1180")
    await pay(transactions, alice, day, amount="-589.99")
    await pay(transactions, alice, day, amount="-2360.01")
    other = TransactionDraft(date=day, amount=Decimal(-1180), payee="Landlord", account_id=purse.id)
    await transactions.record(alice.ledger_id, other)
    assert (await only(series, alice)).known.payments == []
    await pay(transactions, alice, day, amount="-590")
    assert [payment.account_amount for payment in (await only(series, alice)).known.payments] == [-59000]


async def test_two_series_of_a_payee_share_its_payments_by_amount(
    series: SeriesService, transactions: TransactionService, alice: Person
) -> None:
    for amount in ("-20", "-30"):
        await series.create(alice.ledger_id, replace(RENT, payee="Insurer", amount=Decimal(amount)))
    for amount in ("-21", "-29"):
        await pay(transactions, alice, date(2026, 11, 1), amount, "Insurer")
    states = await series.all(alice.ledger_id)
    assert [[payment.account_amount for payment in state.known.payments] for state in states] == [[-2100], [-2900]]


async def test_two_equal_payments_are_the_new_expected_amount_until_somebody_sets_it(
    series: SeriesService, transactions: TransactionService, alice: Person, clock: Clock
) -> None:
    row = (await series.create(alice.ledger_id, RENT)).object.known.series
    clock.now = datetime(2027, 2, 1, 12, tzinfo=UTC)
    for day, expected in ((date(2026, 12, 1), -118000), (date(2027, 1, 1), -121000)):
        await pay(transactions, alice, day, "-1210")
        assert (await only(series, alice)).known.expected == expected
    await series.update(alice.ledger_id, row.id, SeriesEdit(amount=Decimal(-1250)))
    assert (await only(series, alice)).known.expected == -125000


async def test_an_edit_a_deletion_and_an_undo_of_transactions_are_followed(
    series: SeriesService, transactions: TransactionService, bulk_edits: BulkEditService, alice: Person
) -> None:
    await series.create(alice.ledger_id, RENT)
    draft = TransactionDraft(date=date(2026, 11, 1), amount=Decimal(-1180), payee="Landlord")
    row = (await transactions.record(alice.ledger_id, draft)).object

    async def is_paid() -> bool:
        return ("2026-11-01", "PAID") in seen(await only(series, alice))

    assert await is_paid()
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(payee="Bakery"))
    assert not await is_paid()
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(payee="landlord"))
    assert await is_paid()
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(date=date(2026, 10, 1)))
    assert not await is_paid()
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(date=date(2026, 11, 1)))
    await transactions.delete(alice.ledger_id, row.id)
    assert not await is_paid()
    await transactions.restore(alice.ledger_id, row.id)
    assert await is_paid()


async def test_an_import_pays_a_series_once_it_is_shown(
    series: SeriesService, imports: ImportService, alice: Person, short_chunks: None
) -> None:
    await series.create(alice.ledger_id, RENT)
    lines = "\n".join(f"2026-{month}-01,Landlord,-1180.00" for month in ("09", "10", "11"))
    await imported(imports, alice, f"Date,Payee,Amount\n{lines}\n2026-11-02,Bakery,-3.20\n")
    assert [state for _, state in seen(await only(series, alice))] == ["PAID", "PAID", "PAID", "DUE", "DUE"]


async def test_skipped_due_days_can_be_expected_again(
    database: Database, series: SeriesService, transactions: TransactionService, alice: Person
) -> None:
    row = (await series.create(alice.ledger_id, RENT)).object.known.series
    day = date(2026, 12, 1)
    async with one_event(database, alice.ledger_id, "SeriesDueDaySet"):
        await series.set_due_day(alice.ledger_id, row.id, day, skipped=True)
    assert ("2026-12-01", "SKIPPED") in seen(await only(series, alice))
    await series.set_due_day(alice.ledger_id, row.id, day, skipped=False)
    assert ("2026-12-01", "DUE") in seen(await only(series, alice))
    await pay(transactions, alice, date(2026, 11, 1))
    async with refused(database, [alice.ledger_id], "CONFLICT", "due_on", "is paid"):
        await series.set_due_day(alice.ledger_id, row.id, date(2026, 11, 1), skipped=True)
    async with refused(database, [alice.ledger_id], "INVALID", "due_on", "Nothing is due"):
        await series.set_due_day(alice.ledger_id, row.id, date(2026, 11, 2), skipped=True)


async def test_series_belong_to_their_ledger(
    database: Database, series: SeriesService, alice: Person, bob: Person
) -> None:
    row = (await series.create(alice.ledger_id, RENT)).object.known.series
    both = [alice.ledger_id, bob.ledger_id]
    assert await series.all(bob.ledger_id) == []
    async with refused(database, both, "NOT_FOUND", "id", "choose one of yours"):
        await series.update(bob.ledger_id, row.id, SeriesEdit(payee="Mine"))
    async with refused(database, both, "NOT_FOUND", "id", "choose one of yours"):
        await series.set_due_day(bob.ledger_id, row.id, date(2026, 12, 1), skipped=True)
    async with refused(database, both, "NOT_FOUND", "id", "choose one of yours"):
        await series.delete(bob.ledger_id, row.id)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(RENT, payee=" "), "payee"),
        (replace(RENT, amount=None), "amount"),
        (replace(RENT, amount=Decimal(0)), "amount"),
        (replace(RENT, schedule=Schedule(date(2026, 1, 1), 0, ScheduleUnit.WEEK)), "schedule.every"),
        (replace(RENT, account_id=new_id()), "account_id"),
        (replace(RENT, category_id=new_id()), "category_id"),
        (replace(RENT, other_account_id=new_id()), "other_account_id"),
    ],
)
async def test_a_series_is_refused_by_field(
    database: Database, series: SeriesService, alice: Person, draft: SeriesDraft, field: str
) -> None:
    code = "NOT_FOUND" if field.endswith("_id") else "INVALID"
    async with refused(database, [alice.ledger_id], code, field):
        await series.create(alice.ledger_id, draft)


async def test_series_follow_merges_and_go_with_their_account(
    series: SeriesService, accounts: AccountService, categories: CategoryService, alice: Person
) -> None:
    purse = (await accounts.create(alice.ledger_id, AccountDraft("Purse"))).object
    jar = (await accounts.create(alice.ledger_id, AccountDraft("Jar"))).object
    rent, food = alice.categories["Rent"], alice.categories["Food"]
    draft = replace(RENT, account_id=purse.id, category_id=food)
    await series.create(alice.ledger_id, draft)
    await categories.merge(alice.ledger_id, food, rent)
    await accounts.merge(alice.ledger_id, purse.id, jar.id)
    row = (await only(series, alice)).known.series
    assert (row.account_id, row.category_id) == (jar.id, rent)
    await accounts.delete(alice.ledger_id, jar.id, 0)
    assert await series.all(alice.ledger_id) == []
