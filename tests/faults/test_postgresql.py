"""PostgreSQL restarted under load, cleanly and by a crash, and put back from a dump: what is shown is always true."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from db.stores.engine import Database
from tests.app.graphql.live.serving import connected
from tests.faults.conftest import Pair
from tests.faults.households import UPDATES, Household, Subscriber, following, opened, settle, sign_in_again
from tests.faults.load import Load, progress, refusal
from tests.faults.processes import AppProcess, started
from tests.patience import PATIENCE
from tests.servers import OwnServer, own_postgresql

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
async def database(postgresql: OwnServer, apps: Pair) -> AsyncIterator[Database]:
    """The database of the processes."""
    database = Database(postgresql.url)
    yield database
    await database.close()


@pytest.fixture
async def households(database: Database, apps: Pair) -> AsyncIterator[list[Household]]:
    """Alice and Bob, who may knock at either door."""
    async with opened(*(app.url for app in apps)) as doors:
        yield [await settle(database, doors, name) for name in ("Alice", "Bob")]


async def test_a_restart_of_postgresql_loses_nothing_that_was_acknowledged(
    postgresql: OwnServer, apps: Pair, households: list[Household]
) -> None:
    pids = [app.pid for app in apps]
    loads = [Load(household, f"{household.name}-{number}") for household in households for number in range(2)]
    subscribers = [Subscriber(household, [app.url]) for household in households for app in apps]
    async with following(*subscribers):
        writers = [asyncio.create_task(load.run()) for load in loads]
        await progress(loads, writers, WRITES_BETWEEN, PATIENCE)
        for end in (signal.SIGINT, signal.SIGQUIT):  # `pg_ctl stop -m fast`, and `-m immediate`
            await asyncio.to_thread(postgresql.stop, end)
            await refusal(loads, PATIENCE)
            await asyncio.to_thread(postgresql.start)
            await progress(loads, writers, WRITES_BETWEEN, PATIENCE)
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
    assert not any(load.unreachable for load in loads)
    assert [app.pid for app in apps if app.alive] == pids


async def test_a_user_who_signs_in_after_a_restored_dump_is_told_that_something_is_missing(
    apps: Pair, database: Database, households: list[Household], tmp_path: Path
) -> None:
    household, dump = households[0], str(tmp_path / "dump")
    await household.spend(0, 1)
    await asyncio.to_thread(apps[0].command_as_told, "backup", dump)
    backed_up = await household.dashboard()
    undone = [await household.spend(0, amount) for amount in (2, 3)]
    for app in apps:
        await asyncio.to_thread(app.stop)
    await asyncio.to_thread(apps[0].command_as_told, "restore", dump)
    for app in apps:
        app.launch()
    for app in apps:
        await asyncio.to_thread(app.wait)
    for each in households:
        assert await each.doors[0].codes("{ dashboard { revision } }") == ["UNAUTHENTICATED"]
    await database.close()  # the dump cut off what its pool held
    await sign_in_again(database, household)
    assert (await household.dashboard())["overview"] == backed_up["overview"]
    revisions = [await household.spend(1, amount) for amount in (20, 30, 40)]
    for after in undone:
        async with connected(apps[1].url, household.secret) as client:
            await client.subscribe("1", UPDATES, {"after": after})
            update = (await client.data())["dashboardUpdated"]
            assert update["truncated"]
            assert [cause["revision"] for cause in update["causes"]] == [revisions[0] - 1, *revisions]
            assert update["dashboard"] == await household.dashboard(0)
    apps[0].command("verify")
