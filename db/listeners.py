"""Connections that hear one channel of a server: Redis by its PubSub, PostgreSQL by LISTEN."""

import asyncio
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

GAP = ""
"""Received in the place of messages that may have been missed."""

SILENCE_SECONDS = 10.0
ANSWER_SECONDS = 2.0


class Listener(Protocol):
    """One connection to a server. Every method may raise, and then the connection is of no more use."""

    async def listen(self, channel: str) -> None:
        """Connect and subscribe; the server has confirmed it when this returns."""

    async def receive(self) -> str:
        """The next message, or GAP; a server that is silent for long is asked whether it is still there."""

    async def send(self, channel: str, message: str) -> None:
        """Tell everybody who listens to the channel."""

    async def close(self) -> None:
        """Leave without waiting for the server."""


class RedisListener:
    """A subscription by redis-py's PubSub, which may reconnect by itself: its second confirmation is a gap."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        self._pubsub = self._redis.pubsub()

    async def listen(self, channel: str) -> None:
        """Subscribe; raises TimeoutError when the server does not confirm it."""
        await self._pubsub.subscribe(channel)
        if await self._pubsub.get_message(timeout=ANSWER_SECONDS) is None:
            raise TimeoutError("Redis did not confirm the subscription.")

    async def receive(self) -> str:
        """The next message; raises TimeoutError when the server does not even answer a ping."""
        asked = False
        while True:
            message = await self._pubsub.get_message(timeout=ANSWER_SECONDS if asked else SILENCE_SECONDS)
            if message is None:
                if asked:
                    raise TimeoutError("Redis does not answer.")
                await self._pubsub.ping()
            elif message["type"] == "message":
                return str(message["data"])
            elif message["type"] == "subscribe":
                return GAP
            asked = message is None

    async def send(self, channel: str, message: str) -> None:
        """Publish."""
        await self._redis.publish(channel, message)

    async def close(self) -> None:
        """Drop the connections."""
        await self._pubsub.aclose()  # type: ignore[no-untyped-call]
        await self._redis.aclose()


class PostgresListener:
    """A subscription by LISTEN, on a connection that no pool hands out; a message has at most 7,999 bytes."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Any = None
        # The listening task empties it before the loop reads the socket again, so it holds what one read brought.
        self._heard: asyncio.Queue[str | None] = asyncio.Queue()
        self._turn = asyncio.Lock()

    async def listen(self, channel: str) -> None:
        """Connect and LISTEN."""
        self._connection = await asyncpg.connect(self._url, timeout=ANSWER_SECONDS, command_timeout=ANSWER_SECONDS)
        self._connection.add_termination_listener(lambda _connection: self._heard.put_nowait(None))
        await self._connection.add_listener(channel, lambda *event: self._heard.put_nowait(event[-1]))

    async def receive(self) -> str:
        """The next notification; raises ConnectionError when the connection has ended."""
        while True:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    message = await self._heard.get()
            except TimeoutError:
                await self._execute("SELECT 1")
                continue
            if message is None:
                raise ConnectionError("PostgreSQL ended the connection.")
            return message

    async def send(self, channel: str, message: str) -> None:
        """NOTIFY."""
        await self._execute("SELECT pg_notify($1, $2)", channel, message)

    async def close(self) -> None:
        """Drop the connection."""
        if self._connection is not None:
            self._connection.terminate()

    async def _execute(self, statement: str, *arguments: str) -> None:
        async with self._turn:
            await self._connection.execute(statement, *arguments)
