"""Turn a statement into rows, a chunk at a time; made for a thread."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from db.ledgers import LedgerRow
from db.stores.ids import new_id
from db.transactions import TransactionRow
from services.accounts import Known
from services.imports.category_names import CategoryNames
from services.imports.conversion import Conversion
from services.imports.line_changes import LineChanges, applied
from services.imports.line_page import FileLine, LinePage, LineState
from services.imports.places import Places
from services.imports.report import ImportRequest
from services.rules import Rulebook
from services.statements import (
    LineFault,
    OpenQuestion,
    QuestionAbout,
    ReadOptions,
    SkippedRow,
    StatementLine,
    fingerprint,
    read_statement,
)
from services.statements.texts import NAME_LENGTH
from services.values.errors import Problem, ProblemCode, Refused
from services.values.input_rules import check_text
from services.values.prices import Prices
from services.values.spreadsheet_guard import unguarded

CHUNK_LINES = 2_500
MOST_SHOWN = 100
MOST_BAD_LINES = 1_000
STOPPED = f"Reading stopped here, after {MOST_BAD_LINES:,} bad lines; mend the file or export it again."
NAMELESS = "Unknown"


class Chunk(NamedTuple):
    """Rows in the order of the file with their lines, and the bytes read so far."""

    rows: Sequence[TransactionRow]
    lines: Sequence[int]
    is_last: bool
    bytes_read: int


@dataclass(slots=True)
class Faults:
    """The first lines that cannot be read, and their number."""

    count: int = 0
    first: list[LineFault] = field(default_factory=list)

    def add(self, fault: LineFault) -> None:
        """Add a fault."""
        self.count += 1
        if len(self.first) < MOST_SHOWN:
            self.first.append(fault)
        elif self.count == MOST_BAD_LINES:
            self.first.append(LineFault(fault.line, STOPPED))

    @property
    def are_too_many(self) -> bool:
        """Return True if the file should not be read further."""
        return self.count >= MOST_BAD_LINES

    def refuse_any(self) -> None:
        """Refuse the file if it has faults."""
        problems = [
            Problem(ProblemCode.INVALID, fault.message, ("file", str(fault.line)))
            for fault in sorted(self.first, key=lambda fault: fault.line)
        ]
        if self.count > MOST_SHOWN:
            message = f"There are {self.count - MOST_SHOWN} more such lines; mend the file or export it again."
            problems.append(Problem(ProblemCode.INVALID, message, ("file",)))
        if problems:
            raise Refused(problems)


@dataclass(slots=True)
class Skipped:
    """The first rows that are no transactions, and their number."""

    count: int = 0
    first: list[SkippedRow] = field(default_factory=list)

    def add(self, row: SkippedRow) -> None:
        """Add a row."""
        self.count += 1
        if len(self.first) < MOST_SHOWN:
            self.first.append(row)


class AnswerNeeded(Refused):
    """A file leaves something open; nothing is imported until the question is answered."""

    def __init__(self, question: OpenQuestion, currency: str) -> None:
        """Begin at the start of the file; `currency` is the currency of amounts that name none."""
        answers = "; ".join(choice.label for choice in question.choices)
        message = f"{question.message} Choose one: {answers}."
        setting = next(iter(question.choices[0].settings))
        is_of_request = question.about in {QuestionAbout.ACCOUNT, QuestionAbout.TRANSACTION}
        field = (setting,) if is_of_request else ("mapping", setting)
        super().__init__([Problem(ProblemCode.INVALID, message, field)])
        self.question = question
        self.currency = currency


class StatementReader:
    """A reader that reads the file of a request once, and remembers its faults, accounts and days."""

    def __init__(
        self, request: ImportRequest, ledger: LedgerRow, known: Known, book: Rulebook, import_id: UUID
    ) -> None:
        name = " ".join(check_text(request.account, NAME_LENGTH, "account").split())
        self.places = Places(known.accounts, ledger, name, request.account_id, request.default_account_id)
        currency = request.currency or self.places.currency
        self._conversion = Conversion(
            ledger.base_currency, currency, request.exchange_rate, known.prices or Prices(ledger.base_currency, [])
        )
        statement = read_statement(request.file, ReadOptions(self._conversion.assumed, request.mapping))
        self.detected = statement.detected
        self.question = statement.question
        self.assumed = self._conversion.assumed
        self.categories = CategoryNames(known.categories.values())
        self.faults = Faults()
        self.skipped = Skipped()
        self.accounts: dict[str, None] = {}
        self.currencies: dict[str, None] = {}
        self.days: tuple[date, date] | None = None
        self._lines = statement.lines
        self._file = request.file
        self._names_account = bool(name or request.account_id)
        self._ledger_id = ledger.id
        self._import_id = import_id
        self._book = book
        self._changes = LineChanges(request.decisions, known.categories)
        self.page = LinePage(request.preview if request.dry_run else None)
        self.omitted = 0
        # Numbers instead of fingerprints, because a million of them must fit into memory.
        self._seen: dict[int, int] = {}

    def read(self) -> Chunk:
        """Return the next rows; faults are collected, and refused at the end by `faults`."""
        rows: list[TransactionRow] = []
        lines: list[int] = []
        count = 0
        for count, line in enumerate(islice(self._lines, CHUNK_LINES), start=1):  # noqa: B007  used after the loop
            if isinstance(line, LineFault):
                self.faults.add(line)
                self.page.add(FileLine(line.line, LineState.BAD, text=line.message))
                if self.faults.are_too_many:
                    break
            elif isinstance(line, SkippedRow):
                self.skipped.add(line)
                self.page.add(FileLine(line.line, LineState.SKIPPED, text=line.text, reason=line.reason))
            elif row := self._row(line):
                rows.append(row)
                lines.append(line.line)
        if self._book:
            rows = list(map(self._book.applied, rows))
        if self._changes:
            rows, lines = self._changed(rows, lines)
        self._note(rows)
        is_last = count < CHUNK_LINES or self.faults.are_too_many
        if is_last and not self.faults.count and not self.question:
            self._conversion.check_used()
            self._changes.check_seen()
        return Chunk(rows, lines, is_last, self._file.tell())

    def _changed(self, rows: Sequence[TransactionRow], lines: Sequence[int]) -> tuple[list[TransactionRow], list[int]]:
        kept, omitted = applied(self._changes, rows, lines)
        self.omitted += len(omitted)
        self.page.add_all(LineState.OMITTED, omitted)
        return [line.row for line in kept], [line.number for line in kept]

    def _row(self, line: StatementLine) -> TransactionRow | None:
        currency = line.currency or self._conversion.assumed
        account, stands_for = self.places.of(line.account, currency)
        if line.account or self._names_account:
            self.accounts[account.name] = None
        if stands_for != line.account:
            line = line._replace(account=stands_for)
        mark = fingerprint(line, currency)
        number = int.from_bytes(mark[-7:], "big")
        ordinal = self._seen.get(number, 0)
        self._seen[number] = ordinal + 1
        _, _, bank_id, day, amount, _, payee, note, category = line
        rate = self._conversion.rate_of(currency, day) if currency != self._conversion.base else None
        try:
            base_amount = self._conversion.to_base(amount, currency, rate)
            account_amount = self._conversion.in_account(account.currency, amount, currency, base_amount)
        except Refused as refused:
            self.faults.add(LineFault(line.line, str(refused)))
            return None
        return TransactionRow(
            ledger_id=self._ledger_id,
            id=new_id(),
            account_id=account.id,
            date=day,
            amount=amount,
            currency=currency,
            exchange_rate=rate and rate.stored,
            base_amount=base_amount,
            account_amount=account_amount,
            payee=unguarded(payee) or NAMELESS,
            note=unguarded(note),
            category_id=self.categories[unguarded(category)],
            version=1,
            deleted=False,
            import_id=self._import_id,
            import_bank_id=bank_id or None,
            import_fingerprint=mark,
            import_ordinal=ordinal,
            provisional=rate is not None and rate.provisional,
        )

    def _note(self, rows: Sequence[TransactionRow]) -> None:
        self.currencies |= dict.fromkeys(row.currency for row in rows)
        if rows:
            days = [row.date for row in rows]
            known = self.days or (days[0], days[0])
            self.days = min(known[0], *days), max(known[1], *days)
