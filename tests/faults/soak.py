"""Subscribers left open for minutes of random writes and faults: `python -m tests.faults.soak --minutes 10`."""

import argparse
import asyncio
import random
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from db.stores.engine import Database
from tests.faults.households import Subscriber, following, opened, settle
from tests.faults.load import Load, progress
from tests.faults.processes import AppProcess, started
from tests.servers import OwnServer, own_postgresql, own_redis

NAMES = ("Alice", "Bob")
EDITED = 4
CALM_SECONDS = (1.0, 6.0)
RECOVERY_SECONDS = 60.0
WRITES_AFTER_A_FAULT = 3
MIB = 1024 * 1024


@dataclass(frozen=True)
class House:
    """Everything that runs, and what may happen to it."""

    apps: Sequence[AppProcess]
    redis: OwnServer
    postgresql: OwnServer
    chance: random.Random

    async def redis_stopped(self) -> None:
        """Redis is away, and comes back empty."""
        await asyncio.to_thread(self.redis.stop)
        await self._pause(5)
        await asyncio.to_thread(self.redis.start)

    async def redis_frozen(self) -> None:
        """Redis answers nothing."""
        self.redis.freeze()
        await self._pause(12)
        self.redis.thaw()

    async def postgresql_restarted(self) -> None:
        """PostgreSQL is restarted, cleanly or by a crash."""
        await asyncio.to_thread(self.postgresql.stop, self.chance.choice([signal.SIGINT, signal.SIGQUIT]))
        await self._pause(3)
        await asyncio.to_thread(self.postgresql.start)

    async def postgresql_frozen(self) -> None:
        """PostgreSQL answers nothing."""
        self.postgresql.freeze()
        await self._pause(5)
        self.postgresql.thaw()

    async def process_killed(self) -> None:
        """One of the processes is killed, and started again."""
        app = self.chance.choice(self.apps)
        app.kill()
        await self._pause(3)
        await asyncio.to_thread(app.start)

    def faults(self) -> list[Callable[[], Awaitable[None]]]:
        """Everything that may happen."""
        return [
            self.redis_stopped,
            self.redis_frozen,
            self.postgresql_restarted,
            self.postgresql_frozen,
            self.process_killed,
        ]

    async def _pause(self, most: float) -> None:
        await asyncio.sleep(self.chance.uniform(0, most))


async def soak(house: House, minutes: float) -> None:
    """Write and break things for so long, then compare what every subscriber shows with a query."""
    urls = [app.url for app in house.apps]
    async with AsyncExitStack() as stack:
        database = Database(house.postgresql.url)
        stack.push_async_callback(database.close)
        doors = await stack.enter_async_context(opened(*urls))
        households = [await settle(database, doors, name) for name in NAMES]
        subscribers = [Subscriber(household, order) for household in households for order in (urls, urls[::-1])]
        await stack.enter_async_context(following(*subscribers))
        loads = [
            Load(household, f"{household.name}-{number}", EDITED) for household in households for number in range(2)
        ]
        writers = [asyncio.create_task(load.run()) for load in loads]
        await break_things(house, loads, writers, monotonic() + 60 * minutes)
        for load in loads:
            load.stop()
        await asyncio.gather(*writers)
        for subscriber in subscribers:
            await subscriber.check()
        house.apps[0].command("verify")
        connections, writes = (
            sum(subscriber.connections for subscriber in subscribers),
            sum(load.done for load in loads),
        )
        tell(f"{len(subscribers)} subscribers, connected {connections} times, show what queries show.")
        tell(f"{writes} writes were acknowledged, {sum(load.failed + load.unreachable for load in loads)} failed.")
        tell(f"The processes hold {' and '.join(f'{app.memory // MIB} MiB' for app in house.apps)}.")


async def break_things(house: House, loads: Sequence[Load], writers: Sequence[asyncio.Task[None]], end: float) -> None:
    """One fault after another until the end, each of which everybody must get over."""
    while monotonic() < end:
        await asyncio.sleep(house.chance.uniform(*CALM_SECONDS))
        fault = house.chance.choice(house.faults())
        tell((fault.__doc__ or "").strip())
        await fault()
        await progress(loads, writers, WRITES_AFTER_A_FAULT, RECOVERY_SECONDS)


def tell(sentence: str) -> None:
    """Say what happens."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    tell(f"{options.minutes:g} minutes with the seed {options.seed}.")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="aqua-thistle-")))
        redis, postgresql = stack.enter_context(own_redis()), stack.enter_context(own_postgresql())
        redis.start()
        postgresql.start()
        apps = [AppProcess(folder, postgresql.url, redis_url=redis.url) for _ in range(2)]
        apps[0].command("migrate")
        stack.enter_context(started(*apps))
        asyncio.run(soak(House(apps, redis, postgresql, random.Random(options.seed)), options.minutes))


if __name__ == "__main__":
    main()
