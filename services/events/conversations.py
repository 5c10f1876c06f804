"""The events of conversations."""

from uuid import UUID

from services.events import Event


class MessageAdded(Event, frozen=True):
    """A message was added: the owner sent it, or a reply of Finny has ended."""

    message_id: UUID


class ReplyStopped(Event, frozen=True):
    """The owner asked Finny to end the reply that was being written."""

    message_id: UUID


class ConversationCleared(Event, frozen=True):
    """All messages of the conversation were archived."""
