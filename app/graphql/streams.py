"""Streams over HTTP: send results only while the credential is valid, and end when the server stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from weakref import finalize

from strawberry.types import ExecutionResult

from app.graphql.credentials import Credential
from app.graphql.errors import public_error
from app.graphql.results import made_at
from app.graphql.shared_subscription import Results
from services.values.errors import Unauthenticated

# Proxies end a connection that is silent for a minute.
SECONDS_BETWEEN_HEARTBEATS = 15.0
# The key in a request's scope of the callable that ends its stream when the server stops.
ON_SHUTDOWN = "aqua_thistle.on_shutdown"
ENDED = "The session or access token has ended; sign in again."

Stream = AsyncIterator[ExecutionResult | None]


def guarded(
    results: Results, credential: Credential, stopping: asyncio.Event, place: AbstractContextManager[None]
) -> Stream:
    """Yield the results while the credential is valid, and None as a heartbeat.

    When the credential ends, the last result is an error. The place is taken before the stream begins, so that a
    refusal can still be an ordinary answer. It is given back at the end of the stream, even if nobody read it.
    """
    place.__enter__()
    stream = _guarded(results, credential, stopping)
    finalize(stream, place.__exit__, None, None, None)
    return stream


async def single(result: ExecutionResult) -> Stream:
    """Return one result as a stream."""
    yield result


async def _guarded(results: Results, credential: Credential, stopping: asyncio.Event) -> Stream:
    stop = asyncio.create_task(stopping.wait())
    following: asyncio.Task[ExecutionResult | None] = asyncio.create_task(_next(results))
    try:
        while not stop.done():
            done, _ = await asyncio.wait(
                {following, stop}, timeout=SECONDS_BETWEEN_HEARTBEATS, return_when=asyncio.FIRST_COMPLETED
            )
            if stop in done or (following in done and following.result() is None):
                return
            result = following.result() if following in done else None
            if not await credential.is_good(made_at(result) if result else None):
                yield ExecutionResult(None, [public_error(Unauthenticated(ENDED))])
                return
            yield result
            if result is not None:
                following = asyncio.create_task(_next(results))
    finally:
        stop.cancel()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await results.aclose()


async def _next(results: Results) -> ExecutionResult | None:
    return await anext(results, None)
