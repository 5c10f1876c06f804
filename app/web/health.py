"""The health of the process for its supervisor: whether it lives, and whether it can serve."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

READY_WITHIN_SECONDS = 2.0

log = structlog.get_logger("app.web.health")


def health_routes(database_answers: Callable[[], Awaitable[object]]) -> list[Route]:
    """Return the routes `/healthz` (the process lives) and `/readyz` (the database answers within two seconds)."""

    async def healthz(_request: Request) -> Response:
        return _status(200, "alive")

    async def readyz(_request: Request) -> Response:
        try:
            async with asyncio.timeout(READY_WITHIN_SECONDS):
                await database_answers()
        except Exception as error:
            log.warning("not ready", reason=type(error).__name__)
            return _status(503, "The database does not answer.")
        return _status(200, "ready")

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


def _status(code: int, text: str) -> Response:
    return JSONResponse({"status": text}, code, {"cache-control": "no-store"})
