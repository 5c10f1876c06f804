"""Follow a conversation: its state, each event of the log, and pieces of the running reply."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from uuid import UUID

from db import conversations, event_log, ledgers
from db.conversations import MessageRow
from db.event_log import EventRow
from db.ledgers import LedgerRow
from db.stores.engine import Connection, Database, retried
from services.conversations.messages import (
    ChatEvent,
    Cleared,
    ConversationSnapshot,
    ConversationState,
    MessageArrived,
    ReplyProgress,
)
from services.events.conversations import ConversationCleared, MessageAdded
from services.live import Live
from services.values.errors import Unauthenticated

READ_AT_ONCE = 50

_KINDS = (MessageAdded.__name__, ConversationCleared.__name__)


@dataclass(frozen=True, slots=True)
class _News:
    """The result of one read: events, their last revision, and the running reply."""

    events: list[ChatEvent]
    revision: int
    newest: int
    epoch: UUID
    replying: UUID | None


async def follow(
    database: Database, live: Live, ledger_id: UUID, after: int | None = None
) -> AsyncGenerator[ChatEvent, None]:
    """Yield the conversation's state, the events after the revision `after`, then each new event.

    Events may repeat a part of the state. After a restore it begins again with the state. Missed pieces of a reply
    are not repeated: the stored message comes at its end. Raises Unauthenticated when the ledger is gone.
    """
    news: _News | None = None
    sent = 0
    with live.follow(ledger_id) as watch:
        while True:
            before, replying = watch.newest, news and news.replying
            news = await _read(database, ledger_id, news, after)
            watch.see(news.newest, news.epoch, before)
            for event in news.events:
                yield event
            sent = sent if news.replying == replying else 0
            while not watch.differs(news.revision, news.epoch):
                text = live.running_replies.get(ledger_id, news.replying) if news.replying else ""
                if news.replying and len(text) > sent:
                    yield ReplyProgress(news.revision, news.replying, sent, text[sent:])
                    sent = len(text)
                else:
                    await watch.next_news()


async def state_of(connection: Connection, ledger_id: UUID) -> tuple[LedgerRow, UUID, ConversationState]:
    """Return the ledger, the database's epoch, and the state of the conversation."""
    current = await ledgers.current(ledger_id).within(connection)
    if current is None:
        raise Unauthenticated("This ledger does not exist any more; sign in again.")
    ledger, epoch, _ = current
    reply = await conversations.reply(connection, ledger_id)
    return ledger, epoch, ConversationState(ledger.revision, reply and reply.message_id)


@retried
async def _read(database: Database, ledger_id: UUID, before: _News | None, after: int | None) -> _News:
    async with database.read(ledger_id) as connection:
        ledger, epoch, state = await state_of(connection, ledger_id)
        newest = ledger.revision
        if before is not None and before.epoch == epoch:
            events: list[ChatEvent] = []
            since = before.revision
        else:
            events = [ConversationSnapshot(newest, state)]
            since = newest if before is not None or after is None else min(after, newest)
        rows = await event_log.after(connection, ledger_id, since, READ_AT_ONCE, _KINDS) if since < newest else []
        ids = [UUID(row.detail["message_id"]) for row in rows if row.kind == MessageAdded.__name__]
        added = {row.id: row for row in await conversations.get_many(connection, ledger_id, ids)} if ids else {}
    events += [event for row in rows if (event := _event(row, added))]
    reached = rows[-1].revision if len(rows) == READ_AT_ONCE else newest
    return _News(events, reached, newest, epoch, state.replying)


def _event(row: EventRow, added: dict[UUID, MessageRow]) -> ChatEvent | None:
    if row.kind == ConversationCleared.__name__:
        return Cleared(row.revision)
    message = added.get(UUID(row.detail["message_id"]))
    # A message that was cleared meanwhile is left out; the clearing follows in the log.
    return MessageArrived(row.revision, message) if message and not message.archived else None
