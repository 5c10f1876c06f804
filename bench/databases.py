"""Temporary databases: migrated, on either server, dropped when the measurement is over."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import make_url

from db.stores.engine import Database
from db.stores.migrating import upgrade

Backend = Literal["sqlite", "postgresql"]

POSTGRESQL = "AQUA_THISTLE_TEST_POSTGRESQL"
REDIS = "AQUA_THISTLE_TEST_REDIS"


def missing(backend: Backend) -> str | None:
    """Return the reason why nothing can be measured on this kind of database, if there is one."""
    if backend == "postgresql" and not os.environ.get(POSTGRESQL):
        return f"{POSTGRESQL} names no server"
    return None


@asynccontextmanager
async def temporary_database(backend: Backend) -> AsyncIterator[Database]:
    """An open database with all tables and no rows, as a user's would be."""
    async with temporary_url(backend) as url:
        database = Database(url)
        try:
            await upgrade(database)
            yield database
        finally:
            await database.close()


@asynccontextmanager
async def temporary_url(backend: Backend) -> AsyncIterator[str]:
    """The URL of an empty database."""
    if backend == "sqlite":
        with TemporaryDirectory(prefix="aqua-thistle-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'bench.db'}"
        return
    server, name = os.environ[POSTGRESQL], f"aqua_thistle_bench_{uuid4().hex}"
    await _administer(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        await _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


async def analyse(database: Database) -> None:
    """Do what autovacuum has done in any installation that has held its rows for some minutes; SQLite has none."""
    if not database.is_sqlite:
        await _administer(database.url.render_as_string(hide_password=False), "VACUUM ANALYZE")


async def _administer(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()
