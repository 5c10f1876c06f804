"""What speaks as Finny: a provider turns a question, what was said before and tools into pieces of a reply."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from services.assistant.tools import Tools


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation so far."""

    author: Literal["USER", "FINNY"]
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, the messages before it (oldest first), and tools that read this ledger and no other."""

    ledger_id: UUID
    question: str
    history: tuple[Said, ...]
    tools: Tools


class Provider(Protocol):
    """Somebody who can answer a turn."""

    @property
    def name(self) -> str:
        """What the stored message calls it."""

    def reply(self, turn: Turn) -> AsyncIterator[str]:
        """The pieces of the reply's text, as they come; raises ProviderFailed when there is no more to be had."""


class ProviderFailed(Exception):
    """A provider cannot answer, or not go on; the text says why, for people."""
