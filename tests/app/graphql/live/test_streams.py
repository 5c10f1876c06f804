"""Following the dashboard over HTTP: server-sent events and multipart, for proxies that break WebSockets."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from app.graphql import streams
from tests.app.graphql.live.serving import connected
from tests.patience import PATIENCE
from tests.resolvers.callers import Caller

SSE = "text/event-stream"
MULTIPART = "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json"
UPDATES = "subscription ($after: Int) { dashboardUpdated(after: $after) { revision causes { revision } } }"

Json = dict[str, Any]


@asynccontextmanager
async def streamed(
    caller: Caller, accept: str, query: str = UPDATES, **variables: object
) -> AsyncIterator[httpx.Response]:
    """The answer to an operation whose results are streamed."""
    headers = {"accept": accept} | ({"authorization": f"Bearer {caller.secret}"} if caller.secret else {})
    body = {"query": query, "variables": variables}
    async with caller.http.stream("POST", "/graphql", json=body, headers=headers, timeout=PATIENCE) as response:
        yield response


async def results(response: httpx.Response) -> AsyncIterator[Json]:
    """The results in a stream of either kind; the end of server-sent events is an empty one."""
    async for line in response.aiter_lines():
        if line.startswith(("data:", "{")):
            message = json.loads(line.removeprefix("data:").strip() or "{}")
            if message or line.startswith("data:"):
                yield message.get("payload", message)


@pytest.mark.parametrize("accept", [SSE, MULTIPART])
async def test_each_change_arrives(alice: Caller, accept: str) -> None:
    start = await alice.revision()
    async with streamed(alice, accept, after=start) as response:
        assert response.headers["content-type"].startswith(accept.partition(";")[0])
        stream = results(response)
        assert (await anext(stream))["data"]["dashboardUpdated"] == {"revision": start, "causes": []}
        for revision in (start + 1, start + 2):
            await alice.record()
            update = (await anext(stream))["data"]["dashboardUpdated"]
            assert update == {"revision": revision, "causes": [{"revision": revision}]}


@pytest.mark.parametrize("accept", [SSE, MULTIPART])
async def test_a_stream_ends_with_the_session(alice: Caller, accept: str) -> None:
    async with streamed(alice, accept) as response:
        stream = results(response)
        await anext(stream)
        await alice.ask("mutation { signOut { done } }")
        last = await anext(stream)
        assert last["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert [piece async for piece in stream] in ([], [{}])


@pytest.mark.parametrize("accept", [SSE, MULTIPART])
async def test_nobody_follows_without_credentials(alice: Caller, accept: str) -> None:
    async with streamed(Caller(alice.http), accept) as response:
        first = await anext(results(response))
        assert first["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("accept", [SSE, MULTIPART])
@pytest.mark.parametrize("query", ["subscription {", "subscription { nothing }"])
async def test_document_that_cannot_run_is_reported(alice: Caller, accept: str, query: str) -> None:
    async with streamed(alice, accept, query) as response:
        assert (await anext(results(response)))["errors"]


async def test_server_sent_events_carry_queries_as_well(alice: Caller) -> None:
    async with streamed(alice, SSE, "{ viewer { name } }") as response:
        assert [result async for result in results(response)] == [{"data": {"viewer": {"name": "Alice"}}}, {}]


async def test_streams_and_sockets_share_the_places_of_a_ledger(url: str, alice: Caller) -> None:
    async with (
        connected(url, alice.secret),
        streamed(alice, SSE) as one,
        streamed(alice, MULTIPART) as other,
        streamed(alice, SSE) as refused,
    ):
        assert [one.status_code, other.status_code, refused.status_code] == [200, 200, 429]
    for _ in range(50):
        async with streamed(alice, SSE) as again:
            if again.status_code == 200:
                return
        await asyncio.sleep(0.05)
    raise AssertionError("The places were not given back.")


@pytest.mark.parametrize(("accept", "heartbeat"), [(SSE, ":"), (MULTIPART, "{}")])
async def test_a_silent_stream_sends_heartbeats(
    alice: Caller, accept: str, heartbeat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "SECONDS_BETWEEN_HEARTBEATS", 0.05)
    async with streamed(alice, accept) as response:
        lines = response.aiter_lines()
        # A stream that ended would raise StopAsyncIteration.
        while await anext(lines) != heartbeat:
            pass
        await alice.record()
        while "dashboardUpdated" not in await anext(lines):
            pass
        assert not response.is_closed


async def test_a_wrong_token_gets_no_stream(alice: Caller) -> None:
    async with streamed(Caller(alice.http, "at_s_wrong"), SSE) as response:
        assert response.status_code == 401


async def test_a_page_of_another_site_gets_no_stream(alice: Caller) -> None:
    headers = {"accept": SSE, "origin": "https://elsewhere.example", "cookie": f"aqua_thistle_session={alice.secret}"}
    response = await alice.http.get("/graphql", params={"query": UPDATES}, headers=headers)
    assert response.status_code == 403
