"""Two processes of the product on one PostgreSQL, with a Redis of the tests' own, and one process on SQLite."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from db.stores.engine import Database
from tests.faults.households import Household, opened, settle
from tests.faults.processes import AppProcess, started
from tests.servers import OwnServer, free_port, own_redis

Pair = tuple[AppProcess, ...]
Settle = Callable[[str], Awaitable[Household]]


@pytest.fixture(scope="package")
def redis() -> Iterator[OwnServer]:
    """The Redis of the pair, running; a test that stops it starts it again."""
    with own_redis() as redis:
        redis.start()
        yield redis


@pytest.fixture(scope="package")
def pair(migrated_postgresql_url: str, redis: OwnServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two processes."""
    folder = tmp_path_factory.mktemp("pair")
    with started(*(AppProcess(folder, migrated_postgresql_url, redis_url=redis.url) for _ in range(2))) as apps:
        yield apps


@pytest.fixture
async def database(migrated_postgresql_url: str) -> AsyncIterator[Database]:
    """The pair's database."""
    database = Database(migrated_postgresql_url)
    yield database
    await database.close()


@pytest.fixture
async def doors(pair: Pair) -> AsyncIterator[list[httpx.AsyncClient]]:
    """A client of each process."""
    async with opened(*(app.url for app in pair)) as doors:
        yield doors


@pytest.fixture
def newcomer(database: Database, doors: list[httpx.AsyncClient]) -> Settle:
    """Lets somebody new move in, who may knock at either door."""
    return lambda name: settle(database, doors, name)


@pytest.fixture(scope="package")
def embedded_url(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The SQLite file of the single process."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path_factory.mktemp('embedded') / 'aqua.db')}"


@pytest.fixture(scope="package")
def metrics_port() -> int:
    """The port of the single process's metrics."""
    return free_port()


@pytest.fixture(scope="package")
def app(embedded_url: str, metrics_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppProcess]:
    """A single process, running; a test that kills it starts it again."""
    with started(AppProcess(tmp_path_factory.mktemp("app"), embedded_url, metrics_port=metrics_port)) as (app,):
        yield app
