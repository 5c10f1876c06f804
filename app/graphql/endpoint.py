"""The endpoint: read the request, authenticate the caller, execute, and write the answer in the requested form."""

import asyncio
from collections import Counter
from collections.abc import Hashable
from functools import partial
from typing import cast

from graphql import GraphQLError, OperationDefinitionNode, OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.types.graphql import OperationType as AllowedType

from app.graphql.authentication import SESSION_COOKIE, Caller, Callers, NoCookie, SessionCookie, secret_of
from app.graphql.cacheability import mark_cacheable
from app.graphql.credentials import Credential, Credentials, PlacesPerLedger
from app.graphql.documents import CheckedDocument
from app.graphql.errors import NO_SUCH_OPERATION, Rejected
from app.graphql.guarded_schema import GuardedSchema
from app.graphql.negotiation import Accept, Form, accepts_gzip
from app.graphql.observed_operations import succeeded
from app.graphql.origins import Origins
from app.graphql.requests import Operation, operation_of, read_operation
from app.graphql.responses import csv_response, error_response, json_response, stream_response
from app.graphql.shared_subscription import Results
from app.graphql.streams import ON_SHUTDOWN, guarded, single
from app.graphql.uploads import PacedRequest
from app.graphql.websocket import PROTOCOL, Socket, SocketLimits, SocketParts
from app.settings import Settings
from services.values.turns import Turns

METHODS = ("GET", "POST")

UPLOADS_AT_ONCE = 8


