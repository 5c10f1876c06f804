"""Pages of other sites: a browser's session counts on pages of this origin and of the allowed ones alone."""

import pytest

from app.graphql.authentication import SESSION_COOKIE
from app.web.middleware import RequestRules
from tests.app.graphql.library import library, visitor
from tests.app.graphql.test_endpoint import is_refusal

NAME = {"query": "{ __typename }"}
BROWSER = {"cookie": f"{SESSION_COOKIE}=secret"}
RULES = RequestRules(hosts=["library.example"], origins=["https://app.example"])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://library.example"}, 200),
        ({"origin": "http://LIBRARY.example:80"}, 200),
        ({"origin": "https://library.example"}, 403),
        ({"origin": "http://library.example:81"}, 403),
        ({"origin": "http://library.example:99999"}, 403),
        ({"origin": "http://evil.example", "sec-fetch-site": "same-origin"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "file://"}, 403),
        ({"origin": "https://app.example", "sec-fetch-site": "cross-site"}, 200),
        ({"origin": "https://app.example:443"}, 200),
        ({"origin": "http://app.example"}, 403),
    ],
)
async def test_the_cookie_counts_only_for_the_same_scheme_host_and_port(headers: dict[str, str], status: int) -> None:
    async with visitor(library(RULES)) as client:
        answer = await client.post("/graphql", json=NAME, headers=BROWSER | headers)
        assert answer.status_code == status
        without_session = await client.post("/graphql", json=NAME, headers={"cookie": "theme=dark"} | headers)
        assert without_session.status_code == 200


async def test_a_wildcard_origin_gives_no_page_the_cookie() -> None:
    async with visitor(library(RequestRules(hosts=["library.example"], origins=["*"]))) as client:
        answer = await client.post("/graphql", json=NAME, headers=BROWSER | {"origin": "https://evil.example"})
        assert is_refusal(answer, 403)


async def test_the_headers_that_clients_send_pass_the_preflight_and_what_they_need_is_exposed() -> None:
    sent = {
        "authorization",
        "content-type",
        "apollographql-client-name",
        "apollographql-client-version",
        "apollo-require-preflight",
        "x-apollo-operation-name",
        "graphql-require-preflight",
        "traceparent",
        "tracestate",
    }
    origin = {"origin": "https://app.example"}
    async with visitor(library(RULES)) as client:
        preflight = await client.options(
            "/graphql",
            headers={
                **origin,
                "access-control-request-method": "POST",
                "access-control-request-headers": ", ".join(sent),
            },
        )
        assert preflight.status_code == 200
        assert sent <= set(preflight.headers["access-control-allow-headers"].lower().split(", "))
        answer = await client.post("/graphql", json=NAME, headers=origin)
        assert set(answer.headers["access-control-expose-headers"].lower().split(", ")) == {
            "ratelimit", "ratelimit-policy", "retry-after", "www-authenticate"
        }  # fmt: skip
