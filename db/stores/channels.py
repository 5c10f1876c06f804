"""The channel between processes: each hears it by one supervised subscription of broadcaster."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from broadcaster import Broadcast, BroadcastBackend, Event

from db.stores.backoff import backoff
from db.stores.listeners import GAP, Listener

CHANNEL = "aqua_thistle"
MOST_WAITING = 1_000
CONFIRMATION_SECONDS = 3.0

_log = logging.getLogger(__name__)


class Channel:
    """Messages to every process with the same channel, this one too: at most once, in order, without a guarantee.

    `url` is `memory://` (this process alone), `redis://…`, `rediss://…` or `postgresql://…`. Nothing is connected until
    `open`. A message before that, or while the server is away, is lost.
    """

    def __init__(self, url: str) -> None:
        self._broadcast = Broadcast(backend=_supervised(url)) if _scheme(url) != "memory" else Broadcast(url)
        self._outgoing: asyncio.Queue[str] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, on_message: Callable[[str], None], on_gap: Callable[[], None]) -> None:
        """Subscribe. `on_gap` is called when a subscription begins: messages before it may be lost.

        When it returns the server has confirmed the subscription, or is away and will be asked again and again.
        """
        if self._outgoing is not None:
            raise RuntimeError("The channel is already open.")
        self._outgoing = asyncio.Queue(MOST_WAITING)
        await self._broadcast.connect()
        subscribed = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._hear(on_message, on_gap, subscribed)),
            asyncio.create_task(self._send(self._outgoing)),
        ]
        await subscribed.wait()

    def publish(self, message: str) -> None:
        """Send a non-empty text in the background. It never waits, never raises, and may be lost."""
        if self._outgoing is not None:
            with suppress(asyncio.QueueFull):
                self._outgoing.put_nowait(message)

    async def close(self) -> None:
        """Stop hearing and sending; unsent messages are lost."""
        if self._outgoing is None:
            return
        self._outgoing = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._broadcast.disconnect()

    async def _hear(
        self, on_message: Callable[[str], None], on_gap: Callable[[], None], subscribed: asyncio.Event
    ) -> None:
        async with self._broadcast.subscribe(CHANNEL) as subscriber:
            on_gap()
            subscribed.set()
            while True:
                message = (await subscriber.get()).message
                try:
                    on_gap() if message == GAP else on_message(message)
                except Exception:
                    _log.exception("A message from the channel could not be handled.")

    async def _send(self, outgoing: asyncio.Queue[str]) -> None:
        while True:
            message = await outgoing.get()
            try:
                await self._broadcast.publish(CHANNEL, message)
            except Exception as error:
                # Messages behind a failed one are old: readers have found their changes in the database by now.
                while not outgoing.empty():
                    outgoing.get_nowait()
                _log.debug("The channel could not be rung: %s", error)


class _Supervised(BroadcastBackend):
    """A backend on one connection, which is made again with growing pauses after each failure."""

    def __init__(self, dial: Callable[[], Listener]) -> None:
        self._dial = dial

    async def connect(self) -> None:
        self._listener: Listener | None = None
        self._pauses = backoff()
        self._confirmed = asyncio.Event()
        self._turn = asyncio.Lock()

    async def disconnect(self) -> None:
        # The broadcaster has cancelled its wait for the next message, which gives the turn back.
        async with self._turn:
            await self._hang_up()

    async def subscribe(self, group: str) -> None:  # noqa: ARG002
        # Connecting and subscribing are one step of `next_published`, which the broadcaster already awaits.
        with suppress(TimeoutError):
            async with asyncio.timeout(CONFIRMATION_SECONDS):
                await self._confirmed.wait()

    async def unsubscribe(self, group: str) -> None:
        """Do nothing: the subscription lives as long as the connection."""

    async def publish(self, channel: str, message: Any) -> None:
        if self._listener is None:
            raise ConnectionError("The channel's server is away.")
        await self._listener.send(channel, message)

    async def next_published(self) -> Event:
        async with self._turn:
            while True:
                try:
                    if self._listener:
                        return Event(CHANNEL, await self._listener.receive())
                    await self._call()
                    return Event(CHANNEL, GAP)
                except Exception as error:
                    _log.warning("The channel's server is away: %s", str(error) or type(error).__name__)
                    await self._hang_up()
                    await asyncio.sleep(next(self._pauses))

    async def _call(self) -> None:
        listener = self._dial()
        try:
            await listener.listen(CHANNEL)
        except BaseException:
            await listener.close()
            raise
        self._listener, self._pauses = listener, backoff()
        self._confirmed.set()

    async def _hang_up(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(Exception):
                await listener.close()


def _supervised(url: str) -> _Supervised:
    # A server imports the library of the channel that it uses, and no other.
    match _scheme(url):
        case "redis" | "rediss":
            from db.stores.redis_listener import RedisListener

            return _Supervised(lambda: RedisListener(url))
        case "postgresql" | "postgres":
            from db.stores.postgresql_listener import PostgresListener

            return _Supervised(lambda: PostgresListener(url))
    raise ValueError(f"A channel is memory://, redis://… or postgresql://…, not {_scheme(url)}://….")


def _scheme(url: str) -> str:
    return url.partition("://")[0]
