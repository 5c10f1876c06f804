"""PostgreSQL restarted under load, cleanly and by a crash: what was acknowledged stays, and everything goes on."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator

import pytest

from db.engine import Database
from tests.faults.conftest import Pair
from tests.faults.households import Household, Subscriber, following, opened, settle
from tests.faults.load import Load, progress
from tests.faults.processes import AppProcess, started
from tests.servers import OwnServer, own_postgresql

RECOVERY_SECONDS = 15.0
WRITES_BETWEEN = 10


@pytest.fixture(scope="module")
def postgresql() -> Iterator[OwnServer]:
    """A PostgreSQL of this module's own."""
    with own_postgresql() as server:
        server.start()
        yield server


@pytest.fixture(scope="module")
def apps(postgresql: OwnServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two processes that tell each other of changes by the same PostgreSQL."""
    folder, url = tmp_path_factory.mktemp("apps"), postgresql.url
    apps = [AppProcess(folder, url, channel_url=url) for _ in range(2)]
    apps[0].command("migrate")
    with started(*apps) as running:
        yield running


@pytest.fixture
async def households(postgresql: OwnServer, apps: Pair) -> AsyncIterator[list[Household]]:
    """Alice and Bob, who may knock at either door."""
    database = Database(postgresql.url)
    async with opened(*(app.url for app in apps)) as doors:
        yield [await settle(database, doors, name) for name in ("Alice", "Bob")]
    await database.close()


async def test_a_restart_of_postgresql_loses_nothing_that_was_acknowledged(
    postgresql: OwnServer, apps: Pair, households: list[Household]
) -> None:
    pids = [app.pid for app in apps]
    loads = [Load(household, f"{household.name}-{number}") for household in households for number in range(2)]
    subscribers = [Subscriber(household, [app.url]) for household in households for app in apps]
    async with following(*subscribers):
        writers = [asyncio.create_task(load.run()) for load in loads]
        await progress(loads, writers, WRITES_BETWEEN, RECOVERY_SECONDS)
        for end in (signal.SIGINT, signal.SIGQUIT):  # `pg_ctl stop -m fast`, and `-m immediate`
            await asyncio.to_thread(postgresql.stop, end)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(postgresql.start)
            await progress(loads, writers, WRITES_BETWEEN, RECOVERY_SECONDS)
        for load in loads:
            load.stop()
        await asyncio.gather(*writers)
        for subscriber in subscribers:
            await subscriber.check()
            assert subscriber.connections == 1
    for household in households:
        recorded = sum(load.done for load in loads if load.household is household)
        assert len(household.acknowledged) == recorded
        assert (await household.dashboard())["overview"]["expenses"]["amount"] == f"{recorded}.00"
    assert all(load.failed for load in loads)
    assert not any(load.unreachable for load in loads)
    assert [app.pid for app in apps if app.alive] == pids
