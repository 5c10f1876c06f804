"""A client that knows only the changes of a ledger keeps a copy of it, whatever happens to the ledger."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from db import event_log, ledgers
from db.stores.engine import Database
from db.stores.ids import new_id
from services import postings
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.calculations.rows import CategoryKind
from services.categories import CategoryDraft, CategoryService
from services.imports import ImportHistory, ImportService
from services.removals import Removals
from services.sync import MOST_EVENTS
from services.tags import TagService
from services.transaction_drafts import TransactionDraft, TransactionEdit
from services.transactions import TransactionService
from services.wiring import Services, build_services
from tests.ledger_facts import refused
from tests.people import NOW, Clock, Person
from tests.services.copies import Copy, ledger_as_shown
from tests.services.importing import MARCH, days, imported, last, rows_of


@pytest.fixture
def services(database: Database, clock: Clock) -> Services:
    """All services."""
    return build_services(database, clock)


@pytest.fixture
def copy(services: Services, alice: Person) -> Copy:
    """A client of Alice's."""
    return Copy(services, alice.ledger_id)


@pytest.fixture
def slow_removals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merges and removals that do one row at a time, and stop after the first."""
    monkeypatch.setattr(Removals, "begin", lambda _self: None)
    monkeypatch.setattr(postings, "MOVED_AT_ONCE", 1)
    monkeypatch.setattr("services.tags.AT_ONCE", 1)


async def test_a_copy_follows_an_import_and_its_undo(
    database: Database,
    services: Services,
    imports: ImportService,
    history: ImportHistory,
    transactions: TransactionService,
    alice: Person,
    copy: Copy,
    short_chunks: None,
) -> None:
    await copy.follow()
    await imported(imports, alice, days(8))
    copied = await copy.follow()
    assert len(copied) == 8
    assert copied == await ledger_as_shown(database, services, alice.ledger_id)
    first, *_ = await rows_of(transactions, alice)
    await transactions.delete(alice.ledger_id, first.id)
    await imported(imports, alice, MARCH)
    await history.undo(alice.ledger_id, await last(history, alice), 3)
    assert await copy.follow() == await ledger_as_shown(database, services, alice.ledger_id)
    late = Copy(services, alice.ledger_id)
    assert await late.follow() == copied
    assert (copy.begun, len(copied), copied[first.id]["row"].deleted) == (1, 8, True)


async def test_a_copy_waits_for_a_merge_that_is_not_finished(
    database: Database,
    services: Services,
    categories: CategoryService,
    accounts: AccountService,
    transactions: TransactionService,
    tags: TagService,
    alice: Person,
    copy: Copy,
    slow_removals: None,
) -> None:
    food, (purse, trip, gift) = alice.categories["Food"], await things(accounts, tags, alice)
    meals = (await categories.create(alice.ledger_id, CategoryDraft("Meals", CategoryKind.EXPENSE))).object.id
    draft = TransactionDraft(NOW.date(), Decimal(-1), "Shop", category_id=meals, account_id=purse, tag_ids=(trip, gift))
    await transactions.record_many(alice.ledger_id, [draft] * 4)
    await copy.follow()
    for merging in (
        categories.merge(alice.ledger_id, meals, food),
        tags.merge(alice.ledger_id, trip, gift),
        accounts.merge(alice.ledger_id, purse, alice.ledger_id),
        tags.delete(alice.ledger_id, gift),
    ):
        await merging
        await transactions.record(alice.ledger_id, TransactionDraft(NOW.date(), Decimal(-2), "Bakery"))
        await copy.follow()
        await Removals(database).finish()
        assert await copy.follow() == await ledger_as_shown(database, services, alice.ledger_id)
    assert {len(shown["tags"]) for shown in copy.transactions.values()} == {0}
    assert {shown["row"].category_id for shown in copy.transactions.values()} == {food, None}


async def test_ids_of_a_deleted_account_are_told_once_with_those_merged_into_it(
    database: Database,
    services: Services,
    accounts: AccountService,
    transactions: TransactionService,
    tags: TagService,
    imports: ImportService,
    history: ImportHistory,
    alice: Person,
    copy: Copy,
    slow_removals: None,
) -> None:
    purse, *_ = await things(accounts, tags, alice)
    other = (await accounts.create(alice.ledger_id, AccountDraft("Drawer"))).object.id
    for account_id in (purse, purse, other):
        draft = TransactionDraft(NOW.date(), Decimal(-1), "Shop", account_id=account_id)
        await transactions.record(alice.ledger_id, draft)
    await imported(imports, alice, MARCH.replace("Category", "Account").replace("food", "Drawer").replace(",\n", "\n"))
    await copy.follow()
    await history.undo(alice.ledger_id, await last(history, alice), 3)
    await accounts.merge(alice.ledger_id, purse, other)
    entries = len([row for row in await rows_of(transactions, alice) if row.account_id == other])
    await accounts.delete(alice.ledger_id, other, entries)
    assert await copy.follow() == await ledger_as_shown(database, services, alice.ledger_id)
    await Removals(database).finish()
    assert await copy.follow() == await ledger_as_shown(database, services, alice.ledger_id)


async def test_a_copy_begins_again_after_a_restore_and_with_the_cursor_of_another_ledger(
    database: Database, services: Services, transactions: TransactionService, alice: Person, bob: Person, copy: Copy
) -> None:
    await transactions.record(alice.ledger_id, TransactionDraft(NOW.date(), Decimal(-1), "Shop"))
    await copy.follow()
    async with database.write() as connection:
        await ledgers.begin_epoch(connection, new_id(), NOW)
    assert await copy.follow() == await ledger_as_shown(database, services, alice.ledger_id)
    assert (copy.begun, copy.lists) == (2, 2)
    theirs = await services.sync.page(bob.ledger_id, copy.cursor, 5)
    assert (theirs.begins, theirs.rows) == (True, [])
    async with refused(database, [alice.ledger_id], "INVALID", "after"):
        await services.sync.page(alice.ledger_id, "nonsense", 5)
    async with refused(database, [alice.ledger_id], "INVALID", "first"):
        await services.sync.page(alice.ledger_id, None, 101)


async def test_lists_come_if_one_may_have_changed(
    database: Database,
    services: Services,
    transactions: TransactionService,
    tags: TagService,
    alice: Person,
    copy: Copy,
) -> None:
    await copy.follow()
    assert copy.lists == 1
    draft = TransactionDraft(NOW.date(), Decimal(-1), "Shop")
    row = (await transactions.record(alice.ledger_id, draft)).object
    await transactions.update(alice.ledger_id, row.id, TransactionEdit(payee="Bakery"))
    await copy.follow()
    assert copy.lists == 1
    await tags.create(alice.ledger_id, "Trip")
    await copy.follow()
    await copy.follow()
    assert copy.lists == 2
    await transactions.record(alice.ledger_id, draft)
    await transactions.record(alice.ledger_id, draft)
    async with database.write() as connection:
        await event_log.forget(connection, NOW + timedelta(days=1), MOST_EVENTS)
    await copy.follow()
    assert copy.lists == 3


async def test_a_copy_misses_nothing_of_writers_beside_it(
    database: Database, services: Services, transactions: TransactionService, alice: Person, copy: Copy
) -> None:
    async def write(amount: int) -> None:
        for _ in range(5):
            row = (
                await transactions.record(alice.ledger_id, TransactionDraft(NOW.date(), Decimal(amount), "A"))
            ).object
            await transactions.update(alice.ledger_id, row.id, TransactionEdit(payee="B"))

    writers = asyncio.gather(*map(write, (1, 2, 3)))
    while not writers.done():
        await copy.follow()
        await asyncio.sleep(0)
    await writers
    assert await copy.follow() == await ledger_as_shown(database, services, alice.ledger_id)
    assert (len(copy.transactions), copy.begun) == (15, 1)


async def things(accounts: AccountService, tags: TagService, person: Person) -> tuple[UUID, UUID, UUID]:
    """Make an account and two tags."""
    purse = await accounts.create(person.ledger_id, AccountDraft("Purse"))
    trip, gift = [await tags.create(person.ledger_id, name) for name in ("Trip", "Gift")]
    return purse.object.id, trip.object.id, gift.object.id
