"""Providers that speak as a test tells them to."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from decimal import Decimal

from services.finny import Turn
from services.finny.evidence import Held


@dataclass
class Scripted:
    """Says its pieces with a pause before each; waits for `go` before those from `held` on, and may fail after all.

    `waits` is set when all that it may say has been heard.

    `known_figures` are the figures that its tools have told it, `quoted` the payees and notes.
    """

    pieces: tuple[str, ...] = ("You spent ", "nothing ", "at all.")
    pause: float = 0.0
    held: int | None = None
    failure: Exception | None = None
    name: str = "Scripted"
    go: asyncio.Event = field(default_factory=asyncio.Event)
    waits: asyncio.Event = field(default_factory=asyncio.Event)
    turns: list[Turn] = field(default_factory=list)
    known_figures: set[Decimal] = field(default_factory=set)
    quoted: set[str] = field(default_factory=set)
    closed: bool = False

    async def reply(self, turn: Turn) -> AsyncGenerator[str, None]:
        """The pieces."""
        self.turns.append(turn)
        turn.evidence.held += map(Held, self.known_figures)
        turn.evidence.quoted |= self.quoted
        for number, piece in enumerate(self.pieces):
            if self.held is not None and number >= self.held:
                self.waits.set()
                await self.go.wait()
            await asyncio.sleep(self.pause)
            yield piece
        if self.held == len(self.pieces):
            await self.go.wait()
        if self.failure:
            raise self.failure

    async def close(self) -> None:
        """Remember it."""
        self.closed = True

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)
