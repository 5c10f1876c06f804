"""A follower of a restored ledger, through the restore or after it, sees the truth and the new epoch."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from db import ledgers
from db.backups import back_up, restore
from db.event_log import events
from db.stores.engine import Database
from db.stores.ids import new_id
from services.wiring import Services
from tests.people import NOW, Clock, Person
from tests.services.streams import SWEPT, following, revisions, spend, started, stream


@pytest.fixture
async def services(database: Database, clock: Clock) -> AsyncIterator[Services]:
    """One process."""
    async with started(database, clock) as services:
        yield services


async def put_back(database: Database, person: Person, revision: int) -> int:
    """Leave what a restore leaves of a backup that was made at a revision; where the ledger goes on."""
    async with database.write() as connection:
        await ledgers.change(connection, person.ledger_id, revision=revision)
        await connection.execute(delete(events).where(events.c.revision > revision))
        await ledgers.begin_epoch(connection, new_id(), NOW)
        restored = await ledgers.get(connection, person.ledger_id)
    assert restored
    return restored.revision


async def test_a_restored_backup_is_shown_and_then_followed(
    database: Database, services: Services, alice: Person
) -> None:
    for _ in range(3):
        await spend(services, alice)
    async with stream(services, alice) as updates:
        before = await following(updates)
        waiting = asyncio.create_task(following(updates, SWEPT))
        await asyncio.sleep(0.05)
        revision = await put_back(database, alice, 1)
        restored = await waiting
        assert [(cause.revision, cause.kind) for cause in restored.causes] == [(revision, "LedgerRestored")]
        assert (restored.ledger.revision, restored.truncated) == (revision, True)
        assert restored.epoch != before.epoch
        waiting = asyncio.create_task(following(updates))
        await asyncio.sleep(0.05)
        await spend(services, alice)
        assert revisions(await waiting) == [revision + 1]


async def test_reader_from_before_a_restore_is_never_told_that_nothing_is_missing(
    database: Database, services: Services, alice: Person
) -> None:
    for _ in range(5):
        await spend(services, alice)
    revision = await put_back(database, alice, 2)
    for _ in range(8):
        await spend(services, alice)
    for after in range(1, 6):
        async with stream(services, alice, after) as updates:
            event = await following(updates)
        kept = [revision for revision in (1, 2) if revision > after]
        assert (revisions(event), event.truncated) == ([*kept, *range(revision, revision + 9)], True)
    async with stream(services, alice, revision + 3) as updates:
        event = await following(updates)
    assert (revisions(event), event.truncated) == ([*range(revision + 4, revision + 9)], False)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_backup_that_is_put_back_under_open_streams_is_shown(
    database: Database, services: Services, alice: Person, tmp_path: Path
) -> None:
    file, backup = Path(str(database.url.database)), tmp_path / "backup.db"
    await spend(services, alice)
    await asyncio.to_thread(back_up, file, backup)
    async with stream(services, alice) as updates:
        for _ in range(3):
            await spend(services, alice)
        assert (await following(updates)).ledger.revision == 4
        waiting = asyncio.create_task(following(updates, SWEPT * 2))
        await asyncio.to_thread(restore, backup, file, keep=None, at=NOW)
        restored = await waiting
        assert (len(restored.recent), restored.truncated) == (1, True)
        assert revisions(restored) == [restored.ledger.revision]
        await spend(services, alice)
        assert revisions(await following(updates)) == [restored.ledger.revision + 1]
