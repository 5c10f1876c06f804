"""A backup is whole and single, and a restore shows its data and a new epoch to whoever has the database open."""

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from db import ledgers, users
from db.backups import BackupProblem, back_up, restore
from db.stores.engine import Database
from db.stores.ids import new_id
from db.users import CredentialRow
from tests.db import rows

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def file(database: Database) -> Path:
    """The file of the open database."""
    return Path(str(database.url.database))


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """The path of a backup that is not written yet."""
    return tmp_path / "backup.db"


async def epoch_of(database: Database) -> UUID:
    async with database.read() as connection:
        return await ledgers.epoch(connection)


async def ledgers_of(database: Database) -> list[UUID]:
    async with database.read() as connection:
        return await ledgers.all_ids(connection)


async def restored(backup: Path, file: Path, keep: Path | None = None) -> bool:
    return await asyncio.to_thread(restore, backup, file, keep=keep, at=rows.NOON)


async def credential_of(database: Database, user_id: UUID, kind: str = "session") -> CredentialRow:
    """A credential that was just made."""
    row = CredentialRow(new_id(), user_id, kind, random.randbytes(32), "", "read write", rows.NOON, rows.NOON, None)
    async with database.write() as connection:
        await users.add_credential(connection, row)
    return row


async def holders(database: Database, user_id: UUID) -> set[CredentialRow]:
    """The sessions and tokens of a user."""
    async with database.read() as connection:
        return {row for kind in ("session", "token") for row in await users.credentials_of(connection, user_id, kind)}


async def password_of(database: Database, user_id: UUID) -> str:
    async with database.read() as connection:
        user = await users.get(connection, user_id)
    assert user
    return user.password_hash


