"""Every request passes the checks of hosts, sizes, headers and origins."""

import pytest

from app.web.middleware import RequestRules
from tests.app.graphql.library import codes, library, visitor

NAME = {"query": "{ __typename }"}
SMALL = RequestRules(hosts=["library.example"], json_bytes=100, upload_bytes=2_000)


@pytest.mark.parametrize(("host", "status"), [("library.example:8000", 200), ("evil.example", 400), ("[", 400)])
async def test_only_known_hosts_are_answered(host: str, status: int) -> None:
    async with visitor() as client:
        assert (await client.post("/graphql", json=NAME, headers={"host": host})).status_code == status


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
async def test_this_machine_is_known_unless_told_otherwise(host: str) -> None:
    async with visitor(library(RequestRules())) as client:
        assert (await client.post("/graphql", json=NAME, headers={"host": host})).status_code == 200


@pytest.mark.parametrize("length", ["101", "100000000", "-5", "x", "9" * 5000])
async def test_a_body_declared_too_long_is_refused_unread(length: str) -> None:
    async def never() -> object:
        raise AssertionError("the body was read")
        yield b""

    async with visitor(library(SMALL)) as client:
        headers = {"content-type": "application/json", "content-length": length}
        answer = await client.post("/graphql", content=never(), headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 413
    assert codes(answer.json()) == ["TOO_LARGE"]
    assert answer.headers["connection"] == "close"


async def test_only_an_upload_may_have_the_size_of_one() -> None:
    token = {"authorization": "Bearer secret"}
    async with visitor(library(SMALL)) as client:
        for size, status in [(1_000, 400), (2_000, 413)]:
            answer = await client.post("/graphql", files={"0": b"x" * size}, headers=token)
            assert answer.status_code == status
        answer = await client.post("/graphql", json={**NAME, "variables": {"x": "y" * 100}})
        assert answer.status_code == 413


async def test_every_answer_has_the_security_headers() -> None:
    async with visitor(library(SMALL)) as client:
        for answer in [
            await client.post("/graphql", json=NAME),
            await client.post("/graphql", json={"query": "x" * 100}),
            await client.get("/nowhere"),
            await client.get("/graphql", headers={"host": "evil.example"}),
        ]:
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert (await client.post("/graphql", json=NAME)).headers["cache-control"] == "no-store"


async def test_other_origins_are_answered_only_where_they_are_named() -> None:
    ask = {"origin": "https://app.example", "access-control-request-method": "POST",
           "access-control-request-headers": "content-type, authorization, graphql-require-preflight"}  # fmt: skip
    async with visitor() as client:
        assert "access-control-allow-origin" not in (await client.options("/graphql", headers=ask)).headers
    rules = RequestRules(hosts=["library.example"], origins=["https://app.example"])
    async with visitor(library(rules)) as client:
        allowed = await client.options("/graphql", headers=ask)
        assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, "https://app.example")
        refused = await client.options("/graphql", headers=ask | {"origin": "https://evil.example"})
        assert "access-control-allow-origin" not in refused.headers
