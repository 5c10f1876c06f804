"""The shape of a table: what stays the same in each file that a bank makes in one way."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import IO

from services.statements.formats import peek, read_head, recognise
from services.statements.options import CsvMapping
from services.statements.tables import DELIMITERS, SAMPLE_ROWS, is_date
from services.values.errors import Refused

_MOST_LINES = 100


def shape_of(file: IO[bytes]) -> bytes | None:
    """Return 16 bytes that are equal for tables with the same names of columns, or without names the same width.

    None for files of other formats, which describe themselves. No setting of the caller changes it.
    """
    try:
        rows = list(islice(_rows(file), _MOST_LINES))
    except Refused:
        return None  # the reader says what is wrong
    finally:
        file.seek(0)
    if not rows:
        return None
    width = max(map(_filled, rows))
    names = next((row for row in rows if _filled(row) * 2 >= width > 1 and not any(map(_has_digit, row))), None)
    parts = [cell.strip().casefold() for cell in names] if names else _nameless(rows)
    return blake2b("\x1f".join(parts).encode(), digest_size=16).digest()


def _rows(file: IO[bytes]) -> Iterator[Sequence[str]]:
    kind = recognise(file)
    if kind == "CSV":
        lines = peek(read_head(file)).splitlines()[:_MOST_LINES]
        mark = max(DELIMITERS, key=lambda delimiter: max((line.count(delimiter) for line in lines), default=0))
        yield from ([cell.strip('" ') for cell in line.split(mark)] for line in lines if line.strip())
    elif kind == "SHEET" or (kind == "ZIP" and _is_sheet(file)):
        from services.statements.spreadsheets import SheetTable

        yield from (row for row in SheetTable(file, CsvMapping()).sample()[:SAMPLE_ROWS] if any(row))


def _is_sheet(file: IO[bytes]) -> bool:
    from services.statements.archives import is_spreadsheet

    return is_spreadsheet(file)


def _nameless(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the width of rows without names, and the column of their dates."""
    days = (at for row in rows for at, cell in enumerate(row) if is_date(cell))
    return ["", str(max(map(len, rows))), str(next(days, ""))]


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))
