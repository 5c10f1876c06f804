"""The embedded database under faults: the process killed right after acknowledging, and a backup put back meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from db.stores.engine import Database
from tests.app.graphql.live.serving import Client, connected
from tests.faults.conftest import Settle
from tests.faults.households import UPDATES, Household, Subscriber, following, opened, settle
from tests.faults.processes import AppProcess
from tests.resolvers.callers import Caller, Json

WRITES_BEFORE_THE_END = 40
TOKENS = "{ viewer { accessTokens { id name } } }"
REFUSED = ["UNAUTHENTICATED"]
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
    listed: set[str] = set()
    after: str | None = None
    while edges := (await household.doors[0].ask(LIST.replace("2", "100"), after=after))["transactions"]["edges"]:
        listed |= {edge["node"]["id"] for edge in edges}
        after = edges[-1]["cursor"]
    return listed


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
        first = await update_of(client, 3)
        assert first["dashboard"] == lost
        await asyncio.to_thread(app.command, "restore", backup)
        restored = (await client.data())["dashboardUpdated"]
        assert (restored["truncated"], revisions(restored)) == (True, [restored["revision"]])
        assert shows(restored, backed_up)
        assert await household.doors[0].codes(LIST, after=cursor) == ["INVALID"]
        for amount in (20, 30, 40):
            revision = await household.spend(0, amount)
            update = (await client.data())["dashboardUpdated"]
            assert revisions(update) == [update["revision"]] == [revision]
            assert update["dashboard"] == await household.dashboard()
        assert update["dashboard"]["overview"]["expenses"]["amount"] == "91.00"
    for after in (1, 2, 3):
        async with connected(app.url, household.secret) as client:
            update = await update_of(client, after)
            assert update["truncated"]
            assert revisions(update) == [*range(restored["revision"], revision + 1)]
            assert update["dashboard"] == await household.dashboard()
    app.command("verify")


async def test_a_restored_backup_brings_no_ended_session_or_token_and_no_old_password_back(
    app: AppProcess, tmp_path: Path
) -> None:
    backup, old, new = str(tmp_path / "backup.db"), "correct horse battery", "a quiet lighthouse"
    app.command("user", "add", "alice", "--password-stdin", typed=f"{old}\n")
    async with opened(app.url) as (http,):
        owner, thief = [await signed_in(http, old) for _ in range(2)]
        token, revoked = [await token_of(owner, name) for name in ("Kept", "Revoked")]
        await asyncio.to_thread(app.command, "backup", backup)
        revoked_id = (await revoked.ask(TOKENS))["viewer"]["accessTokens"][0]["id"]
        assert (await owner.change("revokeAccessToken", {"id": revoked_id}))["problems"] == []
        assert (await owner.change("changePassword", {"current": old, "new": new, "keepAccessTokens": True}))[
            "problems"
        ] == []
        newcomer = await signed_in(http, new)
        ended = [thief, revoked, newcomer]
        assert [await caller.codes(TOKENS) for caller in ended] == [REFUSED, REFUSED, []]
        async with connected(app.url, str(token.secret)) as staying, connected(app.url, str(newcomer.secret)) as ending:
            for client in (staying, ending):
                await update_of(client, 0)
            await asyncio.to_thread(app.command, "restore", backup, "--no-keep")
            assert (await staying.data())["dashboardUpdated"]["truncated"]
            with pytest.raises(ConnectionClosed, match="4403"):
                await ending.receive()
        assert [await caller.codes(TOKENS) for caller in ended] == [REFUSED] * 3
        assert [await caller.codes(TOKENS) for caller in (owner, token)] == [[], []]
        assert await Caller(http).problems("signIn", {"username": "alice", "password": old}) == {"": "INVALID"}
        assert await (await signed_in(http, new)).codes(TOKENS) == []
    app.command("verify")


async def signed_in(http: httpx.AsyncClient, password: str) -> Caller:
    """Alice with a session that has just begun."""
    who = {"username": "alice", "password": password}
    secret: str = (await Caller(http).change("signIn", who, "token"))["token"]
    return Caller(http, secret)


async def token_of(owner: Caller, name: str) -> Caller:
    """Return a caller with a new access token of somebody."""
    made = await owner.change("createAccessToken", {"name": name, "scopes": ["READ"]}, "secret")
    return Caller(owner.http, made["secret"])


async def cursor_of(household: Household) -> str:
    """A cursor in the list of transactions."""
    cursor: str = (await household.doors[0].ask(LIST))["transactions"]["edges"][0]["cursor"]
    return cursor


async def update_of(client: Client, after: int) -> Json:
    """Begin to follow; the first update."""
    await client.subscribe("1", UPDATES, {"after": after})
    update: Json = (await client.data())["dashboardUpdated"]
    return update


def revisions(update: Json) -> list[int]:
    """The revisions of an update's causes."""
    return [cause["revision"] for cause in update["causes"]]


def shows(update: Json, dashboard: Json) -> bool:
    """Return True if an update shows the same as a dashboard of another revision."""
    return bool(update["dashboard"] | {"revision": None} == dashboard | {"revision": None})
