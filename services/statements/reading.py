"""Choose the reader of a file by its content; rare readers are imported on first use."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import IO

from services.statements.formats import Format, recognise
from services.statements.options import ReadOptions
from services.statements.statement import BankStatement, Note, NoteCode
from services.statements.table_statement import read_table
from services.statements.tables import CsvTable
from services.values.errors import invalid


def opened(file: IO[bytes], options: ReadOptions) -> BankStatement:
    """Open the statement in a file."""
    return _READERS[recognise(file)](file, options)


def _opened_csv(file: IO[bytes], options: ReadOptions) -> BankStatement:
    return read_table(CsvTable(file, options.csv), options)


def _opened_ofx(file: IO[bytes], options: ReadOptions) -> BankStatement:
    from services.statements.ofx import read_ofx

    return read_ofx(file, options)


def _opened_qif(file: IO[bytes], options: ReadOptions) -> BankStatement:
    from services.statements.qif import read_qif

    return read_qif(file, options)


def _opened_camt(file: IO[bytes], options: ReadOptions) -> BankStatement:
    from services.statements.camt import read_camt

    return read_camt(file, options)


def _opened_mt940(file: IO[bytes], options: ReadOptions) -> BankStatement:
    from services.statements.mt940 import read_mt940

    return read_mt940(file, options)


def _opened_zip(file: IO[bytes], options: ReadOptions) -> BankStatement:
    from services.statements.archives import is_spreadsheet, unpacked

    if is_spreadsheet(file):
        return _opened_sheet(file, options)
    return _opened_files(unpacked(file), options)


def _opened_files(files: Sequence[bytes], options: ReadOptions) -> BankStatement:
    """Open the one statement of an archive, or the CAMT files of several days."""
    from services.statements.camt import read_camts

    if len(files) == 1 and not files[0].startswith(b"PK"):
        return opened(BytesIO(files[0]), options)
    if files and all(recognise(BytesIO(file)) == "CAMT" for file in files):
        return read_camts(files, options)
    raise invalid("The zip archive holds more or less than one statement; unpack it and import its files.", "file")


def _opened_sheet(file: IO[bytes], options: ReadOptions) -> BankStatement:
    from services.statements.spreadsheets import SheetTable

    table = SheetTable(file, options.csv)
    statement = read_table(table, options)
    if not table.left_out:
        return statement
    left_out = Note(NoteCode.LEFT_OUT, f"One sheet was read; {table.left_out} more were left out.")
    detected = replace(statement.detected, notes=(*statement.detected.notes, left_out))
    return replace(statement, detected=detected)


_READERS: Mapping[Format, Callable[[IO[bytes], ReadOptions], BankStatement]] = {
    "CSV": _opened_csv,
    "OFX": _opened_ofx,
    "QIF": _opened_qif,
    "CAMT": _opened_camt,
    "MT940": _opened_mt940,
    "SHEET": _opened_sheet,
    "ZIP": _opened_zip,
}
