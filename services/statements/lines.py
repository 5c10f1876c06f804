"""What a statement's rows become: a transaction, a row that is none, or a fault."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from services.errors import Refused
from services.periods import check_date
from services.statements.texts import Unreadable


class StatementLine(NamedTuple):
    """One transaction as the file has it."""

    line: int
    """Where it stands: the line of a table or the entry of another file, counted from 1."""
    account: str
    """The account's number in the statement; empty when the file names none."""
    bank_id: str
    """What the bank calls the transaction (FITID in OFX); empty when it has no name for it."""
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
    """A line (or entry) that could not be read, and why; the reader goes on to the next one."""

    line: int
    message: str


class SkipReason(StrEnum):
    """Why a row is no transaction."""

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
    """A row that is no transaction; it never blocks the others."""

    line: int
    reason: SkipReason
    text: str
    """What the row says, cut short."""


Item = StatementLine | LineFault | SkippedRow


def check_range(day: date) -> date:
    """The same date, or Unreadable when it lies outside the years that a ledger keeps."""
    try:
        return check_date(day)
    except Refused as refused:
        raise Unreadable(str(refused)) from None


def fingerprint(line: StatementLine, currency: str) -> bytes:
    """16 bytes that name the row it came as, in a currency: the same row of the same file always has the same.

    Where the bank names the transaction, its payee and note may change between two downloads and do not count.
    """
    known = (line.account, line.bank_id, str(line.amount), currency)
    described = known if line.bank_id else (*known, line.payee, line.note)
    # It begins with the day, so that the rows of a statement sit side by side in the index that finds them again.
    day = line.date.toordinal().to_bytes(3, "big")
    return day + blake2b("\x1f".join(described).encode(), digest_size=13).digest()
