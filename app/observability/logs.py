"""Structured logs. Each line has the ids of the request that it belongs to."""

import logging
import secrets
import sys
from contextvars import ContextVar
from typing import TextIO

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.observability.log_limit import FewOf, LineLimit
from app.settings import Settings

ROOMS = ("app", "resolvers", "schema", "services", "db")
# A client's mistake is one line of ours; the libraries would write excerpts of the request.
NOISY = ("strawberry.execution", "strawberry.ws")
# A client causes this line with any bytes.
INVALID_REQUESTS = FewOf("Invalid HTTP request received.", LineLimit())
REQUEST_ID = b"x-request-id"
REQUEST_ID_CHARACTERS = 64

_request_id: ContextVar[str] = ContextVar("request_id", default="")


class StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to the standard error that is current when a line is written."""

    @property
    def stream(self) -> TextIO:
        """Return the current standard error."""
        return sys.stderr

    @stream.setter
    def stream(self, stream: TextIO) -> None:
        """Ignore another stream."""


def set_up_logs(settings: Settings) -> None:
    """Write every line of this process and its libraries once, in one form, without values of variables."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        _add_request_id,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(settings)],
    )
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if not isinstance(handler, StderrHandler)]
    handler = StderrHandler()
    handler.setFormatter(formatter)
    root.addHandler(handler)
    # Libraries are heard when something is wrong, whatever of our own is wanted.
    root.setLevel(max(level, logging.WARNING))
    for room in ROOMS:
        logging.getLogger(room).setLevel(level)
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    logging.getLogger("uvicorn.error").addFilter(INVALID_REQUESTS)


def _renderers(settings: Settings) -> list[structlog.typing.Processor]:
    if settings.log_format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    colors = sys.stderr.isatty()
    return [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)]


class RequestIds:
    """Gives each request and each WebSocket an id, or keeps the id of a proxy; the answer has it too.

    The id is not bound through structlog, which costs ten times more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            return await self.app(scope, receive, send)
        request_id = request_id_of(scope)
        header = (REQUEST_ID, request_id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        token = _request_id.set(request_id)
        try:
            return await self.app(scope, receive, send_with_id)
        finally:
            _request_id.reset(token)


def request_id_of(scope: Scope) -> str:
    """Return the id that a proxy gave to a request if it is a plain one, else a new id."""
    return _given(scope) or secrets.token_hex(8)


def _given(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == REQUEST_ID:
            text = str(value, "latin-1")
            plain = text.replace("-", "").replace("_", "").isalnum() and text.isascii()
            return text if plain and len(text) <= REQUEST_ID_CHARACTERS else None
    return None


def _add_request_id(_logger: object, _method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if request_id := _request_id.get():
        line["request"] = request_id
    return line
