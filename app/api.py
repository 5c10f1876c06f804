"""The GraphQL API: roots, scalars and limits joined into the schema, and the endpoint that serves it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.schema.config import StrawberryConfig

from app.auth import SESSION_COOKIE, SessionCookie, client_of, viewer_of
from app.documents import CheckedDocuments
from app.errors import GuardedSchema
from app.graphql import GraphQLEndpoint
from app.limits import Limits
from app.settings import Settings
from resolvers import Mutation, Query
from schema.context import Context
from schema.scalars import SCALARS
from services import Services


def build_schema(*, introspection: bool = True) -> GuardedSchema:
    """The whole schema; without introspection its errors suggest no names either."""
    return GuardedSchema(
        query=Query,
        mutation=Mutation,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=not introspection),
        extensions=[lambda: CheckedDocuments(Limits(), introspection=introspection)],
    )


class Api(GraphQLEndpoint[Context]):
    """The endpoint: every operation gets the services and whoever asks."""

    def __init__(self, services: Services, settings: Settings) -> None:
        super().__init__(
            build_schema(introspection=settings.introspection),
            graphiql=settings.graphiql,
            session_cookie=SESSION_COOKIE,
            origins=settings.cors_origins,
        )
        self._services = services
        self._session_seconds = int(settings.session_absolute.total_seconds())

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """The context of one operation."""
        if not isinstance(response, Response):
            raise NotImplementedError("The API answers over HTTP.")
        return Context(
            services=self._services,
            viewer=await viewer_of(request, self._services),
            client=client_of(request),
            session=SessionCookie(request, response, self._session_seconds),
        )
