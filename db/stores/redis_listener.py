"""A listener on a channel of Redis, by its PubSub."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from db.stores import listeners
from db.stores.listeners import GAP


class RedisListener:
    """A subscription by redis-py's PubSub. It may reconnect by itself: a second confirmation is a gap."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=listeners.ANSWER_SECONDS,
            socket_connect_timeout=listeners.ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        self._pubsub = self._redis.pubsub()

    async def listen(self, channel: str) -> None:
        """Subscribe. Raises TimeoutError if the server does not confirm it."""
        await self._pubsub.subscribe(channel)
        if await self._pubsub.get_message(timeout=listeners.ANSWER_SECONDS) is None:
            raise TimeoutError("Redis did not confirm the subscription.")

    async def receive(self) -> str:
        """Return the next message. Raises TimeoutError if the server does not answer a ping."""
        pinged = False
        while True:
            message = await self._pubsub.get_message(
                timeout=listeners.ANSWER_SECONDS if pinged else listeners.SILENCE_SECONDS
            )
            if message is None:
                if pinged:
                    raise TimeoutError("Redis does not answer.")
                await self._pubsub.ping()
            elif message["type"] == "message":
                return str(message["data"])
            elif message["type"] == "subscribe":
                return GAP
            pinged = message is None

    async def send(self, channel: str, message: str) -> None:
        """Publish a message."""
        await self._redis.publish(channel, message)

    async def close(self) -> None:
        """Close the connections."""
        await self._pubsub.aclose()  # type: ignore[no-untyped-call]
        await self._redis.aclose()
