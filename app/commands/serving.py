"""The commands that serve: `serve` your own ledger, `demo` an invented one, and `schema` for who writes a client."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from db.engine import Database

Host = Annotated[str | None, typer.Option(help="The address to listen on, instead of AQUA_THISTLE_HOST.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="The port, instead of AQUA_THISTLE_PORT; 0 takes a free one.")
]


Workers = Annotated[
    int | None, typer.Option(min=1, max=64, help="Processes that serve, instead of AQUA_THISTLE_WORKERS.")
]


def serve(host: Host = None, port: Port = None, workers: Workers = None) -> None:
    """Serve the API. The embedded database is made or migrated first; so is PostgreSQL for several workers."""
    from app.metrics import published
    from app.server import address_of, listen, run
    from app.settings import Settings
    from app.tracing import require_packages
    from app.workers import refuse_unshared, run_workers
    from db.migrating import upgrade
    from db.opening import prepare

    settings = Settings()
    count = workers or settings.workers
    refuse_unshared(settings, count)
    require_packages(settings)
    with listen(host or settings.host, settings.port if port is None else port) as listener:
        asyncio.run(_ready_database(settings.database_url, prepare if count == 1 else upgrade))
        announcement = f"Aqua Thistle serves {address_of(listener)}/graphql (Ctrl-C stops it)."
        with published(settings) as forget:
            if count == 1:
                from app.asgi import create_app

                run(create_app(settings), listener, settings, announcement)
            else:
                run_workers(settings, count, listener, announcement, forget)


def demo(host: Host = None, port: Port = None) -> None:
    """Serve an invented household: three years up to today, in a database of its own."""
    from app import demo as household_demo
    from app.asgi import create_app
    from app.metrics import published
    from app.server import address_of, listen, run
    from app.settings import Settings

    settings = household_demo.demo_settings(Settings())
    with listen(host or settings.host, settings.port if port is None else port) as listener:
        opened = asyncio.run(household_demo.open_demo(settings.database_url))
        announcement = household_demo.announcement(address_of(listener), opened)
        with published(settings):
            run(create_app(settings, demo_password=opened.password), listener, settings, announcement)


def schema() -> None:
    """Print the GraphQL schema."""
    from app.graphql.schema import build_schema

    typer.echo(build_schema().as_str())


async def _ready_database(url: str, first: "Callable[[Database], Awaitable[None]]") -> None:
    from db.opening import opened

    # The server itself could tell a database that does not answer only by a traceback.
    async with opened(url, first=first):
        pass
