"""The cache: computed bytes in this process and in Redis, which may be away, slow or wrong without anybody noticing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from hashlib import blake2b
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from db.memory import GroupedMemory

MIB = 1024 * 1024
LIVE_SECONDS = 60
TIMEOUT_SECONDS = 0.1
REST_SECONDS = 2.0
MOST_CONNECTIONS = 16
MOST_IN_BACKGROUND = 256
SEAL_BYTES = 16

_log = logging.getLogger(__name__)
Answered = TypeVar("Answered")


class Computed(NamedTuple):
    """What a computation gave, and the key that it belongs to, which may be newer than the one that was asked for."""

    key: str
    value: bytes


class Cache:
    """Bytes by group and key; opens nothing until it is used.

    A key names all that its value depends on, so that a value is never wrong, only unused. In Redis (7 or newer) a
    group is one hash with a time to live, which one command drops. Without `redis_url`, and while Redis does not
    answer, the memory of this process is all there is: one failure lets Redis rest for two seconds.
    """

    def __init__(self, redis_url: str | None = None, most_bytes: int = 32 * MIB) -> None:
        self._memory: GroupedMemory[bytes] = GroupedMemory(most_bytes)
        self._redis = _client(redis_url) if redis_url else None
        self._rests_until = 0.0
        self._flights: dict[tuple[str, str], asyncio.Task[bytes]] = {}
        self._background: set[asyncio.Task[None]] = set()
        self.hits = self.misses = self.errors = 0

    async def get(self, group: str, key: str) -> bytes | None:
        """The value, None when it is not known here nor in Redis."""
        value = self._memory.get(group, key)
        if value is None:
            value = await self._fetch(group, key)
        if value is None:
            self.misses += 1
        else:
            self.hits += 1
        return value

    def put(self, group: str, key: str, value: bytes) -> None:
        """Remember a value here at once, and in Redis when it comes to it."""
        self._memory.put(group, key, value, len(key) + len(value))
        self._in_background(self._store(group, key, value))

    def drop(self, group: str) -> None:
        """Forget a group here at once, and in Redis when it comes to it."""
        self._memory.drop(group)
        self._in_background(self._unlink(group))

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

    async def close(self) -> None:
        """End what runs in the background and the connections."""
        await asyncio.gather(*self._flights.values(), *self._background, return_exceptions=True)
        if self._redis is not None:
            await self._redis.aclose()

    async def _fill(self, group: str, key: str, compute: Callable[[], Awaitable[Computed]]) -> bytes:
        found = await self.get(group, key)
        if found is not None:
            return found
        computed = await compute()
        self.put(group, computed.key, computed.value)
        return computed.value

    async def _fetch(self, group: str, key: str) -> bytes | None:
        sealed = await self._ask(lambda redis: redis.hget(_name(group), key))
        if not isinstance(sealed, bytes):
            return None
        value = sealed[SEAL_BYTES:]
        if sealed[:SEAL_BYTES] != _seal(group, key, value):
            self.errors += 1
            return None
        self._memory.put(group, key, value, len(key) + len(value))
        return value

    async def _store(self, group: str, key: str, value: bytes) -> None:
        async def send(redis: Redis) -> None:
            pipeline = redis.pipeline(transaction=False)
            pipeline.hset(_name(group), key, _seal(group, key, value) + value)
            pipeline.expire(_name(group), LIVE_SECONDS, nx=True)
            await pipeline.execute()

        await self._ask(send)

    async def _unlink(self, group: str) -> None:
        await self._ask(lambda redis: redis.unlink(_name(group)))

    async def _ask(self, command: Callable[[Redis], Awaitable[Answered]]) -> Answered | None:
        if self._redis is None or monotonic() < self._rests_until:
            return None
        try:
            return await command(self._redis)
        except ResponseError:  # It answers, so that it need not rest: something else stands in the group's place.
            self.errors += 1
            return None
        except (RedisError, OSError, TimeoutError) as error:
            self.errors += 1
            self._rests_until = monotonic() + REST_SECONDS
            _log.warning("Redis rests, because it failed: %s", type(error).__name__)
            return None

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        if self._redis is None or monotonic() < self._rests_until or len(self._background) >= MOST_IN_BACKGROUND:
            work.close()
            return
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _client(url: str) -> Redis:
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=MOST_CONNECTIONS,
        timeout=TIMEOUT_SECONDS,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)


def _name(group: str) -> str:
    return f"aqua-thistle:{group}"


def _seal(group: str, key: str, value: bytes) -> bytes:
    """What ties a value to its place, so that nothing else found there, however it came, is taken for it."""
    # The lengths keep one place from spelling another.
    place = f"{len(group)}:{group}{len(key)}:{key}".encode()
    return blake2b(place + value, digest_size=SEAL_BYTES).digest()
