"""Writers lose nothing and readers see one snapshot, on both databases."""

import asyncio
import os
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from db import ledgers
from db.engine import Busy, Database
from db.migrating import upgrade


async def revision_of(database: Database, ledger_id: UUID) -> int:
    async with database.read() as connection:
        found = await ledgers.get(connection, ledger_id)
    assert found
    return found.revision


async def test_concurrent_writes_lose_nothing(database: Database, alice: UUID) -> None:
    async def raise_revision() -> int:
        async with database.write() as connection:
            raised = await ledgers.raise_revision(connection, alice)
        assert raised
        return raised.revision

    revisions = await asyncio.gather(*(raise_revision() for _ in range(160)))
    assert sorted(revisions) == list(range(1, 161))
    assert await revision_of(database, alice) == 160


async def test_concurrent_writes_of_two_processes_lose_nothing(
    database: Database, database_url: str, alice: UUID
) -> None:
    async def raise_revisions(writer: Database) -> None:
        for _ in range(20):
            async with writer.write() as connection:
                await ledgers.raise_revision(connection, alice)

    other = Database(database_url)
    await asyncio.gather(raise_revisions(database), raise_revisions(other))
    await other.close()
    assert await revision_of(database, alice) == 40


async def test_a_reader_sees_one_snapshot_while_a_writer_commits(database: Database, alice: UUID) -> None:
    async with database.read() as reader:
        before = await ledgers.get(reader, alice)
        async with database.write() as writer:
            await ledgers.raise_revision(writer, alice)
        assert await ledgers.get(reader, alice) == before
    assert await revision_of(database, alice) == 1


async def test_a_reader_does_not_wait_for_a_writer(database: Database, alice: UUID) -> None:
    async with database.write() as writer:
        await ledgers.raise_revision(writer, alice)
        assert await revision_of(database, alice) == 0


async def test_a_failed_write_leaves_nothing(database: Database, alice: UUID) -> None:
    async def fail_halfway() -> None:
        async with database.write() as connection:
            await ledgers.raise_revision(connection, alice)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_halfway()
    assert await revision_of(database, alice) == 0


async def test_a_cancelled_write_leaves_nothing_and_blocks_nobody(database: Database, alice: UUID) -> None:
    written = asyncio.Event()

    async def write_and_wait() -> None:
        async with database.write() as connection:
            await ledgers.raise_revision(connection, alice)
            written.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(write_and_wait())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.write() as connection:
        await ledgers.raise_revision(connection, alice)
    assert await revision_of(database, alice) == 1


async def test_a_closed_database_opens_again(database: Database, alice: UUID) -> None:
    await database.close()
    assert await revision_of(database, alice) == 0


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)]
)
async def test_sqlite_is_durable_and_strict(database: Database, pragma: str, value: object) -> None:
    for transaction in (database.read, database.write):
        async with transaction() as connection:
            assert (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar_one() == value


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_postgresql_is_durable(database: Database) -> None:
    async with database.write() as connection:
        assert (await connection.exec_driver_sql("SHOW synchronous_commit")).scalar_one() == "on"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="needs a file"):
        Database(url)


async def test_a_sqlite_file_may_have_any_name(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/what%3F 100%25.db")
    await upgrade(database)
    await database.close()
    assert "what? 100%.db" in os.listdir(tmp_path)


async def test_a_write_does_not_wait_for_readers_that_hold_every_connection(database: Database) -> None:
    async with AsyncExitStack() as readers:
        for _ in range(5):
            await readers.enter_async_context(database.read())
        async with asyncio.timeout(5), database.write() as connection:
            await connection.execute(text("SELECT 1"))


async def test_a_read_that_gets_no_connection_in_time_is_refused_as_busy(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database._readers.pool, "_timeout", 0.1)
    async with AsyncExitStack() as readers:
        for _ in range(5):
            await readers.enter_async_context(database.read())
        with pytest.raises(Busy):
            await readers.enter_async_context(database.read())
