"""Conversations with Finny: messages, running replies, and following both on every device."""

from services.conversations.assistant import Assistant
from services.conversations.messages import (
    Author,
    ChatEvent,
    Cleared,
    ConversationSnapshot,
    ConversationState,
    MessageArrived,
    MessageState,
    ReplyProgress,
    Sent,
)
from services.conversations.proposals import ProposalService
from services.conversations.replies import Replies
from services.conversations.service import ConversationService

__all__ = [
    "Assistant",
    "Author",
    "ChatEvent",
    "Cleared",
    "ConversationService",
    "ConversationSnapshot",
    "ConversationState",
    "MessageArrived",
    "MessageState",
    "ProposalService",
    "Replies",
    "ReplyProgress",
    "Sent",
]
