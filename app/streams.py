"""Streams over HTTP: each result is sent only while the credential counts, and all end when the server stops."""

import asyncio
from contextlib import AbstractContextManager
from weakref import finalize

from graphql import GraphQLError
from strawberry.types import ExecutionResult

from app.credentials import Credential
from app.errors import public_errors
from app.shared import Results, SharedResult
from services.errors import Unauthenticated

SECONDS_BETWEEN_CHECKS = 30.0


def guarded(
    results: Results, credential: Credential, stopping: asyncio.Event, place: AbstractContextManager[None]
) -> Results:
    """The results of an operation while its credential counts, the last one an error when it ends before them.

    The place is taken at once, so that a refusal is still an answer, and given back however the stream ends.
    """
    place.__enter__()
    stream = _guarded(results, credential, stopping)
    finalize(stream, place.__exit__, None, None, None)
    return stream


async def _guarded(results: Results, credential: Credential, stopping: asyncio.Event) -> Results:
    stop = asyncio.create_task(stopping.wait())
    result: asyncio.Task[ExecutionResult | None] = asyncio.create_task(_next(results))
    try:
        while not stop.done():
            done, _ = await asyncio.wait(
                {result, stop}, timeout=SECONDS_BETWEEN_CHECKS, return_when=asyncio.FIRST_COMPLETED
            )
            if stop in done or (result in done and result.result() is None):
                return
            made = result.result() if result in done else None
            if not await credential.is_good(made.at if isinstance(made, SharedResult) else None):
                yield ExecutionResult(None, _ended())
                return
            if made is not None:
                yield made
                result = asyncio.create_task(_next(results))
    finally:
        stop.cancel()
        result.cancel()
        await asyncio.gather(result, return_exceptions=True)
        await results.aclose()


async def _next(results: Results) -> ExecutionResult | None:
    return await anext(results, None)


def _ended() -> list[GraphQLError]:
    sentence = "The session or access token has ended; sign in again."
    return public_errors([GraphQLError(sentence, original_error=Unauthenticated(sentence))])
