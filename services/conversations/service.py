"""The conversation of the owner with Finny, on every device."""

from collections.abc import AsyncGenerator, Callable, Sequence
from functools import partial
from uuid import UUID

from db import conversations
from db.conversations import MessageRow
from db.stores.engine import Database, retried
from db.stores.ids import new_id
from services.changes import Change, Changes, Once, Repeated, Saved
from services.conversations.following import follow, state_of
from services.conversations.messages import Author, ChatEvent, ConversationState, MessageState, Sent
from services.conversations.replies import Replies
from services.events.conversations import ConversationCleared, MessageAdded, ReplyStopped
from services.finny import PastMessage, Tools, Turn
from services.live import Live
from services.values.errors import conflict, not_found
from services.values.input_rules import check_text
from services.values.pages import Cursors, Page, PageRequest, read_page

LONGEST_MESSAGE = 4_000
REMEMBERED = 20
LARGEST_REVISION = 2**63 - 1
CURSORS: Cursors[MessageRow] = Cursors(
    8, lambda row: row.revision.to_bytes(8), lambda data: min(int.from_bytes(data), LARGEST_REVISION)
)

ToolsOf = Callable[[UUID], Tools]


class ConversationService:
    """The rules of conversations; `tools_of` makes the tools that read only one ledger."""

    def __init__(self, database: Database, changes: Changes, live: Live, replies: Replies, tools_of: ToolsOf) -> None:
        self._database = database
        self._changes = changes
        self._live = live
        self._replies = replies
        self._tools_of = tools_of

    async def send(self, ledger_id: UUID, text: str, key: str | None = None) -> Saved[Sent]:
        """Store a message and start Finny's reply; refuse it while a reply is running."""
        text = check_text(text, LONGEST_MESSAGE, "text", required=True, lines=True)
        while True:
            async with self._changes.open(ledger_id, Once(key, "sendMessage", text)) as change:
                if repeated := change.repeated:
                    return await _sent_before(change, repeated)
                running = await conversations.reply(change.connection, ledger_id)
                if running is None:
                    earlier = await conversations.page(change.connection, ledger_id, REMEMBERED)
                    sent = await self._say(change, text)
                    break
                if running.lease > change.now:
                    raise conflict("Finny is still answering; wait for the reply or stop it.", "text")
                change.abandon()
            await self._replies.settle(ledger_id)
        history = tuple(
            PastMessage("USER" if row.author == Author.USER else "FINNY", row.text, tuple(row.unverified))
            for row in reversed(earlier)
        )
        self._replies.begin(Turn(ledger_id, text, history, self._tools_of(ledger_id)), sent.reply_id)
        return change.saved(sent)

    async def _say(self, change: Change, text: str) -> Sent:
        ledger, reply_id = change.ledger, new_id()
        message = MessageRow(
            ledger_id=ledger.id,
            id=new_id(),
            revision=ledger.revision,
            author=Author.USER,
            text=text,
            state=MessageState.COMPLETE,
            provider="",
            note="",
            unverified=[],
            at=change.now,
            parts=[],
        )
        await conversations.add(change.connection, message)
        await conversations.begin(change.connection, self._replies.lease(ledger.id, reply_id))
        await change.happened(MessageAdded(message.id), [message.id, reply_id])
        return Sent(message, reply_id)

    async def stop(self, ledger_id: UUID, message_id: UUID) -> Saved[UUID]:
        """Ask the process of the running reply to stop; its text so far is kept."""
        async with self._changes.open(ledger_id) as change:
            running = await conversations.reply(change.connection, ledger_id)
            if running is None or running.message_id != message_id:
                raise not_found("There is no such reply being written; it may have ended.", "message_id")
            if running.stop_requested:
                await change.unchanged()
                return change.saved(message_id)
            await conversations.ask_to_stop(change.connection, ledger_id)
            await change.happened(ReplyStopped(message_id))
        return change.saved(message_id)

    async def clear(self, ledger_id: UUID, key: str | None = None) -> Saved[None]:
        """Archive the whole conversation; a running reply ends and is lost."""
        async with self._changes.open(ledger_id, Once(key, "clearConversation", None)) as change:
            if repeated := change.repeated:
                return repeated.saved(None)
            archived = await conversations.archive(change.connection, ledger_id)
            if not archived and await conversations.reply(change.connection, ledger_id) is None:
                await change.unchanged()
                return change.saved(None)
            await conversations.end(change.connection, ledger_id)
            await change.happened(ConversationCleared())
        return change.saved(None)

    @retried
    async def state(self, ledger_id: UUID) -> ConversationState:
        """Return the state of the conversation."""
        async with self._database.read(ledger_id) as connection:
            return (await state_of(connection, ledger_id))[-1]

    @retried
    async def get_many(self, ledger_id: UUID, ids: Sequence[UUID]) -> list[MessageRow]:
        """Return the messages with these ids, also archived ones, the oldest first."""
        async with self._database.read(ledger_id) as connection:
            return await conversations.get_many(connection, ledger_id, ids)

    @retried
    async def page(self, ledger_id: UUID, request: PageRequest) -> Page[MessageRow]:
        """Return a page of the conversation, the newest message first."""
        async with self._database.read(ledger_id) as connection:
            return await read_page(connection, request, CURSORS, partial(conversations.page, connection, ledger_id))

    def follow(self, ledger_id: UUID, after: int | None = None) -> AsyncGenerator[ChatEvent, None]:
        """Yield the conversation's state, then every event after the revision `after`."""
        return follow(self._database, self._live, ledger_id, after)


async def _sent_before(change: Change, repeated: Repeated) -> Saved[Sent]:
    message_id, reply_id = repeated.ids
    rows = await conversations.get_many(change.connection, change.ledger.id, [message_id])
    return repeated.saved(Sent(rows[0], reply_id))
