"""Texts of statements, cleaned for the ledger and quoted in messages."""

import re
import unicodedata

PAYEE_LENGTH = 200
NOTE_LENGTH = 1000
NAME_LENGTH = 100  # of a category, an account, an id of the bank

# Control characters become spaces; marks that reorder or hide text are removed.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_DECEIVING = re.compile("[\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


class Unreadable(ValueError):
    """A cell or an entry cannot be read; the text is one sentence for the user."""


def clean(text: str, length: int) -> str:
    """Return the text on one line, in NFC, without control characters and double spaces, cut to `length`."""
    if text.isascii() and text.isprintable() and "  " not in text and len(text) <= length:
        return text.strip()  # nearly all texts
    if not text.isascii():
        text = unicodedata.normalize("NFC", _DECEIVING.sub("", text))
    return " ".join(_CONTROL.sub(" ", text).split())[:length].rstrip()


class CleanTexts(dict[str, str]):
    """Cleaned texts by their raw form, for columns that repeat themselves."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._length = length

    def __missing__(self, text: str) -> str:
        cleaned = clean(text, self._length)
        if len(self) < 5_000 and len(text) <= 200:  # so that the memory stays bounded, whatever the file holds
            self[text] = cleaned
        return cleaned


def shown(text: str) -> str:
    """Shorten a value to one line for a message."""
    cleaned = clean(text, 1000)
    return cleaned if len(cleaned) <= 40 else cleaned[:39] + "…"
