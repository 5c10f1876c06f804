"""Responses: write the results of an operation as JSON, as server-sent events, or as multipart HTTP."""

import gzip
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.responses import Response, StreamingResponse
from strawberry.types import ExecutionResult

from app.graphql.errors import Rejected, public_error
from app.graphql.negotiation import Form
from app.graphql.results import encoded
from app.graphql.tables import table

STATUS_OF_CODE = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "THROTTLED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
}
CODE_OF_STATUS = {401: "UNAUTHENTICATED", 403: "FORBIDDEN", 404: "NOT_FOUND", 413: "TOO_LARGE"}
TOO_LARGE = "The request is larger than this server accepts; send less at once."
UNREADABLE_FORM = "The multipart body cannot be read; send it as the GraphQL multipart request."

# Below this size, the headers of a compressed answer outweigh what it saves.
COMPRESSED_FROM_BYTES = 1024
GZIP_LEVEL = 5

BOUNDARY = "graphql"
# No proxy shall buffer or change a stream, and no cache keep it.
STREAM_HEADERS = {"cache-control": "no-store, no-transform", "x-accel-buffering": "no"}


def json_response(result: ExecutionResult, form: Form, *, compressed: bool = False) -> Response:
    """Write one result as JSON.

    Only the newer media type has its own status for an operation that could not begin. `compressed` allows gzip.
    """
    errors = result.errors or []
    # An error that has no path stands for the whole operation, which then has no data at all.
    has_begun = result.data is not None or not errors or any(error.path is not None for error in errors)
    body = orjson.dumps(encoded(result) if has_begun else {"errors": [error.formatted for error in errors]})
    status = 200 if has_begun or form is Form.JSON else max(STATUS_OF_CODE.get(_code(error), 400) for error in errors)
    headers = {"cache-control": "no-store", "vary": "accept, accept-encoding", **_headers_of(status, errors)}
    if compressed and len(body) >= COMPRESSED_FROM_BYTES:
        body = gzip.compress(body, GZIP_LEVEL, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(body, status, headers, f"{form.value}; charset=utf-8")


def csv_response(result: ExecutionResult) -> Response:
    """Write the list of an answer as CSV; an answer with errors is JSON."""
    if result.errors or result.data is None:
        return json_response(result, Form.JSON)
    (name, *_) = [*result.data, "answer"]
    headers = {"cache-control": "no-store", "vary": "accept, accept-encoding"}
    headers["content-disposition"] = f'attachment; filename="{name}.csv"'
    return Response(table(result.data), 200, headers, f"{Form.CSV.value}; charset=utf-8")


def stream_response(results: AsyncIterator[ExecutionResult | None], form: Form) -> Response:
    """Write each result at once; None in place of a result keeps the connection alive."""
    if form is Form.EVENT_STREAM:
        return StreamingResponse(_events(results), 200, STREAM_HEADERS, f"{form.value}; charset=utf-8")
    media_type = f'{form.value}; boundary="{BOUNDARY}"; subscriptionSpec="1.0"'
    return StreamingResponse(_parts(results), 200, STREAM_HEADERS, media_type)


async def _events(results: AsyncIterator[ExecutionResult | None]) -> AsyncIterator[bytes]:
    """Write server-sent events in the distinct connections mode of graphql-sse. Lines end in LF for all clients."""
    async for result in results:
        yield b":\n\n" if result is None else b"event: next\ndata: " + orjson.dumps(encoded(result)) + b"\n\n"
    # Browsers drop an event that has no data.
    yield b"event: complete\ndata:\n\n"


async def _parts(results: AsyncIterator[ExecutionResult | None]) -> AsyncIterator[bytes]:
    """Write the parts of Apollo's multipart subscriptions.

    Each part is followed by the next delimiter at once, because a client reads a part up to its delimiter.
    """
    yield f"--{BOUNDARY}".encode()
    async for result in results:
        payload = orjson.dumps({} if result is None else {"payload": encoded(result)})
        yield b"\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + payload + f"\r\n--{BOUNDARY}".encode()
    yield b"--\r\n"


def error_response(error: Exception, form: Form) -> Response:
    """Write the refusal of a request without an operation, or of an operation that may not run."""
    if isinstance(error, MultiPartException):
        error = Rejected(400, UNREADABLE_FORM)
    if isinstance(error, HTTPException):
        # An unread body closes its connection, so that nobody waits for the rest.
        is_too_large = error.status_code == 413
        sentence, headers = (TOO_LARGE, {"connection": "close"}) if is_too_large else (error.detail, error.headers)
        error = Rejected(error.status_code, sentence, headers=headers)
    if isinstance(error, Rejected):
        code = error.code or CODE_OF_STATUS.get(error.status, "BAD_REQUEST")
        public, status = GraphQLError(error.sentence, extensions={"code": code}), error.status
        headers = error.headers or {}
    else:
        public, headers = public_error(error), {}
        status = STATUS_OF_CODE.get(_code(public), 400)
    body = orjson.dumps({"errors": [public.formatted]})
    headers = {"cache-control": "no-store", **_headers_of(status, [public]), **headers}
    return Response(body, status, headers, f"{form.value}; charset=utf-8")


def _headers_of(status: int, errors: Sequence[GraphQLError]) -> Mapping[str, str]:
    headers = {"www-authenticate": "Bearer"} if status == 401 else {}
    extensions = [error.extensions or {} for error in errors]
    waits = {known["retryAfter"]: known.get("rateLimit") for known in extensions if "retryAfter" in known}
    if waits:
        longest = max(waits)
        headers["retry-after"] = str(longest)
        if limit := waits[longest]:
            headers["ratelimit-policy"] = f'"{limit["name"]}";q={limit["maximum"]};w={limit["seconds"]}'
            headers["ratelimit"] = f'"{limit["name"]}";r=0;t={longest}'
    return headers


def _code(error: GraphQLError) -> Any:
    return (error.extensions or {}).get("code")
