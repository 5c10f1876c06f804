"""The response cache: repeats the whole answer to a query, byte for byte, until something changes."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import time_ns
from typing import NamedTuple

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.graphql.authentication import OWNER_HEADER, SESSION_COOKIE, Caller, Callers
from app.graphql.cacheability import ask_if_cacheable, cacheable_of
from app.graphql.observed_operations import Observer
from app.graphql.requests import PREFLIGHT_HEADERS
from app.observability.metrics import Answered, Metrics
from db.stores.memory import GroupedMemory
from services.dashboard.snapshots import LedgerPosition
from services.users import Viewer

PATH = "/graphql"
METHODS = ("GET", "POST")
KIB = 1024
MOST_REQUEST_BYTES = 64 * KIB
# Every header that decides whether and how a request is answered, but for those that say who asks.
DECISIVE = frozenset((b"host", b"origin", b"sec-fetch-site", b"content-type", b"transfer-encoding"))
DECISIVE |= frozenset((b"accept", b"accept-encoding"))
DECISIVE |= {name.encode() for name in (*PREFLIGHT_HEADERS, OWNER_HEADER)}
PERSONAL = frozenset((b"authorization", b"cookie"))
MOST_HEAD_BYTES = 8 * KIB
OVERHEAD_BYTES = 1 * KIB


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """A cached answer with its headers, and the state that it shows."""

    as_of: LedgerPosition
    headers: list[tuple[bytes, bytes]]
    body: bytes
    answered: Answered


class ResponseCache:
    """The middleware before all checks: answers from memory, or keeps the application's answer if it is cacheable.

    It decides nothing about a request. A request is answered from memory only if the same reader was already answered
    for a request that is equal in everything that any check looks at. The read that every request begins with must say
    that the reader may still ask and that the ledger is as it was.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        callers: Callers,
        today: Callable[[str], date],
        most_bytes: int,
        metrics: Metrics,
        observers: Sequence[Observer],
    ) -> None:
        self._app = app
        self._callers = callers
        self._today = today
        self._observers = observers
        self._memory: GroupedMemory[CachedAnswer] = GroupedMemory(most_bytes)
        self.hits = self.misses = 0
        metrics.watch("answers", lambda: {"hit": self.hits, "miss": self.misses})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        head = _head_of(scope) if scope["type"] == "http" and scope["path"] == PATH else None
        if head is None:
            return await self._app(scope, receive, send)
        began = time_ns()
        body, replay = await _read(receive)
        connection = HTTPConnection(scope)
        caller = await _caller(self._callers.read, connection)
        viewer = caller.viewer if caller else None
        if body is None or caller is None or viewer is None:
            return await self._app(scope, replay, send)
        means = (caller.has_bearer, _is_browser(connection, head))
        request = (viewer.ledger_id, viewer.kind, viewer.scopes, means, head, body)
        as_of = self._as_of(viewer)
        answer = self._memory.get(viewer.user_id, request)
        if answer is not None and answer.as_of == as_of:
            return await self._repeat(answer, began, send)
        self.misses += 1
        recorder = _Recorder(scope, send)
        ask_if_cacheable(scope)
        await self._app(scope, replay, recorder)
        answered = cacheable_of(scope) if recorder.complete else None
        after = await _caller(self._callers.read_again, connection) if answered else None
        if answered and after and after.viewer and self._as_of(after.viewer) == as_of:
            answer = CachedAnswer(as_of, recorder.headers, bytes(recorder.body), answered)
            size = head.size + len(body) + len(answer.body) + OVERHEAD_BYTES
            self._memory.put(viewer.user_id, request, answer, size)
        return None

    async def _repeat(self, answer: CachedAnswer, began: int, send: Send) -> None:
        self.hits += 1
        await send({"type": "http.response.start", "status": 200, "headers": list(answer.headers)})
        await send({"type": "http.response.body", "body": answer.body})
        for observe in self._observers:
            observe(answer.answered._replace(began=began, ended=time_ns()))

    def _as_of(self, viewer: Viewer) -> LedgerPosition:
        return LedgerPosition(viewer.epoch, viewer.revision, self._today(viewer.time_zone))


async def _caller(read: Callable[[HTTPConnection], Awaitable[Caller]], connection: HTTPConnection) -> Caller | None:
    try:
        return await read(connection)
    except Exception:  # The application will meet the same failure, and knows how to tell it.
        return None


@dataclass
class _Recorder:
    """Passes an answer on, and keeps a copy if it is cacheable."""

    scope: Scope
    send: Send
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    recording: bool = False
    complete: bool = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.headers = list(message["headers"])
            sets_cookie = any(name == b"set-cookie" for name, _ in self.headers)
            self.recording = cacheable_of(self.scope) is not None and message["status"] == 200 and not sets_cookie
        elif self.recording and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self.complete = not message.get("more_body", False)
        await self.send(message)


class _Head(NamedTuple):
    """The head of a request without the caller: method, address, and the headers that decide something."""

    method: str
    scheme: str
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    personal: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Return about how many bytes it takes to remember it."""
        pairs = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.query) + pairs + sum(map(len, self.personal))


def _head_of(scope: Scope) -> _Head | None:
    """Return the head of a request; None if the request is not cacheable or too large."""
    decisive, personal, length = [], [], b"0" if scope["method"] == "GET" else b""
    for pair in scope["headers"]:
        name = pair[0]
        if name in DECISIVE:
            decisive.append(pair)
        elif name in PERSONAL:
            personal.append(name)
        elif name == b"content-length":
            length = pair[1]
    if scope["method"] not in METHODS or not _is_at_most(length, MOST_REQUEST_BYTES):
        return None
    head = _Head(scope["method"], scope["scheme"], scope["query_string"], tuple(decisive), tuple(personal))
    return head if head.size <= MOST_HEAD_BYTES else None


def _is_browser(connection: HTTPConnection, head: _Head) -> bool:
    """Return True if the request carries the cookie for which other sites are refused."""
    return b"cookie" in head.personal and SESSION_COOKIE in connection.cookies


def _is_at_most(digits: bytes, most: int) -> bool:
    return digits.isdigit() and len(digits) <= len(str(most)) and int(digits) <= most


async def _read(receive: Receive) -> tuple[bytes | None, Receive]:
    """Read the body of a request.

    Return None if it is not whole, and a function that gives the messages again.
    """
    messages: list[Message] = []
    size = 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False) or size > MOST_REQUEST_BYTES:
            break
    whole = message["type"] == "http.request" and not message.get("more_body", False)
    ahead = iter(messages)

    async def replay() -> Message:
        return next(ahead, None) or await receive()

    return (b"".join(message.get("body", b"") for message in messages) if whole else None), replay
