"""The cache is never wrong, whatever becomes of its Redis, and computes a value once however many ask."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from time import perf_counter

import pytest
import redis
from redis.exceptions import RedisError

from db.stores.cache import Cache, Computed
from db.stores.memory import SHARE_OF_A_GROUP, GroupedMemory
from tests.patience import PATIENCE
from tests.servers import OwnServer, own_redis

GROUP = "dashboard:alice"


@pytest.fixture
def server() -> Iterator[OwnServer]:
    """A running Redis."""
    with own_redis() as server:
        server.start()
        yield server


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a cache wait for a Redis that answers late, because the machine is busy."""
    monkeypatch.setattr("db.stores.redis_cache.TIMEOUT_SECONDS", PATIENCE)


@pytest.fixture
async def cache(server: OwnServer, patient: None) -> AsyncIterator[Cache]:
    """The cache of one process."""
    cache = Cache(server.url)
    yield cache
    await cache.close()


@pytest.fixture
async def other(server: OwnServer, patient: None) -> AsyncIterator[Cache]:
    """The cache of another process that shares the Redis."""
    other = Cache(server.url)
    yield other
    await other.close()


async def settled(cache: Cache) -> None:
    """Wait for what the cache does in the background."""
    await cache.settle()


def computing(value: bytes, key: str = "1") -> "Computing":
    """A computation that counts how often it runs."""
    return Computing(Computed(key, value))


class Computing:
    def __init__(self, computed: Computed) -> None:
        self.computed = computed
        self.times = 0

    async def __call__(self) -> Computed:
        self.times += 1
        await asyncio.sleep(0.01)
        return self.computed


async def test_value_of_one_process_is_found_by_another(cache: Cache, other: Cache) -> None:
    compute = computing(b"figures")
    assert await cache.through(GROUP, "1", compute) == b"figures"
    await settled(cache)
    assert await other.through(GROUP, "1", compute) == b"figures"
    assert await other.get(GROUP, "2") is None
    assert await other.get("dashboard:bob", "1") is None
    assert compute.times == 1


async def test_value_that_a_hundred_ask_for_at_once_is_computed_once() -> None:
    for cache in [Cache(), Cache("redis://127.0.0.1:1")]:
        compute = computing(b"figures")
        answers = await asyncio.gather(*(cache.through(GROUP, "1", compute) for _ in range(100)))
        assert (set(answers), compute.times) == ({b"figures"}, 1)
        await cache.close()


async def test_a_failure_is_everybodys_and_is_not_remembered() -> None:
    cache = Cache()

    async def fail() -> Computed:
        await asyncio.sleep(0)
        raise ZeroDivisionError

    failures = await asyncio.gather(*(cache.through(GROUP, "1", fail) for _ in range(9)), return_exceptions=True)
    assert all(isinstance(failure, ZeroDivisionError) for failure in failures)
    assert await cache.through(GROUP, "1", computing(b"figures")) == b"figures"


async def test_caller_that_stops_waiting_takes_nothing_from_the_others() -> None:
    cache, compute = Cache(), computing(b"figures")
    first = asyncio.create_task(cache.through(GROUP, "1", compute))
    second = asyncio.create_task(cache.through(GROUP, "1", compute))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second, compute.times) == (b"figures", 1)


async def test_a_value_is_kept_under_the_key_that_it_turned_out_to_have() -> None:
    cache = Cache()
    assert await cache.through(GROUP, "1", computing(b"newer", "2")) == b"newer"
    assert (await cache.get(GROUP, "1"), await cache.get(GROUP, "2")) == (None, b"newer")


async def test_a_dropped_group_is_gone_everywhere_in_one_command(cache: Cache, other: Cache) -> None:
    for key in "12":
        cache.put(GROUP, key, b"old")
    cache.put("dashboard:bob", "1", b"bob's")
    await settled(cache)
    cache.drop(GROUP)
    assert await cache.get(GROUP, "3") is None
    await settled(cache)
    assert [await other.get(GROUP, key) for key in "12"] == [None, None]
    assert await other.get("dashboard:bob", "1") == b"bob's"


async def test_a_group_lives_a_minute_from_its_first_value_on(server: OwnServer, cache: Cache) -> None:
    cache.put(GROUP, "1", b"figures")
    await settled(cache)
    with redis.Redis.from_url(server.url) as client:
        name = f"aqua-thistle:{GROUP}"
        assert 0 < client.ttl(name) <= 60
        client.expire(name, 30)
        cache.put(GROUP, "2", b"more")
        await settled(cache)
        assert client.ttl(name) <= 30


