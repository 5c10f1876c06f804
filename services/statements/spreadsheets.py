"""The sheet of a spreadsheet (XLSX, XLS, ODS) as a table of text, read by the package python-calamine."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import IO

from services.statements.archives import sheet_texts
from services.statements.headers import find_header
from services.statements.options import CsvMapping
from services.statements.sheet_sizes import check_size
from services.statements.tables import SAMPLE_ROWS, Row, Rows
from services.statements.whole_files import read_whole
from services.values.errors import invalid

Cell = int | float | str | bool | date | time | datetime | timedelta


class SheetTable:
    """The rows of the first sheet with columns of dates and amounts, or of the first sheet."""

    format = "Sheet"
    encoding = ""
    delimiter: str | None = None

    def __init__(self, file: IO[bytes], mapping: CsvMapping) -> None:
        raw = read_whole(file, "spreadsheet")
        if raw.startswith(b"PK"):
            for text in sheet_texts(raw):
                check_size(text)
        sheets = [[_row(cells) for cells in sheet] for sheet in _sheets(raw)]
        filled = [rows for rows in sheets if any(any(row) for row in rows)]
        if not filled:
            raise invalid("The spreadsheet is empty; download the statement again.", "file")
        self._rows = next((rows for rows in filled if find_header(rows[:SAMPLE_ROWS], mapping)[1]), filled[0])
        self.left_out = len(filled) - 1

    def sample(self) -> list[Row]:
        """Return the first rows."""
        return [list(row) for row in self._rows[:SAMPLE_ROWS]]

    def rows(self) -> Rows:
        """Yield every row with its number."""
        for number, row in enumerate(self._rows, start=1):
            yield number, list(row)


def _sheets(raw: bytes) -> list[Sequence[Sequence[Cell]]]:
    try:
        from io import BytesIO

        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        message = "Spreadsheets need the package python-calamine on the server; use CSV, or ask who runs it."
        raise invalid(message, "file") from None
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
        return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise invalid(f"The spreadsheet cannot be read ({error}); save it as CSV.", "file") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how compiled code gives up; it has no name to import
            raise
        raise invalid("The spreadsheet cannot be read; save it as CSV.", "file") from None


def _row(cells: Sequence[Cell]) -> Row:
    row = [_text(cell) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def _text(cell: Cell) -> str:
    """Return a cell as in a CSV file: days as 2026-01-31, and numbers with a point, without float noise."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time | timedelta | str):
        return str(cell).strip()
    if isinstance(cell, float) and not cell.is_integer():
        whole, _, fraction = f"{cell:.8f}".rstrip("0").partition(".")
        return f"{whole}.{fraction:0<2}"
    return str(int(cell))
