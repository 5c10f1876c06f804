"""What is being said: one text so far for each running reply, put together from pieces that come by the channel."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import orjson

MOST_SPEECHES = 1_000
LONGEST_PIECE = 1_000  # characters; a channel's message must stay below 8,000 bytes, however they are written

_MARK = "say:"


class Piece(NamedTuple):
    """A part of a reply, at an offset in characters; without any text it says that the reply has ended."""

    ledger_id: UUID
    message_id: UUID
    offset: int
    text: str

    def encoded(self) -> str:
        """The piece as a message of the channel, which no bell looks like."""
        plain = [self.ledger_id.hex, self.message_id.hex, self.offset, self.text]
        return _MARK + orjson.dumps(plain).decode()


def is_piece(message: str) -> bool:
    """Whether a message of the channel is a piece rather than a bell."""
    return message.startswith(_MARK)


def decoded(message: str) -> Piece:
    """The piece that a message of the channel is; ValueError when it is none."""
    ledger, reply, offset, text = orjson.loads(message.removeprefix(_MARK))
    return Piece(UUID(hex=ledger), UUID(hex=reply), int(offset), str(text))


@dataclass(slots=True)
class Speech:
    """A running reply as far as this process has heard it."""

    message_id: UUID
    text: str = ""


class Speeches:
    """The text so far of each ledger's running reply; of very many at once those silent for longest are forgotten."""

    def __init__(self) -> None:
        self._by_ledger: OrderedDict[UUID, Speech] = OrderedDict()

    def get(self, ledger_id: UUID, message_id: UUID) -> str:
        """What was said of this reply; nothing when its beginning or a piece between was not heard."""
        speech = self._by_ledger.get(ledger_id)
        return speech.text if speech and speech.message_id == message_id else ""

    def hear(self, piece: Piece) -> None:
        """Add a piece. What was heard before counts once; after a gap the reply is not followed any more."""
        speech = self._by_ledger.get(piece.ledger_id)
        if speech is None or speech.message_id != piece.message_id:
            if piece.offset or not piece.text:
                return
            speech = self._by_ledger[piece.ledger_id] = Speech(piece.message_id)
        if not piece.text or piece.offset > len(speech.text):
            del self._by_ledger[piece.ledger_id]
            return
        self._by_ledger.move_to_end(piece.ledger_id)
        if piece.offset == len(speech.text):
            speech.text += piece.text
        while len(self._by_ledger) > MOST_SPEECHES:
            self._by_ledger.popitem(last=False)
