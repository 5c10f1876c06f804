"""A ledger counts its revisions one by one, and a restored database has another epoch."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from db import event_log, idempotency, ledgers
from db.event_log import EventRow
from db.idempotency import IdempotencyRow
from db.stores.engine import Database
from db.stores.ids import new_id
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
        await ledgers.change(connection, alice, calendars='[{"day":25}]')
        raised = await ledgers.raise_revision(connection, alice)
        assert raised == rows.ledger()._replace(id=alice, revision=1, calendars='[{"day":25}]')
        assert await ledgers.get(connection, bob) == rows.ledger()._replace(id=bob)
        assert await ledgers.raise_revision(connection, new_id()) is None


async def test_a_new_epoch_replaces_the_one_before(database: Database) -> None:
    epoch = new_id()
    async with database.write() as connection:
        await ledgers.begin_epoch(connection, epoch, NOON)
    async with database.read() as connection:
        assert await ledgers.epoch(connection) == epoch


@pytest.mark.parametrize(
    ("revision", "beyond", "at", "first"),
    [
        (3, 0, datetime(2026, 1, 2, tzinfo=UTC), 24 * 60 * 60 + 1),
        (3, 90_000, datetime(2026, 1, 2, tzinfo=UTC), 90_001),
        (100_000, 90_000, datetime(2026, 1, 2, tzinfo=UTC), 100_001),
        (3, 0, datetime(1970, 1, 1, tzinfo=UTC), 4),
        (3, 0, datetime(2094, 1, 1, tzinfo=UTC), 2_145_916_801),
    ],
)
async def test_a_new_epoch_begins_above_the_ledgers_revision_what_others_saw_and_the_clock(
    database: Database, alice: UUID, revision: int, beyond: int, at: datetime, first: int
) -> None:
    async with database.write() as connection:
        await ledgers.change(connection, alice, revision=revision)
        await ledgers.begin_epoch(connection, new_id(), at, beyond)
        assert (await ledgers.raise_revision(connection, alice)).revision == first + 1 < 2**31  # type: ignore[union-attr]
        assert await event_log.after(connection, alice, 0, 50) == [EventRow(alice, first, "LedgerRestored", {}, at)]


async def test_a_ledger_that_changes_less_than_once_a_second_meets_no_revision_twice_whatever_is_put_back(
    database: Database, alice: UUID
) -> None:
    seen = [0]
    async with database.write() as connection:
        for minutes in range(5):
            await connection.exec_driver_sql("DELETE FROM events")
            await ledgers.change(connection, alice, revision=0)
            await ledgers.begin_epoch(connection, new_id(), NOON + timedelta(minutes=minutes))
            for _ in range(59):
                raised = await ledgers.raise_revision(connection, alice)
                assert raised
                seen.append(raised.revision)
    assert seen == sorted(set(seen))


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
    row = IdempotencyRow(alice, "recordTransaction", "k1", b"\0\xff" * 16, [new_id().hex], 7, NOON, changed=False)
    async with database.write() as connection:
        await idempotency.remembering(row).within(connection)
    async with database.read() as connection:
        assert await idempotency.used(alice, "recordTransaction", "k1").within(connection) == row
        assert await idempotency.used(alice, "createGoal", "k1").within(connection) is None
        assert await idempotency.used(bob, "recordTransaction", "k1").within(connection) is None


async def test_a_key_that_is_used_again_stands_for_the_newer_request(database: Database, alice: UUID) -> None:
    row = IdempotencyRow(alice, "record", "k", b"h" * 32, [], 1, NOON, changed=True)
    async with database.write() as connection:
        await idempotency.remembering(row).within(connection)
        await idempotency.remembering(newer := row._replace(revision=9, input_hash=b"i" * 32)).within(connection)
        assert await idempotency.used(alice, "record", "k").within(connection) == newer


async def test_old_keys_are_forgotten_some_at_a_time(database: Database, alice: UUID, bob: UUID) -> None:
    old = IdempotencyRow(alice, "record", "old", b"h" * 32, [], 1, NOON.replace(hour=11), changed=True)
    async with database.write() as connection:
        for row in (old, old._replace(ledger_id=bob), old._replace(key="new", at=NOON)):
            await idempotency.remembering(row).within(connection)
        assert [await idempotency.forget(connection, NOON, limit=1) for _ in range(3)] == [1, 1, 0]
        assert await idempotency.used(alice, "record", "old").within(connection) is None
        assert await idempotency.used(alice, "record", "new").within(connection)
