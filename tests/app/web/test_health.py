"""The process lives, and says whether its database answers."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette

from app.web import health
from app.web.health import health_routes


async def get(path: str, answers: object) -> httpx.Response:
    app = Starlette(routes=health_routes(answers))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://library.example") as client:
        return await client.get(path)


async def works() -> None:
    pass


async def fails() -> None:
    raise ConnectionError("postgresql://alice:secret@db")


async def hangs() -> None:
    await asyncio.Event().wait()


async def test_a_database_that_answers_makes_the_process_ready() -> None:
    answer = await get("/readyz", works)
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_a_database_that_fails_or_hangs_makes_it_unready_but_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "READY_WITHIN_SECONDS", 0.01)
    for answers in (fails, hangs):
        answer = await get("/readyz", answers)
        assert (answer.status_code, answer.json()) == (503, {"status": "The database does not answer."})
        assert (await get("/healthz", answers)).json() == {"status": "alive"}