class Endpoint:
    """GraphQL over HTTP and over WebSockets, as one ASGI application.

    A browser that asks for HTML gets `graphiql`. Every refusal is JSON with a sentence and a code.
    """

    def __init__(
        self, schema: GuardedSchema, callers: Callers, settings: Settings, graphiql: Response | None = None
    ) -> None:
        self._schema = schema
        self._callers = callers
        self._graphiql = graphiql
        self._origins = Origins(settings.cors_origins)
        self._session_seconds = int(settings.session_absolute.total_seconds())
        self._upload_turns = Turns()
        self._upload_places = PlacesPerLedger(UPLOADS_AT_ONCE, Counter(), "uploads")
        self._sockets = SocketParts(
            schema=schema,
            credentials=Credentials(callers.viewer),
            places=PlacesPerLedger(settings.ledger_streams, Counter()),
            limits=SocketLimits(),
            authenticate=callers.viewer,
            operation=partial(operation_of, trusted=schema.documents.trusted),
            context=lambda websocket, viewer: callers.context(websocket, viewer, NoCookie()),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or serve a WebSocket."""
        if scope["type"] == "websocket":
            return await self._serve_socket(WebSocket(scope, receive, send))
        request = PacedRequest(scope, receive, self._upload_turns, self._upload_places)
        accept = Accept.of(request.headers.get("accept", ""))
        try:
            response = await self._answer(request, accept)
        except ClientDisconnect:
            return None
        except Exception as error:
            response = error_response(error, accept.error_form)
        finally:
            await request.close()
        return await response(scope, receive, send)

    async def _answer(self, request: PacedRequest, accept: Accept) -> Response:
        if request.method not in METHODS:
            raise Rejected(405, "Send operations with POST, or queries with GET.", headers={"allow": "GET, POST"})
        # The page shows nothing of anybody, so it needs to know neither who asks nor from where.
        if self._graphiql and request.method == "GET" and _asks_for_page(request):
            return self._graphiql
        self._origins.check(request, has_cookie=SESSION_COOKIE in request.cookies)
        caller = await self._callers.of(request)
        operation = await read_operation(request, caller, self._schema.documents.trusted)
        checked = await self._checked(operation, caller.viewer.ledger_id if caller.viewer else _host(request))
        definition = _definition(checked, operation)
        kind = definition.operation if definition else None
        if kind is OperationType.MUTATION and request.method == "GET":
            raise Rejected(405, "Send mutations with POST.", headers={"allow": "POST"})
        form = accept.form_of(kind)
        if kind is OperationType.SUBSCRIPTION:
            return await self._follow(request, caller, operation, form)
        return await self._execute(request, caller, operation, checked, form)

    async def _execute(
        self, request: Request, caller: Caller, operation: Operation, checked: CheckedDocument | None, form: Form
    ) -> Response:
        """Answer a query or a mutation, or report the errors of the document."""
        session = SessionCookie(request, self._session_seconds)
        definition = _definition(checked, operation)
        result = await self._schema.execute(
            operation.text,
            variable_values=operation.variables,
            context_value=self._callers.context(request, caller.viewer, session),
            operation_name=operation.name,
            operation_extensions=operation.extensions,
            allowed_operation_types=AllowedType,  # what may come by which method is decided before
        )
        if checked and definition and (operation.extensions or {}).get("cost") is True:
            cost = {
                "fields": self._schema.documents.cost_of(checked, definition),
                "maximum": self._schema.documents.limits.cost,
            }
            result.extensions = {**(result.extensions or {}), "cost": cost}
        if checked and checked.cacheable and not result.errors:
            mark_cacheable(request.scope, succeeded(checked.document, operation.name))
        if form in (Form.EVENT_STREAM, Form.MULTIPART):
            response = stream_response(single(result), form)
        elif form is Form.CSV:
            response = csv_response(result)
        else:
            is_secret = checked is not None and checked.secret
            compressed = not is_secret and accepts_gzip(request.headers.get("accept-encoding", ""))
            response = json_response(result, form, compressed=compressed)
        session.apply(response)
        return response

    async def _follow(self, request: Request, caller: Caller, operation: Operation, form: Form) -> Response:
        """Answer a subscription. A stream takes a place of its ledger, and ends with the credential."""
        results = cast(
            Results,
            await self._schema.stream(
                operation.text,
                variable_values=operation.variables,
                context_value=self._callers.context(request, caller.viewer, NoCookie()),
                operation_name=operation.name,
                operation_extensions=operation.extensions,
            ),
        )
        if caller.viewer is None or caller.secret is None:
            return stream_response(results, form)
        stopping = asyncio.Event()
        request.scope[ON_SHUTDOWN] = stopping.set
        credential = Credential(self._sockets.credentials, caller.secret)
        place = self._sockets.places.take(caller.viewer.ledger_id)
        return stream_response(guarded(results, credential, stopping, place), form)

    async def _serve_socket(self, websocket: WebSocket) -> None:
        try:
            self._origins.check(websocket, has_cookie=SESSION_COOKIE in websocket.cookies)
        except Rejected as rejected:
            return await websocket.send_denial_response(error_response(rejected, Form.JSON))
        speaks = PROTOCOL in websocket.scope["subprotocols"]
        await websocket.accept(PROTOCOL if speaks else None)
        if not speaks:
            return await websocket.close(4406, "Subprotocol not acceptable")
        return await Socket(websocket, secret_of(websocket)[0], self._sockets).serve()

    async def _checked(self, operation: Operation, owner: Hashable) -> CheckedDocument | None:
        """Return the checked document; None if the text cannot be parsed or may not run."""
        documents = self._schema.documents
        try:
            return await documents.check_in_turn(operation.text, owner) if documents.may_run(operation.text) else None
        except GraphQLError:
            return None  # The execution tells what is wrong with it.


def _definition(checked: CheckedDocument | None, operation: Operation) -> OperationDefinitionNode | None:
    """Return the operation to run; None if its document cannot run. Raises Rejected if it has no such operation."""
    definition = checked.operation(operation.name) if checked else None
    if checked and definition is None:
        raise Rejected(400, NO_SUCH_OPERATION)
    return definition if checked and not checked.errors else None


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


def _asks_for_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and "query" not in request.query_params
