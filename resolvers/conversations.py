"""The conversation with Finny: reading, following, speaking, stopping and clearing."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

import strawberry

from resolvers.permissions import READ, SESSION, WRITE
from schema.context import Info
from schema.conversations import (
    AcceptProposalInput,
    ChatEvent,
    ClearConversationInput,
    Conversation,
    SendMessageInput,
    StopReplyInput,
    chat_event,
)
from schema.payloads import AcceptProposalPayload, ClearConversationPayload, SendMessagePayload, StopReplyPayload


@strawberry.type
class ConversationQuery:
    @strawberry.field(description="The conversation with Finny since it was last cleared.", extensions=READ)
    async def conversation(self, info: Info) -> Conversation | None:
        ledger_id = info.context.ledger_id
        return Conversation.of(await info.context.services.conversations.state(ledger_id), ledger_id)


@strawberry.type
class ConversationMutation:
    @strawberry.mutation(
        description="Send a message to Finny. The reply comes through chatEvents, one at a time.",
        extensions=WRITE,
    )
    async def send_message(self, info: Info, input: SendMessageInput) -> SendMessagePayload | None:
        service = info.context.services.conversations
        return SendMessagePayload.of(await service.send(info.context.ledger_id, input.text, input.idempotency_key))

    @strawberry.mutation(description="Stop the reply that Finny is writing. Its text so far is kept.", extensions=WRITE)
    async def stop_reply(self, info: Info, input: StopReplyInput) -> StopReplyPayload | None:
        saved = await info.context.services.conversations.stop(info.context.ledger_id, input.stored())
        return StopReplyPayload.saved(saved, message_id=input.message_id)

    @strawberry.mutation(
        description="Accept a proposal of Finny: its change is made once. Only a session may, never an access token.",
        extensions=SESSION,
    )
    async def accept_proposal(self, info: Info, input: AcceptProposalInput) -> AcceptProposalPayload | None:
        service = info.context.services.proposals
        return AcceptProposalPayload.saved(await service.accept(info.context.ledger_id, input.stored(), input.number))

    @strawberry.mutation(description="Clear the whole conversation on every device.", extensions=WRITE)
    async def clear_conversation(self, info: Info, input: ClearConversationInput) -> ClearConversationPayload | None:
        saved = await info.context.services.conversations.clear(info.context.ledger_id, input.idempotency_key)
        return ClearConversationPayload.saved(saved)


@strawberry.type
class ConversationSubscription:
    @strawberry.subscription(
        description=(
            "The conversation on every device: first its state, then what came after `after`, then each event as it "
            "happens. No message is missed, however slowly they are read; one may come twice."
        ),
        extensions=READ,
    )
    async def chat_events(
        self,
        info: Info,
        after: Annotated[int | None, strawberry.argument(description="The last revision that you saw.")] = None,
    ) -> AsyncIterator[ChatEvent]:
        events = info.context.services.conversations.follow(info.context.ledger_id, after)
        async with aclosing(events):
            async for event in events:
                yield chat_event(event, info.context.ledger_id)
