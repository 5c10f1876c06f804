"""After a write nothing of the older dashboards of the ledger stays in Redis, tidily: no key is ever wrong."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.routing import Route

from app.graphql.authentication import Callers
from app.graphql.endpoint import Endpoint
from app.graphql.guarded_schema import GuardedSchema
from app.settings import Settings
from db.stores import redis_cache
from db.stores.cache import Cache
from db.stores.engine import Database
from services.wiring import build_services
from tests.patience import PATIENCE
from tests.people import Clock
from tests.providers import Scripted
from tests.requirements import require_server
from tests.resolvers.callers import Caller, visitor
from tests.resolvers.mutations import WRITES

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
async def http(
    database: Database, clock: Clock, provider: Scripted, schema: GuardedSchema, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """The API over HTTP, with a cache in Redis that is waited for, however busy the machine is."""
    monkeypatch.setattr(redis_cache, "TIMEOUT_SECONDS", PATIENCE)
    cache = Cache(require_server("AQUA_THISTLE_TEST_REDIS"))
    services = build_services(database, clock, cache=cache, provider=provider)
    async with visitor(Starlette(routes=[Route("/graphql", Endpoint(schema, Callers(services), Settings()))])) as http:
        yield http
    await services.replies.stop()
    await services.users.close()
    await cache.close()


@pytest.fixture
async def redis() -> AsyncIterator[Redis]:
    """The same Redis."""
    async with Redis.from_url(require_server("AQUA_THISTLE_TEST_REDIS")) as redis:
        yield redis


@pytest.mark.parametrize("mutation", WRITES)
async def test_a_write_takes_the_ledgers_dashboards_out_of_redis_and_no_others(
    alice: Caller, bob: Caller, redis: Redis, mutation: str
) -> None:
    hers, his = (f"aqua-thistle:dashboard:{caller.person.ledger_id.hex}" for caller in (alice, bob))
    draft = await WRITES[mutation](alice)
    async with asyncio.timeout(PATIENCE):
        for caller, key in ((alice, hers), (bob, his)):
            # What an earlier write takes out may be a dashboard that was asked for since.
            while not await redis.exists(key):
                await caller.revision()
                await asyncio.sleep(0.01)
        assert (await alice.change(mutation, draft))["problems"] == []
        while await redis.exists(hers):
            await asyncio.sleep(0.01)
    assert await redis.exists(his)
