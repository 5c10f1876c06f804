"""Migrations: bring a database to the tables of this code, safely if several processes try at once.

Alembic is imported only if there is something to migrate: a server that starts again does without it.
"""

from pathlib import Path

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import inspect

from db.stores.engine import Connection, Database

_DIRECTORY = Path(__file__).parents[1] / "migrations"
_LOCK = 0x7415713E  # any number that nothing else locks in this database


class NewerDatabaseError(Exception):
    """A newer version of this code has migrated the database."""


def revisions() -> list[str]:
    """Return the names of all revisions, oldest first; each is the beginning of its file's name."""
    return sorted(path.name.partition("_")[0] for path in (_DIRECTORY / "versions").glob("[0-9]*_*.py"))


async def upgrade(database: Database, revision: str = "head") -> None:
    """Run the missing migrations up to `revision` in one transaction; several processes take turns."""
    async with database.write() as connection:
        if database.is_sqlite:
            await _stop_cascades(connection)
        else:  # SQLite's writers take turns by themselves
            await connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        await connection.run_sync(_upgrade, revision)
        if database.is_sqlite:
            await _check_references(connection)


async def is_current(database: Database) -> bool:
    """Return True if the database is at the newest revision: not empty, not older, not newer than this code."""
    async with database.read() as connection:
        return await connection.run_sync(_revision) == revisions()[-1]


async def is_old(database: Database) -> bool:
    """Return True if the database has tables of an earlier version of this code."""
    async with database.read() as connection:
        return await connection.run_sync(_revision) in revisions()[:-1]


async def _stop_cascades(connection: Connection) -> None:
    # SQLite alters a table by dropping and remaking it, and a drop deletes what refers to the table. The pragma works
    # only outside a transaction and stays with the connection, which therefore leaves the pool.
    await connection.run_sync(lambda sync: sync.detach())
    for statement in ("ROLLBACK", "PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"):
        await connection.exec_driver_sql(statement)


async def _check_references(connection: Connection) -> None:
    broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
    if broken:
        raise RuntimeError(f"A migration left {len(broken)} rows that refer to nothing; it was rolled back.")


def _upgrade(connection: SyncConnection, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    present = _revision(connection)
    if present is not None and present not in revisions():
        raise NewerDatabaseError(
            f"The database is at revision {present}, unknown to this version; start a newer version."
        )
    config = Config()
    config.set_main_option("script_location", str(_DIRECTORY).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _revision(connection: SyncConnection) -> str | None:
    """Return the revision that a database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision
