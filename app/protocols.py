"""The server's protocols: uvicorn's own, which also end when a client stops reading or writing, or never would."""

import socket
from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

ON_SHUTDOWN = "aqua_thistle.on_shutdown"
MOST_MESSAGE_BYTES = 64 * 1024
SECONDS_BETWEEN_PINGS = 20.0
SECONDS_TO_ANSWER_A_PING = 20.0
SECONDS_TO_CLOSE = 2.0
SECONDS_UNREAD = 30
# The largest upload of the default settings at one megabit a second.
SECONDS_FOR_A_REQUEST = 300.0


class HttpProtocol(HttpToolsProtocol):
    """HTTP that waits only so long for the whole of a request, its body too.

    Endless answers end when the server does: the application puts a callable into the scope.
    """

    _patience: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        """Wait for the rest of a request."""
        super().on_message_begin()
        self._wait()

    def on_message_complete(self) -> None:
        """Wait no longer."""
        self._wait_no_longer()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._wait_no_longer()
        self._patience = self.loop.call_later(SECONDS_FOR_A_REQUEST, self.transport.abort)

    def _wait_no_longer(self) -> None:
        if self._patience:
            self._patience.cancel()

    def shutdown(self) -> None:
        """Begin to stop."""
        end: Any = self.scope.get(ON_SHUTDOWN) if self.cycle else None
        if end and not self.cycle.response_complete:
            end()
        super().shutdown()


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """WebSockets that end even if the client does not read.

    Closing a transport waits until the client has taken what is buffered, which one that has stopped never does.
    """

    _abortion: TimerHandle | None = None

    async def run_asgi(self) -> None:
        """Run the application, then end the connection within a moment."""
        await super().run_asgi()
        self._abort_soon()

    async def send(self, message: Any) -> None:
        """Send what the application says."""
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
        """Forget the connection."""
        if self._abortion:
            self._abortion.cancel()
        super().connection_lost(exc)

    def _abort_soon(self) -> None:
        if self in self.connections and not self._abortion:
            self._abortion = self.loop.call_later(SECONDS_TO_CLOSE, self.transport.abort)


def free_the_unread(listener: socket.socket) -> None:
    """Let the system end connections whose client takes nothing for half a minute, where it can: Linux does."""
    if option := getattr(socket, "TCP_USER_TIMEOUT", None):
        listener.setsockopt(socket.IPPROTO_TCP, option, SECONDS_UNREAD * 1000)
