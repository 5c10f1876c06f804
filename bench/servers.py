"""Servers under measurement: the product and what it is compared with, each a process of its own under uvicorn."""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Self
from uuid import UUID

import orjson
import strawberry
import uvicorn
from sqlalchemy import insert
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.asgi import GraphQL

from app.asgi import create_app
from app.process.server import config_of
from app.settings import Settings
from bench.ledger import now
from db.stores.engine import Database
from db.stores.ids import new_id
from db.transactions import TransactionRow, transactions
from services.finny import Turn

STATIC_BODY = "AQUA_THISTLE_BENCH_BODY"
BARE_PAGE = "AQUA_THISTLE_BENCH_PAGE"
PROVIDER_SECONDS = 0.2


def static_app(body: bytes) -> Starlette:
    """An application with one route that answers the same bytes to everybody."""

    async def answer(_request: Request) -> Response:
        return Response(body, media_type="application/json")

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])])


def page_app() -> Starlette:
    """The product, with another page at /bare: a file that is there by the time it is first asked for."""
    page = cache(Path(os.environ[BARE_PAGE]).read_bytes)

    async def answer(_request: Request) -> Response:
        return Response(page(), media_type="text/html", headers={"cache-control": "no-cache"})

    app = create_app()
    app.router.routes.append(Route("/bare", answer))
    return app


class Served(int):
    """The port of a server, with the id of its process."""

    pid: int

    def __new__(cls, port: int, pid: int) -> Self:
        """A port that knows its process."""
        served = super().__new__(cls, port)
        served.pid = pid
        return served


@contextlib.asynccontextmanager
async def serving(kind: str, environment: Mapping[str, str]) -> AsyncIterator["Served"]:
    """A server of one of the KINDS in a process of its own; its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.servers", kind, str(listener.fileno()),
            env={**os.environ, **environment}, pass_fds=[listener.fileno()],
        )  # fmt: skip
        try:
            yield Served(listener.getsockname()[1], process.pid)
        finally:
            process.terminate()
            await process.wait()


def broadcast_app() -> Starlette:
    """An application that sends to every WebSocket what is posted to it."""
    sockets: set[WebSocket] = set()

    async def join(socket: WebSocket) -> None:
        await socket.accept()
        sockets.add(socket)
        with contextlib.suppress(WebSocketDisconnect):
            await socket.receive_text()
        sockets.discard(socket)

    async def send(request: Request) -> Response:
        text = (await request.body()).decode()
        for client in list(sockets):
            await client.send_text(text)
        return Response()

    return Starlette(routes=[Route("/graphql", send, methods=["POST"]), WebSocketRoute("/graphql", join)])


def bare_subscription_app() -> Starlette:
    """Strawberry's own subscription, of one number and then nothing."""

    @strawberry.type
    class Query:
        nothing: int = 0

    @strawberry.type
    class Subscription:
        @strawberry.subscription
        async def numbers(self) -> AsyncIterator[int]:
            yield 1
            await asyncio.Event().wait()

    endpoint = GraphQL[None, None](strawberry.Schema(Query, subscription=Subscription))
    return Starlette(routes=[WebSocketRoute("/graphql", endpoint)])


def bare_insert_app() -> Starlette:
    """An application that stores a transaction by one insert and one commit, with the product's care for it."""
    database = Database(Settings.read().database_url)

    async def add(request: Request) -> Response:
        given = orjson.loads(await request.body())
        ledger_id, category_id, day = UUID(given["ledger"]), UUID(given["category"]), date.fromisoformat(given["date"])
        amount = given["amount"]
        row = TransactionRow(
            ledger_id=ledger_id,
            id=new_id(),
            account_id=ledger_id,
            date=day,
            amount=amount,
            currency="EUR",
            exchange_rate=None,
            base_amount=amount,
            account_amount=amount,
            payee=given["payee"],
            note="",
            category_id=category_id,
        )
        async with database.write() as connection:
            await connection.execute(insert(transactions), row._asdict())
        return Response(orjson.dumps({"id": str(row.id)}), media_type="application/json")

    return Starlette(routes=[Route("/insert", add, methods=["POST"])])


class SlowFinny:
    """A provider that takes its time to the first of three words."""

    name = "Slow Finny"

    async def reply(self, turn: Turn) -> AsyncGenerator[str, None]:  # noqa: ARG002
        """Three words."""
        await asyncio.sleep(PROVIDER_SECONDS)
        for word in ("You ", "spent ", "nothing."):
            yield word

    async def close(self) -> None:
        """Nothing is held."""


KINDS: Mapping[str, Callable[[], Starlette]] = {
    "product": lambda: create_app(clock=now),
    "slow_finny": lambda: create_app(clock=now, provider=SlowFinny()),
    "page": page_app,
    "static": lambda: static_app(Path(os.environ[STATIC_BODY]).read_bytes()),
    "bare_insert": bare_insert_app,
    "broadcast": broadcast_app,
    "bare_subscription": bare_subscription_app,
}


def main(kind: str, descriptor: str) -> None:
    """Serve on a socket that the parent opened, until SIGTERM."""
    config = config_of(KINDS[kind](), Settings.read())
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run([socket.socket(fileno=int(descriptor))])


if __name__ == "__main__":
    main(*sys.argv[1:])
