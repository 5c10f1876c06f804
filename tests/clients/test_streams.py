"""Clients of HTTP streams read ours: executor-http in two versions, graphql-sse, meros and Python's email parser."""

import json
from email import message_from_bytes

import pytest

from tests.clients.places import SIGN_OUT, Place, ask, sign_in, visitor
from tests.clients.running import Steps, run_steps

EXECUTORS = ["executor-http 1", "executor-http 3"]
FOLLOW = "subscription { dashboardUpdated { revision } }"


@pytest.fixture(scope="module")
def streams(place: Place) -> Steps:
    """Return the results of the steps of streams.mjs."""
    return run_steps("streams.mjs", place)


@pytest.mark.parametrize("client", EXECUTORS)
def test_an_executor_asks_changes_and_uploads(streams: Steps, client: str) -> None:
    results = [streams[f"{client} {step}"] for step in ("query", "query by GET", "mutation", "upload")]
    assert results == ["alice", "alice", "Bakery", 2]


@pytest.mark.parametrize("client", EXECUTORS)
@pytest.mark.parametrize("method", ["", " by POST"])
def test_an_executor_gets_an_update_for_each_change(streams: Steps, client: str, method: str) -> None:
    assert streams[f"{client} subscription{method}"] == [0, 1, 2]


def test_graphql_sse_asks(streams: Steps) -> None:
    assert streams["graphql-sse query"] == "alice"


def test_graphql_sse_gets_an_update_for_each_change(streams: Steps) -> None:
    assert streams["graphql-sse subscription"] == [0, 1, 2]


@pytest.mark.parametrize("transport", ["fetch", "node:http"])
def test_meros_gets_an_update_for_each_change(streams: Steps, transport: str) -> None:
    assert streams[f"meros subscription with {transport}"] == [0, 1, 2]


def test_no_client_warns(streams: Steps) -> None:
    assert streams["warnings"] == []


def test_a_parser_of_email_reads_a_multipart_subscription_up_to_its_end(place: Place) -> None:
    token = sign_in(place.url)
    headers = {"authorization": f"Bearer {token}", "accept": "multipart/mixed"}
    with visitor() as http, http.stream("POST", place.url, json={"query": FOLLOW}, headers=headers) as answer:
        body = b""
        for chunk in answer.iter_bytes():
            body += chunk
            if b"revision" in chunk and body.count(b"revision") < 3:
                place.record()
            elif b"revision" in chunk:
                ask(place.url, SIGN_OUT, {}, token)
    message = message_from_bytes(f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode() + body)
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert (message.defects, message.preamble, message.epilogue) == ([], None, "")
    assert {part.get_content_type() for part in parts} == {"application/json"}
    *updates, end = [json.loads(str(part.get_payload()))["payload"] for part in parts]
    revisions = [update["data"]["dashboardUpdated"]["revision"] for update in updates]
    assert revisions == [revisions[0], revisions[0] + 1, revisions[0] + 2]
    assert [error["extensions"]["code"] for error in end["errors"]] == ["UNAUTHENTICATED"]
