"""An application in this process, with a clock that stands still."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app import asgi
from app.web.response_cache import ResponseCache
from db.stores.engine import Database
from tests.app.web.processes import process
from tests.people import Clock
from tests.resolvers.callers import Caller, join


@pytest.fixture
def clock() -> Clock:
    """The time, which stands still until a test moves it."""
    return Clock()


@pytest.fixture(autouse=True)
def logs_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the logs alone, which an application sets up once for its process."""
    monkeypatch.setattr(asgi, "set_up_logs", lambda _settings: None)


@pytest.fixture
async def served(database_url: str, clock: Clock) -> AsyncIterator[tuple[httpx.AsyncClient, ResponseCache]]:
    """The one process of most tests."""
    async with process(database_url, clock) as served:
        yield served


@pytest.fixture
async def alice(database: Database, clock: Clock, served: tuple[httpx.AsyncClient, ResponseCache]) -> Caller:
    """Alice lives in Berlin and counts euros by the calendar month."""
    return await join(database, clock, served[0], "Alice", "EUR", "Europe/Berlin", 1)
