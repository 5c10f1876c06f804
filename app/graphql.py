"""The GraphQL endpoint over HTTP: what a request must look like, and how its answer is worded."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import orjson
from cross_web import AsyncHTTPRequestAdapter, FormData, HTTPException, StarletteRequestAdapter
from graphql import GraphQLError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.http.typevars import Context
from strawberry.http.websocket_origin import is_same_origin, normalize_origin
from strawberry.schema import BaseSchema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, MULTIPART_SUBSCRIPTION_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.errors import NO_SUCH_OPERATION, error_response, public_errors, too_large
from app.shared import SharedResult
from app.trusted import TrustedDocuments
from app.uploads import place_files

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
PREFLIGHT_HEADERS = ("graphql-require-preflight", "x-requested-with")
# The fields are held in memory: “operations” and “map”, each at most a mebibyte.
MOST_FIELDS, MOST_FILES = 2, 10
STATUS_OF_CODE = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "THROTTLED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
}
CODE_OF_STATUS = {403: "FORBIDDEN", 404: "NOT_FOUND"}


class _RequestAdapter(StarletteRequestAdapter):
    """A request whose form has no more parts than a GraphQL multipart request needs."""

    async def get_form_data(self) -> FormData:
        form = await self._request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
        return FormData(files=form, form=form)


class GraphQLEndpoint(GraphQL[Context, None]):
    """GraphQL over HTTP as the specification has it; every refusal is JSON with a sentence and a code.

    A subclass says who asks, by `get_context`. `graphiql` is what a browser that asks for HTML is shown.
    `session_cookie` names the cookie that signs in a browser: requests that carry it are accepted only from pages of
    this host and of `origins`.
    """

    request_adapter_class = _RequestAdapter

    def __init__(
        self,
        schema: BaseSchema,
        *,
        graphiql: Response | None = None,
        session_cookie: str,
        origins: Sequence[str] = (),
        trusted: TrustedDocuments | None = None,
    ) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            multipart_uploads_enabled=True,
            subscription_protocols=(MULTIPART_SUBSCRIPTION_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            allowed_origins=origins,
        )
        self._graphiql = graphiql
        self._session_cookie = session_cookie
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what fails outside an operation becomes an error answer here."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return None
        except Exception as error:
            response = _failed(error, _media_type(request))
        finally:
            await request.close()
        return await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        # The page says nothing of anyone, so it needs to know neither who asks nor from where.
        asks_for_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if self._graphiql and asks_for_page and "query" not in request.query_params:
            return self._graphiql
        self._refuse_other_sites(request)
        return await self.run(request)

    def _refuse_other_sites(self, request: Request) -> None:
        if self._session_cookie not in request.cookies:
            return
        origin = request.headers.get("origin")
        if origin is None:
            foreign = request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
        else:
            known = is_same_origin(origin, request.headers.get("host"))
            foreign = not known and normalize_origin(origin) not in self.allowed_origins
        if foreign:
            raise HTTPException(403, "This request comes from a page of another site; use a page of this host.")

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:  # noqa: ARG002
        """Never show the library's page, whose scripts come from other hosts."""
        return False

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """The response that resolvers may give cookies and headers; it also keeps the type that the client accepts."""
        response = await super().get_sub_response(request)
        response.media_type = _media_type(request)
        return response

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """The one operation that the request holds, and whether its results are to be streamed.

        Raises HTTPException with a sentence for whatever else it holds.
        """
        transport = self._get_stream_transport_from_headers(request.headers)
        asked = await self._parse_body(request)
        return replace(asked, protocol=transport.protocol) if transport else asked

    async def _parse_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        if request.method == "GET":
            return operation_of(self.parse_query_params(request.query_params), self._trusted)
        content_type = (request.content_type or "").partition(";")[0].strip().lower()
        if content_type == JSON:
            return operation_of(self.parse_json(await request.get_body()), self._trusted)
        if content_type != "multipart/form-data":
            raise HTTPException(415, "Send the operation as application/json, or files as multipart/form-data.")
        # A page of another site can send a form without asking first, but not with a header of its own.
        if not any(name in request.headers for name in PREFLIGHT_HEADERS):
            raise HTTPException(403, "Uploads need the header “GraphQL-Require-Preflight: 1”; add it.")
        return operation_of(await self.parse_multipart(request), self._trusted)

    async def parse_multipart(self, request: AsyncHTTPRequestAdapter) -> Any:
        """The operation of a GraphQL multipart request, with its files in the places that the map names."""
        form = (await request.get_form_data()).form
        operations, files_map = (self.parse_json(_text(form, name)) for name in ("operations", "map"))
        return place_files(operations, files_map, form)

    async def execute_single(  # noqa: PLR0917  as Strawberry calls it
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,  # noqa: ARG002
        sub_response: Response,  # noqa: ARG002
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Run a query, or a mutation when it was posted."""
        allowed = {OperationType.QUERY} | ({OperationType.MUTATION} if request.method == "POST" else set())
        try:
            return await self.schema.execute(
                request_data.query,
                variable_values=request_data.variables,
                context_value=context,
                root_value=root_value,
                operation_name=request_data.operation_name,
                operation_extensions=request_data.extensions,
                allowed_operation_types=allowed,
            )
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.MUTATION:
                raise StarletteHTTPException(405, "Send mutations with POST.", {"allow": "POST"}) from error
            sentence = "Subscriptions need a WebSocket, or “Accept: text/event-stream”, or multipart/mixed."
            raise HTTPException(400, sentence) from error
        except CannotGetOperationTypeError as error:
            raise HTTPException(400, NO_SUCH_OPERATION) from error

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """The answer; without `data` when the operation could not begin."""
        if isinstance(result, SharedResult):
            return cast(GraphQLHTTPResponse, result.encoded)
        answer = await super().process_result(request, result)
        if result.data is None and result.errors and all(error.path is None for error in result.errors):
            del answer["data"]
        return answer

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """The answer in the type that the client accepts; only the newer type has a status of its own."""
        response = super().create_response(response_data, sub_response)
        response.headers["content-type"] = f"{sub_response.media_type}; charset=utf-8"
        response.headers.setdefault("cache-control", "no-store")
        if "data" not in response_data and sub_response.media_type == GRAPHQL_JSON:
            errors = cast(GraphQLHTTPResponse, response_data)["errors"] or []
            codes = {cast(dict[str, Any], error)["extensions"]["code"] for error in errors}
            response.status_code = max(STATUS_OF_CODE.get(code, 400) for code in codes)
        return response

    def parse_json(self, data: str | bytes) -> Any:
        """The JSON value of a body, a parameter or a field of a form; HTTPException when it has none."""
        try:
            return self.decode_json(data)
        except orjson.JSONDecodeError as error:
            raise HTTPException(400, "The request holds invalid JSON; send valid JSON in UTF-8.") from error

    def decode_json(self, data: str | bytes) -> object:
        """Read JSON strictly: valid UTF-8, no NaN, nested at most about a thousand deep."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        """Write JSON; a WebSocket needs it decoded, because browsers take bytes for a binary frame."""
        return orjson.dumps(data)


def _media_type(request: Request | WebSocket) -> str:
    """The newer type where the client names it, and not after a preferred `application/json`."""
    weights: dict[str, float] = {}
    for part in request.headers.get("accept", "").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
        weights[name] = float(quality) if quality.replace(".", "", 1).isdecimal() else 0.0
    newer = weights.get(GRAPHQL_JSON, 0.0)
    return GRAPHQL_JSON if newer > 0 and newer >= weights.get(JSON, 0.0) else JSON


def operation_of(data: object, trusted: TrustedDocuments | None) -> GraphQLRequestData:
    """The operation that a parsed body holds; HTTPException with a sentence when it holds none."""
    if isinstance(data, list):
        raise HTTPException(400, "Batches are not accepted; send one operation a request.")
    if not isinstance(data, dict):
        raise HTTPException(400, "The request must be a JSON object with the operation in “query”.")
    for name, kind, noun in (
        ("query", str, "a string"),
        ("operationName", str, "a string"),
        ("variables", dict, "an object"),
        ("extensions", dict, "an object"),
    ):
        if data.get(name) is not None and not isinstance(data[name], kind):
            raise HTTPException(400, f"“{name}” must be {noun}, or be left out.")
    text = data.get("query") or _named(data.get("extensions") or {}, trusted)
    if not text:
        raise HTTPException(400, "The request has no “query”; put the operation there.")
    return GraphQLRequestData(text, data.get("variables"), data.get("operationName"), data.get("extensions"))


def _named(extensions: Mapping[str, Any], trusted: TrustedDocuments | None) -> str | None:
    """The trusted document that a request names by its hash in the place of a text."""
    named = extensions.get("persistedQuery")
    if trusted is None or not isinstance(named, dict):
        return None
    text = trusted.text(named.get("sha256Hash"))
    if text is None:
        raise HTTPException(
            400, "This server has no trusted document with this hash; send the hash of one that it has."
        )
    return text


def _text(form: Mapping[str, object], name: str) -> str:
    text = form.get(name)
    if not isinstance(text, str):
        raise HTTPException(400, f"A multipart request needs the field “{name}”, as JSON, before its files.")
    return text


def _failed(error: Exception, media_type: str) -> Response:
    if isinstance(error, MultiPartException):
        error = HTTPException(400, "The multipart body cannot be read; send it as the GraphQL multipart request.")
    if isinstance(error, StarletteHTTPException):
        status, sentence, headers = error.status_code, error.detail, error.headers
    elif isinstance(error, HTTPException):
        status, sentence, headers = error.status_code, error.reason, None
    else:
        (public,) = public_errors([GraphQLError(str(error), original_error=error)])
        extensions = public.extensions or {}
        status = STATUS_OF_CODE.get(extensions["code"], 400)
        return error_response(status, public.message, extensions, media_type=media_type)
    if status == 413:
        return too_large(media_type=media_type)
    headers = {"allow": "GET, POST"} if status == 405 and not headers else headers
    extensions = {"code": CODE_OF_STATUS.get(status, "BAD_REQUEST")}
    return error_response(status, sentence, extensions, media_type=media_type, headers=headers)
