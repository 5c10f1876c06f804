"""The shared part of the cache: bytes in Redis. A missing, slow or wrong Redis does no harm."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from hashlib import blake2b
from time import monotonic
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

LIVE_SECONDS = 60
TIMEOUT_SECONDS = 0.1
REST_SECONDS = 2.0
MOST_CONNECTIONS = 16
MOST_IN_BACKGROUND = 256
SEAL_BYTES = 16

_log = logging.getLogger(__name__)
Answered = TypeVar("Answered")


class RedisCache:
    """Bytes by group and key in Redis 7 or newer. No failure of Redis raises.

    A group is one hash with a time to live, which one command drops. After a failure Redis is not asked for two
    seconds.
    """

    def __init__(self, url: str) -> None:
        self._redis = _client(url)
        self._rests_until = 0.0
        self._background: set[asyncio.Task[None]] = set()
        self.errors = 0

    async def get(self, group: str, key: str) -> bytes | None:
        """Return the value; None if Redis does not hold it or does not answer."""
        sealed = await self._ask(lambda redis: redis.hget(_name(group), key))
        if not isinstance(sealed, bytes):
            return None
        value = sealed[SEAL_BYTES:]
        if sealed[:SEAL_BYTES] == _seal(group, key, value):
            return value
        self.errors += 1
        return None

    def put(self, group: str, key: str, value: bytes) -> None:
        """Write a value in the background."""
        self._in_background(self._store(group, key, value))

    def drop(self, group: str) -> None:
        """Drop a group in the background."""
        self._in_background(self._unlink(group))

    async def settle(self) -> None:
        """Wait for the writes in the background."""
        await asyncio.gather(*self._background, return_exceptions=True)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

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
        if monotonic() < self._rests_until:
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
        if monotonic() < self._rests_until or len(self._background) >= MOST_IN_BACKGROUND:
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
    """Return the bytes that tie a value to its place, so that other bytes found there are not taken for it."""
    # The lengths keep one place from spelling another.
    place = f"{len(group)}:{group}{len(key)}:{key}".encode()
    return blake2b(place + value, digest_size=SEAL_BYTES).digest()
