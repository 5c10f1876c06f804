"""Finny's replies: one process writes each under a lease, sends it to all, and stores it at its end."""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from enum import Enum, auto
from itertools import islice
from typing import Any
from uuid import UUID

from db import conversations
from db.conversations import MessageRow, ReplyRow
from db.stores.backoff import backoff
from db.stores.engine import Database
from services.changes import Change, Changes
from services.conversations.assistant import Assistant, Reply, speak
from services.conversations.messages import Author, MessageState
from services.conversations.phrases import BROKE_OFF
from services.conversations.reply_stream import ReplyStream
from services.events.conversations import MessageAdded
from services.finny import Turn, unverified_claims
from services.finny.parts import stored
from services.live import Live, Watch
from services.values.actor import act_as
from services.values.clock import Clock
from services.values.errors import Unauthenticated

LEASE = timedelta(seconds=15)
SECONDS_TO_RENEW = 5.0
SECONDS_TO_REAP = 2.0
SECONDS_TO_STOP = 2.0
TRIES_TO_STORE = 6
TRIES_WITH_TIPS = 2  # the reply matters more than its tips

_log = logging.getLogger(__name__)


class End(Enum):
    """The reasons to end a reply early."""

    STOPPED = auto()  # the owner asked for it
    LOST = auto()  # another process has the lease, or the conversation was cleared


