"""The conversation with Finny: messages, its events on every device, and how to speak, stop and clear."""

from datetime import datetime
from typing import Annotated, Final, Self
from uuid import UUID

import strawberry

from db.conversations import MessageRow
from schema.context import Info
from schema.enums import Author, MessageState
from schema.inputs import KEY_DESCRIPTION
from schema.message_parts import MessagePart, message_parts
from schema.node import Node, global_id, stored_id
from schema.pages import Connection, First, Last
from services import conversations
from services.conversations.service import LONGEST_MESSAGE
from services.values.pages import PER_PAGE, PageRequest


@strawberry.type(description="A message of the owner or of Finny.")
class Message(Node):
    author: Author = strawberry.field(description="The author of the message.")
    text: str = strawberry.field(description="The text of the message.")
    state: MessageState = strawberry.field(description="The end of the message: complete, stopped or broken off.")
    provider: str | None = strawberry.field(
        description="The provider that wrote as Finny. It is null for the owner's messages."
    )
    note: str | None = strawberry.field(
        description="A remark: another provider took over, or the reason why the message broke off."
    )
    unverified: list[str] = strawberry.field(
        description="The claims in the text that the ledger does not hold. Do not rely on them."
    )
    at: datetime = strawberry.field(description="The time at which the message was stored.")
    parts: list[MessagePart] = strawberry.field(
        description="The parts beside the text: figures, questions to ask next, and proposals."
    )

    @classmethod
    def of(cls, row: MessageRow) -> Self:
        return cls(
            id=global_id("Message", row.id),
            author=Author(row.author),
            text=row.text,
            state=MessageState(row.state),
            provider=row.provider or None,
            note=row.note or None,
            unverified=row.unverified,
            at=row.at,
            parts=message_parts(row),
        )


@strawberry.type(description="The conversation with Finny since it was last cleared.")
class Conversation(Node):
    replying_id: strawberry.ID | None = strawberry.field(
        description="The future message id of the reply that is being written. It is null while Finny is silent."
    )

    @strawberry.field(
        description=f"The messages, newest first. A page has {PER_PAGE} unless you ask for another number."
    )
    async def messages(
        self,
        info: Info,
        first: First = None,
        after: Annotated[str | None, strawberry.argument(description="The cursor after which the page starts.")] = None,
        last: Last = None,
        before: Annotated[str | None, strawberry.argument(description="The cursor before which the page ends.")] = None,
    ) -> Connection[Message]:
        request = PageRequest(first, after, last, before)
        page = await info.context.services.conversations.page(info.context.ledger_id, request)
        return Connection.of(page, [Message.of(row) for row in page.rows])

    @classmethod
    def of(cls, state: conversations.ConversationState, ledger_id: UUID) -> Self:
        replying_id = None if state.replying is None else global_id("Message", state.replying)
        return cls(id=global_id("Conversation", ledger_id), replying_id=replying_id)


@strawberry.interface(description="An event of the conversation.")
class ChatEvent:
    revision: int = strawberry.field(description="The revision of this event. Send it as `after` to continue later.")


@strawberry.type(description="The conversation at the start of the subscription, and again after a restore.")
class ConversationSnapshot(ChatEvent):
    conversation: Conversation = strawberry.field(description="The conversation.")


@strawberry.type(description="A message was added. If its id is that of a running reply, it is the whole reply.")
class MessageAdded(ChatEvent):
    message: Message = strawberry.field(description="The message.")


@strawberry.type(description="A piece of Finny's reply. A missed piece comes with the whole message.")
class ReplyProgress(ChatEvent):
    message_id: strawberry.ID = strawberry.field(description="The future message id of the reply.")
    offset: int = strawberry.field(
        description="The offset of the piece in Unicode code points. A piece at 0 starts the text again."
    )
    text: str = strawberry.field(description="The piece.")


@strawberry.type(description="The conversation was cleared. Forget its messages and the running reply.")
class ConversationCleared(ChatEvent):
    """The event has only its revision."""


CHAT_EVENTS: Final = (ConversationSnapshot, MessageAdded, ReplyProgress, ConversationCleared)


def chat_event(event: conversations.ChatEvent, ledger_id: UUID) -> ChatEvent:
    """Return the API's event for an event of the services."""
    match event:
        case conversations.ConversationSnapshot():
            conversation = Conversation.of(event.state, ledger_id)
            return ConversationSnapshot(revision=event.revision, conversation=conversation)
        case conversations.MessageArrived():
            return MessageAdded(revision=event.revision, message=Message.of(event.message))
        case conversations.ReplyProgress():
            message_id = global_id("Message", event.message_id)
            return ReplyProgress(revision=event.revision, message_id=message_id, offset=event.offset, text=event.text)
        case conversations.Cleared():
            return ConversationCleared(revision=event.revision)


@strawberry.input(description="A message to Finny.")
class SendMessageInput:
    text: str = strawberry.field(description=f"The text, at most {LONGEST_MESSAGE:,} characters.")
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)


@strawberry.input(description="A reply to stop.")
class StopReplyInput:
    message_id: strawberry.ID = strawberry.field(description="The id of the reply that is being written.")

    def stored(self) -> UUID:
        return stored_id("Message", self.message_id)


@strawberry.input(description="A proposal to accept.")
class AcceptProposalInput:
    message_id: strawberry.ID = strawberry.field(description="The message that has the proposal.")
    number: int = strawberry.field(description="The number of the proposal among the parts of the message.")

    def stored(self) -> UUID:
        return stored_id("Message", self.message_id)


@strawberry.input(description="A conversation to clear.")
class ClearConversationInput:
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)
