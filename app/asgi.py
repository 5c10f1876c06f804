"""The ASGI application: routes, middleware, and resources that are open while it runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute

from app.errors import CommandError
from app.graphql.authentication import Callers
from app.graphql.endpoint import Endpoint
from app.graphql.guarded_schema import GuardedSchema
from app.graphql.origins import Origins
from app.graphql.schema import build_schema
from app.graphql.trusted_documents import TrustedDocuments
from app.observability.logs import RequestIds, set_up_logs
from app.observability.publishing import metrics_of
from app.observability.tracing import TraceParents, Traces, traces_of
from app.provider import provider_of
from app.settings import Settings
from app.web import assets, pages
from app.web.calendars import calendar_route
from app.web.health import health_routes
from app.web.middleware import RequestRules, middleware
from app.web.response_cache import ResponseCache
from db import ledgers
from db.backups import prepare_after_backup
from db.stores.cache import Cache
from db.stores.channels import Channel
from db.stores.engine import Database
from schema.webhooks import message_of
from services.finny import Provider
from services.users import UserPolicy
from services.values.clock import Clock, utc_now
from services.webhooks import Targets
from services.wiring import Services, build_services

if TYPE_CHECKING:
    from app.mcp.endpoint import McpEndpoint


def create_app(
    settings: Settings | None = None,
    clock: Clock = utc_now,
    provider: Provider | None = None,
    *,
    demo_password: str | None = None,
) -> Starlette:
    """Build the ASGI application, which opens the database when it starts.

    `provider` replaces the provider of the settings. `demo_password` is shown to everybody who opens the page.
    """
    settings = settings or Settings.read()
    set_up_logs(settings)
    metrics, traces = metrics_of(settings), traces_of(settings)
    observers = [observer.answered for observer in (metrics, traces) if observer]
    database = Database(settings.database_url, settings.database_pool)
    cache = Cache(settings.redis_url, settings.cache_bytes) if settings.cache_bytes else None
    if cache:
        metrics.watch("dashboard", lambda: {"hit": cache.hits, "miss": cache.misses, "error": cache.errors})
    services = _services(settings, database, clock, cache, provider)
    files = assets.installed()
    callers = Callers(services)
    trusted = TrustedDocuments.read(settings.trusted_documents) if settings.trusted_documents else None
    schema = build_schema(introspection=settings.introspection, trusted=trusted, observers=observers, metrics=metrics)
    mcp = _mcp_endpoint(schema, callers, settings) if settings.mcp else None
    endpoint = Endpoint(schema, callers, settings, pages.graphiql(files) if settings.graphiql else None)
    routes = [
        *pages.page_routes(files, demo_password),
        calendar_route(services.calendar_feeds),
        Route("/graphql", endpoint),
        WebSocketRoute("/graphql", endpoint),
        *([Route("/mcp", mcp)] if mcp else []),
        *health_routes(partial(_answers, database)),
        pages.not_found_route(),
    ]
    remembering = partial(
        ResponseCache,
        callers=callers,
        today=services.today,
        most_bytes=settings.cache_bytes,
        metrics=metrics,
        observers=observers,
    )
    ahead = [
        Middleware(RequestIds),
        *([Middleware(TraceParents)] if traces else []),
        *([Middleware(remembering)] if cache else []),
    ]
    return Starlette(
        routes=routes,
        middleware=[*ahead, *middleware(request_rules(settings))],
        lifespan=lambda _app: _open(database, services, cache, traces, mcp),
    )


def _services(
    settings: Settings, database: Database, clock: Clock, cache: Cache | None, provider: Provider | None
) -> Services:
    return build_services(
        database,
        clock,
        user_policy(settings),
        channel=Channel(settings.channel),
        cache=cache,
        provider=provider or provider_of(settings),
        targets=Targets(settings.webhook_targets),
    )


@asynccontextmanager
async def _open(
    database: Database, services: Services, cache: Cache | None, traces: Traces | None, mcp: "McpEndpoint | None"
) -> AsyncIterator[None]:
    """Open what requests need, and close it after the last request."""
    async with AsyncExitStack() as closing:
        closing.push_async_callback(database.close)
        await prepare_after_backup(database)
        if traces:
            closing.push_async_callback(asyncio.to_thread, traces.close)
        if cache:
            closing.push_async_callback(cache.close)
        closing.push_async_callback(services.users.close)
        closing.push_async_callback(services.live.stop)
        await services.live.start()
        closing.push_async_callback(services.replies.stop)
        await services.replies.start()
        closing.push_async_callback(services.removals.stop)
        services.removals.begin()
        closing.push_async_callback(services.alert_watcher.stop)
        services.alert_watcher.begin()
        closing.push_async_callback(services.webhook_sender.stop)
        services.webhook_sender.begin(message_of)
        if mcp:
            await closing.enter_async_context(mcp.run())
        yield


def _mcp_endpoint(schema: GuardedSchema, callers: Callers, settings: Settings) -> "McpEndpoint":
    """Return the endpoint of MCP. Raises CommandError if the packages for it are missing."""
    try:
        # Imported only when asked for: the library takes a second to load.
        from app.mcp.endpoint import McpEndpoint
    except ModuleNotFoundError as error:
        raise CommandError(
            "The MCP server needs packages that are not installed; run `pip install -r requirements-mcp.txt`, or leave"
            " AQUA_THISTLE_MCP empty."
        ) from error
    return McpEndpoint(schema, callers, Origins(settings.cors_origins))


async def _answers(database: Database) -> None:
    async with database.read() as connection:
        await ledgers.epoch(connection)


def request_rules(settings: Settings) -> RequestRules:
    """Return the hosts, origins and sizes that the settings allow."""
    return RequestRules(
        hosts=settings.trusted_hosts,
        origins=settings.cors_origins,
        json_bytes=settings.max_body_bytes,
        upload_bytes=settings.max_upload_bytes,
    )


def user_policy(settings: Settings) -> UserPolicy:
    """Return the rules for users that the settings decide."""
    return UserPolicy(
        sign_up=settings.sign_up, session_idle=settings.session_idle, session_absolute=settings.session_absolute
    )
