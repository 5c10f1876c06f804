"""The GraphQL API: roots, scalars and limits joined into the schema, and the endpoint that serves it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.http.websocket_origin import is_same_origin, normalize_origin
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionResult

from app.answers import promise_repeatable
from app.auth import SESSION_COOKIE, NoCookie, SessionCookie, client_of, secret_of, viewer_of
from app.credentials import Credential, Credentials, Places
from app.documents import CheckedDocument, CheckedDocuments, check
from app.errors import GuardedSchema, error_response
from app.graphql import GraphQLEndpoint, operation_of
from app.limits import Limits
from app.metrics import Metrics
from app.operations import ObservedOperations, Observer, succeeded
from app.protocols import ON_SHUTDOWN
from app.settings import Settings
from app.sharing import SharingSchema
from app.streams import guarded
from app.trusted import TrustedDocuments
from app.websocket import PROTOCOL, Socket, SocketLimits, Surroundings
from resolvers import Mutation, Query, Subscription
from resolvers.permissions import Access, check_access
from schema.context import Context
from schema.conversations import CHAT_EVENTS
from schema.scalars import SCALARS
from services import Services
from services.users import Viewer


def build_schema(
    *,
    introspection: bool = True,
    trusted: TrustedDocuments | None = None,
    observers: Sequence[Observer] = (),
    metrics: Metrics | None = None,
) -> GuardedSchema:
    """The whole schema; without introspection its errors suggest no names either."""
    limits = Limits()
    return SharingSchema(
        metrics=metrics or Metrics(),
        limits=limits,
        introspection=introspection,
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=CHAT_EVENTS,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=not introspection),
        extensions=[
            lambda: ObservedOperations(observers),
            lambda: CheckedDocuments(limits, introspection=introspection, trusted=trusted),
        ],
    )


class Api(GraphQLEndpoint[Context]):
    """The endpoint: every operation gets the services and whoever asks."""

    def __init__(
        self,
        services: Services,
        settings: Settings,
        schema: GuardedSchema,
        trusted: TrustedDocuments | None = None,
        graphiql: Response | None = None,
    ) -> None:
        super().__init__(
            schema,
            graphiql=graphiql,
            session_cookie=SESSION_COOKIE,
            origins=settings.cors_origins,
            trusted=trusted,
        )
        self._checked: Callable[[str], CheckedDocument] = lambda text: check(
            schema._schema, text, Limits(), introspection=settings.introspection
        )
        self._services = services
        self._session_seconds = int(settings.session_absolute.total_seconds())
        self._surroundings = Surroundings(
            schema=schema,
            credentials=Credentials(services.users.authenticate),
            places=Places(settings.ledger_streams, Counter()),
            limits=SocketLimits(),
            authenticate=services.users.authenticate,
            operation=partial(operation_of, trusted=trusted),
            context=self._context_on,
        )

    async def execute_single(self, **asked: Any) -> ExecutionResult:  # type: ignore[override]
        """Run an operation, and say whether its answer may be repeated."""
        result = await super().execute_single(**asked)
        request = asked["request_data"]
        if not result.errors and (checked := self._checked(request.query)).repeatable:
            promise_repeatable(asked["request"].scope, succeeded(checked.document, request.operation_name))
        return result

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or serve a WebSocket."""
        if scope["type"] != "websocket":
            return await super().__call__(scope, receive, send)
        websocket = WebSocket(scope, receive, send)
        if self._is_foreign(websocket):
            sentence = "This connection comes from a page of another site; use a page of this host."
            return await websocket.send_denial_response(error_response(403, sentence, {"code": "FORBIDDEN"}))
        speaks = PROTOCOL in scope["subprotocols"]
        await websocket.accept(PROTOCOL if speaks else None)
        if not speaks:
            return await websocket.close(4406, "Subprotocol not acceptable")
        return await Socket(websocket, secret_of(websocket), self._surroundings).serve()

    async def execute_operation(self, **asked: Any) -> Any:  # type: ignore[override]
        """Run an operation; one whose results are streamed takes a place of its ledger, and is guarded."""
        results: Any = await super().execute_operation(**asked)
        secret, viewer = secret_of(asked["request"]), asked["context"].viewer
        if asked["request_data"].protocol == "http" or secret is None or viewer is None:
            return results
        place = self._surroundings.places.take(viewer.ledger_id)
        stopping = asyncio.Event()
        asked["request"].scope[ON_SHUTDOWN] = stopping.set
        return guarded(results, Credential(self._surroundings.credentials, secret), stopping, place)

    def _is_foreign(self, websocket: WebSocket) -> bool:
        origin = websocket.headers.get("origin")
        if origin is None or is_same_origin(origin, websocket.headers.get("host")):
            return False
        known = normalize_origin(origin)
        anyone = "*" in self.allowed_origins and SESSION_COOKIE not in websocket.cookies
        return known is None or not (anyone or known in self.allowed_origins)

    def _context_on(self, websocket: WebSocket, viewer: Viewer) -> Context:
        return Context(self._services, viewer, client_of(websocket), NoCookie())

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """The context of one operation."""
        if not isinstance(response, Response):
            raise NotImplementedError("The API answers over HTTP.")
        context = Context(
            services=self._services,
            viewer=await viewer_of(request, self._services),
            client=client_of(request),
            session=SessionCookie(request, response, self._session_seconds),
        )
        # Before the body is read: a file may be large, and only who may write has a use for one.
        if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            check_access(context, Access.WRITE)
        return context


def build_api(
    services: Services,
    settings: Settings,
    observers: Sequence[Observer],
    metrics: Metrics,
    graphiql: Response | None = None,
) -> Api:
    """The endpoint that the settings ask for, with a schema of its own."""
    trusted = TrustedDocuments.read(settings.trusted_documents) if settings.trusted_documents else None
    schema = build_schema(introspection=settings.introspection, trusted=trusted, observers=observers, metrics=metrics)
    return Api(services, settings, schema, trusted, graphiql)
