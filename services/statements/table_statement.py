"""Read a table into a statement: its lines, or its open question."""

from collections.abc import Iterator

from services.statements.app_exports import read_export
from services.statements.headers import find_header
from services.statements.layout_detection import detect_layout
from services.statements.lines import Item
from services.statements.options import ReadOptions
from services.statements.questions import statement_of
from services.statements.rows import read_rows
from services.statements.statement import BankStatement, Detected
from services.statements.tables import Table


def read_table(table: Table, options: ReadOptions) -> BankStatement:
    """Read a table; refuse one without transactions."""

    def read(wanted: ReadOptions) -> tuple[Detected, Iterator[Item]]:
        layout = detect_layout(table, wanted)
        return layout.detected(table), read_rows(table, layout, wanted.currency)

    return read_export(table, options) or statement_of(read, options, _named(table, options))


def _named(table: Table, options: ReadOptions) -> Detected:
    """Return the names of the columns of a table that leaves something open."""
    rows = table.sample()
    skip, header = find_header(rows, options.csv)
    width = max(len(header), *map(len, rows[skip:]), 0)
    names = tuple(cell.strip() for cell in header) + ("",) * (width - len(header))
    return Detected(table.format, table.encoding, table.delimiter, skip if header else None, names=names)
