"""Writers lose nothing and readers see one snapshot, on both databases."""

import asyncio
import os
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from db import ledgers
from db.stores import engine
from db.stores.engine import Busy, Database, TookTooLong, retried
from db.stores.migrating import upgrade
from tests.patience import PATIENCE


async def revision_of(database: Database, ledger_id: UUID) -> int:
    async with database.read() as connection:
        ledger = await ledgers.get(connection, ledger_id)
    assert ledger
    return ledger.revision


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
        async with asyncio.timeout(PATIENCE), database.write() as connection:
            assert (await connection.execute(text("SELECT 1"))).scalar() == 1


async def test_ledger_without_a_connection_in_time_is_busy_and_no_other_is(
    database: Database, alice: UUID, bob: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    for queue in (database._reading, database._writing):
        monkeypatch.setattr(queue, "seconds", 0.1)
    async with AsyncExitStack() as held:
        for _ in range(2):
            await held.enter_async_context(database.read(alice))
        with pytest.raises(Busy):
            await held.enter_async_context(database.read(alice))
        await held.enter_async_context(database.read(bob))
        await held.enter_async_context(database.write(alice))
        with pytest.raises(Busy):
            await held.enter_async_context(database.write(alice))
        if not database.is_sqlite:
            await held.enter_async_context(database.write(bob))


async def test_a_writer_that_another_process_keeps_waiting_is_refused_as_busy(
    database_url: str, alice: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_SECONDS", 0.3)
    mine, other = Database(database_url), Database(database_url)
    async with mine.write(alice) as connection:
        await ledgers.raise_revision(connection, alice)
        with pytest.raises(Busy):
            async with other.write(alice) as waiting:
                await ledgers.raise_revision(waiting, alice)
    for each in (mine, other):
        await each.close()


async def test_a_read_that_takes_too_long_is_stopped_but_a_long_read_is_not(
    database_url: str, alice: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "READ_SECONDS", 0.2)
    database = Database(database_url)
    slow = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT count(*) FROM n"
        if database.is_sqlite
        else "SELECT pg_sleep(0.6)"
    )
    for _ in range(2):
        with pytest.raises(TookTooLong):
            async with database.read(alice) as connection:
                await connection.exec_driver_sql(slow)
    async with database.read(alice) as connection:
        await connection.exec_driver_sql("SELECT 1")
    async with database.read_long(alice) as connection:
        await connection.exec_driver_sql(slow)
    await database.close()


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_read_whose_connection_ends_begins_again(database: Database, alice: UUID) -> None:
    tries = 0

    @retried
    async def read() -> object:
        nonlocal tries
        async with database.read(alice) as connection:
            tries += 1
            if tries == 1:
                (pid,) = (await connection.exec_driver_sql("SELECT pg_backend_pid()")).one()
                async with database.write() as other:
                    await other.exec_driver_sql("SELECT pg_terminate_backend($1)", (pid,))
            return await ledgers.get(connection, alice)

    assert await read()
    assert tries == 2
