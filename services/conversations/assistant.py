"""Write a reply by the remote Finny, by the built-in one, or by both if the remote one sends nonsense."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from services.changes import Change
from services.conversations import phrases as conversation
from services.conversations.messages import MessageState
from services.conversations.reply_stream import ReplyStream
from services.finny import (
    Doubt,
    Provider,
    Turn,
    cleaned,
    doubt_about,
    goes_in_circles,
    is_grounded,
    unverified_claims,
)
from services.insights import mined_tips

if TYPE_CHECKING:
    from services.finny.parts import Part
    from services.finny.topics.topic import Answer

LONGEST_REPLY = 8_000  # characters of a remote reply
LONGEST_NAME = 100
BUILT_IN = "built-in"
SECONDS_TO_SPEAK = 300.0

_log = logging.getLogger(__name__)

KeepTips = Callable[[Change, UUID, Sequence[str], str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Assistant:
    """The remote provider, if any; `keep_tips` stores the tips of a reply (id, tips, text) in its change."""

    remote: Provider | None
    keep_tips: KeepTips


@dataclass(slots=True)
class Reply:
    """A reply of this process; the built-in Finny's words begin at `own_from`, None if there are none."""

    turn: Turn
    message_id: UUID
    stream: ReplyStream
    state: MessageState = MessageState.COMPLETE
    provider: str = ""
    note: str = ""
    own_from: int | None = None
    advice: tuple[str, ...] = ()
    parts: tuple["Part", ...] = ()

    @property
    def text(self) -> str:
        """Return the text so far."""
        return self.stream.text

    @property
    def unverified(self) -> list[str]:
        """Return what the remote Finny says and no tool holds; it stays marked if Finny's own answer follows."""
        return list(unverified_claims(self.text[: self.own_from], self.turn))

    @property
    def tips(self) -> list[str]:
        """Return the built-in Finny's advice, or the tips of a remote Finny that stand on figures of its tools."""
        if self.own_from is not None:
            return list(self.advice)
        text = self.text
        for quote in filter(mined_tips, self.turn.evidence.quoted):
            text = text.replace(quote, "…")
        quotes, kept = [_words(quote) for quote in self.turn.evidence.quoted], mined_tips(text)
        return [tip for tip in kept if not _repeats(tip, quotes) and is_grounded(tip, self.turn)]

    def add_answer(self, answer: "Answer", before: str = "") -> None:
        """Add the built-in Finny's answer."""
        self.own_from, self.advice, self.parts = len(self.text), answer.advice, answer.parts
        self.stream.add(f"{before}{answer.text}")


def _repeats(tip: str, quotes: Iterable[set[str]]) -> bool:
    """Return True if two thirds of the words of a tip come from one quote, in any order."""
    words = _words(tip)
    return any(3 * len(words & quote) >= 2 * len(words) for quote in quotes)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


async def speak(assistant: Assistant, reply: Reply) -> None:
    """Write the whole reply and its final state."""
    if assistant.remote is None:
        await _speak_itself(reply)
        return
    reply.provider = assistant.remote.name[:LONGEST_NAME]
    failure = await _hear(assistant.remote, reply)
    await _know_the_ledger(reply.turn)
    if not reply.text:
        reply.note = conversation.silent(reply.provider)
        await _speak_itself(reply)
        return
    answer = await _own_answer(reply.turn)
    reply.parts = answer.parts if answer else ()
    doubt = failure or doubt_about(reply.text, reply.turn, answer.text if answer and answer.about_money else "")
    # Even a greeting is better than garbled words.
    if doubt and answer and (answer.about_money or doubt is Doubt.GARBLED):
        reply.note = conversation.mended(reply.provider, doubt)
        reply.add_answer(answer, f"\n\n{conversation.here_follows(reply.provider, doubt)}\n\n")
    elif doubt in conversation.FAULTS:
        reply.note = conversation.FAULTS[doubt]
        if doubt is not Doubt.TOO_LONG:
            reply.state = MessageState.INTERRUPTED


async def _hear(provider: Provider, reply: Reply) -> Doubt | None:
    """Read a provider's reply; return its fault, if any."""
    try:
        async with asyncio.timeout(SECONDS_TO_SPEAK), aclosing(provider.reply(reply.turn)) as pieces:
            async for piece in pieces:
                reply.stream.add(cleaned(piece)[: LONGEST_REPLY - len(reply.text)])
                if len(reply.text) >= LONGEST_REPLY:
                    return Doubt.TOO_LONG
                if goes_in_circles(reply.text):
                    return Doubt.GARBLED
    except Exception:
        _log.warning("Finny's provider %s failed.", provider.name, exc_info=True)
        return Doubt.BROKE_OFF
    return None


async def _know_the_ledger(turn: Turn) -> None:
    """Let the turn know the names and the calendar of the ledger, by which claims are judged."""
    try:
        turn.evidence.ledger = await turn.tools.question_context()
    except Exception:
        _log.warning("A reply is judged without the names of the ledger.", exc_info=True)


async def _speak_itself(reply: Reply) -> None:
    reply.provider = BUILT_IN
    if answer := await _own_answer(reply.turn):
        reply.add_answer(answer)
    else:
        reply.state, reply.note = MessageState.INTERRUPTED, conversation.NO_ANSWER


async def _own_answer(turn: Turn) -> "Answer | None":
    """Return the built-in Finny's answer, None if it fails."""
    # The patterns take time to compile, and many servers never get a question.
    from services.finny.builtin import BuiltInFinny

    try:
        return await BuiltInFinny().reply(turn)
    except Exception:
        _log.warning("The built-in Finny failed.", exc_info=True)
        return None
