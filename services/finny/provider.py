"""The interface of a provider, which turns a question, its history and tools into pieces of a reply."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

from services.finny.evidence import Evidence
from services.finny.tools import Tools


@dataclass(frozen=True, slots=True)
class PastMessage:
    """A message of the conversation so far, and its unverified figures."""

    author: Literal["USER", "FINNY"]
    text: str
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, the messages before it (the oldest first), and tools that read only this ledger.

    A provider that uses the tools adds what they return to the `evidence`.
    """

    ledger_id: UUID
    question: str
    history: tuple[PastMessage, ...]
    tools: Tools
    evidence: Evidence = field(default_factory=Evidence)


class Provider(Protocol):
    """A model that can answer a turn."""

    @property
    def name(self) -> str:
        """Return the name for the stored message."""

    def reply(self, turn: Turn) -> AsyncGenerator[str, None]:
        """Yield the pieces of the reply; raise ProviderFailed if the model cannot go on."""

    async def close(self) -> None:
        """Close connections."""


class ProviderFailed(Exception):
    """A provider cannot answer or continue; the text is the reason, for people."""
