"""Chooses the reader of a file by its content; readers that few files need are loaded with the first of them."""

from typing import IO

from services.statements.findings import Statement
from services.statements.formats import recognise
from services.statements.options import ReadOptions
from services.statements.table_statement import read_table
from services.statements.tables import CsvTable


def opened(file: IO[bytes], options: ReadOptions) -> Statement:
    """The statement in a file."""
    if recognise(file) == "OFX":
        from services.statements.ofx import read_ofx

        return read_ofx(file, options)
    return read_table(CsvTable(file, options.csv), options)
