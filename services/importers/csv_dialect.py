"""How a CSV file is written: delimiter, header, columns, date order and decimal mark, found before a row is read."""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from statistics import mode
from typing import IO, TYPE_CHECKING

from services.errors import invalid
from services.importers.amounts import MarkEvidence, read_decimal
from services.importers.columns import (
    IN_WORDS,
    OUT_WORDS,
    columns_by_name,
    complete,
    header_currency,
    is_header,
    mapped_columns,
    merge,
    normalise,
    wanted_columns,
)
from services.importers.dates import DateEvidence, readings
from services.importers.encoding import check_encoding, detect_encoding, opened_text
from services.importers.statement import CsvMapping, DateOrder, Detected, ReadOptions, Unreadable
from services.money import decimal_places

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARS = 65_536
_SAMPLE_ROWS = 500
_PREAMBLE_ROWS = 60
_NEARLY_ALL = 0.8
_EXCEL = re.compile(r"sep=(.)\r?\n?")

if TYPE_CHECKING:
    import _csv

Row = list[str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """Everything that reading the rows needs; `skip` rows stand before the first transaction."""

    encoding: str
    delimiter: str
    skip: int
    header: tuple[str, ...]
    columns: Mapping[str, int]
    date_order: DateOrder
    decimal_mark: str
    currency: str | None
    named_currency: bool
    """Whether amounts name their currency beside the number."""
    expenses_positive: bool
    signs_in_doubt: bool
    names: tuple[str, ...]
    """The name of every column, empty where the file has none."""
    notes: tuple[str, ...]

    def detected(self) -> Detected:
        """The same for people, with names instead of positions."""
        return Detected(
            format="CSV",
            encoding=self.encoding,
            delimiter=self.delimiter,
            header_line=self.skip if self.header else None,
            columns={role: self._name(column) for role, column in self.columns.items()},
            positions={role: column + 1 for role, column in self.columns.items()},
            names=self.names,
            date_order=self.date_order,
            decimal_mark=self.decimal_mark,
            currency=self.currency,
            signs_in_doubt=self.signs_in_doubt,
            notes=self.notes,
        )

    def _name(self, column: int) -> str:
        return self.names[column] or f"column {column + 1}"


def detect_dialect(file: IO[bytes], options: ReadOptions) -> Dialect:
    """The dialect of a seekable CSV file; refuses a file in which no dates and amounts can be found."""
    mapping = options.csv
    encoding = check_encoding(mapping.encoding) if mapping.encoding else detect_encoding(file)
    sample = _sample(file, encoding)
    delimiter = _delimiter(sample, mapping)
    rows = _parse(sample, delimiter)
    skip, header, columns = _layout(rows, mapping)
    if not any(any(cell.strip() for cell in row) for row in rows[skip:]):
        raise invalid("The file holds no transactions; choose another period at your bank.", "file")
    with opened_text(file, encoding) as text:
        dates, marks = _evidence(islice(read_rows(text, delimiter), skip, None), columns, mapping)
    mark, mark_note = marks.decide(decimal_places(options.currency) or 0)
    mark = mapping.decimal_mark or mark
    order, order_note = dates.decide(_month_first(delimiter, mark, options.currency))
    sign_note = _sign_note(columns, marks)
    notes = (
        (order_note, mapping.date_order),
        (mark_note, mapping.decimal_mark),
        (sign_note, mapping.expenses_positive),
    )
    return Dialect(
        encoding,
        delimiter,
        skip,
        header,
        columns,
        mapping.date_order or order,
        mark,
        next((code for role in ("amount", "debit", "credit") if (code := _currency(header, columns.get(role)))), None),
        marks.named_currency,
        mapping.expenses_positive,
        bool(sign_note and not mapping.expenses_positive),
        _names(header, rows[skip:], columns),
        tuple(note for note, given in notes if note and not given),
    )


def read_rows(lines: Iterable[str], delimiter: str) -> "_csv.Reader":
    """The rows of a file; quotes may hold line ends."""
    return csv.reader(lines, delimiter=delimiter)


def _sample(file: IO[bytes], encoding: str) -> list[str]:
    with opened_text(file, encoding) as text:
        lines = list(StringIO(text.read(_SAMPLE_CHARS), newline=""))
        whole = not text.read(1)
    return lines if whole or len(lines) < 2 else lines[:-1]


def _parse(lines: Sequence[str], delimiter: str) -> list[Row]:
    try:
        return list(islice(read_rows(lines, delimiter), _SAMPLE_ROWS))
    except csv.Error as error:
        raise invalid(f"The file cannot be read as CSV ({error}); export it again.", "file") from None


def _delimiter(sample: Sequence[str], mapping: CsvMapping) -> str:
    if mapping.delimiter:
        if len(mapping.delimiter) != 1 or mapping.delimiter in '"\r\n':
            raise invalid("The delimiter must be one character, such as ; or ,.", "mapping", "delimiter")
        return mapping.delimiter
    excel = _EXCEL.fullmatch("".join(sample[:1]))
    return excel.group(1) if excel else max(DELIMITERS, key=lambda delimiter: _fit(_parse(sample, delimiter)))


def _fit(rows: Sequence[Row]) -> tuple[bool, int]:
    """How well a delimiter fits: a header that it reveals, then the cells in rows of the usual width."""
    widths = [len(row) for row in rows if len(row) > 1]
    usual = max(set(widths), key=widths.count) if widths else 1
    dated = sum(any(map(_is_date, row)) for row in rows[:100] if len(row) == usual and usual > 1)
    return any(map(is_header, rows[:_PREAMBLE_ROWS])), dated * 1000 + widths.count(usual) * usual


def _currency(header: Sequence[str], column: int | None) -> str | None:
    return header_currency(header[column]) if column is not None and column < len(header) else None


def _layout(rows: Sequence[Row], mapping: CsvMapping) -> tuple[int, tuple[str, ...], dict[str, int]]:
    """Rows to skip, the header (empty when there is none) and the column of each role."""
    width = max(map(len, rows), default=0)
    at = _header_at(rows, mapping)
    header = tuple(rows[at]) if at is not None else ()
    skip = 0 if at is None else at + 1
    mapped = mapped_columns(mapping, header, width)
    named = columns_by_name(header)
    if "direction" in named and not _says_directions(rows[skip:], header, named["direction"]):
        del named["direction"]
    columns = merge(mapped, named)
    if not complete(columns):
        columns = merge(mapped, _guess(rows[skip:]))
    if not complete(columns):
        raise invalid(
            "No columns of dates and amounts were found; say which they are, or check that this is a bank statement.",
            "file",
        )
    return skip, header, columns


def _says_directions(rows: Sequence[Row], header: Sequence[str], column: int) -> bool:
    """Whether a column is one of debit and credit: one that is only called a type may hold anything."""
    if not normalise(header[column]).endswith("type"):
        return True
    words = {row[column].strip().casefold() for row in rows if column < len(row)}
    return words - {""} <= OUT_WORDS | IN_WORDS


def _header_at(rows: Sequence[Row], mapping: CsvMapping) -> int | None:
    if mapping.has_header is False:
        return None
    named = next((index for index, row in enumerate(rows[:_PREAMBLE_ROWS]) if is_header(row)), None)
    if named is not None:
        return named
    wanted = [name for name in wanted_columns(mapping).values() if not name.isdecimal()]
    for index, row in enumerate(rows[:_PREAMBLE_ROWS]):
        if wanted and {name.casefold() for name in wanted} <= {cell.strip().casefold() for cell in row}:
            return index
    usual = mode(map(len, rows))
    first = next((at for at, row in enumerate(rows) if len(row) == usual and any(map(_is_date, row))), 0)
    return first - 1 if first else 0 if mapping.has_header else None


def _guess(rows: Sequence[Row]) -> dict[str, int]:
    """Columns by what they hold: dates, the first amounts with a sign or decimals, and the longest words."""
    rows = [row for row in rows[:200] if any(cell.strip() for cell in row)]
    columns = list(zip(*(row for row in rows if len(row) == max(map(len, rows))), strict=True)) if rows else []
    dates = [index for index, cells in enumerate(columns) if _share(cells, _is_date) > 0.8]
    amounts = [index for index, cells in enumerate(columns) if index not in dates and _share(cells, _is_amount) > 0.8]
    words = [index for index in range(len(columns)) if index not in dates and index not in amounts]
    if not dates or not amounts:
        return {}
    signed = [index for index in amounts if any("-" in cell for cell in columns[index])]
    found = {"date": dates[0], "amount": (signed or amounts)[0]}
    if words:
        found["payee"] = max(words, key=lambda index: sum(map(len, columns[index])))
    return found


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, cells)) / len(cells)