def damage(path: Path) -> None:
    """Break the index of the usernames."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'ix_users_ledger_id')"
            " WHERE name = 'uq_transactions_import'"
        )


def test_a_backup_is_one_file_that_only_its_owner_reads(file: Path, backup: Path) -> None:
    before = {*file.parent.iterdir()}
    back_up(file, backup)
    assert {*file.parent.iterdir()} == before | {backup}
    assert backup.stat().st_mode & 0o077 == 0


async def test_a_backup_has_all_data(file: Path, backup: Path, alice: UUID) -> None:
    back_up(file, backup)
    copy = Database(f"sqlite:///{backup}")
    assert await ledgers_of(copy) == [alice]
    await copy.close()


async def test_a_backup_has_what_is_committed_and_not_what_is_being_written(
    database: Database, file: Path, backup: Path, alice: UUID
) -> None:
    async with database.write() as connection:
        await ledgers.change(connection, alice, calendars='[{"day":25}]')
        await asyncio.to_thread(back_up, file, backup)
    await restored(backup, file)
    async with database.read() as connection:
        ledger = await ledgers.get(connection, alice)
    assert ledger
    assert ledger.calendars == rows.ledger().calendars


def test_a_backup_replaces_a_file_only_by_force(file: Path, backup: Path) -> None:
    backup.write_text("precious")
    with pytest.raises(BackupProblem, match="exists already"):
        back_up(file, backup)
    assert backup.read_text() == "precious"
    back_up(file, backup, force=True)
    assert backup.read_bytes().startswith(b"SQLite format 3")


async def test_the_database_is_not_its_own_backup(file: Path) -> None:
    with pytest.raises(BackupProblem, match="the database itself"):
        back_up(file, file, force=True)
    with pytest.raises(BackupProblem, match="the database itself"):
        await restored(file, file)


def test_a_backup_of_damaged_data_is_refused(database: Database, file: Path, backup: Path) -> None:
    damage(file)
    with pytest.raises(BackupProblem, match=r"is damaged|malformed"):
        back_up(file, backup)
    assert not backup.exists()


async def test_an_open_database_sees_what_is_restored_under_a_new_epoch(
    database: Database, file: Path, backup: Path, alice: UUID
) -> None:
    before = await epoch_of(database)
    back_up(file, backup)
    async with database.write() as connection:
        await ledgers.create(connection, rows.ledger())
    await restored(backup, file)
    assert await ledgers_of(database) == [alice]
    assert await epoch_of(database) != before
    async with database.write() as connection:
        await ledgers.change(connection, alice, calendars='[{"day":3}]')


async def test_a_reader_keeps_its_snapshot_through_a_restore(
    database: Database, file: Path, backup: Path, alice: UUID
) -> None:
    back_up(file, backup)
    async with database.read() as connection:
        before = await ledgers.epoch(connection)
        await restored(backup, file)
        assert await ledgers.epoch(connection) == before
        assert await ledgers.all_ids(connection) == [alice]
    assert await epoch_of(database) != before


async def test_every_restore_begins_another_epoch(database: Database, file: Path, backup: Path) -> None:
    back_up(file, backup)
    epochs = {await epoch_of(database)}
    for _ in range(2):
        await restored(backup, file)
        epochs.add(await epoch_of(database))
    assert len(epochs) == 3


async def test_revisions_of_before_a_restore_never_come_again_however_often_and_fast_it_is_done(
    database: Database, file: Path, backup: Path, alice: UUID
) -> None:
    seen = [0]
    back_up(file, backup)
    for _ in range(3):
        for _ in range(300):
            async with database.write() as connection:
                raised = await ledgers.raise_revision(connection, alice)
            assert raised
            seen.append(raised.revision)
        await restored(backup, file)
    assert seen == sorted(set(seen))


async def test_replaced_database_is_kept_and_never_overwritten(
    database: Database, file: Path, backup: Path, tmp_path: Path, alice: UUID
) -> None:
    keep = tmp_path / "kept.db"
    back_up(file, backup)
    async with database.write() as connection:
        await ledgers.delete(connection, alice)
    await restored(backup, file, keep)
    kept = Database(f"sqlite:///{keep}")
    assert await ledgers_of(kept) == []
    await kept.close()
    with pytest.raises(BackupProblem, match="an earlier restore"):
        await restored(backup, file, keep)
    assert await ledgers_of(database) == [alice]


async def test_a_restore_brings_no_ended_session_or_token_and_no_old_password_back(
    database: Database, file: Path, backup: Path, alice: UUID
) -> None:
    user = rows.user(alice, "alice")
    async with database.write() as connection:
        await users.create(connection, user)
    kept, ended = await credential_of(database, user.id), await credential_of(database, user.id)
    token, revoked = await credential_of(database, user.id, "token"), await credential_of(database, user.id, "token")
    back_up(file, backup)
    await credential_of(database, user.id)
    async with database.write() as connection:
        await users.delete_credential(connection, user.id, ended.id, "session")
        await users.delete_credential(connection, user.id, revoked.id, "token")
        await users.change(connection, user.id, password_hash="another hash", name="Alice A.")
    for _ in range(2):
        assert await restored(backup, file)
        assert await holders(database, user.id) == {kept, token}
        assert await password_of(database, user.id) == "another hash"
    async with database.read() as connection:
        assert (await users.get(connection, user.id)) == user._replace(password_hash="another hash")


async def test_deleted_user_comes_back_without_sessions_and_alone(
    database: Database, file: Path, backup: Path, alice: UUID, bob: UUID
) -> None:
    user, other = rows.user(alice, "alice"), rows.user(bob, "bob")
    async with database.write() as connection:
        await users.create(connection, user)
    await credential_of(database, user.id)
    back_up(file, backup)
    async with database.write() as connection:
        await users.delete(connection, user.id)
        await ledgers.delete(connection, alice)
        await users.create(connection, other)
    await credential_of(database, other.id)
    assert await restored(backup, file)
    assert await holders(database, user.id) == await holders(database, other.id) == set()
    assert await password_of(database, user.id) == user.password_hash
    async with database.read() as connection:
        assert await users.get(connection, other.id) is None


NO_CREDENTIALS = "DROP TABLE credentials"
NO_PASSWORDS = (
    "CREATE TABLE without AS SELECT * FROM users; DROP TABLE users;"
    " ALTER TABLE without RENAME TO users; UPDATE users SET password_hash = NULL"
)


@pytest.mark.parametrize("loss", [NO_CREDENTIALS, NO_PASSWORDS, None], ids=["credentials", "passwords", "everything"])
async def test_all_sessions_and_tokens_end_if_the_replaced_database_cannot_be_read(
    database: Database, file: Path, backup: Path, tmp_path: Path, alice: UUID, loss: str | None
) -> None:
    user, place = rows.user(alice, "alice"), tmp_path / "place.db"
    async with database.write() as connection:
        await users.create(connection, user)
    await credential_of(database, user.id)
    await credential_of(database, user.id, "token")
    back_up(file, backup)
    if loss:
        with closing(sqlite3.connect(shutil.copy(backup, place))) as connection:
            connection.executescript(loss)
    assert not await restored(backup, place)
    new = Database(f"sqlite:///{place}")
    assert await holders(new, user.id) == set()
    assert await password_of(new, user.id) == user.password_hash
    await new.close()


async def test_a_restore_makes_the_database_where_there_is_none(
    file: Path, backup: Path, tmp_path: Path, alice: UUID
) -> None:
    back_up(file, backup)
    await restored(backup, tmp_path / "new.db", tmp_path / "kept.db")
    new = Database(f"sqlite:///{tmp_path / 'new.db'}")
    assert await ledgers_of(new) == [alice]
    await new.close()
    assert not (tmp_path / "kept.db").exists()


async def test_a_restore_leaves_nothing_else_behind(file: Path, backup: Path, database: Database) -> None:
    back_up(file, backup)
    before = sorted(file.parent.iterdir())
    await restored(backup, file)
    assert sorted(file.parent.iterdir()) == before


def write_garbage(path: Path) -> None:
    path.write_bytes(b"date,payee,amount\n" * 100)


def write_nothing(path: Path) -> None:
    path.touch()


def write_another_product(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")


def write_folder(path: Path) -> None:
    path.mkdir()


def leave_away(path: Path) -> None:
    """Write no file at all."""


@pytest.mark.parametrize(
    "write",
    [write_garbage, write_nothing, write_another_product, write_folder, leave_away],
    ids=lambda each: each.__name__,
)
async def test_file_that_is_no_backup_is_refused_and_changes_nothing(
    database: Database, file: Path, backup: Path, alice: UUID, write: Callable[[Path], None]
) -> None:
    write(backup)
    before = await epoch_of(database)
    with pytest.raises(BackupProblem, match=r"is no backup of Aqua Thistle|There is no file"):
        await restored(backup, file)
    assert await epoch_of(database) == before
    assert await ledgers_of(database) == [alice]


async def test_a_backup_of_a_newer_version_is_refused(file: Path, backup: Path, database: Database) -> None:
    back_up(file, backup)
    with closing(sqlite3.connect(backup)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'next'")
    with pytest.raises(BackupProblem, match="written by a newer version"):
        await restored(backup, file)


async def test_a_database_that_is_none_any_more_is_not_overwritten(file: Path, backup: Path, tmp_path: Path) -> None:
    back_up(file, backup)
    broken = tmp_path / "broken.db"
    broken.write_text("no database " * 1000)
    with pytest.raises(BackupProblem, match="move it away first"):
        await restored(backup, broken, tmp_path / "kept.db")
    assert broken.read_text().startswith("no database")
