"""Migrating: brings a database to the tables that this code knows, safely when several processes try at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as SyncConnection

from db.engine import Connection, Database

_DIRECTORY = Path(__file__).parent / "migrations"
_LOCK = 0x7415713E  # any number that nothing else locks in this database


class NewerDatabaseError(Exception):
    """A newer version of this code has migrated the database."""


def revisions() -> list[str]:
    """The names of all revisions, oldest first."""
    return [script.revision for script in _scripts().walk_revisions()][::-1]


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
    """Whether the database is at the newest revision: not empty, not older, not newer than this code."""
    async with database.read() as connection:
        return await connection.run_sync(_heads) == set(_scripts().get_heads())


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
    unknown = _heads(connection) - set(revisions())
    if unknown:
        raise NewerDatabaseError(
            f"The database is at revision {', '.join(unknown)}, unknown to this version; start a newer version."
        )
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _heads(connection: SyncConnection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_DIRECTORY).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
