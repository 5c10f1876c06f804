"""Providers that speak as a test tells them to."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from services.assistant import Turn


@dataclass
class Scripted:
    """Says its pieces with a pause before each; waits for `go` before those from `held` on, and may fail after all."""

    pieces: tuple[str, ...] = ("You spent ", "nothing ", "at all.")
    pause: float = 0.0
    held: int | None = None
    failure: Exception | None = None
    name: str = "Scripted"
    go: asyncio.Event = field(default_factory=asyncio.Event)
    turns: list[Turn] = field(default_factory=list)

    async def reply(self, turn: Turn) -> AsyncIterator[str]:
        """The pieces."""
        self.turns.append(turn)
        for number, piece in enumerate(self.pieces):
            if self.held is not None and number >= self.held:
                await self.go.wait()
            await asyncio.sleep(self.pause)
            yield piece
        if self.held == len(self.pieces):
            await self.go.wait()
        if self.failure:
            raise self.failure

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)
