"""Fixtures of every room: databases with all tables and no rows, on SQLite and PostgreSQL."""

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest
from hypothesis import settings
from sqlalchemy import make_url

from db.engine import Database
from db.migrating import upgrade
from tests.requirements import require_server

POSTGRESQL = "AQUA_THISTLE_TEST_POSTGRESQL"

# How long an example takes says more of the machine than of the product.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")

EMPTY = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'lineage')
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
END $$
"""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: the tests spend a third of their time waiting."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the garbage collector pass over what is imported: walking it costs more than a test, and it stays anyway."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database: every test that uses one runs on each, unless it is parametrised with one of them."""
    return str(request.param)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database with all tables and no rows."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest) -> str:
    """The URL of a database with all tables and no rows."""
    return str(request.getfixturevalue(f"{backend}_url"))


@pytest.fixture
def empty_url(backend: str, request: pytest.FixtureRequest) -> str:
    """The URL of a database without tables."""
    return str(request.getfixturevalue(f"empty_{backend}_url"))


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A migrated SQLite file of this test's own."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'aqua.db')}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file that tests copy."""
    path = tmp_path_factory.mktemp("migrated") / "aqua.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def postgresql_url(migrated_postgresql_url: str, emptied: Callable[[], None]) -> str:
    """The run's migrated PostgreSQL database, emptied: deleting rows is a hundred times quicker than a new database."""
    emptied()
    return migrated_postgresql_url


@pytest.fixture(scope="session")
def migrated_postgresql_url() -> Iterator[str]:
    """The PostgreSQL database of this run."""
    server, name = require_server(POSTGRESQL), f"aqua_thistle_{os.getpid()}"
    url = asyncio.run(_create(server, name))
    asyncio.run(_migrate(url))
    yield url
    asyncio.run(_drop(server, name))


@pytest.fixture(scope="session")
def emptied(migrated_postgresql_url: str) -> Iterator[Callable[[], None]]:
    """Deletes all rows of the run's PostgreSQL database, over one connection: opening another would take longer."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        connection = runner.run(asyncpg.connect(migrated_postgresql_url))

        def empty() -> None:
            nonlocal connection
            try:
                runner.run(connection.execute(EMPTY))
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                connection.terminate()  # a test before this one ended it, or was ended while it was in use
                connection = runner.run(asyncpg.connect(migrated_postgresql_url))
                runner.run(connection.execute(EMPTY))

        yield empty
        runner.run(connection.close())


@pytest.fixture
async def empty_postgresql_url() -> AsyncIterator[str]:
    """A new PostgreSQL database of this test's own."""
    server, name = require_server(POSTGRESQL), f"aqua_thistle_{os.getpid()}_empty"
    yield await _create(server, name)
    await _drop(server, name)


async def _migrate(url: str) -> None:
    database = Database(url)
    await upgrade(database)
    await database.close()


async def _create(server: str, name: str) -> str:
    await _drop(server, name)
    await _administer(server, f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


async def _drop(server: str, name: str) -> None:
    await _administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def _administer(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    await connection.execute(statement)
    await connection.close()
