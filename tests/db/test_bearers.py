"""The raw read says what a read through the pool says, at every moment, and takes one statement for all who wait."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from db import ledgers, series, users
from db.bearers import Bearers, Head, sqlite
from db.ledgers import Uses
from db.stores.engine import Busy, ConnectionLost, Database
from db.stores.ids import new_id
from db.stores.migrating import upgrade
from db.users import CredentialRow
from tests.db import rows
from tests.db.rows import NOON
from tests.patience import PATIENCE
from tests.servers import OwnServer, own_postgresql

Found = TypeVar("Found")


@pytest.fixture
async def raw(database: Database) -> AsyncIterator[Bearers]:
    """The raw reads of one process."""
    raw = Bearers(database)
    yield raw
    await raw.close()


async def sign_in(database: Database, ledger_id: UUID, name: str, *, kind: str = "session") -> CredentialRow:
    """A user of a ledger, and the credential that was just made."""
    user = rows.user(ledger_id, name)
    expires_at = None if kind == "token" else NOON + timedelta(days=90)
    row = CredentialRow(new_id(), user.id, kind, random.randbytes(32), "", "read write", NOON, NOON, expires_at)
    async with database.write() as connection:
        await users.create(connection, user)
        await users.add_credential(connection, row)
    return row


async def test_bearer_is_the_same_as_by_the_pool(database: Database, raw: Bearers, alice: UUID, bob: UUID) -> None:
    async with database.write() as connection:
        await series.create(connection, rows.series(bob))
    for ledger_id, name, kind, uses in [
        (alice, "alice", "session", Uses()),
        (bob, "bob", "token", Uses(series=True)),
    ]:
        row = await sign_in(database, ledger_id, name, kind=kind)
        async with database.read() as connection:
            expected = await users.bearer(connection, row.secret_hash)
            epoch = await ledgers.epoch(connection)
        for _ in range(2):
            assert await raw.get(row.secret_hash) == expected
            assert await raw.head(ledger_id) == Head(0, "Europe/Berlin", "[]", epoch, uses)
    assert await raw.get(b"x" * 32) is None
    assert await raw.head(new_id()) is None


async def test_bearer_is_never_older_than_the_last_commit(
    database: Database, database_url: str, raw: Bearers, alice: UUID
) -> None:
    row = await sign_in(database, alice, "alice")
    elsewhere = Database(database_url)
    for number in range(1, 101):
        async with random.choice([database, elsewhere]).write() as connection:
            await ledgers.raise_revision(connection, alice)
        head, bearer = await asyncio.gather(raw.head(alice), raw.get(row.secret_hash))
        assert head is not None
        assert bearer is not None
        assert (head.revision, bearer.revision) == (number, number)
    async with elsewhere.write() as connection:
        await ledgers.begin_epoch(connection, epoch := new_id(), ledgers.CLOCK_BEGINS)
    assert await raw.head(alice) == Head(101, "Europe/Berlin", "[]", epoch, Uses())
    async with elsewhere.write() as connection:
        await users.delete_credential(connection, row.user_id, row.id, "session")
    assert await raw.get(row.secret_hash) is None
    async with elsewhere.write() as connection:
        await ledgers.delete(connection, alice)
    assert await raw.head(alice) is None
    await elsewhere.close()


async def test_bearers_may_be_used_again_after_they_were_closed(database: Database, raw: Bearers, alice: UUID) -> None:
    row = await sign_in(database, alice, "alice")
    for _ in range(2):
        assert await raw.get(row.secret_hash)
        await raw.close()


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_no_statement_is_sent_while_nobody_writes(
    database: Database, raw: Bearers, alice: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = await sign_in(database, alice, "alice")
    bearer = await raw.get(row.secret_hash)
    monkeypatch.setattr(sqlite, "bearers", lambda: "no statement ")
    assert await raw.get(row.secret_hash) is bearer


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_memory_is_bounded(database: Database, raw: Bearers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "MOST_REMEMBERED", 3)
    for _ in range(7):
        ledger = rows.ledger()
        async with database.write() as connection:
            await ledgers.create(connection, ledger)
        assert await raw.head(ledger.id)
        for _ in range(7):
            assert await raw.head(new_id()) is None


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_hundred_who_wait_are_answered_by_two_statements(
    database: Database, raw: Bearers, alice: UUID, bob: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = [(await sign_in(database, owner, name)).secret_hash for owner, name in [(alice, "alice"), (bob, "bob")]]
    await raw.get(secrets[0])
    sent: list[int] = []
    fetch = raw._reads._fetch  # type: ignore[attr-defined]

    async def counted(statement: str, keys: list[bytes]) -> object:
        sent.append(len(keys))
        return await fetch(statement, keys)

    monkeypatch.setattr(raw._reads, "_fetch", counted)
    asked = [random.choice([*secrets, b"x" * 32]) for _ in range(100)]
    bearers = await asyncio.gather(*map(raw.get, asked))
    assert [bearer and bearer.ledger_id for bearer in bearers] == [
        {secrets[0]: alice, secrets[1]: bob}.get(secret) for secret in asked
    ]
    assert len(sent) <= 2


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    """A running PostgreSQL of this module's own."""
    with own_postgresql() as server:
        server.start()
        yield server


async def answering(read: Callable[[], Awaitable[Found]]) -> Found:
    """Return the result of a read once PostgreSQL has started up; it takes connections sooner."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(OSError, Busy, DBAPIError):
                return await read()
            await asyncio.sleep(0.05)


async def test_bearers_outlive_a_restart_of_postgresql(server: OwnServer) -> None:
    database = Database(server.url)
    await answering(lambda: upgrade(database))
    ledger, raw = rows.ledger(), Bearers(database)
    async with database.write() as connection:
        await ledgers.create(connection, ledger)
    assert await raw.head(ledger.id)
    server.stop()
    with pytest.raises(ConnectionLost):
        await raw.head(ledger.id)
    server.start()
    assert await answering(lambda: raw.head(ledger.id))
    await raw.close()
    await database.close()
