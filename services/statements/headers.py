"""Find the header of a table after preambles of any length, and the first transaction."""

from collections.abc import Sequence

from services.statements.column_names import known_names, names_columns, wanted_columns
from services.statements.options import CsvMapping
from services.statements.tables import Row, is_amount, is_date


def find_header(rows: Sequence[Row], mapping: CsvMapping) -> tuple[int, tuple[str, ...]]:
    """Return the number of rows to skip, and the header; it is empty if no row names the columns."""
    at = None if mapping.has_header is False else _header_at(rows, mapping)
    if at is not None:
        return at + 1, tuple(rows[at])
    return _first_data(rows) or 0, ()


def _header_at(rows: Sequence[Row], mapping: CsvMapping) -> int | None:
    named = [at for at, row in enumerate(rows) if _may_be_header(row) and names_columns(row)]
    if named:
        return max(named, key=lambda at: (known_names(rows[at]), -at))
    wanted = {name.casefold() for name in wanted_columns(mapping).values() if not name.isdecimal()}
    for at, row in enumerate(rows):
        if wanted and wanted <= {cell.strip().casefold() for cell in row}:
            return at
    first = _first_data(rows)
    if first and _may_be_header(rows[first - 1]) and _filled(rows[first - 1]) * 2 >= _filled(rows[first]):
        return first - 1
    return 0 if mapping.has_header else None


def _first_data(rows: Sequence[Row]) -> int | None:
    """Return the first row with a date and an amount in separate cells."""
    for at, row in enumerate(rows):
        days = [column for column, cell in enumerate(row) if is_date(cell)]
        if days and any(is_amount(cell) for column, cell in enumerate(row) if column not in days):
            return at
    return None


def _may_be_header(row: Row) -> bool:
    """Return True if a row has two names or more, and neither a date nor an amount."""
    return _filled(row) > 1 and not any(is_date(cell) or is_amount(cell) for cell in row)


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell.strip())
