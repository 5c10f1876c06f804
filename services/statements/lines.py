"""The results of a statement's rows: transactions, skipped rows and faults."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from services.statements.texts import Unreadable
from services.values.errors import Refused
from services.values.periods import check_date


class StatementLine(NamedTuple):
    """One transaction of a file."""

    line: int
    """The number of the line of a table, or of the entry of another file, counted from 1."""
    account: str
    """The account's number in the statement; empty when the file names none."""
    bank_id: str
    """The bank's name for the transaction (FITID in OFX); empty when it has none."""
    date: date
    amount: int
    """Signed minor units of `currency`, or of the assumed currency when that is None."""
    currency: str | None
    """ISO 4217 code, as the file says; None when it does not."""
    payee: str
    note: str
    category: str


@dataclass(frozen=True, slots=True)
class LineFault:
    """A line (or entry) that cannot be read, and the reason; the reader continues."""

    line: int
    message: str


class SkipReason(StrEnum):
    """The reasons to skip a row."""

    PENDING = "PENDING"
    REVERTED = "REVERTED"
    DECLINED = "DECLINED"
    FAILED = "FAILED"
    BALANCE = "BALANCE"
    INFORMATION = "INFORMATION"
    HEADER = "HEADER"
    SPLIT = "SPLIT"
    """The whole of a split transaction, whose parts stand in rows of their own."""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no transaction; it does not block the others."""

    line: int
    reason: SkipReason
    text: str
    """The text of the row, cut short."""


Item = StatementLine | LineFault | SkippedRow


def check_range(day: date) -> date:
    """Return the date; raise Unreadable if a ledger cannot keep its year."""
    try:
        return check_date(day)
    except Refused as refused:
        raise Unreadable(str(refused)) from None


def fingerprint(line: StatementLine, currency: str) -> bytes:
    """Return 16 bytes that identify the row in a currency, the same for each copy of the file.

    If the bank names the transaction, payee and note do not count, because they may change between two downloads.
    """
    known = (line.account, line.bank_id, str(line.amount), currency)
    described = known if line.bank_id else (*known, line.payee, line.note)
    # It begins with the day, so that the rows of a statement are neighbours in the index.
    day = line.date.toordinal().to_bytes(3, "big")
    return day + blake2b("\x1f".join(described).encode(), digest_size=13).digest()
