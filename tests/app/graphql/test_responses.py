"""Every client can split the streams, and compressed answers have no secrets."""

import email
import json

import pytest

from app.graphql.responses import COMPRESSED_FROM_BYTES
from tests.app.graphql.library import visitor
from tests.app.graphql.test_endpoint import post

FOLLOW = {"query": "subscription { bookAdded { title } }"}
RESULT = {"data": {"bookAdded": {"title": "Months"}}}
LARGE = {"query": "{ books(first: 100) { edges { node { title } } } }"}


async def test_server_sent_events_end_in_line_feeds_and_name_their_kind() -> None:
    answer = await post(json=FOLLOW, headers={"accept": "text/event-stream"})
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store, no-transform"
    data = json.dumps(RESULT, separators=(",", ":"))
    assert answer.text == f"event: next\ndata: {data}\n\nevent: complete\ndata:\n\n"


async def test_a_multipart_body_begins_with_its_delimiter_and_has_no_empty_part() -> None:
    answer = await post(json=FOLLOW, headers={"accept": "multipart/mixed;subscriptionSpec=1.0"})
    content_type = answer.headers["content-type"]
    assert content_type == 'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"'
    assert answer.text.startswith("--graphql\r\nContent-Type: application/json")
    assert answer.text.endswith("\r\n--graphql--\r\n")
    message = email.message_from_string(f"Content-Type: {content_type}\r\n\r\n{answer.text}")
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["application/json"]
    assert [json.loads(str(part.get_payload())) for part in parts] == [{"payload": RESULT}]


@pytest.mark.parametrize("accept", ["text/event-stream", "multipart/mixed"])
async def test_a_query_or_mutation_is_streamed_with_the_headers_of_its_answer(accept: str) -> None:
    answer = await post(json={"query": 'mutation { signIn(title: "May") }'}, headers={"accept": accept})
    assert "signIn" in answer.text
    assert answer.headers["set-cookie"].startswith("aqua_thistle_session=May;")


@pytest.mark.parametrize("accept", ["text/event-stream", "multipart/mixed"])
@pytest.mark.parametrize("query", ["subscription {", "subscription { nothing }"])
async def test_a_document_that_cannot_run_is_told_in_the_stream(accept: str, query: str) -> None:
    answer = await post(json={"query": query}, headers={"accept": accept})
    assert answer.headers["content-type"].startswith(accept)
    assert '"code":"GRAPHQL_' in answer.text


async def test_a_large_answer_is_compressed_for_clients_that_read_gzip() -> None:
    async with visitor() as client:
        for encoding, expected in [
            ("gzip", "gzip"),
            ("br;q=1, gzip;q=0.5", "gzip"),
            ("identity", None),
            ("gzip;q=0", None),
        ]:
            answer = await client.post("/graphql", json=LARGE, headers={"accept-encoding": encoding})
            assert answer.headers.get("content-encoding") == expected
            assert "accept-encoding" in answer.headers["vary"]
            assert len(answer.json()["data"]["books"]["edges"]) == 100


async def test_a_small_answer_is_not_compressed() -> None:
    answer = await post(json={"query": "{ __typename }"}, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers


async def test_an_answer_that_holds_a_secret_is_never_compressed() -> None:
    title = "x" * COMPRESSED_FROM_BYTES
    for field, expected in [("key", None), ("title", "gzip")]:
        query = f"query ($title: String!) {{ book(title: $title) {{ title {field} }} }}"
        answer = await post(json={"query": query, "variables": {"title": title}}, headers={"accept-encoding": "gzip"})
        assert answer.headers.get("content-encoding") == expected
