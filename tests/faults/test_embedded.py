"""The embedded database under faults: the process killed right after acknowledging, and a backup put back meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from db.engine import Database
from tests.app.live.serving import Client, connected
from tests.faults.conftest import Settle
from tests.faults.households import UPDATES, Household, Subscriber, following, opened, settle
from tests.faults.processes import AppProcess
from tests.resolvers.callers import Json

WRITES_BEFORE_THE_END = 40
LIST = "query ($after: String) { transactions(first: 2, after: $after) { edges { node { id } cursor } } }"


@pytest.fixture
async def newcomer(app: AppProcess, embedded_url: str) -> AsyncIterator[Settle]:
    """Lets somebody new move in."""
    database = Database(embedded_url)
    async with opened(app.url) as doors:
        yield lambda name: settle(database, doors, name)
    await database.close()


async def test_every_acknowledged_write_is_there_after_the_process_was_killed(
    newcomer: Settle, app: AppProcess
) -> None:
    households = [await newcomer(name) for name in ("Alice", "Bob")]
    subscribers = [Subscriber(household, [app.url]) for household in households]

    async def write(household: Household) -> None:
        try:
            while True:
                await household.spend()
        except httpx.TransportError:
            pass

    async with following(*subscribers):
        for _ in range(2):
            before = sum(len(household.acknowledged) for household in households)
            writers = [asyncio.create_task(write(household)) for household in households for _ in range(3)]
            while sum(len(household.acknowledged) for household in households) < before + WRITES_BEFORE_THE_END:
                await asyncio.sleep(0)
            app.kill()
            await asyncio.gather(*writers)
            await asyncio.to_thread(app.start)
            for household in households:
                await household.spend()
        for subscriber in subscribers:
            await subscriber.check()
            assert subscriber.connections > 1
    for household in households:
        stored = await stored_ids(household)
        assert set(household.acknowledged.values()) <= stored
        assert (await household.dashboard())["overview"]["expenses"]["amount"] == f"{len(stored)}.00"
    app.command("verify")


async def stored_ids(household: Household) -> set[str]:
    """The ids of all transactions."""
    found: set[str] = set()
    after: str | None = None
    while edges := (await household.doors[0].ask(LIST.replace("2", "100"), after=after))["transactions"]["edges"]:
        found |= {edge["node"]["id"] for edge in edges}
        after = edges[-1]["cursor"]
    return found


async def test_a_restored_backup_is_shown_at_once_and_nothing_of_before_is_accepted(
    newcomer: Settle, app: AppProcess, tmp_path: Path
) -> None:
    household, backup = await newcomer("Alice"), str(tmp_path / "backup.db")
    async with connected(app.url, household.secret) as client:
        await household.spend(0, 1)
        await asyncio.to_thread(app.command, "backup", backup)
        backed_up = await household.dashboard()
        for amount in (2, 3):
            await household.spend(0, amount)
        lost, cursor = await household.dashboard(), await cursor_of(household)
        first = await state_of(client, 3)
        assert first["dashboard"] == lost
        await asyncio.to_thread(app.command, "restore", backup)
        restored = await shown(client, 1)
        assert (restored["causes"], restored["truncated"]) == ([], True)
        assert restored["dashboard"] == backed_up == await household.dashboard()
        assert await household.doors[0].codes(LIST, after=cursor) == ["INVALID"]
        for amount, revision in ((20, 2), (30, 3)):
            assert await household.spend(0, amount) == revision
            update = await shown(client, revision)
            assert [cause["revision"] for cause in update["causes"]] == [revision]
            assert update["dashboard"] == await household.dashboard()
        assert update["dashboard"]["overview"]["expenses"]["amount"] == "51.00"


async def cursor_of(household: Household) -> str:
    """A cursor in the list of transactions."""
    cursor: str = (await household.doors[0].ask(LIST))["transactions"]["edges"][0]["cursor"]
    return cursor


async def state_of(client: Client, revision: int) -> Json:
    """Begin to follow; the first update."""
    await client.subscribe("1", UPDATES, {"after": revision})
    return await shown(client, revision)


async def shown(client: Client, revision: int) -> Json:
    """The next update, which shows this revision."""
    update: Json = (await client.data())["dashboardUpdated"]
    assert update["revision"] == revision
    return update
