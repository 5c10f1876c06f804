"""The workers: several processes that serve one socket, supervised by uvicorn."""

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable

import click
import structlog
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors import Multiprocess

from app.errors import CommandError
from app.observability.logs import set_up_logs
from app.process.server import address_of, config_of
from app.settings import Settings

log = structlog.get_logger("app.process.workers")


def refuse_unshared(settings: Settings, workers: int) -> None:
    """Raise CommandError if several processes could not share one ledger."""
    if workers == 1:
        return
    if settings.database_url.startswith("sqlite"):
        raise CommandError(
            f"SQLite serves one process, and {workers} workers are asked for; start one,"
            " or name a PostgreSQL by AQUA_THISTLE_DATABASE_URL."
        )
    if settings.channel.startswith("memory"):
        raise CommandError(
            f"{workers} workers need a channel to tell each other of changes; name a Redis by AQUA_THISTLE_REDIS_URL,"
            " or set AQUA_THISTLE_CHANNEL_URL to the URL of the database."
        )


def run_workers(
    settings: Settings, workers: int, listener: socket.socket, announcement: str, forget: Callable[[int], None]
) -> None:
    """Serve until SIGINT or SIGTERM, then let every worker end its requests. Replace a worker that dies.

    The workers read their settings from the environment. `forget` is called with the id of each that has died.
    """
    set_up_logs(settings)
    config = config_of("app.process.workers:worker", settings, workers=workers)
    supervisor = Supervisor(config, listener, announcement, forget)
    supervisor.run()
    if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
        raise CommandError(f"A worker for {address_of(listener)} could not start; the log says why.")


def worker() -> Starlette:
    """Return the application of a worker. It ends with its parent, because nobody else could stop it."""
    from app.asgi import create_app

    threading.Thread(target=_end_with_parent, daemon=True).start()
    return create_app()


class Supervisor(Multiprocess):
    """A supervisor that announces the address once all workers answer, and reports each that has died."""

    def __init__(
        self, config: Config, listener: socket.socket, announcement: str, forget: Callable[[int], None]
    ) -> None:
        super().__init__(config, [listener])
        self._announcement: str | None = announcement
        self._forget = forget

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that have died."""
        before = {process.pid: process for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before.keys() - {process.pid for process in self.processes}:
            log.error("worker replaced", pid=pid, exit_code=before[pid].exitcode)
            self._forget(pid or 0)
        if self._announcement and all(process.is_ready(timeout=1) for process in self.processes):
            click.echo(self._announcement)
            self._announcement = None


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
