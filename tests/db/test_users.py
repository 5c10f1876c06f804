"""Users and their credentials: one read tells whom a secret speaks for, and ending it ends it."""

from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from db import ledgers, users
from db.stores.engine import Database
from db.stores.ids import new_id
from db.users import Bearer, CredentialRow, UserRow
from tests.db import rows
from tests.db.rows import NOON


@pytest.fixture
async def user(database: Database, alice: UUID) -> UserRow:
    row = rows.user(alice, "alice")
    async with database.write() as connection:
        await users.create(connection, row)
    return row


def credential(user: UserRow, kind: str = "session") -> CredentialRow:
    return CredentialRow(new_id(), user.id, kind, new_id().bytes * 2, "laptop", "read write", NOON, NOON, None)


async def test_a_user_is_found_by_id_and_by_name(database: Database, user: UserRow) -> None:
    async with database.write() as connection:
        assert await users.get(connection, user.id) == user
        assert await users.by_username(connection, "alice") == user
        assert await users.by_username(connection, "bob") is None
        await users.change(connection, user.id, name="Alice A.")
        assert await users.get(connection, user.id) == user._replace(name="Alice A.")


async def test_a_name_can_be_taken_only_once(database: Database, user: UserRow, bob: UUID) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await users.create(connection, rows.user(bob, "alice"))


async def test_first_sign_up_is_noticed(database: Database, bob: UUID) -> None:
    async with database.write() as connection:
        assert not await users.any_exists(connection)
        await users.create(connection, rows.user(bob, "bob"))
        assert await users.any_exists(connection)


async def test_a_secret_speaks_for_its_user_and_the_current_revision(database: Database, user: UserRow) -> None:
    session = credential(user)._replace(expires_at=NOON + timedelta(days=1))
    async with database.write() as connection:
        await users.add_credential(connection, session)
        await ledgers.raise_revision(connection, user.ledger_id)
        await users.touch_credential(connection, session.id, NOON + timedelta(hours=1))
    async with database.read() as connection:
        epoch = await ledgers.epoch(connection)
        assert await users.bearer(connection, b"x" * 32) is None
        assert await users.bearer(connection, session.secret_hash) == Bearer(
            session.id,
            "session",
            "read write",
            NOON + timedelta(hours=1),
            NOON + timedelta(days=1),
            user.id,
            user.ledger_id,
            1,
            "EUR",
            "Europe/Berlin",
            epoch,
        )


async def test_all_credentials_of_everybody_can_be_ended(database: Database, user: UserRow, bob: UUID) -> None:
    other = rows.user(bob, "bob")
    ended = [credential(user), credential(user, "token"), credential(other)]
    async with database.write() as connection:
        await users.create(connection, other)
        for row in ended:
            await users.add_credential(connection, row)
        await users.delete_all_credentials(connection)
        assert [await users.bearer(connection, row.secret_hash) for row in ended] == [None] * 3


async def test_ended_credentials_are_gone(database: Database, user: UserRow) -> None:
    first, second, third = (credential(user) for _ in range(3))
    token = credential(user, "token")
    async with database.write() as connection:
        for row in (first, second, third, token):
            await users.add_credential(connection, row)
        assert await users.credentials_of(connection, user.id, "session") == [third, second, first]
        assert not await users.delete_credential(connection, new_id(), first.id, "session")
        assert not await users.delete_credential(connection, user.id, token.id, "session")
        assert await users.delete_credential(connection, user.id, first.id, "session")
        assert await users.delete_credentials(connection, user.id, "session", keep=third.id) == 1
        assert await users.credentials_of(connection, user.id, "session") == [third]
        assert await users.bearer(connection, second.secret_hash) is None
        assert await users.bearer(connection, token.secret_hash)


async def test_attempts_are_counted_by_subject_and_window(database: Database) -> None:
    later = NOON + timedelta(minutes=15)
    async with database.write() as connection:
        counts = [await users.count_attempt(connection, "alice", NOON) for _ in range(3)]
        assert counts == [1, 2, 3]
        assert await users.count_attempt(connection, "bob", later) == 1
        assert await users.count_attempt(connection, "alice", later) == 1
        await users.forget_attempts(connection, later, "alice")
        assert await users.count_attempt(connection, "alice", NOON) == 1
        assert await users.count_attempt(connection, "alice", later) == 1
        assert await users.count_attempt(connection, "bob", later) == 2


async def test_a_moment_is_kept_in_utc_whatever_its_zone(database: Database, user: UserRow) -> None:
    in_berlin = NOON.astimezone(timezone(timedelta(hours=1)))
    session = credential(user)._replace(expires_at=in_berlin)
    async with database.write() as connection:
        await users.add_credential(connection, session)
        bearer = await users.bearer(connection, session.secret_hash)
    assert bearer
    assert bearer.expires_at == NOON
    assert bearer.expires_at.utcoffset() == timedelta(0)


async def test_a_moment_without_a_zone_is_refused(database: Database, user: UserRow) -> None:
    naive = datetime(2026, 3, 1)  # noqa: DTZ001
    with pytest.raises(StatementError, match="time zone"):
        async with database.write() as connection:
            await users.touch_credential(connection, user.id, naive)
