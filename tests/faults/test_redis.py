"""Redis stopped, restarted empty or frozen changes nothing but speed."""

import asyncio
from collections.abc import Iterator
from statistics import median
from time import perf_counter

import pytest

from tests.faults.conftest import Pair, Settle
from tests.faults.households import Household, Subscriber, following
from tests.servers import OwnServer

FROZEN_SECONDS = 10.0
# A write that waited for Redis would take at least the 0.1 seconds that its cache waits, or the 2 of its channel.
SLOWEST_WRITE_SECONDS = 1.0
SLOWER = 3.0


@pytest.fixture
def running(redis: OwnServer) -> Iterator[OwnServer]:
    """Redis, which answers again after the test."""
    yield redis
    redis.stop()
    redis.start()


async def live_on(household: Household, seconds: float, at_least: int) -> list[float]:
    """Write at one door and read at the other for some time, always right; how long each write took."""
    took: list[float] = []
    begun = perf_counter()
    while perf_counter() - begun < seconds or len(took) < at_least:
        door = len(took) % 2
        start = perf_counter()
        revision = await household.spend(door)
        took.append(perf_counter() - start)
        dashboard = await household.dashboard(1 - door)
        assert (dashboard["revision"], dashboard["overview"]["expenses"]["amount"]) == (revision, f"{revision}.00")
        await asyncio.sleep(0.02)
    return took


def is_no_slower(writes: list[float], before: list[float]) -> bool:
    """Return True if writes took about as long as before, and none waited for anything."""
    return median(writes) < SLOWER * median(before) and max(writes) < max(SLOWEST_WRITE_SECONDS, SLOWER * max(before))


@pytest.mark.parametrize("fault", ["stopped", "emptied", "frozen"])
async def test_writes_are_quick_queries_right_and_subscribers_miss_nothing_without_redis(
    newcomer: Settle, pair: Pair, running: OwnServer, fault: str
) -> None:
    household = await newcomer("Alice")
    subscribers = [Subscriber(household, [app.url]) for app in pair]
    async with following(*subscribers):
        before = await live_on(household, 0.5, 20)
        if fault == "frozen":
            running.freeze()
            during = await live_on(household, FROZEN_SECONDS, 20)
            running.thaw()
        else:
            running.stop()
            during = await live_on(household, 1.5, 20) if fault == "stopped" else []
            running.start()
        after = await live_on(household, 0.5, 20)
        assert is_no_slower([*during, *after], before)
        for subscriber in subscribers:
            await subscriber.check()
            assert subscriber.connections == 1
