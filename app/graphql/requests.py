"""Requests: read the operation of an HTTP request or of a WebSocket message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.datastructures import FormData
from starlette.requests import Request

from app.graphql.authentication import Caller
from app.graphql.errors import Rejected
from app.graphql.trusted_documents import TrustedDocuments
from app.graphql.uploads import PacedRequest, place_files
from resolvers.permissions import Access, check_viewer
from services.users import Viewer
from services.values.errors import Unauthenticated

JSON = "application/json"
UPLOAD = "multipart/form-data"
# A page of another site cannot send any of these without asking first.
PREFLIGHT_HEADERS = (
    "graphql-require-preflight",
    "apollo-require-preflight",
    "x-apollo-operation-name",
    "x-requested-with",
)
# The fields “operations” and “map” are held in memory, each at most a mebibyte.
MOST_FIELDS, MOST_FILES = 2, 10
TYPES = {
    "query": (str, "a string"),
    "documentId": (str, "a string"),
    "operationName": (str, "a string"),
    "variables": (dict, "an object"),
    "extensions": (dict, "an object"),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation that a client requests: its document and parameters."""

    text: str
    variables: dict[str, Any] | None = None
    name: str | None = None
    extensions: dict[str, Any] | None = None


async def read_operation(request: PacedRequest, caller: Caller, trusted: TrustedDocuments | None) -> Operation:
    """Read the operation of an HTTP request. Raises Rejected for any other content."""
    if request.method == "GET":
        return operation_of(_read_parameters(request.query_params), trusted)
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == JSON:
        return operation_of(parse_json(await request.body()), trusted)
    if content_type != UPLOAD:
        raise Rejected(415, "Send the operation as application/json, or files as multipart/form-data.")
    request.begin_upload(_uploader(request, caller).ledger_id)
    return operation_of(await _read_form(request), trusted)


def operation_of(data: object, trusted: TrustedDocuments | None) -> Operation:
    """Read the operation of a parsed body. Raises Rejected if there is none."""
    if isinstance(data, list):
        raise Rejected(400, "Batches are not accepted; send one operation a request.")
    if not isinstance(data, dict):
        raise Rejected(400, "The request must be a JSON object with the operation in “query”.")
    for name, (kind, noun) in TYPES.items():
        if data.get(name) is not None and not isinstance(data[name], kind):
            raise Rejected(400, f"“{name}” must be {noun}, or be left out.")
    text = data.get("query") or _named(data, trusted)
    if not text:
        raise Rejected(400, "The request has no “query”; put the operation there.")
    # Several clients send an empty name for an operation without one.
    return Operation(text, data.get("variables"), data.get("operationName") or None, data.get("extensions"))


def parse_json(data: str | bytes) -> Any:
    """Read JSON strictly: valid UTF-8, no NaN, nested at most about a thousand deep. Raises Rejected."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Rejected(400, "The request holds invalid JSON; send valid JSON in UTF-8.") from error


def _read_parameters(parameters: Mapping[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = dict(parameters)
    for name in ("variables", "extensions"):
        if data.get(name):
            data[name] = parse_json(data[name])
        else:
            data.pop(name, None)
    return data


def _named(data: Mapping[str, Any], trusted: TrustedDocuments | None) -> str | None:
    """Return the trusted document that a request names by its id; None if it names none."""
    persisted = (data.get("extensions") or {}).get("persistedQuery")
    digest = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    name = data.get("documentId") or digest
    if not isinstance(name, str):
        return None
    text = trusted.text(name) if trusted else None
    if text is None:
        raise _not_persisted(is_supported=trusted is not None, is_automatic=name == digest)
    return text


def _not_persisted(*, is_supported: bool, is_automatic: bool) -> Rejected:
    """Return the refusal of an unknown document. Clients with automatic persisted queries expect its two words."""
    if is_supported:
        sentence = "This server has no trusted document with this id; send the id of one that it has."
        return Rejected(400, "PersistedQueryNotFound" if is_automatic else sentence, "PERSISTED_QUERY_NOT_FOUND")
    sentence = "This server has no list of trusted documents; send the text in “query”."
    return Rejected(400, "PersistedQueryNotSupported" if is_automatic else sentence, "PERSISTED_QUERY_NOT_SUPPORTED")


def _uploader(request: Request, caller: Caller) -> Viewer:
    """Return the viewer who uploads. Refuse an upload before it is read, because it may be large."""
    if caller.viewer is None:
        raise Unauthenticated("Uploads need a session or an access token; sign in first.")
    check_viewer(caller.viewer, Access.WRITE)
    # A page of another site can send a form with the cookie, but neither with a token nor with a header of its own.
    if not caller.has_bearer and not any(name in request.headers for name in PREFLIGHT_HEADERS):
        raise Rejected(403, "Uploads need the header “GraphQL-Require-Preflight: 1”; add it.")
    return caller.viewer


async def _read_form(request: Request) -> Any:
    form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
    operations, files_map = (parse_json(_text(form, name)) for name in ("operations", "map"))
    return place_files(operations, files_map, form)


def _text(form: FormData, name: str) -> str:
    text = form.get(name)
    if not isinstance(text, str):
        raise Rejected(400, f"A multipart request needs the field “{name}”, as JSON, before its files.")
    return text
