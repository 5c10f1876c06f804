"""The server: uvicorn on a socket that is already bound, so that a taken port is known before anything starts."""

import contextlib
import errno
import signal
import socket
import sys
from types import FrameType

import click
import uvicorn
from starlette.applications import Starlette

from app.errors import CommandError
from app.process.protocols import (
    MOST_MESSAGE_BYTES,
    SECONDS_BETWEEN_PINGS,
    SECONDS_TO_ANSWER_A_PING,
    HttpProtocol,
    WebSocketProtocol,
    free_the_unread,
)
from app.settings import Settings

GRACE_SECONDS = 10
# Longer than balancers keep an idle connection, so that none sends a request into one that is just being closed.
IDLE_SECONDS = 130
# A worker that is alive answers its parent from a thread, so only one that cannot run at all takes so long.
WORKER_SECONDS = 10


class Server(uvicorn.Server):
    """A server that announces its address once it answers."""

    def __init__(self, config: uvicorn.Config, announcement: str) -> None:
        super().__init__(config)
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        click.echo(self._announcement)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes any free port. Raises CommandError if the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(f"Port {port} of {host} is in use; choose another with --port.") from error
        reason = (error.strerror or str(error)).split(" (while")[0].lower()
        raise CommandError(f"The server cannot listen on {host}, port {port}: {reason}.") from error
    free_the_unread(listener)
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the URL of a listening socket, without a path."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def config_of(app: Starlette | str, settings: Settings, workers: int = 1) -> uvicorn.Config:
    """Return uvicorn's configuration for an application, or for an import string in each worker."""
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        timeout_worker_healthcheck=WORKER_SECONDS,
        timeout_keep_alive=IDLE_SECONDS,
        loop="uvloop",
        http=HttpProtocol,
        ws=WebSocketProtocol,
        ws_max_size=MOST_MESSAGE_BYTES,
        ws_ping_interval=SECONDS_BETWEEN_PINGS,
        ws_ping_timeout=SECONDS_TO_ANSWER_A_PING,
        # Compressing the same update for each of its subscribers costs more than it saves.
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def run(app: Starlette, listener: socket.socket, settings: Settings, announcement: str) -> None:
    """Serve until SIGINT or SIGTERM, then let running requests end."""
    # Once the server has stopped, uvicorn raises the signal again: a stop that was asked for is a success.
    signal.signal(signal.SIGTERM, _stop)
    with contextlib.suppress(KeyboardInterrupt):
        Server(config_of(app, settings), announcement).run([listener])


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
