"""The whole application behind a real server in a thread, and clients of its WebSocket."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from app.asgi import create_app
from app.graphql.websocket import SocketLimits
from app.process.server import address_of, config_of, listen
from app.settings import Settings
from services.finny import Provider
from services.values.clock import Clock, utc_now
from tests.patience import PATIENCE

QUICK = SocketLimits(operations=3, seconds_to_begin=0.3, seconds_to_send=0.5, seconds_between_checks=0.3)
PROTOCOL = Subprotocol("graphql-transport-ws")

Json = dict[str, Any]


@contextmanager
def served(settings: Settings, clock: Clock = utc_now, provider: Provider | None = None) -> Iterator[str]:
    """The address of a server that runs in a thread of its own, as `serve` would start it."""
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(config_of(create_app(settings, clock, provider), settings))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield address_of(listener)
    finally:
        server.should_exit = True
        thread.join()


class Client:
    """A client of graphql-transport-ws that shows every message."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **message: object) -> None:
        """Send a message."""
        await self.socket.send(json.dumps(message))

    async def subscribe(self, identifier: str, query: str, variables: Mapping[str, object] | None = None) -> None:
        """Begin an operation."""
        await self.send(id=identifier, type="subscribe", payload={"query": query, "variables": variables})

    async def receive(self, seconds: float = PATIENCE) -> Json:
        """The next message."""
        text = await asyncio.wait_for(self.socket.recv(), seconds)
        assert isinstance(text, str), "browsers take a binary frame for something else"
        message: Json = json.loads(text)
        return message

    async def data(self, seconds: float = PATIENCE) -> Json:
        """The data of the next result."""
        message = await self.receive(seconds)
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        data: Json = message["payload"]["data"]
        return data

    async def end(self, seconds: float = PATIENCE) -> tuple[int, str]:
        """The code and reason with which the server closes, whatever it says before."""
        with pytest.raises(ConnectionClosed) as closed:
            await self._read_on(seconds)
        assert closed.value.rcvd, closed
        return closed.value.rcvd.code, closed.value.rcvd.reason

    async def _read_on(self, seconds: float) -> None:
        while True:
            await self.receive(seconds)


@asynccontextmanager
async def connected(url: str, secret: str | None = None, **options: Any) -> AsyncIterator[Client]:
    """A client on an open socket; with a secret it is signed in."""
    address = url.replace("http", "ws", 1) + "/graphql"
    async with connect(address, subprotocols=[PROTOCOL], compression=None, **options) as socket:
        client = Client(socket)
        if secret:
            await client.send(type="connection_init", payload={"authorization": f"Bearer {secret}"})
            assert await client.receive() == {"type": "connection_ack"}
        yield client


def small_buffers(url: str) -> socket.socket:
    """A connection that takes little before its reader does."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", int(url.rpartition(":")[2])))
    connection.setblocking(False)
    return connection
