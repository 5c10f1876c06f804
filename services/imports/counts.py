"""The counts of a running import: new rows, and rows that are set aside."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from db.accounts import AccountRow
from db.imported_transactions import Imported
from db.transactions import TransactionRow
from services.events import TransactionsImported
from services.imports.report import ImportReport, SetAside
from services.imports.statement_reader import MOST_SHOWN, Chunk, StatementReader
from services.money import Money

MOST_PREVIEWED = 20


class ImportCounts:
    """The counts of an import, which stay small for any file."""

    def __init__(self, restores: bool) -> None:
        self._restores = restores
        self.recorded = 0
        self.to_restore: list[UUID] = []
        self.account_ids: set[UUID] = set()
        self.transfers = 0
        self.duplicates = 0
        self.deleted_duplicates = 0
        self.preview: list[TransactionRow] = []
        self.set_aside: list[SetAside] = []

    def admit(self, chunk: Chunk, known: Sequence[Imported]) -> Sequence[TransactionRow]:
        """Return the rows of a chunk that the ledger does not have yet; set the others aside."""
        rows = self._without(chunk, {(row.fingerprint, row.ordinal): row for row in known}) if known else chunk.rows
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

    def report(self, reader: StatementReader, import_id: UUID | None) -> ImportReport:
        """Return the report, with the reader's findings."""
        first_day, last_day = reader.days or (None, None)
        return ImportReport(
            detected=reader.detected,
            question=reader.question,
            assumed=reader.assumed,
            import_id=import_id,
            recorded=self.recorded,
            restored=len(self.to_restore),
            transfers=self.transfers,
            duplicates=self.duplicates,
            deleted_duplicates=self.deleted_duplicates,
            skipped_count=reader.skipped.count,
            bad_line_count=reader.faults.count,
            accounts=tuple(reader.accounts)[:MOST_SHOWN],
            new_accounts=self.new_accounts(reader),
            account_names=reader.places.names,
            currencies=tuple(reader.currencies),
            first_day=first_day,
            last_day=last_day,
            preview=tuple(self.preview),
            set_aside=tuple(self.set_aside),
            skipped=tuple(reader.skipped.first),
            bad_lines=tuple(reader.faults.first),
            unknown_categories=tuple(reader.categories.unknown),
        )

    def _without(self, chunk: Chunk, there: Mapping[tuple[bytes | None, int | None], Imported]) -> list[TransactionRow]:
        new = []
        for row, line in zip(chunk.rows, chunk.lines, strict=True):
            known = there.get((row.import_fingerprint, row.import_ordinal))
            if known is None:
                new.append(row)
            elif known.deleted and self._restores:
                self.to_restore.append(known.id)
            else:
                self._set_aside(row, line, known.deleted)
        return new

    def _set_aside(self, row: TransactionRow, line: int, deleted: bool) -> None:
        if deleted:
            self.deleted_duplicates += 1
        else:
            self.duplicates += 1
        if len(self.set_aside) < MOST_SHOWN:
            self.set_aside.append(SetAside(line, row.date, Money(row.amount, row.currency), row.payee, deleted))
