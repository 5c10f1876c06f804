"""Tables of text: CSV files with detected delimiter and encoding, read one row at a time."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Protocol

from services.statements.amounts import written
from services.statements.column_names import known_names, names_columns
from services.statements.dates import readings
from services.statements.encoding import check_encoding, detect_encoding, opened_text
from services.statements.lines import LineFault
from services.statements.options import CsvMapping
from services.values.errors import invalid

if TYPE_CHECKING:
    import _csv

Row = list[str]
Rows = Iterator[tuple[int, Row] | LineFault]

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 500
_SAMPLE_CHARS = 65_536
_EXCEL = re.compile(r"sep=(.)\r?\n?")
# Read after the last line: if it is no row of its own, a quote was left open.
_END = "\x00end of the statement\x00"
_UNCLOSED = "A quoted text from here on is never closed; add the missing quote."
_LONGEST_ROW, _MOST_COLUMNS = 131_072, 500
_OVERLONG = f"A text from here on has more than {_LONGEST_ROW:,} characters; shorten it, or correct the quotes."
_OVERWIDE = f"The line has more than {_MOST_COLUMNS} columns; correct its delimiters and quotes."


class Table(Protocol):
    """Rows of cells, which can be read several times."""

    format: str
    encoding: str
    delimiter: str | None

    def sample(self) -> list[Row]:
        """Return the first rows."""
        ...

    def rows(self) -> Rows:
        """Yield every row with its first line, and faults if the table itself is broken."""
        ...


class CsvTable:
    """The rows of a seekable CSV file."""

    format = "CSV"

    def __init__(self, file: IO[bytes], mapping: CsvMapping) -> None:
        self._file = file
        self.encoding = check_encoding(mapping.encoding) if mapping.encoding else detect_encoding(file)
        self._lines = self._first_lines()
        self.delimiter: str | None = _delimiter(self._lines, mapping)

    def sample(self) -> list[Row]:
        """Return the first rows."""
        return _parse(self._lines, self.delimiter or ",")

    def rows(self) -> Rows:
        """Yield every row with its first line; quotes may hold line ends."""
        with opened_text(self._file, self.encoding) as text:
            written_lines: list[str] = []
            rows = _reader(_noted(chain(text, (_END,)), written_lines), self.delimiter or ",")
            line = 0
            row: Row = []
            try:
                for row in rows:
                    first, line = line + 1, rows.line_num
                    if row and row[0] == _END:
                        return
                    if len(row) > _MOST_COLUMNS:
                        yield LineFault(first, _OVERWIDE)
                    elif line > first and not _is_well_quoted(written_lines, self.delimiter or ","):
                        yield LineFault(first, "A quote that begins here ends in the middle of a text; correct it.")
                    else:
                        yield first, row
                    written_lines.clear()
            except csv.Error as error:
                yield LineFault(line + 1, _OVERLONG if "field limit" in str(error) else _UNCLOSED)
                return
            yield LineFault(line, "A quoted text is never closed; the file was cut short or a quote is missing.")

    def _first_lines(self) -> list[str]:
        with opened_text(self._file, self.encoding) as text:
            lines = list(StringIO(text.read(_SAMPLE_CHARS), newline=""))
            whole = not text.read(1)
        return lines if whole or len(lines) < 2 else lines[:-1]


def is_date(cell: str) -> bool:
    """Return True if a cell is a date in any order."""
    return any(readings(cell))


def is_amount(cell: str) -> bool:
    """Return True if a cell is an amount with any decimal mark."""
    return written(cell) is not None


def _reader(lines: Iterable[str], delimiter: str) -> "_csv.Reader":
    return csv.reader(lines, delimiter=delimiter)


def _noted(lines: Iterable[str], written_lines: list[str]) -> Iterator[str]:
    """Yield the lines, and note each as it is read; refuse a row longer than any bank's."""
    length = 0
    for line in lines:
        length = length + len(line) if written_lines else len(line)
        if length > _LONGEST_ROW:
            raise csv.Error("field limit")
        written_lines.append(line)
        yield line


def _is_well_quoted(written_lines: Sequence[str], delimiter: str) -> bool:
    """Return True if a delimiter follows each closing quote; a stray quote would swallow other rows."""
    try:
        list(csv.reader(written_lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _parse(lines: Sequence[str], delimiter: str) -> list[Row]:
    try:
        return list(islice(_reader(lines, delimiter), SAMPLE_ROWS))
    except csv.Error as error:
        raise invalid(f"The file cannot be read as CSV ({error}); export it again.", "file") from None


def _delimiter(lines: Sequence[str], mapping: CsvMapping) -> str:
    if mapping.delimiter:
        if len(mapping.delimiter) != 1 or mapping.delimiter in '"\r\n':
            raise invalid("The delimiter must be one character, such as ; or ,.", "mapping", "delimiter")
        return mapping.delimiter
    excel = _EXCEL.fullmatch("".join(lines[:1]))
    return excel.group(1) if excel else max(DELIMITERS, key=lambda delimiter: _fit(_parse(lines, delimiter)))


def _fit(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how well a delimiter fits: header names found, then cells in rows of the usual width."""
    widths = [len(row) for row in rows if len(row) > 1]
    usual = max(set(widths), key=widths.count) if widths else 1
    dated = sum(any(map(is_date, row)) for row in rows[:100] if len(row) == usual and usual > 1)
    named = max((known_names(row) for row in rows if len(row) > 1 and names_columns(row)), default=0)
    return named, dated * 1000 + widths.count(usual) * usual
