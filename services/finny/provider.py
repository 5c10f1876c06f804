"""What speaks as Finny: a provider turns a question, what was said before and tools into pieces of a reply."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID

from services.finny.tools import Tools


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation so far, and the figures in it that came from nowhere."""

    author: Literal["USER", "FINNY"]
    text: str
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, the messages before it (oldest first), and tools that read this ledger and no other.

    A provider that gets facts from the tools notes the figures in them as `told`, and what others wrote as `quoted`.
    """

    ledger_id: UUID
    question: str
    history: tuple[Said, ...]
    tools: Tools
    told: set[Decimal] = field(default_factory=set)
    quoted: set[str] = field(default_factory=set)


class Provider(Protocol):
    """Somebody else who can answer a turn."""

    @property
    def name(self) -> str:
        """What the stored message calls it."""

    def reply(self, turn: Turn) -> AsyncGenerator[str, None]:
        """The pieces of the reply's text, as they come; raises ProviderFailed when there is no more to be had."""

    async def close(self) -> None:
        """Let go of what it holds."""


class ProviderFailed(Exception):
    """A provider cannot answer, or not go on; the text says why, for people."""
