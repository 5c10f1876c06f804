"""The form of an answer follows Accept and Accept-Encoding, by weight and specificity."""

import pytest
from graphql import OperationType
from hypothesis import given
from hypothesis import strategies as st

from app.graphql.errors import Rejected
from app.graphql.negotiation import Accept, Form, accepts_gzip
from tests.app.graphql.test_endpoint import post

QUERY, SUBSCRIPTION = OperationType.QUERY, OperationType.SUBSCRIPTION
NEW, OLD, EVENTS, PARTS = (form.value for form in (Form.GRAPHQL_JSON, Form.JSON, Form.EVENT_STREAM, Form.MULTIPART))
URQL = f"{NEW}, application/graphql+json, {OLD}, {EVENTS}, {PARTS}"
APOLLO = f"{PARTS};boundary=graphql;subscriptionSpec=1.0,{OLD}"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (NEW, NEW),
        (OLD, OLD),
        ("*/*", OLD),
        ("application/*", OLD),
        ("", OLD),
        ("image/png", OLD),
        ("text/html,application/xhtml+xml,*/*;q=0.8", OLD),
        (f"{OLD}, {NEW}", NEW),
        (f"{OLD}, */*", OLD),
        (f"{NEW}, */*", NEW),
        (f"{NEW};q=0.5, {OLD}", OLD),
        (f"{NEW};q=0", OLD),
        (f"{NEW};q=x", OLD),
        (f"{NEW};q=0, */*", OLD),
        (f"{OLD};q=0, */*", NEW),
        (f"{OLD};q=0.1, */*;q=0", OLD),
        (f"{NEW.upper()} ; Q=1.000", NEW),
        (f'{NEW};charset="utf-8"', NEW),
        (f"{NEW};charset=latin-1, {OLD}", OLD),
        (URQL, NEW),
        (f"{EVENTS}, {OLD};q=0.1", OLD),
        (f"{EVENTS};q=0, {OLD}", OLD),
        (APOLLO, OLD),
        (EVENTS, EVENTS),
        (f"{EVENTS};q=0.5, {PARTS}", PARTS),
        (f"{EVENTS}, {PARTS}", EVENTS),
        (f"{EVENTS}, {OLD};q=0, {NEW};q=0", EVENTS),
        (f"{PARTS};deferSpec=20220824,{OLD}", OLD),
    ],
)
def test_a_query_is_streamed_only_if_no_json_is_acceptable(accept: str, form: str) -> None:
    assert Accept.of(accept).form_of(QUERY).value == form


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", EVENTS),
        ("*/*", EVENTS),
        ("text/*", EVENTS),
        (f"{EVENTS}, {PARTS}", EVENTS),
        (f"{PARTS}, {EVENTS}", EVENTS),
        (f"{EVENTS};q=0.5, {PARTS}", PARTS),
        (f"{EVENTS};q=0, */*", PARTS),
        (URQL, EVENTS),
        (APOLLO, PARTS),
        (f"{OLD}, {APOLLO}", PARTS),
        (f'{PARTS};boundary="graphql";subscriptionSpec="1.0", {NEW}, {OLD};q=0.9', PARTS),
        (PARTS, PARTS),
    ],
)
def test_a_subscription_is_an_event_stream_if_that_is_as_welcome_as_multipart(accept: str, form: str) -> None:
    assert Accept.of(accept).form_of(SUBSCRIPTION).value == form


@pytest.mark.parametrize("accept", [OLD, f"{EVENTS};q=0", "image/png", f"{PARTS};deferSpec=20220824, {OLD}"])
def test_a_subscription_that_no_form_can_carry_is_refused_with_a_sentence_that_helps(accept: str) -> None:
    with pytest.raises(Rejected) as rejected:
        Accept.of(accept).form_of(SUBSCRIPTION)
    assert rejected.value.status == 406
    assert "Accept: text/event-stream" in rejected.value.sentence


@given(st.text(max_size=80) | st.text(alphabet='*/;,="q0.1 abc', max_size=80))
def test_no_header_is_an_error(header: str) -> None:
    assert isinstance(Accept.of(header).form_of(QUERY), Form)
    assert accepts_gzip(header) in (True, False)


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP, deflate, br", True),
        ("x-gzip", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("br, *;q=0", False),
        ("identity", False),
        ("gzip; q=0.001", True),
    ],
)
def test_gzip_is_read_from_its_weight(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


@pytest.mark.parametrize(("accept", "content_type"), [(NEW, NEW), (OLD, OLD), ("*/*", OLD), (URQL, NEW)])
async def test_the_answer_has_the_type_that_was_chosen(accept: str, content_type: str) -> None:
    answer = await post(json={"query": "{ __typename }"}, headers={"accept": accept})
    assert answer.headers["content-type"] == f"{content_type}; charset=utf-8"
    assert answer.json() == {"data": {"__typename": "Query"}}
