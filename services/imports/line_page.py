"""A page of the lines of a file, of any state, as a dry run found them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from db.transactions import TransactionRow
from services.imports.identity import Line
from services.statements import SkipReason
from services.values.errors import invalid

LINES_PER_PAGE, MOST_LINES = 100, 1_000


class LineState(StrEnum):
    """The state of a line in a dry run."""

    NEW = "NEW"
    KNOWN = "KNOWN"
    DELETED = "DELETED"
    UNCLEAR = "UNCLEAR"
    OMITTED = "OMITTED"
    SKIPPED = "SKIPPED"
    BAD = "BAD"


@dataclass(frozen=True, slots=True)
class LineQuery:
    """The wanted page: the first lines after a line, with any of some states (None: all) and a text in any case."""

    first: int = LINES_PER_PAGE
    after: int = 0
    states: tuple[LineState, ...] | None = None
    text: str = ""

    def __post_init__(self) -> None:
        """Refuse a page without lines, or with too many."""
        if not 1 <= self.first <= MOST_LINES:
            raise invalid(f"A page has 1 to {MOST_LINES:,} lines; ask for fewer.", "preview", "first")


class FileLine(NamedTuple):
    """A line of the file: its transaction, or else its text; `known_as` is the payee of the one that is there."""

    line: int
    state: LineState
    row: TransactionRow | None = None
    text: str = ""
    reason: SkipReason | None = None
    known_as: str | None = None


class LinePage:
    """The lines of one page; it stays small for any file. Without a query it has none."""

    def __init__(self, query: LineQuery | None) -> None:
        self._query = query
        self._text = query.text.casefold() if query else ""
        self._lines: list[FileLine] = []

    def add(self, line: FileLine) -> None:
        """Add a line if it is wanted."""
        query = self._query
        if query is None or line.line <= query.after or (query.states is not None and line.state not in query.states):
            return
        texts = (line.row.payee, line.row.note, line.known_as or "") if line.row else (line.text,)
        if self._text and not any(self._text in text.casefold() for text in texts):
            return
        self._lines.append(line)
        if len(self._lines) > 4 * (query.first + 1):
            self._shorten(query.first + 1)

    def add_all(self, state: LineState, lines: Iterable[Line]) -> None:
        """Add lines of one state."""
        if self._query is not None:
            for number, row in lines:
                self.add(FileLine(number, state, row))

    @property
    def lines(self) -> list[FileLine]:
        """Return the lines of the page in the order of the file."""
        if self._query is None:
            return []
        self._shorten(self._query.first + 1)
        return self._lines[: self._query.first]

    @property
    def has_more(self) -> bool:
        """Return True if more such lines follow."""
        return self._query is not None and len(self._lines) > self._query.first

    def _shorten(self, count: int) -> None:
        self._lines.sort(key=lambda line: line.line)
        del self._lines[count:]
