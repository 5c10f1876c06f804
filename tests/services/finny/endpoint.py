"""An OpenAI-compatible endpoint with scripted answers, on a free port of this machine."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from time import sleep
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

Json = dict[str, Any]
Answer = Callable[[], AsyncIterator[bytes]]

STALL_SECONDS = 3.0


@dataclass
class Endpoint:
    """The endpoint: `answers` come in turn, the last one repeatedly; `asked` are the requests so far."""

    url: str = ""
    status: int = 200
    answers: list[Answer] = field(default_factory=list)
    asked: list[Json] = field(default_factory=list)

    async def complete(self, request: Request) -> Response:
        """Answer POST /v1/chat/completions."""
        self.asked.append(await request.json())
        if self.status != 200:
            return JSONResponse({"error": {"message": "No.", "type": "refused"}}, self.status)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return StreamingResponse(answer(), media_type="text/event-stream")

    def messages(self, role: str) -> list[str]:
        """Return the texts of one role in the latest request."""
        return [
            json.dumps(message, ensure_ascii=False) for message in self.asked[-1]["messages"] if message["role"] == role
        ]


def words(*pieces: str, then: Answer | None = None) -> Answer:
    """Make a reply in pieces, with a normal end unless another is given."""

    async def stream() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield _chunk({"role": "assistant", "content": piece})
            await asyncio.sleep(0.01)
        if then is None:
            yield _end("stop")
        else:
            async for part in then():
                yield part

    return stream


def calls(name: str, arguments: Json | str) -> Answer:
    """Make a tool call; the arguments may be any text."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)

    async def stream() -> AsyncIterator[bytes]:
        call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": name, "arguments": text[:5]}}
        yield _chunk({"role": "assistant", "content": None, "tool_calls": [call]})
        yield _chunk({"tool_calls": [{"index": 0, "function": {"arguments": text[5:]}}]})
        yield _end("tool_calls")

    return stream


async def stall() -> AsyncIterator[bytes]:
    """Send nothing for a long time."""
    await asyncio.sleep(STALL_SECONDS)
    yield b"data: [DONE]\n\n"


async def break_off() -> AsyncIterator[bytes]:
    """Close the connection in the middle."""
    yield b'data: {"id": "1", "cho'
    raise ConnectionError("This endpoint breaks off.")


async def broken_json() -> AsyncIterator[bytes]:
    """Send invalid JSON."""
    yield b'data: {"id": "1", "choices": [{"delta": \n\n'
    yield b"data: [DONE]\n\n"


async def dripping() -> AsyncIterator[bytes]:
    """Send a word now and then, without end."""
    for number in range(1_000):
        yield _chunk({"content": f"and {number}, "})
        await asyncio.sleep(0.2)


async def endless_line() -> AsyncIterator[bytes]:
    """Send one line of 100 MB."""
    yield b"data: "
    for _ in range(100):
        yield b"x" * 1_000_000
    yield b"\n\n"


@contextmanager
def served() -> Iterator[Endpoint]:
    """Serve an endpoint in its own thread."""
    endpoint = Endpoint()
    app = Starlette(routes=[Route("/v1/chat/completions", endpoint.complete, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", timeout_graceful_shutdown=1))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    endpoint.url = f"http://{host}:{port}/v1"
    try:
        yield endpoint
    finally:
        server.should_exit = True
        thread.join()


def _end(finish: str) -> bytes:
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    return _chunk({}, finish, usage=usage) + b"data: [DONE]\n\n"


def _chunk(delta: Json, finish: str | None = None, **more: Json) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "parrot", "choices": [choice], **more}
    return f"data: {json.dumps(chunk)}\n\n".encode()
