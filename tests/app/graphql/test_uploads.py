"""Uploads by the GraphQL multipart request: who may send one, and what must fit together."""

import json
from collections import Counter

import pytest
from starlette.types import Message

from app.graphql.authentication import SESSION_COOKIE
from app.graphql.credentials import PlacesPerLedger
from app.graphql.uploads import PacedRequest
from db.stores.ids import new_id
from services.values.errors import Throttled
from services.values.turns import Turns
from tests.app.graphql.library import codes
from tests.app.graphql.test_endpoint import is_refusal, post

UPLOAD = json.dumps({"query": "mutation ($f: Upload!) { upload(file: $f) }", "variables": {"f": None}})
FORM = {"operations": UPLOAD, "map": '{"0": ["variables.f"]}'}
FILES = {"0": ("may.csv", b"12345")}
TOKEN = {"authorization": "Bearer secret"}
BROWSER = {"cookie": f"{SESSION_COOKIE}=secret"}


async def test_a_form_has_no_more_fields_than_an_upload_needs() -> None:
    form = dict.fromkeys(("operations", "map", "more"), "{}")
    assert is_refusal(await post(data=form, files=FILES, headers=TOKEN), 400)


@pytest.mark.parametrize(
    "headers",
    [
        TOKEN,
        BROWSER | {"graphql-require-preflight": "1"},
        BROWSER | {"apollo-require-preflight": "true"},
        BROWSER | {"x-apollo-operation-name": "Upload"},
        BROWSER | {"x-requested-with": "XMLHttpRequest"},
    ],
)
async def test_a_file_is_uploaded_with_a_token_or_with_a_header_that_a_form_cannot_send(
    headers: dict[str, str],
) -> None:
    answer = await post(data=FORM, files=FILES, headers=headers)
    assert answer.json() == {"data": {"upload": 5}}


async def test_a_form_with_the_cookie_alone_is_refused() -> None:
    assert is_refusal(await post(data=FORM, files=FILES, headers=BROWSER), 403)


@pytest.mark.parametrize("headers", [{}, {"graphql-require-preflight": "1"}, {"cookie": f"{SESSION_COOKIE}=wrong"}])
async def test_an_upload_of_nobody_is_refused(headers: dict[str, str]) -> None:
    assert is_refusal(await post(data=FORM, files=FILES, headers=headers), 401)


async def test_an_upload_with_a_token_that_may_only_read_is_refused_before_it_is_read() -> None:
    answer = await post(content=b"no form at all", headers={
        "authorization": "Bearer reader", "content-type": "multipart/form-data; boundary=b"
    })  # fmt: skip
    assert is_refusal(answer, 403)
    assert codes(answer.json()) == ["FORBIDDEN"]


@pytest.mark.parametrize(
    ("operations", "files_map"),
    [
        (UPLOAD, None),
        (None, "{}"),
        (UPLOAD, "[]"),
        (UPLOAD, "{"),
        (UPLOAD, '{"1": ["variables.f"]}'),
        (UPLOAD, '{"map": ["variables.f"]}'),
        (UPLOAD, '{"0": "variables.f"}'),
        (UPLOAD, '{"0": [5]}'),
        (UPLOAD, '{"0": ["variables.g"]}'),
        (UPLOAD, '{"0": ["query"]}'),
        (UPLOAD, '{"0": ["variables.f.0"]}'),
        (UPLOAD, '{"0": ["variables.f", "variables.f"]}'),
        ("[" + UPLOAD + "]", "{}"),
        ("5", '{"0": ["variables.f"]}'),
        ("[" * 20_000, "{}"),
    ],
)
async def test_a_multipart_request_that_does_not_fit_together_is_a_400(
    operations: str | None, files_map: str | None
) -> None:
    form = {name: text for name, text in [("operations", operations), ("map", files_map)] if text is not None}
    assert is_refusal(await post(data=form, files=FILES, headers=TOKEN), 400)


async def test_a_ledger_has_so_many_uploads_open_and_no_more() -> None:
    places, (alice, bob) = PlacesPerLedger(2, Counter(), "uploads"), (new_id(), new_id())

    async def receive() -> Message:
        raise AssertionError("Nothing is read.")

    def request() -> PacedRequest:
        return PacedRequest({"type": "http"}, receive, Turns(), places)

    first, second, refused, other = (request() for _ in range(4))
    first.begin_upload(alice)
    second.begin_upload(alice)
    with pytest.raises(Throttled, match="2 open uploads"):
        refused.begin_upload(alice)
    other.begin_upload(bob)
    await first.close()
    refused.begin_upload(alice)
