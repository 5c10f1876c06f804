"""Short ways to read a statement in a test: text in, lines and faults out."""

from io import BytesIO

import pytest

from services.errors import Refused
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

NO_MAPPING = CsvMapping()
Item = StatementLine | LineFault | SkippedRow


def opened(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> BankStatement:
    """A statement whose file is in memory."""
    raw = content.encode() if isinstance(content, str) else content
    return read_statement(BytesIO(raw), ReadOptions(currency, csv))


def read(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> list[Item]:
    """Everything that a statement without a question gives."""
    statement = opened(content, currency, csv)
    assert statement.question is None, statement.question
    return list(statement.lines)


def lines(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> list[StatementLine]:
    """The lines of a statement that is without faults."""
    found = read(content, currency, csv)
    assert not [fault for fault in found if isinstance(fault, LineFault)]
    return [line for line in found if isinstance(line, StatementLine)]


def amounts(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> list[int]:
    """The amounts of a statement that is without faults."""
    return [line.amount for line in lines(content, currency, csv)]


def faults(content: str | bytes, currency: str = "EUR") -> dict[int, str]:
    """Line → what is wrong with it."""
    return {fault.line: fault.message for fault in read(content, currency) if isinstance(fault, LineFault)}


def skipped(content: str | bytes, currency: str = "EUR") -> dict[int, SkipReason]:
    """Line → why it is no transaction."""
    return {row.line: row.reason for row in read(content, currency) if isinstance(row, SkippedRow)}


def asked(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> OpenQuestion:
    """What a statement leaves open; it has no lines before that is answered."""
    statement = opened(content, currency, csv)
    assert statement.question is not None
    assert list(statement.lines) == []
    return statement.question


def noted(content: str | bytes, currency: str = "EUR") -> list[str]:
    """The codes of a statement's notes."""
    return [note.code.value for note in opened(content, currency).detected.notes]


def refusal(content: str | bytes, csv: CsvMapping = NO_MAPPING) -> str:
    """Why a file is refused as a whole."""
    with pytest.raises(Refused) as refused:
        read(content, csv=csv)
    return str(refused.value)