class Replies:
    """The replies of this process, and the clean-up after processes that died."""

    def __init__(self, database: Database, changes: Changes, live: Live, clock: Clock, assistant: Assistant) -> None:
        self._database = database
        self._changes = changes
        self._live = live
        self._clock = clock
        self._assistant = assistant
        self._running: dict[asyncio.Task[None], Reply] = {}
        self._saying: set[asyncio.Task[None]] = set()
        self._reaper: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    async def start(self) -> None:
        """Begin to mark the replies of dead processes as interrupted."""
        self._reaper = asyncio.create_task(self._reap_often())

    async def stop(self) -> None:
        """Stop the replies of this process within seconds, store their text, and close the provider."""
        self._stopping.set()
        for saying in self._saying:
            saying.cancel()
        working = [*self._running, *([self._reaper] if self._reaper else [])]
        if working:
            _, hanging = await asyncio.wait(working, timeout=SECONDS_TO_STOP)
            for task in hanging:
                task.cancel()
            await asyncio.gather(*hanging, return_exceptions=True)
        if self._assistant.remote:
            await self._assistant.remote.close()

    def begin(self, turn: Turn, message_id: UUID) -> None:
        """Start a reply whose lease is committed."""
        reply = Reply(turn, message_id, ReplyStream(self._live, turn.ledger_id, message_id))
        task = asyncio.create_task(self._run(reply))
        self._running[task] = reply
        task.add_done_callback(self._running.pop)

    def lease(self, ledger_id: UUID, message_id: UUID, text: str = "") -> ReplyRow:
        """Make a lease that begins now."""
        return ReplyRow(ledger_id=ledger_id, message_id=message_id, lease=self._clock() + LEASE, text=text)

    async def settle(self, ledger_id: UUID) -> None:
        """Store the known text of a dead process's reply as interrupted, if there is one."""
        async with self._changes.open(ledger_id) as change:
            row = await conversations.reply(change.connection, ledger_id)
            if row is None or row.lease > change.now:
                return change.abandon()
            sent = self._live.running_replies.get(ledger_id, row.message_id)
            text = max(sent, row.text, key=len)
            note, unverified = BROKE_OFF, list(unverified_claims(text, None))
            message = _message(change, row.message_id, text, MessageState.INTERRUPTED, note=note, unverified=unverified)
            return await _finish(change, message)

    async def reap(self) -> None:
        """Settle every reply whose process died."""
        async with self._database.read() as connection:
            dead = await conversations.dead(connection, self._clock())
        for ledger_id in dead:
            with suppress(Unauthenticated):  # the ledger is gone as well
                await self.settle(ledger_id)

    async def _reap_often(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_TO_REAP):
                    await self._stopping.wait()
            if self._stopping.is_set():
                return
            try:
                await self.reap()
            except Exception:
                _log.warning("Interrupted replies could not be looked for; they will be again.", exc_info=True)

    async def _run(self, reply: Reply) -> None:
        act_as(None)  # no user acts when Finny replies
        saying = asyncio.create_task(speak(self._assistant, reply))
        self._saying.add(saying)
        end = None
        with self._live.follow(reply.turn.ledger_id) as watch:
            while not saying.done() and end is None:
                newest = watch.newest
                end = await self._look(reply)
                if end is None:
                    await self._wait(reply, saying, watch, newest)
        if not saying.done():
            saying.cancel()
        await asyncio.gather(saying, return_exceptions=True)
        self._saying.discard(saying)
        reply.stream.end()
        if saying.cancelled():
            reply.state = MessageState.STOPPED if end is End.STOPPED else MessageState.INTERRUPTED
            reply.note = "" if end is End.STOPPED else BROKE_OFF
        if end is not End.LOST:
            await self._store(reply)
        reply.stream.forget()

    async def _look(self, reply: Reply) -> End | None:
        """Return the reason to end the reply, if any; a cancelled statement would cost its connection."""
        try:
            async with self._database.read(reply.turn.ledger_id) as connection:
                row = await conversations.reply(connection, reply.turn.ledger_id)
        except Exception:
            _log.warning("A running reply could not be looked after; it will be again.", exc_info=True)
            return None
        if row is None or row.message_id != reply.message_id:
            return End.LOST
        return End.STOPPED if row.stop_requested else None

    async def _wait(self, reply: Reply, saying: "asyncio.Task[None]", watch: Watch, newest: int) -> None:
        """Wait for the reply's end or a change of the ledger, until the lease must be renewed."""
        bell = asyncio.create_task(watch.changed(newest, None, None))
        done, _ = await asyncio.wait({saying, bell}, timeout=SECONDS_TO_RENEW, return_when=asyncio.FIRST_COMPLETED)
        bell.cancel()
        if not done:
            await self._renew(reply)

    async def _renew(self, reply: Reply) -> None:
        with suppress(Exception):  # the next look shows whether the lease is still held
            async with self._database.write(reply.turn.ledger_id) as connection:
                await conversations.keep(connection, self.lease(reply.turn.ledger_id, reply.message_id, reply.text))

    async def _store(self, reply: Reply) -> None:
        for number, pause in enumerate(islice(backoff(0.1), TRIES_TO_STORE)):
            try:
                return await self._add(reply, with_tips=number < TRIES_WITH_TIPS)
            except Unauthenticated:
                return None  # the ledger is gone, and the reply with it
            except Exception:
                _log.warning("A reply could not be stored; it will be tried again.", exc_info=True)
                await asyncio.sleep(pause)
        return None

    async def _add(self, reply: Reply, *, with_tips: bool) -> None:
        async with self._changes.open(reply.turn.ledger_id) as change:
            row = await conversations.reply(change.connection, reply.turn.ledger_id)
            if row is None or row.message_id != reply.message_id:
                change.abandon()
                return
            message = _message(
                change,
                reply.message_id,
                reply.text,
                reply.state,
                provider=reply.provider,
                note=reply.note,
                unverified=reply.unverified,
                parts=stored(reply.parts),
            )
            await _finish(change, message)
            if with_tips and reply.state is MessageState.COMPLETE:
                await self._assistant.keep_tips(change, message.id, reply.tips, reply.text)


async def _finish(change: Change, message: MessageRow) -> None:
    await conversations.add(change.connection, message)
    await conversations.end(change.connection, change.ledger.id)
    await change.happened(MessageAdded(message.id))


def _message(change: Change, message_id: UUID, text: str, state: MessageState, **others: Any) -> MessageRow:
    """Make Finny's message of a change; `others` may be its provider, note and unverified figures."""
    plain = MessageRow(
        ledger_id=change.ledger.id,
        id=message_id,
        revision=change.ledger.revision,
        author=Author.FINNY,
        text=text,
        state=state,
        provider="",
        note="",
        unverified=[],
        at=change.now,
        parts=[],
    )
    return plain._replace(**others)
