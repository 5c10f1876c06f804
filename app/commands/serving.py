"""The commands that serve: `serve` your own ledger, `demo` an invented one, and `schema` for authors of clients."""

import asyncio
import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from db.stores.engine import Database

at_host = click.option("--host", help="The address to listen on, instead of AQUA_THISTLE_HOST.")
at_port = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="The port, instead of AQUA_THISTLE_PORT; 0 takes a free one.",
)


@click.command()
@at_host
@at_port
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that serve, instead of AQUA_THISTLE_WORKERS.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the API. Make or migrate the embedded database first, and PostgreSQL too for several workers."""
    with _uncollected():
        from app.graphql.trusted_documents import TrustedDocuments
        from app.observability.publishing import published
        from app.observability.tracing import require_packages
        from app.process.server import address_of, listen, run
        from app.process.workers import refuse_unshared, run_workers
        from app.settings import Settings
        from db.backups import prepare_after_backup
        from db.stores.migrating import upgrade

    settings = Settings.read()
    count = workers or settings.workers
    refuse_unshared(settings, count)
    require_packages(settings)
    if settings.trusted_documents:  # a wrong file is told here, before any worker starts
        TrustedDocuments.read(settings.trusted_documents)
    with listen(host or settings.host, settings.port if port is None else port) as listener:
        asyncio.run(_ready_database(settings.database_url, prepare_after_backup if count == 1 else upgrade))
        announcement = f"Aqua Thistle serves {address_of(listener)}/graphql (Ctrl-C stops it)."
        with published(settings) as forget:
            if count == 1:
                with _uncollected():
                    from app.asgi import create_app

                    app = create_app(settings)
                run(app, listener, settings, announcement)
            else:
                run_workers(settings, count, listener, announcement, forget)


@click.command()
@at_host
@at_port
def demo(host: str | None, port: int | None) -> None:
    """Serve an invented household: three years up to today, in a database of its own."""
    with _uncollected():
        from app.asgi import create_app
        from app.demo import opening as household_demo
        from app.observability.publishing import published
        from app.process.server import address_of, listen, run
        from app.settings import Settings

    settings = Settings.read(database_url=household_demo.DATABASE_URL)
    with listen(host or settings.host, settings.port if port is None else port) as listener:
        opened = asyncio.run(household_demo.open_demo(settings.database_url))
        announcement = household_demo.announcement(address_of(listener), opened)
        with published(settings):
            run(create_app(settings, demo_password=opened.password), listener, settings, announcement)


@click.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from app.graphql.schema import build_schema

    click.echo(build_schema().as_str())


@contextmanager
def _uncollected() -> "Iterator[None]":
    """Exclude imported objects from garbage collection, which would take a tenth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


async def _ready_database(url: str, first: "Callable[[Database], Awaitable[None]]") -> None:
    from db.stores.opening import opened

    # The server itself could tell a database that does not answer only by a traceback.
    async with opened(url, first=first):
        pass