@pytest.mark.parametrize("garbage", [b"", b"x", b"x" * 16, b"x" * 10_000])
async def test_garbage_in_redis_is_no_answer(server: OwnServer, other: Cache, garbage: bytes) -> None:
    with redis.Redis.from_url(server.url) as client:
        client.hset(f"aqua-thistle:{GROUP}", "1", garbage)
    assert await other.through(GROUP, "1", computing(b"figures")) == b"figures"


async def test_a_value_that_belongs_elsewhere_is_no_answer(server: OwnServer, cache: Cache, other: Cache) -> None:
    cache.put("dashboard:bob", "1", b"bob's")
    await settled(cache)
    with redis.Redis.from_url(server.url) as client:
        client.copy("aqua-thistle:dashboard:bob", f"aqua-thistle:{GROUP}")
    assert await other.get(GROUP, "1") is None
    assert other.errors == 1


async def test_something_else_in_a_groups_place_is_left_alone_until_it_is_dropped(
    server: OwnServer, cache: Cache, other: Cache
) -> None:
    with redis.Redis.from_url(server.url) as client:
        client.set(f"aqua-thistle:{GROUP}", "a text")
    assert await cache.through(GROUP, "1", computing(b"figures")) == b"figures"
    cache.drop(GROUP)
    await settled(cache)
    cache.put(GROUP, "1", b"figures")
    await settled(cache)
    assert await other.get(GROUP, "1") == b"figures"


async def test_a_redis_that_is_stopped_and_comes_back_empty_costs_only_speed(
    server: OwnServer, cache: Cache, other: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.stores.redis_cache.REST_SECONDS", 0.05)
    cache.put(GROUP, "1", b"figures")
    await settled(cache)
    server.stop()
    assert await cache.through(GROUP, "1", computing(b"wrong")) == b"figures"
    assert await other.through(GROUP, "1", computing(b"figures")) == b"figures"
    assert await other.through(GROUP, "2", computing(b"more")) == b"more"
    server.start()
    await asyncio.sleep(0.1)
    fresh = Cache(server.url)
    assert await fresh.get(GROUP, "1") is None
    other.put(GROUP, "3", b"again")
    await settled(other)
    assert await fresh.get(GROUP, "3") == b"again"
    await fresh.close()


async def test_a_frozen_redis_is_waited_for_once_and_briefly(server: OwnServer) -> None:
    cache = Cache(server.url)
    assert await cache.get(GROUP, "1") is None
    server.freeze()
    start = perf_counter()
    for number in range(50):
        key = str(number)
        assert await cache.through(GROUP, key, computing(b"figures", key)) == b"figures"
    cache.drop(GROUP)
    assert perf_counter() - start < 1.5
    assert cache.errors < 5
    server.thaw()
    await cache.close()


async def test_a_redis_that_was_never_there_costs_only_speed() -> None:
    cache = Cache("redis://127.0.0.1:1")
    assert await cache.through(GROUP, "1", computing(b"figures")) == b"figures"
    assert await cache.through(GROUP, "1", computing(b"wrong")) == b"figures"
    assert (cache.hits, cache.misses) == (1, 1)
    await cache.close()


async def test_a_refusing_redis_costs_only_speed(server: OwnServer, cache: Cache) -> None:
    with redis.Redis.from_url(server.url) as client:
        client.config_set("maxmemory", "1")
        with pytest.raises(RedisError):
            client.set("anything", "x" * 1000)
    assert await cache.through(GROUP, "1", computing(b"figures")) == b"figures"


def test_the_memory_forgets_the_group_that_was_used_longest_ago() -> None:
    memory: GroupedMemory[str] = GroupedMemory(SHARE_OF_A_GROUP * 10)
    for group in range(SHARE_OF_A_GROUP):
        memory.put(group, "key", f"value {group}", 10)
    assert memory.get(0, "key") == "value 0"
    memory.put("new", "key", "value", 10)
    assert (memory.get(0, "key"), memory.get(1, "key"), memory.get("new", "key")) == ("value 0", None, "value")
    assert memory.bytes <= SHARE_OF_A_GROUP * 10


def test_a_group_that_grows_too_large_costs_no_other_group() -> None:
    memory: GroupedMemory[int] = GroupedMemory(SHARE_OF_A_GROUP * 100)
    memory.put("bob", "key", 1, 50)
    for number in range(10_000):
        memory.put("alice", number, number, 7)
    memory.put("alice", "huge", 1, 101)
    assert (memory.get("bob", "key"), memory.get("alice", 9_999), memory.get("alice", "huge")) == (1, 9_999, None)
    memory.put("bob", "key", 2, 60)
    assert memory.bytes <= 160
    memory.drop("alice")
    memory.drop("bob")
    assert memory.bytes == 0
