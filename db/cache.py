"""The cache: computed bytes in this process and in Redis, which may be away, slow or wrong without anybody noticing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

from db.memory import GroupedMemory

if TYPE_CHECKING:
    from db.redis_cache import RedisCache

MIB = 1024 * 1024


class Computed(NamedTuple):
    """What a computation gave, and the key that it belongs to, which may be newer than the one that was asked for."""

    key: str
    value: bytes


class Cache:
    """Bytes by group and key; opens nothing until it is used.

    A key names all that its value depends on, so that a value is never wrong, only unused. Without `redis_url`, and
    while Redis does not answer, the memory of this process is all there is.
    """

    def __init__(self, redis_url: str | None = None, most_bytes: int = 32 * MIB) -> None:
        self._memory: GroupedMemory[bytes] = GroupedMemory(most_bytes)
        self._redis = _redis_cache(redis_url) if redis_url else None
        self._flights: dict[tuple[str, str], asyncio.Task[bytes]] = {}
        self.hits = self.misses = 0

    @property
    def errors(self) -> int:
        """How often Redis failed, or held what was not written by this cache."""
        return self._redis.errors if self._redis else 0

    async def get(self, group: str, key: str) -> bytes | None:
        """The value, None when it is not known here nor in Redis."""
        value = self._memory.get(group, key)
        if value is None and self._redis and (value := await self._redis.get(group, key)) is not None:
            self._remember(group, key, value)
        if value is None:
            self.misses += 1
        else:
            self.hits += 1
        return value

    def put(self, group: str, key: str, value: bytes) -> None:
        """Remember a value here at once, and in Redis when it comes to it."""
        self._remember(group, key, value)
        if self._redis:
            self._redis.put(group, key, value)

    def drop(self, group: str) -> None:
        """Forget a group here at once, and in Redis when it comes to it."""
        self._memory.drop(group)
        if self._redis:
            self._redis.drop(group)

    async def through(self, group: str, key: str, compute: Callable[[], Awaitable[Computed]]) -> bytes:
        """The value, computed once however many ask for it at the same time; what raises is not remembered.

        The computation runs on when whoever began it stops waiting.
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
        """Wait for what is computed or written to Redis at the moment."""
        await asyncio.gather(*self._flights.values(), return_exceptions=True)
        if self._redis:
            await self._redis.settle()

    async def close(self) -> None:
        """Finish what runs, and end the connections."""
        await self.settle()
        if self._redis:
            await self._redis.close()

    async def _fill(self, group: str, key: str, compute: Callable[[], Awaitable[Computed]]) -> bytes:
        found = await self.get(group, key)
        if found is not None:
            return found
        computed = await compute()
        self.put(group, computed.key, computed.value)
        return computed.value

    def _remember(self, group: str, key: str, value: bytes) -> None:
        self._memory.put(group, key, value, len(key) + len(value))


def _redis_cache(url: str) -> "RedisCache":
    # A server without Redis does not import its library.
    from db.redis_cache import RedisCache

    return RedisCache(url)
