"""Many WebSocket clients that cost little: each tells of every text that it receives, and parses none."""

import asyncio
import base64
import os
from collections.abc import Callable, Mapping
from typing import cast

import orjson

PROTOCOL = "graphql-transport-ws"
TEXT, PING, PONG = 1, 9, 10
FINAL = MASKED = 0x80
NO_MASK = bytes(4)

Receive = Callable[[bytes], None]


class SocketClient(asyncio.Protocol):
    """One connection: sends texts below 64 KiB, and hands on what it receives."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        self.transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ["GET /graphql HTTP/1.1", "host: 127.0.0.1", "connection: upgrade", "upgrade: websocket"]
        lines += [f"sec-websocket-key: {key}", "sec-websocket-version: 13", f"sec-websocket-protocol: {PROTOCOL}"]
        self.transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        """Hand on every whole frame; a server sends each text in one."""
        self._buffer += data
        if not self.open.done():
            head, end, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not end:
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self._buffer = bytearray(rest)
            self.open.set_result(None)
        while (frame := self._frame()) is not None:
            kind, payload = frame
            if kind == TEXT:
                self.receive(payload)
            elif kind == PING:
                self.transport.write(bytes([FINAL | PONG, MASKED | len(payload)]) + NO_MASK + payload)

    def _frame(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1], 2
        if size >= 126:
            start = 4 if size == 126 else 10
            size = int.from_bytes(buffer[2:start], "big")
        if len(buffer) < start + size:
            return None
        frame = buffer[0] & 0x0F, bytes(buffer[start : start + size])
        del buffer[: start + size]
        return frame

    def send(self, message: Mapping[str, object]) -> None:
        """Send a message as JSON."""
        text = orjson.dumps(message)
        size = bytes([len(text) | MASKED]) if len(text) < 126 else bytes([126 | MASKED]) + len(text).to_bytes(2, "big")
        self.transport.write(bytes([FINAL | TEXT]) + size + NO_MASK + text)

    def connection_lost(self, exc: Exception | None) -> None:
        """The server has closed."""
        if not self.open.done():
            self.open.set_exception(exc or ConnectionError("The server refused the WebSocket."))


async def connect(port: int, receive: Receive) -> SocketClient:
    """An open client."""
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(lambda: SocketClient(receive), "127.0.0.1", port)
    await client.open
    return client


async def subscribe(port: int, secret: str, query: str, receive: Receive) -> SocketClient:
    """A client that is signed in and whose subscription has sent its first state; `receive` gets what comes then."""
    first: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def begin(text: bytes) -> None:
        if b'"connection_ack"' in text:
            client.send({"id": "1", "type": "subscribe", "payload": {"query": query}})
        else:
            assert b'"next"' in text, text
            assert b'"errors"' not in text[:200], text
            client.receive = receive
            first.set_result(None)

    client = await connect(port, begin)
    client.send({"type": "connection_init", "payload": {"token": secret}})
    await first
    return client
