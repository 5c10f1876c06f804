"""Transactions are recorded, edited, deleted, restored and paged exactly, and the daily totals follow every step."""

import asyncio
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]
import pytest

from db import event_log
from db.event_log import EventRow
from db.stores.engine import Database
from db.stores.ids import new_id
from db.transactions import TransactionFilter, TransactionRow
from services.categories import CategoryService
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import MOST_AT_ONCE, TransactionService
from services.values.errors import Refused
from services.values.pages import PageRequest
from services.wiring import build_services
from tests.ledger_facts import check_totals, one_event, path_of, refused, unchanged
from tests.people import NOW, Person

DAY = date(2026, 11, 2)
BREAD = TransactionDraft(DAY, Decimal("-3.20"), "Bakery")
LUNCH = TransactionDraft(DAY, Decimal("-10.00"), "Diner", currency="USD", exchange_rate=Decimal("0.925"))
ALL = TransactionFilter()


def food(alice: Person, amount: str = "-3.20", day: date = DAY) -> TransactionDraft:
    """Return a draft of spending on food."""
    return replace(BREAD, amount=Decimal(amount), date=day, category_id=alice.categories["Food"])


async def recorded(transactions: TransactionService, person: Person, draft: TransactionDraft) -> TransactionRow:
    """A new transaction."""
    return (await transactions.record(person.ledger_id, draft)).object


async def totals_of(database: Database, person: Person) -> Mapping[UUID | None, tuple[int, int, int]]:
    """Money in, money out and entries of each category over all days, equal to a recount."""
    totals = await check_totals(database, person.ledger_id)
    assert len({total.category_id for total in totals}) == len(totals)
    return {total.category_id: (total.money_in, total.money_out, total.entries) for total in totals}


async def test_a_recorded_transaction_is_there(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    async with one_event(database, alice.ledger_id, "TransactionRecorded"):
        saved = await transactions.record(alice.ledger_id, replace(food(alice), payee=" Cafe\u0301 ", note="With Bob"))
    row = saved.object
    assert saved.revision == 1
    assert (row.date, row.amount, row.base_amount, row.currency, row.exchange_rate) == (DAY, -320, -320, "EUR", None)
    assert (row.payee, row.note, row.version, row.deleted) == ("Caf\u00e9", "With Bob", 1, False)
    assert await transactions.get_many(alice.ledger_id, [row.id]) == [row]
    assert await totals_of(database, alice) == {alice.categories["Food"]: (0, 320, 1)}


async def test_a_refund_is_money_in_of_its_category(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    await recorded(transactions, alice, food(alice, "-20"))
    await recorded(transactions, alice, food(alice, "5"))
    assert await totals_of(database, alice) == {alice.categories["Food"]: (500, 2000, 2)}


async def test_another_currency_is_converted_by_its_own_rate(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    row = await recorded(transactions, alice, LUNCH)
    assert (row.amount, row.currency, row.exchange_rate, row.base_amount) == (-1000, "USD", "0.925", -925)
    yen = replace(LUNCH, amount=Decimal("-1000"), currency="JPY", exchange_rate=Decimal("0.0061"))
    assert (await recorded(transactions, alice, yen)).base_amount == -610
    assert await totals_of(database, alice) == {None: (0, 1535, 2)}


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"exchange_rate": None, "currency": "KWD"}, "exchange_rate", "give the EUR that one KWD costs"),
        ({"exchange_rate": Decimal(0)}, "exchange_rate", "positive number"),
        ({"exchange_rate": Decimal(-1)}, "exchange_rate", "positive number"),
        ({"exchange_rate": Decimal("NaN")}, "exchange_rate", "positive number"),
        ({"exchange_rate": Decimal("1e10")}, "exchange_rate", "positive number"),
        ({"currency": None}, "exchange_rate", "leave it out"),
        ({"currency": None, "exchange_rate": Decimal("sNaN")}, "exchange_rate", "leave it out"),
        ({"currency": "XYZ"}, "currency", "ISO 4217"),
        ({"currency": "usd"}, "currency", "ISO 4217"),
        ({"amount": Decimal("NaN")}, "amount", "must be a number"),
        ({"amount": Decimal("-Infinity")}, "amount", "must be a number"),
        ({"amount": Decimal("0.001")}, "amount", "USD has 2"),
        ({"amount": Decimal("1e999999")}, "amount", "too large"),
        ({"amount": Decimal("-10000000000.01")}, "amount", "too large"),
        ({"amount": Decimal("10000000000"), "exchange_rate": Decimal("1.01")}, "amount", "converted to EUR"),
        ({"date": date(1899, 12, 31)}, "date", "from 1900 to 2200"),
        ({"payee": "  "}, "payee", "write something"),
        ({"payee": "x" * 10_000}, "payee", "at most 200"),
        ({"payee": "Shop\x00"}, "payee", "remove them"),
        ({"note": "\ud800"}, "note", "remove them"),
        ({"note": "x" * 1001}, "note", "at most 1000"),
    ],
)
async def test_bad_input_is_refused(
    database: Database,
    transactions: TransactionService,
    alice: Person,
    wrong: Mapping[str, object],
    field: str,
    says: str,
) -> None:
    draft = replace(LUNCH, **wrong)  # type: ignore[arg-type]
    async with refused(database, [alice.ledger_id], "INVALID", field, says):
        await transactions.record(alice.ledger_id, draft)


