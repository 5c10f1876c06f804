"""Readers of bank statements: bytes become lines and faults, without database, clock or network."""

from typing import IO

from services.statements.lines import LineFault, SkippedRow, SkipReason, StatementLine, fingerprint
from services.statements.options import CsvMapping, DateOrder, ReadOptions
from services.statements.shapes import shape_of
from services.statements.statement import (
    BankStatement,
    Choice,
    Detected,
    DetectedColumn,
    Note,
    NoteCode,
    OpenQuestion,
    QuestionAbout,
)

__all__ = [
    "BankStatement",
    "Choice",
    "CsvMapping",
    "DateOrder",
    "Detected",
    "DetectedColumn",
    "LineFault",
    "Note",
    "NoteCode",
    "OpenQuestion",
    "QuestionAbout",
    "ReadOptions",
    "SkipReason",
    "SkippedRow",
    "StatementLine",
    "fingerprint",
    "read_statement",
    "shape_of",
]


def read_statement(file: IO[bytes], options: ReadOptions) -> BankStatement:
    """Open a seekable binary file of any supported format, recognised by its content.

    Raises Refused, about the field `file` (or `mapping` and its part), if nothing of it can be read. A single bad
    line becomes a LineFault among the lines. What the file leaves open is asked, never guessed.
    """
    from services.statements.reading import opened  # the readers are loaded with the first statement

    return opened(file, options)
