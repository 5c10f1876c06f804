"""The server's protocols: uvicorn's own, with limits for clients that stop reading or writing."""

import socket
from asyncio import TimerHandle, Transport
from collections.abc import Container
from http import HTTPStatus
from time import monotonic  # the loop's own clock stands still while it accepts many at once
from typing import Any

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

from app.graphql.streams import ON_SHUTDOWN
from app.graphql.websocket import WRITE_TEXT

MOST_MESSAGE_BYTES = 64 * 1024
# The head of a request is kept in memory, and every header is looked through for each that is asked for.
MOST_HEAD_BYTES = 64 * 1024
MOST_HEADERS = 100
SECONDS_BETWEEN_PINGS = 20.0
SECONDS_TO_ANSWER_A_PING = 20.0
SECONDS_TO_CLOSE = 2.0
SECONDS_UNREAD = 30
SECONDS_FOR_A_HEAD = 30.0
# The largest upload of the default settings at one megabit a second.
SECONDS_FOR_A_REQUEST = 300.0
# Of one process: connections of any kind, and those of one address that is no trusted proxy.
MOST_CONNECTIONS = 12_000
MOST_CONNECTIONS_OF_A_CLIENT = 500
FILES_FOR_OTHERS = 200


class HttpProtocol(HttpToolsProtocol):
    """HTTP with limits on the time for a head and a body, and on the number of connections.

    Endless answers end when the server stops: the application puts a callable into the scope.
    """

    _timer: TimerHandle | None = None
    _seconds_for_the_rest: float | None = None  # None between two requests
    _bytes_of_no_body = 0
    idle_since = 0.0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Wait for the first request. Make room for the connection, or refuse it."""
        super().connection_made(transport)
        self.idle_since = monotonic()
        self._seconds_for_the_rest = SECONDS_FOR_A_HEAD
        self._wait_for_the_rest()
        if self._has_its_share():
            self.transport.abort()
        elif len(self.connections) > most_connections():
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Take data from the client. End the connection if a head does not end, or data follow a body."""
        self._bytes_of_no_body += len(data)
        super().data_received(data)
        if self._bytes_of_no_body > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.transport.abort()
        self._wait_for_the_rest()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one more header."""
        if len(self.headers) >= MOST_HEADERS:
            raise ValueError("The request has too many headers.")  # uvicorn answers that it is invalid
        super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._bytes_of_no_body = 0
        super().on_body(body)

    def on_message_begin(self) -> None:
        """Begin a request, whose head has to come."""
        super().on_message_begin()
        self._seconds_for_the_rest = SECONDS_FOR_A_HEAD

    def on_headers_complete(self) -> None:
        """Begin the body of a request, which has to come."""
        super().on_headers_complete()
        self._stop_waiting()
        self._seconds_for_the_rest = SECONDS_FOR_A_REQUEST

    def on_message_complete(self) -> None:
        """End a request."""
        self._bytes_of_no_body = 0
        self._stop_waiting()
        self._seconds_for_the_rest = None
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self.idle_since = monotonic()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop_waiting()
        super().connection_lost(exc)

    @property
    def is_idle(self) -> bool:
        """Return True if the connection is open and no complete request on it waits for an answer."""
        waits = self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body
        return not waits and not self.transport.is_closing()

    def _has_its_share(self) -> bool:
        """Return True if this client has too many connections. A trusted proxy has them for many clients."""
        trusted: Container[str] = getattr(self.app, "trusted_hosts", ())
        if self.client is None or self.client[0] in trusted:
            return False
        peers: list[Any] = [getattr(connection, "client", None) for connection in self.connections]
        return [peer[0] for peer in peers if peer].count(self.client[0]) > MOST_CONNECTIONS_OF_A_CLIENT

    def _make_room(self) -> None:
        """End the connection that has been idle longest, so that idle clients lock nobody out."""
        idle = (peer for peer in self.connections if isinstance(peer, HttpProtocol) and peer.is_idle)
        oldest = min(idle, key=lambda peer: peer.idle_since, default=self)
        oldest.transport.abort()

    def _wait_for_the_rest(self) -> None:
        """Start the timer, which most requests do not need because they come in one piece."""
        if self._seconds_for_the_rest and not self._timer:
            self._timer = self.loop.call_later(self._seconds_for_the_rest, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def shutdown(self) -> None:
        """Begin to stop."""
        end: Any = self.scope.get(ON_SHUTDOWN) if self.cycle else None
        if end and not self.cycle.response_complete:
            end()
        super().shutdown()


def most_connections() -> int:
    """Return how many connections this process may have, so that files are left for other uses."""
    if resource is None:
        return MOST_CONNECTIONS
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(MOST_CONNECTIONS, max(files - FILES_FOR_OTHERS, files // 2))


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """WebSockets that end even if the client does not read.

    Closing a transport waits until the client has taken the buffered data, which a stopped client never does.
    """

    _abortion: TimerHandle | None = None

    def handle_connect(self, event: Any) -> None:
        """Begin with a client; the application may write texts past ASGI, which costs thrice as much."""
        super().handle_connect(event)
        if self.response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[WRITE_TEXT] = self.write_text

    def write_text(self, text: bytes) -> bool:
        """Write a text at once; return False if it has to wait until the client has read, or the connection ends."""
        if self.close_sent or not self.writable.is_set() or self.conn.state is not State.OPEN:
            return False
        self.conn.send_text(text)
        self.transport.writelines(self.conn.data_to_send())
        return True

    async def run_asgi(self) -> None:
        """Run the application, then end the connection within a moment."""
        await super().run_asgi()
        self.scope["extensions"].clear()
        self._abort_soon()

    async def send(self, message: Any) -> None:
        """Send a message of the application."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            # uvicorn logs a refusal that was answered in full as an error of the application.
            self.handshake_complete = True

    def shutdown(self) -> None:
        """Begin to stop."""
        super().shutdown()
        self._abort_soon()

    def keepalive_timeout(self) -> None:
        """End the connection of a client that has not answered a ping."""
        super().keepalive_timeout()
        self._abort_soon()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer and the parser, which would keep each other's connection in memory."""
        if self._abortion:
            self._abortion.cancel()
        super().connection_lost(exc)
        self.conn.parser.close()

    def _abort_soon(self) -> None:
        if self in self.connections and not self._abortion:
            self._abortion = self.loop.call_later(SECONDS_TO_CLOSE, self.transport.abort)


def free_the_unread(listener: socket.socket) -> None:
    """Let Linux end connections whose client takes nothing for half a minute."""
    if option := getattr(socket, "TCP_USER_TIMEOUT", None):
        listener.setsockopt(socket.IPPROTO_TCP, option, SECONDS_UNREAD * 1000)
