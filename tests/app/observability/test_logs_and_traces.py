"""The operator sees whose each log line is, what became of each root field, and how late updates are; no secrets."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from prometheus_client import generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from app.errors import CommandError
from app.graphql.authentication import Callers, NoCookie
from app.graphql.endpoint import Endpoint
from app.graphql.schema import build_schema
from app.observability import tracing
from app.observability.logs import RequestIds
from app.observability.metrics import Answered, Metrics
from app.observability.prometheus import PrometheusMetrics
from app.observability.publishing import metrics_of
from app.observability.tracing import TraceParents, Traces, require_packages, traces_of
from app.settings import Settings
from db.stores.engine import Database
from schema.context import Context
from services.calculations import CategoryKind
from services.categories import CategoryDraft
from services.users import Passwords, Viewer
from services.wiring import Services, build_services
from tests.app.processes import running, said_until
from tests.patience import PATIENCE
from tests.people import Clock
from tests.services.users.people import ALICE, HOME, OPEN, QUICK

TRACE = "0af7651916cd43dd8448eb211c80319c"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


class House(NamedTuple):
    """The services with Alice signed in."""

    services: Services
    viewer: Viewer
    secret: str


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """The services of one process over one database."""
    services = build_services(database, Clock(), OPEN, Passwords(QUICK))
    await services.live.start()
    signed_in = (await services.users.sign_up(ALICE, HOME)).object
    yield House(services, signed_in.viewer, signed_in.secret)
    await services.live.stop()
    await services.users.close()


@pytest.fixture
def seen() -> list[Answered]:
    """Return the list that collects the observed operations."""
    return []


@pytest.fixture
async def http(house: House, seen: list[Answered]) -> AsyncIterator[httpx.AsyncClient]:
    """The API as Alice calls it."""
    api = Endpoint(build_schema(observers=[seen.append]), Callers(house.services), Settings())
    app = Starlette(routes=[Route("/graphql", api)], middleware=[Middleware(RequestIds)])
    headers = {"authorization": f"Bearer {house.secret}"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://localhost", headers=headers
    ) as http:
        yield http


async def outcomes(http: httpx.AsyncClient, seen: list[Answered], document: str) -> dict[str, str]:
    """Return the outcome of each field of a document, as observers are told."""
    await http.post("/graphql", json={"query": document})
    return dict(seen[-1].outcomes)


async def test_observers_are_told_the_outcome_of_each_root_field(
    http: httpx.AsyncClient, seen: list[Answered], house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await outcomes(
        http, seen, "query Mine { me: viewer { name } ...F } fragment F on Query { viewer { name } }"
    ) == {"viewer": "ok"}
    assert (seen[-1].kind, seen[-1].name) == ("query", "Mine")
    assert seen[-1].ended > seen[-1].began

    http.headers.pop("authorization")
    outcome_of = await outcomes(http, seen, "{ __typename viewer { name } }")
    assert outcome_of == {"__typename": "ok", "viewer": "refused"}
    http.headers["authorization"] = f"Bearer {house.secret}"

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(type(house.services.dashboard), "read", fail)
    outcome_of = await outcomes(http, seen, "{ dashboard { revision } }")
    assert outcome_of == {"dashboard": "failed"}


@pytest.mark.parametrize(
    "document", ["{ madeUp }", "{", "query { ...F } fragment F on Query { ...F }", "subscription { x }"]
)
async def test_names_that_a_client_makes_up_are_not_told(
    http: httpx.AsyncClient, seen: list[Answered], document: str
) -> None:
    assert await outcomes(http, seen, document) == {"none": "refused"}


async def test_a_request_has_the_id_of_its_proxy_or_a_new_one(http: httpx.AsyncClient) -> None:
    body = {"query": "{ viewer { name } }"}
    given = [(await http.post("/graphql", json=body)).headers["x-request-id"] for _ in range(2)]
    assert len(set(given)) == 2
    for mine, kept in (("abc-123", True), ("x" * 65, False), ("a\u00e9", False), ("a b", False), ("", False)):
        headers = {"x-request-id": mine.encode("latin-1")}
        answer = await http.post("/graphql", json=body, headers=headers)  # type: ignore[arg-type]
        assert (answer.headers["x-request-id"] == mine) is kept


async def test_subscribers_updates_and_their_delay_are_counted(house: House) -> None:
    metrics = PrometheusMetrics()
    context = Context(house.services, house.viewer, HOME, NoCookie())
    schema = build_schema(metrics=metrics)
    stream: Any = await schema.stream("subscription { dashboardUpdated { revision } }", context_value=context)
    await anext(stream)
    next_one = asyncio.create_task(anext(stream))
    await asyncio.sleep(0)
    assert metrics.registry.get_sample_value("aqua_thistle_subscribers") == 1
    assert metrics.registry.get_sample_value("aqua_thistle_updates_delivered_total") == 1
    assert metrics.registry.get_sample_value("aqua_thistle_delivery_seconds_count") == 0

    await house.services.categories.create(house.viewer.ledger_id, CategoryDraft("Food", CategoryKind.EXPENSE))
    await next_one
    ending = asyncio.create_task(anext(stream))
    await asyncio.sleep(0)
    assert metrics.registry.get_sample_value("aqua_thistle_updates_delivered_total") == 2
    assert metrics.registry.get_sample_value("aqua_thistle_delivery_seconds_count") == 1

    ending.cancel()
    await asyncio.gather(ending, return_exceptions=True)
    await stream.aclose()
    assert metrics.registry.get_sample_value("aqua_thistle_subscribers") == 0


async def test_prometheus_counts_requests_and_caches(house: House) -> None:
    metrics = PrometheusMetrics()
    cache = {"hit": 2, "miss": 1}
    metrics.watch("dashboard", lambda: cache)
    metrics.answered(Answered("query", None, {"viewer": "ok", "node": "refused"}, 0, 2_000_000_000))
    cache["hit"] = 5
    metrics.answered(Answered("subscription", None, {"dashboardUpdated": "ok"}, 0, 10**15))
    text = generate_latest(metrics.registry).decode()
    for line in (
        'aqua_thistle_requests_total{field="viewer",outcome="ok"} 1.0',
        'aqua_thistle_requests_total{field="node",outcome="refused"} 1.0',
        'aqua_thistle_requests_total{field="dashboardUpdated",outcome="ok"} 1.0',
        'aqua_thistle_operation_seconds_sum{kind="query"} 2.0',
        'aqua_thistle_cache_total{cache="dashboard",result="hit"} 5.0',
        'aqua_thistle_cache_total{cache="dashboard",result="miss"} 1.0',
    ):
        assert line in text
    assert 'aqua_thistle_operation_seconds_count{kind="subscription"}' not in text


def test_nothing_is_counted_or_traced_unless_it_is_asked_for(backend: str) -> None:
    settings = Settings()
    assert not metrics_of(settings)
    assert type(metrics_of(settings)) is Metrics
    assert traces_of(settings) is None
    require_packages(settings)


async def test_an_operation_is_one_span_below_that_of_its_request(house: House) -> None:
    spans = InMemorySpanExporter()
    traces = Traces(SimpleSpanProcessor(spans))
    api = Endpoint(build_schema(observers=[traces.answered]), Callers(house.services), Settings())
    app = Starlette(routes=[Route("/graphql", api)], middleware=[Middleware(TraceParents)])
    headers = {"authorization": f"Bearer {house.secret}", "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    body = {"query": "query Mine { viewer { name } transactions(first: 1) { edges { node { payee } } } }"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as http:
        assert "errors" not in (await http.post("/graphql", json=body, headers=headers)).json()
    (span,) = spans.get_finished_spans()
    assert span.name == "query viewer transactions"
    assert dict(span.attributes or {}) == {
        "graphql.operation.type": "query",
        "graphql.operation.name": "Mine",
        "graphql.root_fields": ("viewer", "transactions"),
    }
    assert span.parent
    assert f"{span.parent.trace_id:032x}" == TRACE
    assert span.status.status_code is StatusCode.UNSET
    traces.answered(Answered("mutation", None, {"signUp": "failed"}, 1, 2))
    assert spans.get_finished_spans()[-1].status.status_code is StatusCode.ERROR
    traces.close()


def test_spans_reach_a_collector(backend: str) -> None:
    bodies: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        Thread(target=server.serve_forever).start()
        traces = traces_of(Settings(otlp_endpoint=f"http://127.0.0.1:{server.server_port}/"))
        assert traces
        traces.answered(Answered("query", None, {"viewer": "ok"}, 1, 2))
        traces.close()
        server.shutdown()
    ((path, body),) = bodies
    assert path == "/v1/traces"
    assert b"query viewer" in body
    assert b"aqua-thistle" in body


def test_traces_without_their_packages_are_refused_in_a_sentence(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "PACKAGES", ("opentelemetry.not_there", "not_there.at_all"))
    with pytest.raises(CommandError, match=r"requirements-telemetry\.txt"):
        traces_of(Settings(otlp_endpoint="http://127.0.0.1:4318"))


def test_every_line_of_the_log_is_json_with_the_ids_of_its_request_and_without_secrets(
    backend: str, sqlite_url: str
) -> None:
    env = {"AQUA_THISTLE_DATABASE_URL": sqlite_url, "AQUA_THISTLE_LOG_FORMAT": "json"}
    sign_up = 'mutation { signUp(input: {username: "alice", password: "correct horse battery"}) { token } }'
    with running("serve", "--port", "0", env=env) as process:
        (address,) = [word for word in said_until(process, "serves").split() if word.startswith("http")]
        with httpx.Client() as http:
            token = http.post(address, json={"query": sign_up}).json()["data"]["signUp"]["token"]
            answer = http.post(
                address,
                json={"query": '{ transactions(first: 1, filter: {text: "private", from: "x"}) { edges { cursor } } }'},
                headers={"authorization": f"Bearer {token}"},
            )
        server = urlsplit(address)
        with socket.create_connection((server.hostname or "", server.port or 0)) as client:
            client.sendall(b"\x00 not HTTP\r\n\r\n")
            client.recv(1000)
        process.terminate()
        text = process.communicate(timeout=PATIENCE)[0]
    lines = [json.loads(line) for line in text.splitlines()]
    refusal = next(line for line in lines if line["event"] == "client errors")
    assert refusal["request"] == answer.headers["x-request-id"]
    assert len(refusal["user"]) == len(refusal["ledger"]) == 36
    assert any(line["event"] == "Invalid HTTP request received." for line in lines)
    for secret in (token, "correct horse", "private"):
        assert secret not in text
