"""What a conversation is made of: who said something, how a reply ended, and where the conversation stands."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from db.conversations import MessageRow


class Author(StrEnum):
    """Who said something."""

    USER = "USER"
    FINNY = "FINNY"


class MessageState(StrEnum):
    """How a message ended."""

    COMPLETE = "COMPLETE"
    STOPPED = "STOPPED"
    INTERRUPTED = "INTERRUPTED"


class Sent(NamedTuple):
    """A message of the owner's, and the id that Finny's reply to it has once it is stored."""

    message: MessageRow
    reply_id: UUID


@dataclass(frozen=True, slots=True)
class ConversationState:
    """Where the conversation stands at a revision; `replying` is the id of the reply that is being written."""

    revision: int
    replying: UUID | None


@dataclass(frozen=True, slots=True)
class ConversationSnapshot:
    """The state that a stream of chat events begins with."""

    revision: int
    state: ConversationState


@dataclass(frozen=True, slots=True)
class MessageArrived:
    """A message was added at this revision."""

    revision: int
    message: MessageRow


@dataclass(frozen=True, slots=True)
class ReplyProgress:
    """Finny goes on speaking: a piece of the running reply at an offset in characters."""

    revision: int
    message_id: UUID
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """The conversation was cleared at this revision."""

    revision: int


ChatEvent = ConversationSnapshot | MessageArrived | ReplyProgress | Cleared
