"""A ledger counts its revisions one by one, and a restored database has another epoch."""

from uuid import UUID

from db import event_log, idempotency, ledgers
from db.engine import Database
from db.event_log import EventRow
from db.idempotency import IdempotencyRow
from db.ids import new_id
from tests.db import rows

NOON = rows.NOON


async def test_a_ledger_comes_back_as_stored(database: Database) -> None:
    row = rows.ledger()._replace(import_id=new_id(), import_lease=NOON)
    async with database.write() as connection:
        await ledgers.create(connection, row)
    async with database.read() as connection:
        assert await ledgers.get(connection, row.id) == row
        assert await ledgers.get(connection, new_id()) is None


async def test_raising_the_revision_gives_the_whole_ledger(database: Database, alice: UUID, bob: UUID) -> None:
    async with database.write() as connection:
        await ledgers.change(connection, alice, period_start_day=25)
        raised = await ledgers.raise_revision(connection, alice)
        assert raised == rows.ledger()._replace(id=alice, revision=1, period_start_day=25)
        assert await ledgers.get(connection, bob) == rows.ledger()._replace(id=bob)
        assert await ledgers.raise_revision(connection, new_id()) is None


async def test_a_new_epoch_replaces_the_one_before(database: Database) -> None:
    epoch = new_id()
    async with database.write() as connection:
        await ledgers.begin_epoch(connection, epoch)
    async with database.read() as connection:
        assert await ledgers.epoch(connection) == epoch


async def test_the_log_is_read_in_order_after_a_revision(database: Database, alice: UUID, bob: UUID) -> None:
    events = [EventRow(alice, n, "CategoryRenamed", {"name": "Café", "ids": [str(n)]}, NOON) for n in range(1, 6)]
    async with database.write() as connection:
        for event in [*reversed(events), events[2]._replace(ledger_id=bob)]:
            await event_log.append(connection, event)
    async with database.read() as connection:
        assert await event_log.after(connection, alice, 2, limit=2) == events[2:4]
        assert await event_log.after(connection, alice, 2, limit=50) == events[2:]
        assert await event_log.after(connection, alice, 5, limit=50) == []


async def test_a_key_is_remembered_by_ledger_and_mutation(database: Database, alice: UUID, bob: UUID) -> None:
    row = IdempotencyRow(alice, "recordTransaction", "k1", b"\0\xff" * 16, [new_id().hex], 7, NOON)
    async with database.write() as connection:
        await idempotency.remember(connection, row, NOON)
    async with database.read() as connection:
        assert await idempotency.get(connection, alice, "recordTransaction", "k1") == row
        assert await idempotency.get(connection, alice, "createGoal", "k1") is None
        assert await idempotency.get(connection, bob, "recordTransaction", "k1") is None


async def test_old_keys_of_the_ledger_are_forgotten(database: Database, alice: UUID, bob: UUID) -> None:
    old = IdempotencyRow(alice, "record", "old", b"h" * 32, [], 1, NOON.replace(hour=11))
    async with database.write() as connection:
        await idempotency.remember(connection, old, old.at)
        await idempotency.remember(connection, old._replace(ledger_id=bob), old.at)
        await idempotency.remember(connection, old._replace(key="new", at=NOON), NOON)
    async with database.read() as connection:
        assert await idempotency.get(connection, alice, "record", "old") is None
        assert await idempotency.get(connection, alice, "record", "new")
        assert await idempotency.get(connection, bob, "record", "old")
