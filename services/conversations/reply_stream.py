"""The stream of a running reply, which sends its text to all readers a few times a second."""

import asyncio
from uuid import UUID

from services.live import Live
from services.reply_pieces import LONGEST_PIECE, Piece

SECONDS_BETWEEN = 0.2


class ReplyStream:
    """The text of a reply so far; the first words are sent at once, the others in batches."""

    def __init__(self, live: Live, ledger_id: UUID, message_id: UUID) -> None:
        self.text = ""
        self._live = live
        self._ledger_id = ledger_id
        self._message_id = message_id
        self._sent = 0
        self._timer: asyncio.TimerHandle | None = None

    def add(self, piece: str) -> None:
        """Add a piece."""
        piece = piece.replace("\x00", "").encode(errors="replace").decode()
        self.text = self.text + piece if self.text else piece.lstrip()
        if self._timer is None:
            self._send()

    def end(self) -> None:
        """Send the rest."""
        if self._timer:
            self._timer.cancel()
        self._flush()

    def forget(self) -> None:
        """Tell all readers to forget the text: it is stored, or never will be."""
        self._live.say(Piece(self._ledger_id, self._message_id, self._sent, ""))

    def _send(self) -> None:
        self._timer = None
        if self._sent < len(self.text):
            self._flush()
            self._timer = asyncio.get_running_loop().call_later(SECONDS_BETWEEN, self._send)

    def _flush(self) -> None:
        while self._sent < len(self.text):
            part = self.text[self._sent : self._sent + LONGEST_PIECE]
            self._live.say(Piece(self._ledger_id, self._message_id, self._sent, part))
            self._sent += len(part)
