"""One server for all tests of a module, in a thread of its own, and for each test an Alice and a Bob of its own."""

import shutil
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from app.graphql import endpoint
from app.settings import Settings
from db.engine import Database
from tests.app.graphql.live.serving import QUICK, served
from tests.people import Clock
from tests.resolvers.callers import Caller, join


@pytest.fixture(scope="module")
def clock() -> Clock:
    """The time, which stands still until a test moves it."""
    return Clock()


@pytest.fixture(scope="module")
def settings(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a server of which a ledger may ask little."""
    file = shutil.copy(migrated_file, tmp_path_factory.mktemp("served") / "aqua.db")
    return Settings(database_url=f"sqlite:///{file}", ledger_streams=3)


@pytest.fixture(scope="module")
def url(settings: Settings, clock: Clock) -> Iterator[str]:
    """The address of a server with little patience."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(endpoint, "SocketLimits", lambda: QUICK)
        with served(settings, clock) as url:
            yield url


@pytest.fixture
def database_url(settings: Settings) -> str:
    """The URL of the server's database."""
    return settings.database_url


@pytest.fixture
async def http(url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The same server over HTTP."""
    # Reading the certificates of the system, for which nobody has a use here, takes longer than most tests.
    async with httpx.AsyncClient(base_url=url, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as http:
        yield http


@pytest.fixture
async def alice(database: Database, clock: Clock, http: httpx.AsyncClient) -> Caller:
    """Alice, with a session."""
    return await join(database, clock, http, "Alice")


@pytest.fixture
async def bob(database: Database, clock: Clock, http: httpx.AsyncClient) -> Caller:
    """Bob, with a session."""
    return await join(database, clock, http, "Bob")
