"""Load: the same HTTP request again and again over a few connections that are kept, as fast as it is answered."""

import asyncio
from collections.abc import Sequence
from time import perf_counter
from typing import cast

CONNECTIONS = 16
START_SECONDS = 30


class _Client(asyncio.Protocol):
    """One connection, which sends its next request when the answer to the one before is complete."""

    def __init__(self, request: bytes, times: int) -> None:
        self._request = request
        self._left = times
        self._expected = 0
        self._received = b""
        self.done: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._expected:
            self._expected = _length(self._received)
        if not self._expected or len(self._received) < self._expected:
            return
        answer, self._received = self._received, b""
        self._left -= 1
        if self._left and answer.startswith(b"HTTP/1.1 200"):
            self._transport.write(self._request)
        else:
            self._transport.close()
            self.done.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("The server closed the connection."))


async def load(port: int, request: bytes, times: int, connections: int = CONNECTIONS) -> float:
    """Answers a second, when each connection sends the request so many times."""
    return await load_each(port, [request] * connections, times)


async def load_each(port: int, requests: Sequence[bytes], times: int) -> float:
    """Answers a second, when each request is sent so many times over a connection of its own."""
    start = perf_counter()
    answers = await asyncio.gather(*(_repeat(port, request, times) for request in requests))
    assert all(answer.startswith(b"HTTP/1.1 200") for answer in answers), answers[0]
    return len(requests) * times / (perf_counter() - start)


async def body_of(port: int, request: bytes) -> bytes:
    """The body that one request is answered with; TimeoutError when the server does not start to answer."""
    async with asyncio.timeout(START_SECONDS):
        return (await _repeat(port, request, 1)).partition(b"\r\n\r\n")[2]


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """The bytes of a request with a JSON body."""
    lines = [f"POST {path} HTTP/1.1", "host: 127.0.0.1", "content-type: application/json", "accept: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode() + body


async def _repeat(port: int, request: bytes, times: int) -> bytes:
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(lambda: _Client(request, times), "127.0.0.1", port)
    return await client.done


def _length(received: bytes) -> int:
    """Return the length of the whole answer, 0 while its head is not complete."""
    head, end, _ = received.partition(b"\r\n\r\n")
    if not end:
        return 0
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return len(head) + len(end) + int(lengths[0].partition(b":")[2])
