"""A read statement: its layout, its notes, its question and its lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.statements.lines import Item
from services.statements.options import DateOrder


class NoteCode(StrEnum):
    """The subject of a note."""

    DATE_ORDER = "DATE_ORDER"
    SIGNS_TURNED = "SIGNS_TURNED"
    PROVEN_BY_BALANCE = "PROVEN_BY_BALANCE"
    ROWS_MISSING = "ROWS_MISSING"
    FEES = "FEES"
    LEFT_OUT = "LEFT_OUT"
    REMEMBERED = "REMEMBERED"


class Note(NamedTuple):
    """A note on how the file was read: a sentence, and a code for machines."""

    code: NoteCode
    message: str


class QuestionAbout(StrEnum):
    """The subject of a question."""

    AMOUNTS = "AMOUNTS"
    SIGNS = "SIGNS"
    DATE_ORDER = "DATE_ORDER"
    DECIMAL_MARK = "DECIMAL_MARK"
    ACCOUNT = "ACCOUNT"
    """An account that is named in a new way and may be a known one."""
    TRANSACTION = "TRANSACTION"
    """A line that may be a transaction which the ledger has already."""


Settings = Mapping[str, str | bool]
"""Fields of CsvMapping and their values."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: its settings, and their result."""

    label: str
    settings: Settings
    lines: int | None = None
    """The number of transactions that it would give; None when that is not known."""
    totals: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Currency → minor units in and out; an empty currency is the assumed one."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """The question that a file leaves open; nothing is imported until the settings answer it."""

    about: QuestionAbout
    message: str
    choices: tuple[Choice, ...]


class Undecided(Exception):
    """A file leaves something open while its layout is detected."""

    def __init__(self, question: OpenQuestion) -> None:
        super().__init__(question.message)
        self.question = question


class DetectedColumn(NamedTuple):
    """A column and its role."""

    role: str
    number: int
    """Counted from 1."""
    name: str
    """Its name in the header, or “column 3” where the file names none."""


class StatedBalance(NamedTuple):
    """The balance of an account at the end of a day, in minor units, as a file says it."""

    account: str
    """As lines call it; empty when the file names none."""
    currency: str | None
    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Detected:
    """The detected layout of a file, for a dry run."""

    format: str
    encoding: str = ""
    delimiter: str | None = None
    header_line: int | None = None
    columns: tuple[DetectedColumn, ...] = ()
    """A role may have several columns: the first that is filled counts."""
    names: tuple[str, ...] = ()
    """The names of all columns in their order, empty where the file names none."""
    date_order: DateOrder | None = None
    decimal_mark: str | None = None
    currency: str | None = None
    expenses_positive: bool | None = None
    """True if the signs of the file are turned around; None where it has no signs to turn."""
    notes: tuple[Note, ...] = ()
    balances: tuple[StatedBalance, ...] = ()
    """The first and the last balance of each account that the file says for certain."""


@dataclass(frozen=True, slots=True)
class BankStatement:
    """An opened statement; `lines` reads the file once, so the file must stay open until then.

    With a question there are no lines until it is answered.
    """

    detected: Detected
    lines: Iterator[Item]
    question: OpenQuestion | None = None
