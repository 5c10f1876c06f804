"""The parts of a conversation: messages, their states, and the events of a stream."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from db.conversations import MessageRow


class Author(StrEnum):
    """The author of a message."""

    USER = "USER"
    FINNY = "FINNY"


class MessageState(StrEnum):
    """The end of a message."""

    COMPLETE = "COMPLETE"
    STOPPED = "STOPPED"
    INTERRUPTED = "INTERRUPTED"


class Sent(NamedTuple):
    """The owner's message, and the id of Finny's reply to it."""

    message: MessageRow
    reply_id: UUID


@dataclass(frozen=True, slots=True)
class ConversationState:
    """The state of the conversation at a revision; `replying` is the id of the running reply."""

    revision: int
    replying: UUID | None


@dataclass(frozen=True, slots=True)
class ConversationSnapshot:
    """The state at the beginning of a stream of chat events."""

    revision: int
    state: ConversationState


@dataclass(frozen=True, slots=True)
class MessageArrived:
    """A message was added at this revision."""

    revision: int
    message: MessageRow


@dataclass(frozen=True, slots=True)
class ReplyProgress:
    """A piece of the running reply at an offset in characters."""

    revision: int
    message_id: UUID
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """The conversation was cleared at this revision."""

    revision: int


ChatEvent = ConversationSnapshot | MessageArrived | ReplyProgress | Cleared
