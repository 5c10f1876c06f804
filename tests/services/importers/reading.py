"""Short ways to read a statement in a test: text in, lines and faults out."""

from io import BytesIO

import pytest

from services.errors import Refused
from services.importers import CsvMapping, LineFault, ReadOptions, Statement, StatementLine, read_statement

NO_MAPPING = CsvMapping()


def opened(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> Statement:
    raw = content.encode() if isinstance(content, str) else content
    return read_statement(BytesIO(raw), ReadOptions(currency, csv))


def read(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> list[StatementLine | LineFault]:
    return list(opened(content, currency, csv).lines)


def lines(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> list[StatementLine]:
    """The lines of a statement that is without faults."""
    found = read(content, currency, csv)
    assert not [fault for fault in found if isinstance(fault, LineFault)]
    return [line for line in found if isinstance(line, StatementLine)]


def amounts(content: str | bytes, currency: str = "EUR", csv: CsvMapping = NO_MAPPING) -> list[int]:
    return [line.amount for line in lines(content, currency, csv)]


def faults(content: str | bytes, currency: str = "EUR") -> dict[int, str]:
    return {fault.line: fault.message for fault in read(content, currency) if isinstance(fault, LineFault)}


def refusal(content: str | bytes, csv: CsvMapping = NO_MAPPING) -> str:
    """Why a file is refused as a whole."""
    with pytest.raises(Refused) as refused:
        read(content, csv=csv)
    return str(refused.value)
