"""The application opens its database when it starts, not before, and its settings decide who comes in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from app import asgi
from app.asgi import create_app
from app.settings import Settings
from db.stores.engine import Database
from db.stores.opening import DatabaseProblem, prepare
from services.users import SignUpPolicy

SIGN_UP = """mutation { signUp(input: {username: "alice", password: "correct horse battery"}) {
    token problems { message } } }"""


@pytest.fixture(autouse=True)
def logs_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the logs alone, which an application sets up once for its process."""
    monkeypatch.setattr(asgi, "set_up_logs", lambda _settings: None)


def application(url: str, **others: Any) -> Starlette:
    """The application of some settings."""
    return create_app(Settings(database_url=url, **others))


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """The application, from its start to its end, and a client in front of it."""
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as http,
    ):
        yield http


async def ask(http: httpx.AsyncClient, document: str, **headers: str) -> Any:
    """The answer of an operation."""
    return (await http.post("/graphql", json={"query": document}, headers=headers)).json()


async def test_the_embedded_database_is_made_at_the_start_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "data" / "aqua.db"
    app = application(f"sqlite:///{file}")
    assert not file.exists()
    async with served(app) as http:
        assert (await http.get("/readyz")).status_code == 200
        token = (await ask(http, SIGN_UP))["data"]["signUp"]["token"]
    async with served(application(f"sqlite:///{file}")) as http:
        answer = await ask(http, "{ viewer { username } }", authorization=f"Bearer {token}")
        assert answer == {"data": {"viewer": {"username": "alice"}}}


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_database_that_is_not_migrated_is_not_served(empty_url: str) -> None:
    database = Database(empty_url)
    with pytest.raises(DatabaseProblem, match="python -m app migrate"):
        await prepare(database)
    await database.close()


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_migrated_database_is_served(database_url: str) -> None:
    async with served(application(database_url)) as http:
        assert (await http.get("/readyz")).status_code == 200
        assert (await ask(http, SIGN_UP))["data"]["signUp"]["problems"] == []


async def test_settings_decide_who_comes_in(tmp_path: Path) -> None:
    app = application(
        f"sqlite:///{tmp_path / 'aqua.db'}",
        trusted_hosts=("aqua.example",),
        sign_up=SignUpPolicy.CLOSED,
        introspection=False,
        graphiql=False,
        max_body_bytes=1024,
        cors_origins=("https://app.example",),
    )
    async with served(app) as http:
        assert (await http.get("/healthz")).status_code == 400
        http.base_url = httpx.URL("http://aqua.example")
        assert (await http.get("/healthz")).status_code == 200
        (closed,) = (await ask(http, SIGN_UP))["errors"]
        assert closed["extensions"]["code"] == "FORBIDDEN"
        hidden = (await ask(http, "{ __schema { types { name } } }"))["errors"]
        assert {error["extensions"]["code"] for error in hidden} == {"GRAPHQL_VALIDATION_FAILED"}
        page = await http.get("/graphql", headers={"accept": "text/html"})
        assert "text/html" not in page.headers["content-type"]
        large = await http.post("/graphql", json={"query": "{ __typename }" + " " * 1024})
        assert large.status_code == 413
        asked = await http.options(
            "/graphql", headers={"origin": "https://app.example", "access-control-request-method": "POST"}
        )
        assert asked.headers["access-control-allow-origin"] == "https://app.example"


async def test_first_user_signs_up_and_nobody_after_by_default(tmp_path: Path) -> None:
    async with served(application(f"sqlite:///{tmp_path / 'aqua.db'}")) as http:
        for path in ("/", "/graphql"):
            page = await http.get(path, headers={"accept": "text/html"})
            assert "text/html" in page.headers["content-type"]
        answer = await http.post("/graphql", json={"query": SIGN_UP})
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["set-cookie"].startswith("aqua_thistle_session=at_s_")
        assert "secure" not in answer.headers["set-cookie"].lower()
        second = SIGN_UP.replace("alice", "bob")
        assert (await ask(http, second))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert "errors" not in await ask(http, "{ __schema { queryType { name } } }")


async def test_a_session_over_https_never_travels_without_it(tmp_path: Path) -> None:
    async with served(application(f"sqlite:///{tmp_path / 'aqua.db'}")) as http:
        http.base_url = httpx.URL("https://localhost")
        answer = await http.post("/graphql", json={"query": SIGN_UP})
        assert "secure" in answer.headers["set-cookie"].lower()
