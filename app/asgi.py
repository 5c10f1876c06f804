"""The application: routes, middleware, and what is opened before the first request and closed after the last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.api import Api
from app.health import health_routes
from app.middleware import Door, middleware
from app.settings import Settings
from app.telemetry import set_up_logs
from db import ledgers
from db.engine import Database
from db.migrating import is_current, upgrade
from services import Clock, build_services, utc_now
from services.users import UserPolicy


def create_app(settings: Settings | None = None, clock: Clock = utc_now) -> Starlette:
    """The ASGI application; it opens the database when it starts, not before."""
    settings = settings or Settings()
    set_up_logs(settings)
    database = Database(settings.database_url, settings.database_pool)
    services = build_services(database, clock, user_policy(settings))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await prepare(database)
        yield
        await services.users.close()
        await database.close()

    async def database_answers() -> None:
        async with database.read() as connection:
            await ledgers.epoch(connection)

    door = Door(
        hosts=settings.trusted_hosts,
        origins=settings.cors_origins,
        json_bytes=settings.max_body_bytes,
        upload_bytes=settings.max_upload_bytes,
    )
    routes = [
        Route("/", _to_graphql),
        Route("/graphql", Api(services, settings)),
        *health_routes(database_answers),
    ]
    return Starlette(routes=routes, middleware=middleware(door), lifespan=lifespan)


async def prepare(database: Database) -> None:
    """Bring the embedded database to this version; PostgreSQL is migrated by command, because others may use it."""
    if database.is_sqlite:
        await upgrade(database)
    elif not await is_current(database):
        raise RuntimeError("The database is not at this version; run `python -m app migrate` first.")


def user_policy(settings: Settings) -> UserPolicy:
    """The users' rules that settings decide."""
    return UserPolicy(
        sign_up=settings.sign_up, session_idle=settings.session_idle, session_absolute=settings.session_absolute
    )


async def _to_graphql(_request: object) -> Response:
    return RedirectResponse("/graphql")
