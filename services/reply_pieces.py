"""Running replies: the text of each so far, joined from pieces that come by the channel."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import orjson

MOST_REPLIES = 1_000
LONGEST_PIECE = 1_000  # characters; a channel's message must stay below 8,000 bytes, however they are written

_MARK = "say:"


class Piece(NamedTuple):
    """A part of a reply at an offset in characters; without text it marks the end of the reply."""

    ledger_id: UUID
    message_id: UUID
    offset: int
    text: str

    def encoded(self) -> str:
        """Return the piece as a message of the channel, which looks different from a bell."""
        plain = [self.ledger_id.hex, self.message_id.hex, self.offset, self.text]
        return _MARK + orjson.dumps(plain).decode()


def is_piece(message: str) -> bool:
    """Return True if a message of the channel is a piece, and no bell."""
    return message.startswith(_MARK)


def decoded(message: str) -> Piece:
    """Return the piece of a message of the channel. Raises ValueError if it is none."""
    ledger_id, message_id, offset, text = orjson.loads(message.removeprefix(_MARK))
    return Piece(UUID(hex=ledger_id), UUID(hex=message_id), int(offset), str(text))


@dataclass(slots=True)
class RunningReply:
    """A running reply as far as this process has heard it."""

    message_id: UUID
    text: str = ""


class RunningReplies:
    """The texts of the running replies of all ledgers. If there are very many, the longest silent ones are dropped."""

    def __init__(self) -> None:
        self._by_ledger: OrderedDict[UUID, RunningReply] = OrderedDict()

    def get(self, ledger_id: UUID, message_id: UUID) -> str:
        """Return the text of this reply so far; empty if its beginning or a piece between was lost."""
        reply = self._by_ledger.get(ledger_id)
        return reply.text if reply and reply.message_id == message_id else ""

    def hear(self, piece: Piece) -> None:
        """Add a piece. Repeated text counts once; after a gap the reply is no longer followed."""
        reply = self._by_ledger.get(piece.ledger_id)
        if reply is None or reply.message_id != piece.message_id:
            if piece.offset or not piece.text:
                return
            reply = self._by_ledger[piece.ledger_id] = RunningReply(piece.message_id)
        if not piece.text or piece.offset > len(reply.text):
            del self._by_ledger[piece.ledger_id]
            return
        self._by_ledger.move_to_end(piece.ledger_id)
        if piece.offset == len(reply.text):
            reply.text += piece.text
        while len(self._by_ledger) > MOST_REPLIES:
            self._by_ledger.popitem(last=False)