async def test_all_problems_of_all_drafts_are_told_at_once(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    bad = replace(BREAD, date=date(1850, 1, 1), payee="", category_id=new_id())
    async with unchanged(database, alice.ledger_id):
        with pytest.raises(Refused) as caught:
            await transactions.record_many(
                alice.ledger_id, [BREAD, bad, replace(LUNCH, exchange_rate=None, currency="KWD")]
            )
    assert [path_of(problem) for problem in caught.value.problems] == [
        "transactions.1.date",
        "transactions.1.payee",
        "transactions.1.category_id",
        "transactions.2.exchange_rate",
    ]


async def test_transactions_belong_to_their_ledger(
    database: Database, transactions: TransactionService, alice: Person, bob: Person
) -> None:
    row = await recorded(transactions, alice, food(alice))
    both = [alice.ledger_id, bob.ledger_id]
    assert await transactions.get_many(bob.ledger_id, [row.id]) == []
    assert (await transactions.page(bob.ledger_id, ALL, PageRequest())).rows == []
    async with refused(database, both, "NOT_FOUND", "id"):
        await transactions.update(bob.ledger_id, row.id, TransactionEdit(payee="Mine"))
    async with refused(database, both, "NOT_FOUND", "id"):
        await transactions.delete(bob.ledger_id, row.id)
    async with refused(database, both, "NOT_FOUND", "id"):
        await transactions.restore(bob.ledger_id, row.id)
    async with refused(database, both, "NOT_FOUND", "transaction_ids.0"):
        await transactions.categorise(bob.ledger_id, [row.id], None)
    async with refused(database, both, "NOT_FOUND", "category_id", "choose one of yours"):
        await transactions.record(bob.ledger_id, food(alice))
    mine = await recorded(transactions, bob, BREAD)
    async with refused(database, both, "NOT_FOUND", "category_id", "choose one of yours"):
        await transactions.categorise(bob.ledger_id, [mine.id], alice.categories["Food"])


async def test_the_same_key_records_once(
    database: Database, transactions: TransactionService, alice: Person, bob: Person
) -> None:
    first = await transactions.record(alice.ledger_id, BREAD, key="k")
    many = await transactions.record_many(alice.ledger_id, [BREAD, LUNCH], key="k")
    async with unchanged(database, alice.ledger_id):
        assert await transactions.record(alice.ledger_id, BREAD, key="k") == first
        assert await transactions.record_many(alice.ledger_id, [BREAD, LUNCH], key="k") == many
    async with refused(database, [alice.ledger_id], "CONFLICT", "idempotency_key", "use a new key"):
        await transactions.record(alice.ledger_id, LUNCH, key="k")
    async with refused(database, [alice.ledger_id], "INVALID", "idempotency_key", "1 to 100"):
        await transactions.record(alice.ledger_id, BREAD, key="")
    rate = replace(LUNCH, exchange_rate=Decimal(2))
    assert (await transactions.record(bob.ledger_id, replace(rate, currency="EUR"), key="k")).revision == 1


async def test_a_retry_answers_the_object_as_it_is_now(transactions: TransactionService, alice: Person) -> None:
    row = (await transactions.record(alice.ledger_id, BREAD, key="k")).object
    edited = await transactions.update(alice.ledger_id, row.id, TransactionEdit(payee="Baker"))
    again = await transactions.record(alice.ledger_id, BREAD, key="k")
    assert (again.object, again.revision) == (edited.object, 1)


async def test_the_same_key_at_the_same_time_records_once(transactions: TransactionService, alice: Person) -> None:
    saved = await asyncio.gather(*(transactions.record(alice.ledger_id, BREAD, key="k") for _ in range(4)))
    assert {(change.object.id, change.revision) for change in saved} == {(saved[0].object.id, 1)}
    assert len((await transactions.page(alice.ledger_id, ALL, PageRequest())).rows) == 1


async def test_writes_at_the_same_time_are_numbered_one_by_one(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    saved = await asyncio.gather(*(transactions.record(alice.ledger_id, food(alice)) for _ in range(8)))
    assert sorted(change.revision for change in saved) == list(range(1, 9))
    assert await totals_of(database, alice) == {alice.categories["Food"]: (0, 8 * 320, 8)}


async def test_many_are_recorded_as_one_change(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    async with one_event(database, alice.ledger_id, "TransactionsRecorded"):
        saved = await transactions.record_many(alice.ledger_id, [food(alice), LUNCH, food(alice, "1")])
    assert [row.base_amount for row in saved.object] == [-320, -925, 100]
    assert await totals_of(database, alice) == {alice.categories["Food"]: (100, 320, 2), None: (0, 925, 1)}


@pytest.mark.parametrize(("count", "code"), [(0, "INVALID"), (MOST_AT_ONCE + 1, "TOO_LARGE")])
async def test_many_are_1_to_500(
    database: Database, transactions: TransactionService, alice: Person, count: int, code: str
) -> None:
    async with refused(database, [alice.ledger_id], code, "transactions", "1 to 500"):
        await transactions.record_many(alice.ledger_id, [BREAD] * count)
    async with refused(database, [alice.ledger_id], code, "transaction_ids", "1 to 500"):
        await transactions.categorise(alice.ledger_id, [new_id()] * count, None)


async def test_an_edit_moves_the_totals(database: Database, transactions: TransactionService, alice: Person) -> None:
    row = await recorded(transactions, alice, food(alice))
    edit = TransactionEdit(date=date(2026, 10, 1), amount=Decimal("7.00"), category_id=None, note="Back")
    async with one_event(database, alice.ledger_id, "TransactionUpdated", transaction_id=str(row.id)):
        saved = await transactions.update(alice.ledger_id, row.id, edit)
    expected = row._replace(
        date=date(2026, 10, 1),
        amount=700,
        base_amount=700,
        account_amount=700,
        category_id=None,
        note="Back",
        version=2,
        revision=2,
        updated_at=NOW,
        origins=4,
    )
    assert saved.object == expected
    assert await transactions.get_many(alice.ledger_id, [row.id]) == [expected]
    assert await totals_of(database, alice) == {None: (700, 0, 1)}


async def test_an_edit_of_the_amount_keeps_the_rate(transactions: TransactionService, alice: Person) -> None:
    row = await recorded(transactions, alice, LUNCH)
    saved = await transactions.update(alice.ledger_id, row.id, TransactionEdit(amount=Decimal("-20")))
    assert (saved.object.exchange_rate, saved.object.base_amount) == ("0.925", -1850)


async def test_an_edit_of_the_currency_needs_its_rate(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    row = await recorded(transactions, alice, LUNCH)
    async with refused(database, [alice.ledger_id], "INVALID", "exchange_rate", "one KWD costs"):
        await transactions.update(alice.ledger_id, row.id, TransactionEdit(currency="KWD"))
    dinars = TransactionEdit(currency="KWD", exchange_rate=Decimal("1.2"))
    assert (await transactions.update(alice.ledger_id, row.id, dinars)).object.base_amount == -1200
    euros = await transactions.update(alice.ledger_id, row.id, TransactionEdit(currency=None))
    assert (euros.object.currency, euros.object.exchange_rate, euros.object.base_amount) == ("EUR", None, -1000)


async def test_an_edit_of_what_somebody_else_edited_is_refused(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    row = await recorded(transactions, alice, BREAD)
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(payee="Baker"), if_version=1)
    async with refused(database, [alice.ledger_id], "CONFLICT", "if_version", "read it again"):
        await transactions.update(alice.ledger_id, row.id, TransactionEdit(payee="Cook"), if_version=1)
    async with refused(database, [alice.ledger_id], "CONFLICT", "if_version", "at version 2"):
        await transactions.delete(alice.ledger_id, row.id, if_version=1)
    assert (await transactions.delete(alice.ledger_id, row.id, if_version=2)).object.version == 3


async def test_a_transaction_may_stay_in_an_archived_category(
    database: Database, transactions: TransactionService, categories: CategoryService, alice: Person
) -> None:
    row = await recorded(transactions, alice, food(alice))
    await categories.archive(alice.ledger_id, alice.categories["Food"], True)
    edited = await transactions.update(alice.ledger_id, row.id, TransactionEdit(payee="Baker"))
    assert edited.object.category_id == alice.categories["Food"]
    async with refused(database, [alice.ledger_id], "INVALID", "category_id", "bring it back"):
        await transactions.record(alice.ledger_id, food(alice))
    async with refused(database, [alice.ledger_id], "INVALID", "category_id", "bring it back"):
        await transactions.categorise(alice.ledger_id, [row.id], alice.categories["Food"])


async def test_a_deleted_transaction_counts_nowhere_until_it_is_restored(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    row = await recorded(transactions, alice, food(alice))
    async with one_event(database, alice.ledger_id, "TransactionDeleted", transaction_id=str(row.id)):
        saved = await transactions.delete(alice.ledger_id, row.id)
    assert saved.object == row._replace(deleted=True, version=2, revision=2, updated_at=NOW)
    assert await totals_of(database, alice) == {}
    assert (await transactions.page(alice.ledger_id, ALL, PageRequest())).rows == []
    deleted = await transactions.page(alice.ledger_id, TransactionFilter(deleted=True), PageRequest())
    assert deleted.rows == [saved.object]
    async with one_event(database, alice.ledger_id, "TransactionRestored", transaction_id=str(row.id)):
        restored = await transactions.restore(alice.ledger_id, row.id)
    assert restored.object == row._replace(version=3, revision=3, updated_at=NOW)
    assert await totals_of(database, alice) == {alice.categories["Food"]: (0, 320, 1)}


async def test_a_deleted_transaction_can_only_be_restored(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    row, other = (await transactions.record_many(alice.ledger_id, [BREAD, BREAD])).object
    await transactions.delete(alice.ledger_id, row.id)
    async with refused(database, [alice.ledger_id], "CONFLICT", "id", "restore it first"):
        await transactions.update(alice.ledger_id, row.id, TransactionEdit(payee="Baker"))
    async with refused(database, [alice.ledger_id], "CONFLICT", "transaction_ids.2", "restore it first"):
        await transactions.categorise(alice.ledger_id, [other.id, other.id, row.id], None)


async def test_categorising_moves_the_totals(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    rows = (await transactions.record_many(alice.ledger_id, [BREAD, LUNCH, food(alice)])).object
    rent, ids = alice.categories["Rent"], [row.id for row in rows]
    async with one_event(
        database,
        alice.ledger_id,
        "TransactionsCategorised",
        category_id=str(rent),
        transaction_ids=[str(i) for i in ids],
    ):
        saved = await transactions.categorise(alice.ledger_id, [*ids, ids[0]], rent)
    assert saved.object == [row._replace(category_id=rent, version=2, revision=2, updated_at=NOW) for row in rows]
    assert await totals_of(database, alice) == {rent: (0, 320 + 925 + 320, 3)}
    await transactions.categorise(alice.ledger_id, ids[:1], None)
    assert await totals_of(database, alice) == {rent: (0, 1245, 2), None: (0, 320, 1)}


async def test_categorising_is_all_or_nothing(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    row = await recorded(transactions, alice, BREAD)
    async with refused(database, [alice.ledger_id], "NOT_FOUND", "transaction_ids.1"):
        await transactions.categorise(alice.ledger_id, [row.id, new_id()], alice.categories["Food"])


async def test_records_of_two_processes_at_once_overtake_one_another_and_lose_nothing(
    database: Database, database_url: str, transactions: TransactionService, alice: Person
) -> None:
    elsewhere = Database(database_url)
    other = build_services(elsewhere, lambda: NOW).transactions
    drafts = [food(alice, f"-{number}.00") for number in range(1, 21)]
    saved = await asyncio.gather(
        *(service.record(alice.ledger_id, draft) for service in (transactions, other) for draft in drafts)
    )
    await elsewhere.close()
    assert sorted(change.revision for change in saved) == list(range(1, 41))
    assert await totals_of(database, alice) == {alice.categories["Food"]: (0, 2 * 21_000, 40)}


async def test_the_same_key_at_once_records_once(
    database: Database, database_url: str, transactions: TransactionService, alice: Person
) -> None:
    elsewhere = Database(database_url)
    other = build_services(elsewhere, lambda: NOW).transactions
    saved = await asyncio.gather(
        *(service.record(alice.ledger_id, BREAD, key="k") for service in (transactions, other) for _ in range(5))
    )
    await elsewhere.close()
    assert len({(change.object.id, change.revision) for change in saved}) == 1
    assert await totals_of(database, alice) == {None: (0, 320, 1)}


async def test_a_failure_at_the_last_step_leaves_no_trace(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    async with database.write() as connection:
        await event_log.append(connection, EventRow(alice.ledger_id, 1, "InTheWay", {}, NOW))
    async with unchanged(database, alice.ledger_id):
        with pytest.raises((sqlite3.IntegrityError, asyncpg.UniqueViolationError)):
            await transactions.record(alice.ledger_id, food(alice), key="k")
