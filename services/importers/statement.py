"""What every statement reader gives: lines, faults, what was detected, and the identity that a line came with."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from services.errors import Refused
from services.periods import check_date

PAYEE_LENGTH = 200
NOTE_LENGTH = 1000
NAME_LENGTH = 100  # of a category, an account, an id of the bank

# Control characters become spaces; marks that only reorder or hide the text around them go without a trace.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_DECEIVING = re.compile("[\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


class Unreadable(ValueError):
    """A cell or an entry that cannot be read; its text is one sentence for the person who imports."""


class DateOrder(StrEnum):
    """In which order the numbers of a date stand."""

    YMD = "YMD"
    DMY = "DMY"
    MDY = "MDY"


class StatementLine(NamedTuple):
    """One transaction as the file has it."""

    line: int
    """Where it stands: the line of a CSV file or the entry of an OFX file, counted from 1."""
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


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """What the caller knows about a CSV file; the rest is detected.

    A column is given by its name in the header, or by its number counted from 1.
    """

    date: str | None = None
    payee: str | None = None
    note: str | None = None
    amount: str | None = None
    debit: str | None = None
    credit: str | None = None
    direction: str | None = None
    """A column that says whether money went out or came in, beside amounts without a sign."""
    currency: str | None = None
    category: str | None = None
    account: str | None = None
    bank_id: str | None = None
    date_order: DateOrder | None = None
    decimal_mark: str | None = None
    delimiter: str | None = None
    has_header: bool | None = None
    encoding: str | None = None
    expenses_positive: bool = False
    """Turns every sign around, as the statements of some cards need it."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """`currency` is assumed where the file names none; it then decides the decimal places."""

    currency: str
    csv: CsvMapping = CsvMapping()


@dataclass(frozen=True, slots=True)
class Detected:
    """How a file is read, so that a dry run can show it before anything is written."""

    format: str
    encoding: str
    delimiter: str | None = None
    header_line: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Role → the column's name, or “column 3” where the file names none."""
    positions: Mapping[str, int] = field(default_factory=dict)
    """Role → the column's number, counted from 1."""
    names: tuple[str, ...] = ()
    """The names of all columns in their order, empty where the file names none."""
    date_order: DateOrder | None = None
    decimal_mark: str | None = None
    currency: str | None = None
    signs_in_doubt: bool = False
    """Whether nearly all amounts are positive, so that the file may write expenses as positive."""
    notes: tuple[str, ...] = ()
    """Choices that the file left open, each a sentence that says what was chosen and how to change it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An opened statement. `lines` reads the file as it is iterated, once; the file must stay open until then."""

    detected: Detected
    lines: Iterator[StatementLine | LineFault]


def clean(text: str, length: int) -> str:
    """Text on one line, NFC, without control characters and doubled spaces, cut to `length` characters."""
    if text.isascii() and text.isprintable() and "  " not in text and len(text) <= length:
        return text.strip()  # nearly all texts
    if not text.isascii():
        text = unicodedata.normalize("NFC", _DECEIVING.sub("", text))
    return " ".join(_CONTROL.sub(" ", text).split())[:length].rstrip()


class CleanTexts(dict[str, str]):
    """Cleaned texts by their raw form, for columns that repeat themselves."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._length = length

    def __missing__(self, text: str) -> str:
        cleaned = clean(text, self._length)
        if len(self) < 5_000 and len(text) <= 200:  # so that the memory stays bounded, whatever the file holds
            self[text] = cleaned
        return cleaned


def shown(text: str) -> str:
    """A value as a message quotes it: on one line and short."""
    cleaned = clean(text, 1000)
    return cleaned if len(cleaned) <= 40 else cleaned[:39] + "…"


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
