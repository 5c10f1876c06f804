"""The whole API in front of one database, with Alice and Bob signed in."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from app.graphql.authentication import Callers
from app.graphql.endpoint import Endpoint
from app.graphql.guarded_schema import GuardedSchema
from app.graphql.schema import build_schema
from app.settings import Settings
from app.web.middleware import RequestRules, middleware
from db.stores.engine import Database
from services.users import Passwords
from services.wiring import build_services
from tests.people import Clock
from tests.providers import Scripted
from tests.resolvers.callers import Caller, join, visitor
from tests.services.users.people import OPEN, QUICK


@pytest.fixture
def clock() -> Clock:
    """The time, which stands still until a test moves it."""
    return Clock()


@pytest.fixture
async def provider() -> Scripted:
    """Return a Finny that says a word, and waits before the next until a test lets it go on."""
    return Scripted(held=1)


@pytest.fixture(scope="session")
def schema() -> GuardedSchema:
    """The schema, which knows no ledger: one serves all tests."""
    return build_schema()


@pytest.fixture
async def http(
    database: Database, clock: Clock, provider: Scripted, schema: GuardedSchema
) -> AsyncIterator[httpx.AsyncClient]:
    """The API over HTTP."""
    services = build_services(database, clock, OPEN, Passwords(QUICK), provider=provider)
    api = Endpoint(schema, Callers(services), Settings())
    async with visitor(Starlette(routes=[Route("/graphql", api)], middleware=middleware(RequestRules()))) as http:
        yield http
    await services.replies.stop()
    await services.users.close()


@pytest.fixture
def stranger(http: httpx.AsyncClient) -> Caller:
    """Somebody who is not signed in."""
    return Caller(http)


@pytest.fixture
async def alice(database: Database, clock: Clock, http: httpx.AsyncClient) -> Caller:
    """Alice lives in Berlin and counts euros by the calendar month."""
    return await join(database, clock, http, "Alice", "EUR", "Europe/Berlin", 1)


@pytest.fixture
async def bob(database: Database, clock: Clock, http: httpx.AsyncClient) -> Caller:
    """Bob lives in New York and counts dollars from payday, the 25th, to payday."""
    return await join(database, clock, http, "Bob", "USD", "America/New_York", 25)
