"""A deletion or merge is seen by everybody at once; its rows follow little by little, also after a crash."""

from decimal import Decimal

import pytest

from db import categories, ledgers, transactions
from db.stores.engine import Database
from db.stores.metadata import metadata
from services import postings, removals
from services.calculations.rows import CategoryKind
from services.categories import CategoryDraft
from services.removals import Removals
from services.transaction_drafts import TransactionDraft
from services.users import Passwords, SignUpPolicy, UserPolicy
from services.verification import VerificationService
from services.wiring import Services, build_services
from tests.people import NOW, Clock, Person
from tests.services.users.people import ALICE, HOME, QUICK

ROWS = 7


@pytest.fixture
def services(database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Services:
    """All services, of which removals take two rows at a time and nothing by themselves."""
    monkeypatch.setattr(removals, "AT_ONCE", 2)
    monkeypatch.setattr(postings, "MOVED_AT_ONCE", 2)
    monkeypatch.setattr(Removals, "begin", lambda _self: None)
    return build_services(database, clock, UserPolicy(SignUpPolicy.OPEN), Passwords(QUICK))


async def spend(services: Services, person: Person, name: str, count: int) -> None:
    """Record some expenses of a category."""
    draft = TransactionDraft(NOW.date(), Decimal(-1), "Shop", category_id=person.categories[name])
    for _ in range(count):
        await services.transactions.record(person.ledger_id, draft)


async def test_a_merge_shows_at_once_and_is_finished_little_by_little(
    database: Database, services: Services, alice: Person
) -> None:
    food, rent, ledger_id = alice.categories["Food"], alice.categories["Rent"], alice.ledger_id
    await spend(services, alice, "Food", ROWS)
    saved = await services.categories.merge(ledger_id, food, rent)

    async def check() -> None:
        async with database.read() as connection:
            rows = await transactions.recent(connection, ledger_id, 50)
            assert {row.category_id for row in rows} == {rent}
            head = await ledgers.get(connection, ledger_id)
        assert head
        assert head.revision == saved.revision
        assert food not in {row.id for row in await services.categories.all(ledger_id, include_archived=True)}
        assert await VerificationService(database).differences(ledger_id) == []

    await check()
    async with database.read() as connection:
        assert await categories.unfinished_merges(connection) == [(ledger_id, food)]
    await services.removals.finish()
    await check()
    async with database.read() as connection:
        assert await categories.unfinished_merges(connection) == []


async def test_a_category_on_its_way_may_be_merged_further(
    database: Database, services: Services, alice: Person
) -> None:
    other = await services.categories.create(alice.ledger_id, CategoryDraft("Fun", CategoryKind.EXPENSE))
    await spend(services, alice, "Food", ROWS)
    await services.categories.merge(alice.ledger_id, alice.categories["Food"], alice.categories["Rent"])
    await services.categories.merge(alice.ledger_id, alice.categories["Rent"], other.object.id)
    for _ in range(2):
        async with database.read() as connection:
            rows = await transactions.recent(connection, alice.ledger_id, 50)
        assert {row.category_id for row in rows} == {other.object.id}
        assert await VerificationService(database).differences(alice.ledger_id) == []
        await services.removals.finish()


async def test_a_deleted_user_is_gone_at_once_and_the_rows_little_by_little(
    database: Database, services: Services, bob: Person
) -> None:
    signed_in = (await services.users.sign_up(ALICE, HOME)).object
    viewer = signed_in.viewer
    draft = TransactionDraft(NOW.date(), Decimal(-1), "Shop")
    for _ in range(ROWS):
        await services.transactions.record(viewer.ledger_id, draft)
    await services.users.delete_user(viewer, ALICE.password)
    assert await services.users.authenticate(signed_in.secret) is None
    assert viewer.ledger_id not in await VerificationService(database).ledger_ids()
    async with database.read() as connection:
        assert await ledgers.get(connection, viewer.ledger_id) is None
        assert await ledgers.current(viewer.ledger_id).within(connection) is None
        assert await ledgers.closed_ids(connection) == [viewer.ledger_id]
    assert (await services.users.sign_up(ALICE, HOME)).object.viewer.ledger_id != viewer.ledger_id
    await services.removals.finish()
    async with database.read() as connection:
        assert await ledgers.closed_ids(connection) == []
        for table in metadata.tables.values():
            if "ledger_id" in table.c:
                left = await connection.execute(table.select().where(table.c.ledger_id == viewer.ledger_id))
                assert left.all() == [], table.name
        assert await ledgers.get(connection, bob.ledger_id)
    await services.users.close()
