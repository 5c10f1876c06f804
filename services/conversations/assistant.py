"""Who says a reply: the remote Finny if there is one, and the built-in Finny instead of it or after its nonsense."""

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
    doubt_about,
    goes_in_circles,
    unverified_figures,
)
from services.insights import mined_tips

if TYPE_CHECKING:
    from services.finny.answers import Answer

LONGEST_REPLY = 8_000  # characters of a remote Finny's
LONGEST_NAME = 100
BUILT_IN = "built-in"
SECONDS_TO_SPEAK = 300.0

_log = logging.getLogger(__name__)

KeepTips = Callable[[Change, UUID, Sequence[str], str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Assistant:
    """Who answers. `keep_tips` keeps what the reply of an id and a text advises, in the change that stores it."""

    remote: Provider | None
    keep_tips: KeepTips


@dataclass(slots=True)
class Reply:
    """One reply in this process; from `own_from` on the words are the built-in Finny's, None while it says none."""

    turn: Turn
    message_id: UUID
    stream: ReplyStream
    state: MessageState = MessageState.COMPLETE
    provider: str = ""
    note: str = ""
    own_from: int | None = None
    advice: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What was said so far."""
        return self.stream.text

    @property
    def unverified(self) -> list[str]:
        """The figures in the remote Finny's words that came from nowhere."""
        return list(unverified_figures(self.text[: self.own_from], self.turn))

    @property
    def tips(self) -> list[str]:
        """The built-in Finny's advice, or else the remote Finny's: not what it quotes, and without made-up figures."""
        if self.own_from is not None:
            return list(self.advice)
        text, unverified = self.text, self.unverified
        for quote in filter(mined_tips, self.turn.quoted):
            text = text.replace(quote, "…")
        quotes, kept = [_words(each) for each in self.turn.quoted], mined_tips(text)
        return [tip for tip in kept if not _repeats(tip, quotes) and not any(figure in tip for figure in unverified)]

    def add_answer(self, answer: "Answer", before: str = "") -> None:
        """Say the built-in Finny's answer."""
        self.own_from, self.advice = len(self.text), answer.advice
        self.stream.add(f"{before}{answer.text}")


def _repeats(tip: str, quotes: Iterable[set[str]]) -> bool:
    """Whether two of three words of a tip are from one quote, however they are put."""
    words = _words(tip)
    return any(3 * len(words & quote) >= 2 * len(words) for quote in quotes)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


async def speak(assistant: Assistant, reply: Reply) -> None:
    """Say all of a reply, and how it ended."""
    if assistant.remote is None:
        await _speak_itself(reply)
        return
    reply.provider = assistant.remote.name[:LONGEST_NAME]
    failure = await _hear(assistant.remote, reply)
    if not reply.text:
        reply.note = conversation.silent(reply.provider)
        await _speak_itself(reply)
        return
    answer = await _own_answer(reply.turn)
    doubt = failure or doubt_about(reply.text, reply.turn, answer.text if answer and answer.about_money else "")
    # Where the words make no sense at all, even a greeting is better.
    if doubt and answer and (answer.about_money or doubt is Doubt.GARBLED):
        reply.note = conversation.mended(reply.provider, doubt)
        reply.add_answer(answer, f"\n\n{conversation.here_follows(reply.provider, doubt)}\n\n")
    elif doubt in conversation.FAULTS:
        reply.note = conversation.FAULTS[doubt]
        if doubt is not Doubt.TOO_LONG:
            reply.state = MessageState.INTERRUPTED


async def _hear(provider: Provider, reply: Reply) -> Doubt | None:
    """Let a provider speak; what went wrong with it, if anything did."""
    try:
        async with asyncio.timeout(SECONDS_TO_SPEAK), aclosing(provider.reply(reply.turn)) as pieces:
            async for piece in pieces:
                reply.stream.add(piece[: LONGEST_REPLY - len(reply.text)])
                if len(reply.text) >= LONGEST_REPLY:
                    return Doubt.TOO_LONG
                if goes_in_circles(reply.text):
                    return Doubt.GARBLED
    except Exception:
        _log.warning("Finny's provider %s failed.", provider.name, exc_info=True)
        return Doubt.BROKE_OFF
    return None


async def _speak_itself(reply: Reply) -> None:
    reply.provider = BUILT_IN
    if answer := await _own_answer(reply.turn):
        reply.add_answer(answer)
    else:
        reply.state, reply.note = MessageState.INTERRUPTED, conversation.NO_ANSWER


async def _own_answer(turn: Turn) -> "Answer | None":
    """The built-in Finny's answer, None when it fails."""
    # Its patterns take a while to compile, and many servers are never asked.
    from services.finny.builtin import BuiltInFinny

    try:
        return await BuiltInFinny().reply(turn)
    except Exception:
        _log.warning("The built-in Finny failed.", exc_info=True)
        return None
