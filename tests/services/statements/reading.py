"""Short ways to read a statement in a test."""

from io import BytesIO

import pytest

from services.statements import (
    BankStatement,
    CsvMapping,
    LineFault,
    OpenQuestion,
    ReadOptions,
    SkippedRow,
    SkipReason,
    StatementLine,
    read_statement,
)
from services.values.errors import Refused

NO_MAPPING = CsvMapping()
Item = StatementLine | LineFault | SkippedRow


def opened(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> BankStatement:
    """Open a statement from memory."""
    raw = content.encode() if isinstance(content, str) else content
    return read_statement(BytesIO(raw), ReadOptions(currency, csv))


def read(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> list[Item]:
    """Return all items of a statement without a question."""
    statement = opened(content, currency, csv)
    assert statement.question is None, statement.question
    return list(statement.lines)


def lines(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> list[StatementLine]:
    """Return the lines of a statement without faults."""
    items = read(content, currency, csv)
    assert not [fault for fault in items if isinstance(fault, LineFault)]
    return [line for line in items if isinstance(line, StatementLine)]


def amounts(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> list[int]:
    """Return the amounts of a statement without faults."""
    return [line.amount for line in lines(content, currency, csv)]


def faults(content: str | bytes, currency: str = "EUR") -> dict[int, str]:
    """Return the message of each faulty line."""
    return {fault.line: fault.message for fault in read(content, currency) if isinstance(fault, LineFault)}


def skipped(content: str | bytes, currency: str = "EUR") -> dict[int, SkipReason]:
    """Return the reason of each skipped line."""
    return {row.line: row.reason for row in read(content, currency) if isinstance(row, SkippedRow)}


def asked(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> OpenQuestion:
    """Return the question of a statement, which then has no lines."""
    statement = opened(content, currency, csv)
    assert statement.question is not None
    assert list(statement.lines) == []
    return statement.question


def noted(content: str | bytes, currency: str = "EUR") -> list[str]:
    """Return the codes of a statement's notes."""
    return [note.code.value for note in opened(content, currency).detected.notes]


def refusal(content: str | bytes, csv: CsvMapping = NO_MAPPING) -> str:
    """Return the refusal of a whole file."""
    with pytest.raises(Refused) as refused:
        read(content, csv=csv)
    return str(refused.value)
