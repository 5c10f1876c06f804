"""Receivers of webhooks: HTTP servers on loopback that note what they get, and answer as a test wants."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from standardwebhooks import Webhook as Verifier

from tests.resolvers.callers import Json


class Received(NamedTuple):
    """A request to a receiver."""

    headers: dict[str, str]
    body: str

    def verified(self, secret: str) -> Json:
        """The message, if it is signed by this secret; raises WebhookVerificationError if not."""
        message: Json = Verifier(secret).verify(self.body, self.headers)
        return message

    @property
    def id(self) -> str:
        """The webhook-id."""
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """A server that answers with `status`, or never while it `hangs`; `on_request` is called before it answers."""

    status: int = 204
    hangs: bool = False
    location: str | None = None
    on_request: Callable[[], None] = lambda: None
    received: list[Received] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """The address to call."""
        return f"http://127.0.0.1:{self.port}/hook"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request and answer it."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers["content-length"]))
            self.received.append(Received(headers, body.decode()))
            self.on_request()
            if self.hangs:
                await reader.read()
            else:
                location = f"location: {self.location}\r\n" if self.location else ""
                writer.write(f"HTTP/1.1 {self.status} Said\r\n{location}content-length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving(receiver: Receiver) -> AsyncIterator[Receiver]:
    """Run a receiver on a free port."""
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", receiver.port)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
