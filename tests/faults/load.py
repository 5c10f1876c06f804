"""Load that never gives up: each write is sent again under its key, at either door, until it is acknowledged."""

import asyncio
from collections.abc import Sequence

import httpx

from tests.faults.households import RECORD, Household
from tests.resolvers.callers import Json

UPDATE = (
    "mutation ($input: UpdateTransactionInput!) { updateTransaction(input: $input)"
    " { revision problems { message } transaction { id } } }"
)
PAUSE = 0.02


class Load:
    """Somebody who writes one thing after another: expenses, and after each `edited` of them an edit of the last one.

    Whatever is not an acknowledgement must say that trying again may help, and no query may be stale.
    """

    def __init__(self, household: Household, name: str, edited: int = 0) -> None:
        self.done = self.failed = self.unreachable = 0
        self.household = household
        self._name = name
        self._edited = edited
        self._last = ""
        self._stopping = False

    def stop(self) -> None:
        """Let the write that is under way be the last."""
        self._stopping = True

    async def run(self) -> None:
        """Write until told to stop."""
        while not self._stopping:
            attempt = 0
            while not await self._write(attempt % len(self.household.doors)):
                attempt += 1
                await asyncio.sleep(PAUSE)
            self.done += 1

    async def _write(self, door: int) -> bool:
        caller, newest = self.household.doors[door], self.household.revision
        try:
            answer = await caller.send("{ dashboard { revision } }")
            if self._is_failure(answer):
                return False
            assert answer["data"]["dashboard"]["revision"] >= newest, "a query was older than an acknowledged write"
            answer = await caller.send(*self._next())
        except httpx.TransportError:
            self.unreachable += 1
            return False
        if self._is_failure(answer):
            return False
        self._last = self.household.acknowledge(*answer["data"].values())
        return True

    def _next(self) -> tuple[str, Json]:
        if self._last and self._edited and self.done % (self._edited + 1) == self._edited:
            return UPDATE, {"input": {"id": self._last, "amount": f"-{self.done}.00"}}
        return RECORD, {"input": self.household.draft(key=f"{self._name}-{self.done}")}

    def _is_failure(self, answer: Json) -> bool:
        for error in answer.get("errors", []):
            assert error["extensions"]["code"] == "UNAVAILABLE", error
        self.failed += "errors" in answer
        return "errors" in answer


async def progress(loads: Sequence[Load], writers: Sequence[asyncio.Task[None]], writes: int, seconds: float) -> None:
    """Wait until everybody has written some more."""
    before = [load.done for load in loads]
    async with asyncio.timeout(seconds):
        while any(load.done < done + writes for load, done in zip(loads, before, strict=True)):
            for writer in writers:
                if writer.done():
                    writer.result()
            await asyncio.sleep(PAUSE)


async def refusal(loads: Sequence[Load], seconds: float) -> None:
    """Wait until somebody was told that the server cannot answer now."""
    before = sum(load.failed for load in loads)
    async with asyncio.timeout(seconds):
        while sum(load.failed for load in loads) == before:
            await asyncio.sleep(PAUSE)
