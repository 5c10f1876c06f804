"""Readers of bank statements: a file's bytes become lines and faults, with no database, no clock and no network."""

from typing import IO

from services.importers.csv_statement import read_csv
from services.importers.formats import recognise
from services.importers.ofx_statement import read_ofx
from services.importers.statement import (
    CsvMapping,
    DateOrder,
    Detected,
    LineFault,
    ReadOptions,
    Statement,
    StatementLine,
    fingerprint,
)

__all__ = [
    "CsvMapping",
    "DateOrder",
    "Detected",
    "LineFault",
    "ReadOptions",
    "Statement",
    "StatementLine",
    "fingerprint",
    "read_statement",
]


def read_statement(file: IO[bytes], options: ReadOptions) -> Statement:
    """Open a seekable binary file of any supported format, told by its content.

    Raises Refused, about the field `file` (or `mapping` and its part), when nothing of it can be read. A single bad
    line is no refusal: it comes as a LineFault among the lines.
    """
    return read_ofx(file, options) if recognise(file) == "OFX" else read_csv(file, options)
