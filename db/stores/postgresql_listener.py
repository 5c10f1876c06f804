"""A listener on a channel of PostgreSQL, by LISTEN."""

import asyncio
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from db.stores import listeners


class PostgresListener:
    """A subscription by LISTEN, on a connection outside of the pool; a message has at most 7,999 bytes."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Any = None
        # The listening task empties it before the loop reads the socket again, so it holds what one read brought.
        self._heard: asyncio.Queue[str | None] = asyncio.Queue()
        self._turn = asyncio.Lock()

    async def listen(self, channel: str) -> None:
        """Connect and LISTEN."""
        self._connection = await asyncpg.connect(
            self._url, timeout=listeners.ANSWER_SECONDS, command_timeout=listeners.ANSWER_SECONDS
        )
        self._connection.add_termination_listener(lambda _connection: self._heard.put_nowait(None))
        await self._connection.add_listener(channel, lambda *event: self._heard.put_nowait(event[-1]))

    async def receive(self) -> str:
        """Return the next notification. Raises ConnectionError if the connection has ended."""
        while True:
            try:
                async with asyncio.timeout(listeners.SILENCE_SECONDS):
                    message = await self._heard.get()
            except TimeoutError:
                await self._execute("SELECT 1")
                continue
            if message is None:
                raise ConnectionError("PostgreSQL ended the connection.")
            return message

    async def send(self, channel: str, message: str) -> None:
        """Send a message by NOTIFY."""
        await self._execute("SELECT pg_notify($1, $2)", channel, message)

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.terminate()

    async def _execute(self, statement: str, *arguments: str) -> None:
        async with self._turn:
            await self._connection.execute(statement, *arguments)
