"""Two processes behave as one: nothing is stale, nothing is missed, and nothing goes to the wrong household."""

import asyncio
import random
import subprocess
import sys
from time import perf_counter

from websockets.exceptions import ConnectionClosed

from db.stores.engine import Database
from services.users import Scope
from services.users.credentials import EVERY_SCOPE
from services.values.clock import utc_now
from tests.app.graphql.live.serving import Client, connected
from tests.app.processes import ROOT
from tests.faults.conftest import Pair, Settle
from tests.faults.households import UPDATES, Household, Subscriber, following
from tests.people import Clock
from tests.proofs import size
from tests.resolvers.callers import holding

SWEEP_SECONDS = 2.0
# What a busy machine may add to the two seconds: reading the state, and the way to the subscriber.
DELIVERY_SECONDS = 1.0
HOUSEHOLDS = size(12, 50)
WRITES_THERE_AND_BACK = size(30, 125)
SPENT = "{ dashboard { revision overview { expenses { amount } } } }"


async def test_writes_on_one_process_are_never_missing_on_the_other(newcomer: Settle) -> None:
    async def write_and_read(household: Household) -> None:
        for written in range(1, WRITES_THERE_AND_BACK + 1):
            door = written % 2
            revision = await household.spend(door, written)
            dashboard = (await household.doors[1 - door].ask(SPENT))["dashboard"]
            spent = dashboard["overview"]["expenses"]["amount"]
            assert (dashboard["revision"], spent) == (revision, f"{written * (written + 1) // 2}.00")

    households = [await newcomer(f"Alice {number}") for number in range(8)]
    await asyncio.gather(*map(write_and_read, households))


async def test_many_subscribers_of_many_ledgers_get_every_write(newcomer: Settle, pair: Pair) -> None:
    households = [await newcomer(f"Household {number}") for number in range(HOUSEHOLDS)]
    one, other = (app.url for app in pair)
    places = [(one,) * 4, (other,) * 4, (one, other) * 2] * 17
    subscribers = [
        Subscriber(household, [url]) for household, urls in zip(households, places, strict=False) for url in urls
    ]
    chance = random.Random(50)
    writes = [(household, chance.randrange(2), chance.randint(1, 999)) for household in households for _ in range(40)]
    chance.shuffle(writes)
    left = iter(writes)

    async def write() -> None:
        for household, door, amount in left:
            await household.spend(door, amount)

    async with following(*subscribers):
        await asyncio.gather(*(write() for _ in range(16)))
        await asyncio.gather(*(subscriber.check() for subscriber in subscribers))
    assert [household.revision for household in households] == [40] * HOUSEHOLDS
    assert {(subscriber.connections, len(subscriber.causes)) for subscriber in subscribers} == {(1, 40)}


async def test_a_writer_killed_between_commit_and_bell_is_noticed_within_two_seconds(
    newcomer: Settle, pair: Pair, database: Database
) -> None:
    household = await newcomer("Alice")
    ledger = str(household.doors[0].person.ledger_id)
    subscribers = [Subscriber(household, [app.url]) for app in pair]
    async with following(*subscribers):
        for revision in (1, 2):
            url = database.url.render_as_string(hide_password=False)
            command = [sys.executable, "-m", "tests.faults.writer", url, ledger]
            writer = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=False)
            died = perf_counter()
            assert writer.returncode == -9
            await asyncio.gather(*(subscriber.until(revision) for subscriber in subscribers))
            assert perf_counter() - died < SWEEP_SECONDS + DELIVERY_SECONDS
        for subscriber in subscribers:
            assert subscriber.state == await household.dashboard()
            assert sorted(subscriber.causes) == list(range(1, revision + 1))


async def test_signing_out_everywhere_closes_every_socket_and_nothing_more_is_pushed(
    newcomer: Settle, pair: Pair, database: Database
) -> None:
    household = await newcomer("Alice")
    clock, caller = Clock(utc_now()), household.doors[0]
    sessions = [await holding(database, clock, caller, "session", EVERY_SCOPE) for _ in range(2)]
    token = await holding(database, clock, caller, "token", frozenset([Scope.WRITE]))
    ended = [session.secret or "" for session in (caller, *sessions)]
    kept: list[int] = []

    async def stay(url: str, secret: str, reached: list[int]) -> tuple[int, str]:
        async with connected(url, secret) as client:
            return await _listen(client, reached)

    seen: list[list[int]] = [[] for _ in range(2 * len(ended))]
    places = [(app.url, secret) for app in pair for secret in ended]
    async with asyncio.TaskGroup() as group:
        closes = [group.create_task(stay(*place, reached)) for place, reached in zip(places, seen, strict=True)]
        witness = group.create_task(stay(pair[1].url, token.secret or "", kept))
        async with asyncio.timeout(10):
            while not all([*seen, kept]):
                await asyncio.sleep(0.01)
        answer = await caller.change("signOutEverywhere", {"accessTokens": False}, "done")
        household.doors = [token]
        for _ in range(5):
            await household.spend()
        async with asyncio.timeout(5):
            assert {await close for close in closes} == {(4403, "Forbidden")}
            while kept[-1] < household.revision:
                await asyncio.sleep(0.01)
        witness.cancel()
    assert max(max(reached) for reached in seen) < answer["revision"]


async def _listen(client: Client, reached: list[int]) -> tuple[int, str]:
    """Note the revision of every update; the code and reason of the end."""
    await client.subscribe("1", UPDATES)
    try:
        while True:
            reached.append((await client.data(60))["dashboardUpdated"]["revision"])
    except ConnectionClosed as closed:
        end = closed.rcvd
    assert end
    return end.code, end.reason
