"""The application as one process has it, with the answers that it keeps."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette

from app.asgi import create_app
from app.settings import Settings
from app.web.response_cache import ResponseCache
from tests.people import Clock

DASHBOARD = "{ dashboard { revision overview { expenses { amount } recentTransactions { payee } } } }"
PROFILE = "{ viewer { username ledger { today revision } } }"


@asynccontextmanager
async def process(url: str, clock: Clock, **settings: Any) -> AsyncIterator[tuple[httpx.AsyncClient, ResponseCache]]:
    """The application as one process has it: a client in front of it, and its answers."""
    app = create_app(Settings(database_url=url, **settings), clock)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as http,
    ):
        await http.get("/healthz")
        yield http, answers_of(app)


def answers_of(app: Starlette) -> ResponseCache:
    """The answers that an application keeps."""
    layer: Any = app.middleware_stack
    while not isinstance(layer, ResponseCache):
        layer = layer.app
    return layer
