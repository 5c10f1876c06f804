"""The endpoint answers every request, bad ones with a sentence, and never with a 500."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import HTMLResponse

from app.graphql.authentication import SESSION_COOKIE
from tests.app.graphql.library import codes, library, visitor

NAME = {"query": "{ __typename }"}
JSON = {"content-type": "application/json"}
PREFLIGHT = {"graphql-require-preflight": "1"}
BROWSER = {"cookie": f"{SESSION_COOKIE}=secret"}
TOKEN = {"authorization": "Bearer secret"}


async def post(**request: object) -> httpx.Response:
    async with visitor() as client:
        return await client.post("/graphql", **request)  # type: ignore[arg-type]


def is_refusal(answer: httpx.Response, status: int) -> bool:
    (error,) = answer.json()["errors"]
    assert error["message"].endswith(".")
    return answer.status_code == status and bool(error["extensions"]["code"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"5",
        b'"text"',
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b"{}",
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": 5}',
        b'{"query": "{ __typename }", "operationName": []}',
        b'{"query": "{ __typename }", "variables": [1]}',
        b'{"query": "{ __typename }", "extensions": "x"}',
        b'{"query": "{ __typename }", "variables": {"x": NaN}}',
        b'{"query": "query A { __typename }", "operationName": "B"}',
        b'{"query": "fragment F on Query { __typename }"}',
        b'{"query": "{ __typename } \xff"}',
        b'{"query": "\\ud800"}',
        b"\xff\xfe{\x00}\x00",
        b"[" * 20_000 + b"]" * 20_000,
        b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_001,
    ],
    ids=range(22),
)
async def test_a_body_that_is_no_operation_is_a_400_with_a_sentence(body: bytes) -> None:
    assert is_refusal(await post(content=body, headers=JSON), 400)


@pytest.mark.parametrize("deep", ["[" * 1000 + "]" * 1000, '{"a":' * 1000 + "1" + "}" * 1000])
async def test_variables_nested_as_deep_as_the_decoder_allows_do_no_harm(deep: str) -> None:
    variables = f'"variables": {{"t": {deep}}}'
    body = '{"query": "query ($t: Tree!) { tree(tree: $t) }", ' + variables + "}"
    assert (await post(content=body, headers=JSON)).json() == {"data": {"tree": True}}
    wrong = '{"query": "query ($t: String!) { book(title: $t) { title } }", ' + variables + "}"
    assert codes((await post(content=wrong, headers=JSON)).json()) == ["BAD_USER_INPUT"]


@given(
    st.binary(max_size=60), st.sampled_from(["application/json", "multipart/form-data; boundary=b", "text/plain", ""])
)
async def test_no_body_of_any_type_is_a_500(body: bytes, content_type: str) -> None:
    answer = await post(content=body, headers={"content-type": content_type, **TOKEN})
    assert answer.status_code in (400, 415)
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "text/plain; application/json",
        "application/jsonp",
        "",
        "/;=,",
    ],
)
async def test_only_json_and_uploads_are_taken(content_type: str) -> None:
    answer = await post(content=json.dumps(NAME), headers={"content-type": content_type, **PREFLIGHT})
    assert is_refusal(answer, 415)


async def test_only_the_newer_media_type_has_a_status_for_what_cannot_begin() -> None:
    for accept, status in [("application/json", 200), ("application/graphql-response+json", 400)]:
        answer = await post(json={"query": "{ nothing }"}, headers={"accept": accept})
        assert (answer.status_code, "data" in answer.json()) == (status, False)
        answer = await post(json={"query": "{ broken }"}, headers={"accept": accept})
        assert (answer.status_code, answer.json()["data"]) == (200, {"broken": None})


@pytest.mark.parametrize("accept", ["*/*", "text/event-stream", "multipart/mixed", "application/json"])
async def test_a_mutation_by_get_is_a_405_in_every_form(accept: str) -> None:
    async with visitor() as client:
        document = {"query": 'mutation { addBook(title: "x") { title } }'}
        answer = await client.get("/graphql", params=document, headers={"accept": accept})
        assert is_refusal(answer, 405)


async def test_an_empty_operation_name_is_none() -> None:
    answer = await post(json={"query": "{ book { title } }", "operationName": "", "variables": None})
    assert answer.json() == {"data": {"book": {"title": "Months"}}}


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json", "text/event-stream"])
async def test_a_wrong_bearer_token_is_a_401_whatever_is_asked(accept: str) -> None:
    for headers in ({"authorization": "Bearer wrong"}, {"authorization": "Bearer wrong", **BROWSER}):
        answer = await post(json=NAME, headers={"accept": accept, **headers})
        assert is_refusal(answer, 401)
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_cookie_that_has_ended_is_nobody() -> None:
    answer = await post(json=NAME, headers={"cookie": f"{SESSION_COOKIE}=wrong"})
    assert answer.json() == {"data": {"__typename": "Query"}}


async def test_a_throttled_answer_says_when_to_try_again() -> None:
    for accept in ("application/json", "application/graphql-response+json"):
        answer = await post(json={"query": '{ locked(who: "eager") }'}, headers={"accept": accept})
        assert (answer.status_code, answer.headers["retry-after"]) == (200, "30")


async def test_queries_may_be_got_and_mutations_must_be_posted() -> None:
    async with visitor() as client:
        title = await client.get("/graphql", params={"query": "query ($t: String!) { book(title: $t) { title } }",
                                                     "variables": '{"t": "May"}'})  # fmt: skip
        assert title.json() == {"data": {"book": {"title": "May"}}}
        got = await client.get("/graphql", params={"query": 'mutation { addBook(title: "x") { title } }'})
        assert is_refusal(got, 405)
        assert got.headers["allow"] == "POST"
        assert is_refusal(await client.get("/graphql", params={"query": "{ __typename }", "variables": "{"}), 400)
        assert is_refusal(await client.get("/graphql"), 400)
        put = await client.put("/graphql", json=NAME)
        assert is_refusal(put, 405)
        assert put.headers["allow"] == "GET, POST"


async def test_the_page_is_shown_to_who_asks_for_html_where_it_is_switched_on() -> None:
    for graphiql in (HTMLResponse("GraphiQL"), None):
        async with visitor(library(graphiql=graphiql)) as client:
            answer = await client.get(
                "/graphql", headers={"accept": "text/html,*/*", **BROWSER, "sec-fetch-site": "cross-site"}
            )
            assert answer.status_code == (200 if graphiql else 403)
            ended = {"accept": "text/html", "authorization": "Bearer expired"}
            assert (await client.get("/graphql", headers=ended)).status_code == (200 if graphiql else 401)


async def test_a_body_that_says_no_length_is_read_only_to_the_limit() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield b" " * 1024 * 1024

    answer = await post(content=endless(), headers=JSON)
    assert is_refusal(answer, 413)
    assert codes(answer.json()) == ["TOO_LARGE"]


async def test_an_operation_is_told_its_cost_on_request() -> None:
    books = "{ books(first: 2) { edges { node { title } } } }"
    answer = (await post(json={"query": books, "extensions": {"cost": True}})).json()
    assert answer["extensions"] == {"cost": {"fields": 1 + 2 * 3, "maximum": 20_000}}
    for extensions in (None, {}, {"cost": False}, {"cost": 1}):
        assert "extensions" not in (await post(json={"query": books, "extensions": extensions})).json()
    refused = (await post(json={"query": "{ nothing }", "extensions": {"cost": True}})).json()
    assert "extensions" not in refused
