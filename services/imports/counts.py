"""The counts of a running import: new rows, rows that are set aside, and lines that are claimed or unclear."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from db.accounts import AccountRow
from db.import_claims import ImportClaim
from db.import_profiles import ImportProfileRow
from db.imported_transactions import Earlier, Imported
from db.transactions import TransactionRow
from services.events.imports import TransactionsImported
from services.imports.identity import Decisions, Line, Match, Place, WaitingLines, Wanted
from services.imports.line_page import FileLine, LinePage, LineState
from services.imports.open_lines import line_question
from services.imports.report import ImportReport, SetAside
from services.imports.similar_accounts import Comparison, Similar
from services.imports.statement_reader import MOST_SHOWN, Chunk, StatementReader
from services.statements import OpenQuestion
from services.values.money import Money

MOST_PREVIEWED = 20

KnownLines = Mapping[tuple[bytes | None, int | None], Imported]
"""The transactions that lines are for certain, by fingerprint and ordinal."""


class ImportCounts:
    """The counts of an import, which stay small for any file."""

    def __init__(self, decisions: Decisions, page: LinePage, *, restores: bool) -> None:
        self._decisions = decisions
        self._page = page
        self._restores = restores
        self._waiting = WaitingLines()
        self.recorded = 0
        self.to_restore: list[UUID] = []
        self.account_ids: set[UUID] = set()
        self.transfers = 0
        self.duplicates = 0
        self.deleted_duplicates = 0
        self.preview: list[TransactionRow] = []
        self.set_aside: list[SetAside] = []
        self.claims: list[ImportClaim] = []
        self.unclear: list[Match] = []
        self.similar: dict[UUID, Similar | None] = {}
        """By the ids of new accounts that were compared."""

    @property
    def waiting(self) -> int:
        """Return the number of lines that wait to be settled."""
        return len(self._waiting.lines)

    def wanted(self, chunk: Chunk, known: KnownLines) -> Wanted:
        """Return what the lines of a chunk look for that are not known for certain."""
        others = [row for row in chunk.rows if (row.import_fingerprint, row.import_ordinal) not in known]
        return self._waiting.wanted(others, (row.id for row in known.values()))

    def admit(self, chunk: Chunk, known: KnownLines, earlier: Sequence[Earlier]) -> Sequence[TransactionRow]:
        """Return the rows of a chunk that are new for certain; set known ones aside, and let the others wait."""
        rows = self._new_of(chunk, known, {(row.account_id, row.date) for row in earlier})
        self._waiting.see(chunk.rows, earlier, (row.id for row in known.values()))
        return self._record(rows)

    def settle(self) -> Sequence[TransactionRow]:
        """Settle the lines that wait, once all are read; return the new rows."""
        settled = self._waiting.settle(self._decisions)
        self.unclear += settled.unclear
        for line, earlier, _ in settled.unclear:
            self._page.add(FileLine(line.number, LineState.UNCLEAR, line.row, known_as=earlier.payee))
        self._page.add_all(LineState.NEW, settled.new)
        for match in settled.known:
            self._claim(match)
        return self._record([line.row for line in settled.new])

    def question(self, reader: StatementReader) -> OpenQuestion | None:
        """Return the question that is left open, by the file itself or by the first unclear line."""
        if reader.question or reader.faults.count:
            return reader.question
        if similar := next(filter(None, self.similar.values()), None):
            return reader.places.question(similar)
        return line_question(self.unclear) if self.unclear else None

    def compared(self, chunk: Chunk, reader: StatementReader) -> list[Comparison]:
        """Return comparisons of new accounts, by their first rows, with the known ones."""
        if self._decisions.new_accounts or len(reader.places.made) == len(self.similar):
            return []
        by_account: defaultdict[UUID, list[TransactionRow]] = defaultdict(list)
        for row in chunk.rows:
            by_account[row.account_id].append(row)
        made = (account for account in reader.places.made if account.id not in self.similar)
        return [Comparison(account, by_account[account.id]) for account in made if account.id in by_account]

    def _record(self, rows: Sequence[TransactionRow]) -> Sequence[TransactionRow]:
        self.recorded += len(rows)
        self.account_ids.update(row.account_id for row in rows)
        self.preview += rows[: MOST_PREVIEWED - len(self.preview)]
        return rows

    def new_accounts(self, reader: StatementReader) -> tuple[AccountRow, ...]:
        """Return the accounts that the import makes, each of which has a new row."""
        return tuple(row for row in reader.places.made if row.id in self.account_ids)

    def event(self, import_id: UUID, reader: StatementReader) -> TransactionsImported:
        """Return the event of showing the rows."""
        account_ids = tuple(row.id for row in self.new_accounts(reader))
        return TransactionsImported(
            import_id,
            self.recorded,
            len(self.to_restore),
            self.duplicates,
            self.deleted_duplicates,
            account_ids,
            self.transfers,
        )

    def report(self, reader: StatementReader, import_id: UUID | None, profile: ImportProfileRow | None) -> ImportReport:
        """Return the report, with the reader's findings."""
        first_day, last_day = reader.days or (None, None)
        return ImportReport(
            detected=reader.detected,
            question=self.question(reader),
            assumed=reader.assumed,
            import_id=import_id,
            profile=profile,
            recorded=self.recorded,
            restored=len(self.to_restore),
            transfers=self.transfers,
            duplicates=self.duplicates,
            deleted_duplicates=self.deleted_duplicates,
            omitted=reader.omitted,
            skipped_count=reader.skipped.count,
            bad_line_count=reader.faults.count,
            accounts=tuple(reader.accounts)[:MOST_SHOWN],
            new_accounts=self.new_accounts(reader),
            account_names=reader.places.names,
            currencies=tuple(reader.currencies),
            first_day=first_day,
            last_day=last_day,
            preview=tuple(self.preview),
            lines=tuple(self._page.lines),
            has_more_lines=self._page.has_more,
            set_aside=tuple(sorted(self.set_aside, key=lambda line: line.line)),
            skipped=tuple(reader.skipped.first),
            bad_lines=tuple(reader.faults.first),
            unknown_categories=tuple(reader.categories.unknown),
        )

    def _new_of(self, chunk: Chunk, known: KnownLines, places: Collection[Place]) -> Sequence[TransactionRow]:
        if not (known or places):
            self._page.add_all(LineState.NEW, map(Line, chunk.lines, chunk.rows))
            return chunk.rows
        new = []
        for row, line in zip(chunk.rows, chunk.lines, strict=True):
            there = known.get((row.import_fingerprint, row.import_ordinal))
            if there is not None:
                self._meet(Line(line, row), there.id, deleted=there.deleted)
            elif (row.account_id, row.date) in places:
                self._waiting.lines.append(Line(line, row))
            else:
                self._page.add(FileLine(line, LineState.NEW, row))
                new.append(row)
        return new

    def _claim(self, match: Match) -> None:
        """Note that a line is an earlier transaction, so that the same file finds it at once."""
        (_, row), earlier, _ = match
        mark, ordinal = row.import_fingerprint, row.import_ordinal
        if mark is not None and ordinal is not None and row.import_id is not None:
            claim = ImportClaim(row.ledger_id, mark, ordinal, earlier.id, row.import_id, row.import_bank_id)
            self.claims.append(claim)
        self._meet(match.line, earlier.id, deleted=earlier.deleted, known_as=earlier.payee)

    def _meet(self, line: Line, transaction_id: UUID, *, deleted: bool, known_as: str | None = None) -> None:
        """Restore the transaction that a line is, or set the line aside."""
        state = LineState.DELETED if deleted else LineState.KNOWN
        self._page.add(FileLine(line.number, state, line.row, known_as=known_as))
        if deleted and self._restores:
            self.to_restore.append(transaction_id)
            return
        if deleted:
            self.deleted_duplicates += 1
        else:
            self.duplicates += 1
        if len(self.set_aside) < MOST_SHOWN:
            number, row = line
            amount = Money(row.amount, row.currency)
            self.set_aside.append(SetAside(number, row.date, amount, row.payee, deleted, known_as))
