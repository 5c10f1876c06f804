"""Backups of the embedded database: one whole file, made and restored while a server runs."""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from db import ledgers
from db.stores.engine import BUSY_TIMEOUT_SECONDS, Database
from db.stores.ids import new_id
from db.stores.migrating import is_old, revisions, upgrade
from db.stores.opening import prepare

# Revisions that a running server may still add after they were looked at and before the backup takes its place.
REVISIONS_MEANWHILE = 1_000


class BackupProblem(Exception):
    """A backup cannot be made or used. The text is one sentence that says why and how to mend it."""


def back_up(source: Path, target: Path, *, force: bool = False) -> None:
    """Copy the database to a new file, which appears only when it is complete, checked and on the disk.

    Readers and writers continue meanwhile. Without `force` an existing file is refused.
    """
    _check_target(source, target)
    if target.exists() and not force:
        raise BackupProblem(f"{target} exists already; name a new file, or replace it with --force.")
    with _work_file(target) as work, _explaining(f"{source} cannot be backed up"):
        _copy(source, work)
        with closing(_connect(work)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # so that the backup is a single file
            _check_integrity(connection, source)
        _take_place(work, target)


async def prepare_after_backup(database: Database) -> None:
    """Prepare the database as `prepare` does; copy an embedded one first if it will be migrated."""
    await _back_up_the_old(database)
    await prepare(database)


async def upgrade_after_backup(database: Database) -> None:
    """Migrate the database; copy an embedded one first."""
    await _back_up_the_old(database)
    await upgrade(database)


async def _back_up_the_old(database: Database) -> None:
    if database.is_sqlite and await is_old(database):
        source = Path(database.url.database or "")
        copy = source.with_name(f"{source.name}.before-{revisions()[-1]}")
        await asyncio.to_thread(back_up, source, copy, force=True)


def restore(backup: Path, target: Path, *, keep: Path | None, at: datetime) -> bool:
    """Put a backup in place of the database, with a new epoch; copy the replaced database to `keep` first.

    The backup is migrated and checked beforehand and takes the place in one transaction, so that a running server sees
    either the old data and epoch or the new ones. Sessions and access tokens that have ended since stay ended, and
    passwords stay changed. Return False if the replaced database cannot be read: then all sessions and tokens have
    ended, and passwords are those of the backup. Not for a running event loop.
    """
    _check_backup(backup)
    _check_target(backup, target)
    if keep and keep.exists():
        raise BackupProblem(f"{keep} holds what an earlier restore replaced; move it away first.")
    with _work_file(target) as work, _explaining(f"{target} cannot be replaced; move it away first"):
        _copy(backup, work)
        asyncio.run(_renew(work, at, _newest_revision(target) + REVISIONS_MEANWHILE))
        if keep and target.exists():
            with _work_file(keep) as previous:
                _copy(target, previous)  # unchecked: damage may be why somebody restores
                _take_place(previous, keep)
        # As late as can be: what ends between this and the next statement is undone with whatever else is written then.
        known = _keep_ended(work, target)
        _copy(work, target)
        _sync(target.parent)
    return known


def _check_backup(path: Path) -> None:
    """Refuse a file that is no sound database of this product, or one of a newer version."""
    if not path.is_file():
        raise BackupProblem(f"There is no file {path}; name a backup.")
    try:
        with closing(_connect(path)) as connection:
            versions = {revision for (revision,) in connection.execute("SELECT version_num FROM alembic_version")}
            connection.execute("SELECT epoch FROM lineage")
            _check_integrity(connection, path)
    except sqlite3.DatabaseError as error:
        raise BackupProblem(f"{path} is no backup of Aqua Thistle; name a file that `backup` wrote.") from error
    if not versions or versions - set(revisions()):
        raise BackupProblem(f"{path} was written by a newer version; restore it with that version.")


def _check_integrity(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a database whose pages or indexes are damaged."""
    (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != "ok":
        raise BackupProblem(f"{path} is damaged; use another backup.")


def _check_target(source: Path, target: Path) -> None:
    if not target.parent.is_dir():
        raise BackupProblem(f"There is no folder {target.parent}; make it first.")
    if target.exists() and target.samefile(source):
        raise BackupProblem(f"{target} is the database itself; name another file.")


def _newest_revision(path: Path) -> int:
    """Return the highest revision of a ledger, or 0 if damage makes it unreadable."""
    with suppress(sqlite3.Error), closing(_connect(path)) as connection:
        (newest,) = connection.execute("SELECT max(revision) FROM ledgers").fetchone()
        return int(newest or 0)
    return 0


async def _renew(path: Path, at: datetime, beyond: int) -> None:
    database = Database(f"sqlite:///{path}", 1)
    try:
        await upgrade(database)
        async with database.write() as connection:
            await ledgers.begin_epoch(connection, new_id(), at, beyond)
    finally:
        await database.close()


def _keep_ended(work: Path, replaced: Path) -> bool:
    """End the credentials that the replaced database no longer has, and keep its passwords.

    If it cannot be read, all credentials end, and the answer is False.
    """
    with closing(_connect(work)) as connection:
        try:
            connection.execute("ATTACH ? AS replaced", (_uri(replaced),))
            connection.execute("BEGIN")
            connection.execute(
                "DELETE FROM main.credentials AS old WHERE NOT EXISTS"
                " (SELECT 1 FROM replaced.credentials AS now WHERE now.secret_hash = old.secret_hash)"
            )
            connection.execute(
                "UPDATE main.users SET password_hash = now.password_hash FROM replaced.users AS now"
                " WHERE now.id = main.users.id"
            )
            connection.execute("COMMIT")
        except sqlite3.Error:
            connection.rollback()
            connection.execute("DELETE FROM main.credentials")
            return False
    return True


def _copy(source: Path, target: Path) -> None:
    """Copy one snapshot of a database into a file, or into an open database, in one transaction."""
    with closing(_connect(source)) as read, closing(_connect(target, create=True)) as write:
        write.execute("PRAGMA synchronous = FULL")
        read.backup(write)


def _connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(_uri(path, create=create), uri=True, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)


def _uri(path: Path, *, create: bool = False) -> str:
    # “rw” also opens what may only be read; “ro” would leave the files of the write-ahead log behind.
    return f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}"


@contextmanager
def _work_file(target: Path) -> Iterator[Path]:
    """Return a file beside the target, on the same disk, that appears only when it is written."""
    with TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as directory:
        yield Path(directory) / target.name


@contextmanager
def _explaining(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BackupProblem(f"{what}: {error}.") from error


def _take_place(work: Path, target: Path) -> None:
    work.chmod(0o600)  # it holds hashes of passwords
    _sync(work)
    work.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    with suppress(PermissionError):  # Windows opens no folders
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