def _is_date(cell: str) -> bool:
    return any(readings(cell))


def _is_amount(cell: str) -> bool:
    for mark in ".,":
        with suppress(Unreadable):
            read_decimal(cell, mark)
            return True
    return False


def _evidence(
    rows: Iterable[Row], columns: Mapping[str, int], mapping: CsvMapping
) -> tuple[DateEvidence, MarkEvidence]:
    """Reads on past the sample only while the order of the dates or the decimal mark is open."""
    dates, marks = DateEvidence(), MarkEvidence()
    money = [columns[role] for role in ("amount", "debit", "credit") if role in columns]
    last = max(columns["date"], *money)
    with suppress(csv.Error):  # the reader says it, with the line
        for number, row in enumerate(rows):
            if number >= _SAMPLE_ROWS and _settled(dates, marks, mapping):
                break
            if len(row) > last:
                dates.add(row[columns["date"]])
                for column in money:
                    marks.add(row[column])
    return dates, marks


def _settled(dates: DateEvidence, marks: MarkEvidence, mapping: CsvMapping) -> bool:
    return bool((mapping.date_order or dates.decided) and (mapping.decimal_mark or marks.decided))


def _names(header: Sequence[str], rows: Sequence[Row], columns: Mapping[str, int]) -> tuple[str, ...]:
    """Return the name of every column, empty where the header has none."""
    width = max(len(header), *map(len, rows), *(column + 1 for column in columns.values()))
    return tuple(cell.strip() for cell in header) + ("",) * (width - len(header))


def _sign_note(columns: Mapping[str, int], marks: MarkEvidence) -> str | None:
    """Return a sentence if nearly all amounts are positive, as where expenses are written without a minus."""
    incoming = marks.count - marks.outgoing
    if "amount" not in columns or "direction" in columns or incoming < marks.count * _NEARLY_ALL:
        return None
    if marks.outgoing:
        return "Nearly all amounts are positive and count as money in; say if the file writes expenses as positive."
    return "No amount is negative, so every line counts as money in; say if the file writes expenses as positive."


def _month_first(delimiter: str, mark: str, currency: str) -> bool:
    return delimiter == "," and mark == "." and currency == "USD"
