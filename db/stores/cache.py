"""The cache: computed bytes in this process and in Redis. A missing, slow or wrong Redis does no harm."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

from db.stores.memory import GroupedMemory

if TYPE_CHECKING:
    from db.stores.redis_cache import RedisCache

MIB = 1024 * 1024


class Computed(NamedTuple):
    """A computed value and its key, which may be newer than the requested one."""

    key: str
    value: bytes


class Cache:
    """Bytes by group and key; opens nothing until it is used.

    A key names everything that its value depends on, so that a value is never wrong, only unused. Without `redis_url`,
    and while Redis does not answer, only the memory of this process is used.
    """

    def __init__(self, redis_url: str | None = None, most_bytes: int = 32 * MIB) -> None:
        self._memory: GroupedMemory[bytes] = GroupedMemory(most_bytes)
        self._redis = _redis_cache(redis_url) if redis_url else None
        self._flights: dict[tuple[str, str], asyncio.Task[bytes]] = {}
        self.hits = self.misses = 0

    @property
    def errors(self) -> int:
        """Return how often Redis failed, or held bytes that this cache did not write."""
        return self._redis.errors if self._redis else 0

    async def get(self, group: str, key: str) -> bytes | None:
        """Return the value; None if neither this process nor Redis has it."""
        value = self._memory.get(group, key)
        if value is None and self._redis and (value := await self._redis.get(group, key)) is not None:
            self._remember(group, key, value)
        if value is None:
            self.misses += 1
        else:
            self.hits += 1
        return value

    def put(self, group: str, key: str, value: bytes) -> None:
        """Store a value here at once, and in Redis in the background."""
        self._remember(group, key, value)
        if self._redis:
            self._redis.put(group, key, value)

    def drop(self, group: str) -> None:
        """Drop a group here at once, and in Redis in the background."""
        self._memory.drop(group)
        if self._redis:
            self._redis.drop(group)

    async def through(self, group: str, key: str, compute: Callable[[], Awaitable[Computed]]) -> bytes:
        """Return the value; compute it once for all callers that wait for it. An exception is not remembered.

        The computation continues when the caller that began it stops waiting.
        """
        value = self._memory.get(group, key)
        if value is not None:
            self.hits += 1
            return value
        flight = self._flights.get((group, key))
        if flight is None:
            flight = self._flights[group, key] = asyncio.create_task(self._fill(group, key, compute))
            flight.add_done_callback(lambda _: self._flights.pop((group, key)))
        return await asyncio.shield(flight)

    async def settle(self) -> None:
        """Wait for the running computations and writes to Redis."""
        await asyncio.gather(*self._flights.values(), return_exceptions=True)
        if self._redis:
            await self._redis.settle()

    async def close(self) -> None:
        """Finish the running work, and close the connections."""
        await self.settle()
        if self._redis:
            await self._redis.close()

    async def _fill(self, group: str, key: str, compute: Callable[[], Awaitable[Computed]]) -> bytes:
        value = await self.get(group, key)
        if value is not None:
            return value
        computed = await compute()
        self.put(group, computed.key, computed.value)
        return computed.value

    def _remember(self, group: str, key: str, value: bytes) -> None:
        self._memory.put(group, key, value, len(key) + len(value))


def _redis_cache(url: str) -> "RedisCache":
    # A server without Redis does not import its library.
    from db.stores.redis_cache import RedisCache

    return RedisCache(url)
