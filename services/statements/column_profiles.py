"""The contents of columns, counted over the first rows of a table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.statements.amounts import SignMark, currency_code, written
from services.statements.lines import SkipReason
from services.statements.tables import Row, is_date
from services.statements.vocabulary import direction_of, says_neither, state_of

_MOST_WORDS = 200
# Three letters in a row, or two in a script of few letters a word.
_WORD = re.compile(r"[^\W\d_]{3}|[\u3040-\u9fff\uac00-\ud7a3]{2}")


@dataclass(slots=True)
class Profile:
    """Counts over the cells of one column."""

    rows: int = 0
    filled: int = 0
    dates: int = 0
    amounts: int = 0
    fractions: int = 0
    """Amounts with a decimal or thousands mark."""
    marked: int = 0
    """Amounts with a sign of their own."""
    negative: int = 0
    zeros: int = 0
    codes: int = 0
    """Codes of currencies."""
    letters: int = 0
    """Cells with a word of three letters or more that are none of the above."""
    words: set[str] = field(default_factory=set)

    def add(self, cell: str) -> None:
        """Count a cell."""
        self.rows += 1
        text = cell.strip()
        if not text:
            return
        self.filled += 1
        if len(self.words) < _MOST_WORDS:
            self.words.add(text)
        self.dates += is_date(text)
        if amount := written(text):
            self.amounts += 1
            self.fractions += any(mark in amount.number for mark in ".,")
            self.marked += amount.sign is not SignMark.NONE
            self.negative += amount.sign is SignMark.MINUS
            self.zeros += not amount.number.strip("0.,' ")
        elif len(text) <= 3 and not text.istitle() and currency_code(text):  # “Bob” is a name, not BOB
            self.codes += 1
        elif _WORD.search(text):
            self.letters += 1

    @property
    def holds_dates(self) -> bool:
        """Return True if nearly every filled cell is a date."""
        return self.dates > 0 and self.dates >= 0.8 * self.filled

    @property
    def holds_amounts(self) -> bool:
        """Return True if nearly every filled cell is an amount and they are not dates in digits."""
        return self.amounts > 0 and self.amounts >= 0.8 * self.filled and not self.holds_dates

    @property
    def holds_codes(self) -> bool:
        """Return True if every filled cell is a currency code."""
        return self.filled == self.codes > 0

    @property
    def holds_texts(self) -> bool:
        """Return True if most filled cells are words."""
        return self.letters > 0 and self.letters * 2 > self.filled and not self.holds_codes

    @property
    def directions(self) -> set[int]:
        """Return the directions in the cells."""
        return {way for word in self.words if (way := direction_of(word)) is not None}

    @property
    def says_directions_only(self) -> bool:
        """Return True if every filled cell means debit or credit, and both or empty cells occur."""
        known = all(direction_of(word) is not None or says_neither(word) for word in self.words)
        return known and bool(self.words) and (len(self.directions) == 2 or self.filled < self.rows)

    @property
    def says_directions_mostly(self) -> bool:
        """Return True if both directions occur, in half the words or more."""
        known = sum(direction_of(word) is not None for word in self.words)
        return len(self.directions) == 2 and known * 2 >= len(self.words)

    @property
    def says_states(self) -> bool:
        """Return True if half the words or more are states of a transaction."""
        known = sum(state_of(word) is not None for word in self.words)
        return bool(self.words) and known * 2 >= len(self.words)

    @property
    def says_states_only(self) -> bool:
        """Return True if every filled cell is a state of a transaction, and some are not booked."""
        states = [state_of(word) for word in self.words]
        return bool(states) and None not in states and any(isinstance(state, SkipReason) for state in states)


def profiles_of(rows: Sequence[Row]) -> list[Profile]:
    """Return a profile for each column; missing cells of short rows count as empty."""
    width = max(map(len, rows), default=0)
    profiles = [Profile() for _ in range(width)]
    for row in rows:
        for profile, cell in zip(profiles, [*row, *[""] * (width - len(row))], strict=True):
            profile.add(cell)
    return profiles
