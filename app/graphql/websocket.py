"""A WebSocket that speaks graphql-transport-ws. It checks the credential again before each message."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import ExitStack, aclosing, suppress
from dataclasses import dataclass
from traceback import extract_tb
from typing import Any

import orjson
import structlog
from graphql import GraphQLError
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from app.graphql.authentication import OWNER_PARAMETER, is_meant, secret_in
from app.graphql.credentials import Credential, Credentials, PlacesPerLedger
from app.graphql.errors import Rejected, public_error
from app.graphql.guarded_schema import GuardedSchema
from app.graphql.requests import Operation
from app.graphql.results import encoded, made_at
from schema.context import Context
from services.users import Viewer
from services.values.errors import Throttled

PROTOCOL = "graphql-transport-ws"
MOST_REASON_BYTES = 123
MOST_ID_CHARACTERS = 200

# The key in the scope of our own server's callable that writes a text at once, or returns False if it had to wait.
WRITE_TEXT = "aqua_thistle.write_text"

Json = dict[str, Any]
Write = Callable[[bytes], bool]

log = structlog.get_logger("app.graphql.websocket")


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """The limits of one socket."""

    operations: int = 20
    seconds_to_begin: float = 10
    seconds_to_send: float = 10
    seconds_between_checks: float = 30


class Closing(Exception):
    """The socket has to close: with a code and a reason, or silently if the client does not read."""

    def __init__(self, code: int | None, reason: str = "") -> None:
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SocketParts:
    """The objects that all sockets of an endpoint share.

    `operation` reads the operation of a payload, or raises Rejected; `context` makes the context of an operation.
    """

    schema: GuardedSchema
    credentials: Credentials
    places: PlacesPerLedger
    limits: SocketLimits
    authenticate: Callable[[str], Awaitable[Viewer | None]]
    operation: Callable[[object], Operation]
    context: Callable[[WebSocket, Viewer], Context]


class Socket:
    """A connection and its operations. `secret` came with the handshake; the first message may bring another."""

    def __init__(self, websocket: WebSocket, secret: str | None, parts: SocketParts) -> None:
        self._websocket = websocket
        self._secret = secret
        self._parts = parts
        self._credential: Credential | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._patience: asyncio.Timeout | None = None
        self._closing: Closing | None = None
        self._write: Write | None = websocket.scope["extensions"].get(WRITE_TEXT)

    async def serve(self) -> None:
        """Serve until either side ends the connection."""
        with ExitStack() as place:
            try:
                await self._begin(place)
                while True:
                    message = await self._receive(self._parts.limits.seconds_between_checks)
                    if message is not None:
                        await self._handle(message)
                    elif self._credential and not await self._credential.is_good():
                        raise Closing(4403, "Forbidden")
            except Closing as closing:
                await self._close(closing)
            except WebSocketDisconnect:
                pass
            except Exception as error:
                # Without the traceback: a client could cause it again and again.
                last = extract_tb(error.__traceback__)[-1]
                log.error("a socket failed", error=type(error).__name__, place=f"{last.name}:{last.lineno}")
                await self._close(Closing(1011, "Something went wrong on our side"))
            finally:
                for task in self._operations.values():
                    task.cancel()
        await asyncio.gather(*self._operations.values(), return_exceptions=True)
        self._operations.clear()  # a cancelled task refers to this socket, which would keep both in memory

    async def _begin(self, place: ExitStack) -> None:
        """Wait for the message that starts the protocol, and sign in."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._parts.limits.seconds_to_begin
        while (message := await self._receive(end - loop.time())) is not None:
            if message["type"] == "connection_init":
                return await self._sign_in(message.get("payload"), place)
            if message["type"] == "subscribe":
                raise Closing(4401, "Unauthorized")
            await self._handle(message)
        raise Closing(4408, "Connection initialisation timeout")

    async def _sign_in(self, payload: object, place: ExitStack) -> None:
        if payload is not None and not isinstance(payload, dict):
            raise Closing(4400, "The payload of connection_init must be an object, or be left out.")
        secret = secret_in(payload or {}) or self._secret
        try:
            viewer = await self._parts.authenticate(secret) if secret else None
        except Exception as error:
            public_error(error)
            raise Closing(1013, "Try again later") from error
        if viewer is None or secret is None or not is_meant(viewer, (payload or {}).get(OWNER_PARAMETER)):
            raise Closing(4403, "Forbidden")
        try:
            place.enter_context(self._parts.places.take(viewer.ledger_id))
        except Throttled as error:
            raise Closing(1013, str(error)) from error
        self._secret = secret
        self._credential = Credential(self._parts.credentials, secret)
        await self._send({"type": "connection_ack"})

    async def _receive(self, seconds: float) -> Json | None:
        """Return the next message; None if none came in time."""
        if self._closing:
            raise self._closing
        try:
            async with asyncio.timeout(seconds) as self._patience:
                event = await self._websocket.receive()
        except TimeoutError:
            if self._closing:
                raise self._closing from None
            return None
        finally:
            self._patience = None
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code", 1005))
        return _message(event.get("text"))

    async def _handle(self, message: Json) -> None:
        match message["type"]:
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                if task := self._operations.pop(_id(message), None):
                    task.cancel()
            case "ping":
                # Without the payload: a nested payload that can be read may be too deep to be written.
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "connection_init":
                raise Closing(4429, "Too many initialisation requests")
            case _:
                raise Closing(4400, f"There is no message type {message['type']}.")

    async def _subscribe(self, message: Json) -> None:
        identifier = _id(message)
        if identifier in self._operations:
            raise Closing(4409, f"Subscriber for {identifier} already exists")
        try:
            request = self._parts.operation(message.get("payload"))
        except Rejected as rejected:
            # A client that sent a hash understands the code of an error, and sends the text.
            if rejected.code is None:
                raise Closing(4400, rejected.sentence) from rejected
            error = GraphQLError(rejected.sentence, extensions={"code": rejected.code})
            return await self._send(_errors(identifier, [error]))
        if len(self._operations) >= self._parts.limits.operations:
            sentence = f"This connection runs {len(self._operations)} operations, the most there may be; complete some."
            return await self._send(
                _errors(identifier, [GraphQLError(sentence, extensions={"code": "LIMIT_EXCEEDED"})])
            )
        self._operations[identifier] = asyncio.create_task(self._operate(identifier, request))
        return None

    async def _operate(self, identifier: str, request: Operation) -> None:
        try:
            last = await self._run(identifier, request)
        except Closing as closing:
            return self._end(closing)
        except WebSocketDisconnect:
            return None
        except Exception as error:
            last = _errors(identifier, [public_error(error)])
        # The id is free before the client reads the last message, and may be used again.
        if self._operations.get(identifier) is asyncio.current_task():
            del self._operations[identifier]
            try:
                await self._send(last)
            except Closing as closing:
                self._end(closing)
            except WebSocketDisconnect:
                pass
        return None

    async def _run(self, identifier: str, request: Operation) -> Json:
        """Send the results of an operation, and return the message that ends it."""
        viewer = await self._parts.authenticate(self._secret or "")
        if viewer is None:
            raise Closing(4403, "Forbidden")
        documents = self._parts.schema.documents
        if documents.may_run(request.text):
            with suppress(GraphQLError):  # the stream reports the same error
                await documents.check_in_turn(request.text, viewer.ledger_id)
        context = self._parts.context(self._websocket, viewer)
        results: AsyncGenerator[ExecutionResult, None] = await self._parts.schema.stream(  # type: ignore[assignment]
            request.text,
            variable_values=request.variables,
            context_value=context,
            operation_name=request.name,
            operation_extensions=request.extensions,
        )
        del request, viewer
        async with aclosing(results):
            async for result in results:
                if isinstance(result, PreExecutionError):
                    return _errors(identifier, result.errors or [])
                left = context.viewer is None
                if not left and not (self._credential and await self._credential.is_good(made_at(result))):
                    raise Closing(4403, "Forbidden")
                payload = encoded(result)
                await self._send({"id": identifier, "type": "next", "payload": payload})
                if left:
                    await self._send({"id": identifier, "type": "complete"})
                    raise Closing(4403, "Forbidden")
                del result, payload
        return {"id": identifier, "type": "complete"}

    async def _send(self, message: Mapping[str, Any]) -> None:
        text = orjson.dumps(message)
        if self._write and self._write(text):
            return
        try:
            async with asyncio.timeout(self._parts.limits.seconds_to_send):
                await self._websocket.send({"type": "websocket.send", "text": text.decode()})
        except TimeoutError:
            raise Closing(None) from None

    def _end(self, closing: Closing) -> None:
        """Let the connection's own task close it."""
        self._closing = self._closing or closing
        if self._patience:
            self._patience.reschedule(asyncio.get_running_loop().time())

    async def _close(self, closing: Closing) -> None:
        if closing.code is None:
            return
        reason = closing.reason.encode()[:MOST_REASON_BYTES].decode(errors="ignore")
        try:
            async with asyncio.timeout(self._parts.limits.seconds_to_send):
                await self._websocket.close(closing.code, reason)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            pass  # the client has gone, or does not read


def _message(text: str | None) -> Json:
    if text is None:
        raise Closing(4400, "Messages must be text.")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Closing(4400, "Messages must be valid JSON.") from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Closing(4400, "Messages must be objects with a “type”.")
    return message


def _id(message: Json) -> str:
    identifier = message.get("id")
    if not isinstance(identifier, str) or not 1 <= len(identifier) <= MOST_ID_CHARACTERS:
        raise Closing(4400, f"This message needs an “id” of 1 to {MOST_ID_CHARACTERS} characters.")
    return identifier


def _errors(identifier: str, errors: list[GraphQLError]) -> Json:
    return {"id": identifier, "type": "error", "payload": [error.formatted for error in errors]}
