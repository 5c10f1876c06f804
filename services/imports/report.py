"""The request and the report of an import."""

from __future__ import annotations  # in a class, a field named `date` hides the type of that name

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import file_digest
from typing import IO
from uuid import UUID

from db.accounts import AccountRow
from db.import_profiles import ImportProfileRow
from db.transactions import TransactionRow
from services.changes import WITHOUT_KEY, Once
from services.imports.identity import NO_DECISIONS, Decisions
from services.imports.line_page import FileLine, LineQuery
from services.statements import CsvMapping, Detected, LineFault, OpenQuestion, SkippedRow
from services.values.money import Money

NO_MAPPING = CsvMapping()

_MUTATION = "importTransactions"


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A statement to import: a seekable binary file, which must stay open, and its settings.

    `account` applies if the file names none; `account_id` chooses one, also for names in the file that nobody knows.
    `currency` applies if the file names none (None: that of the account). `exchange_rate` is in
    base units per unit of the file's currency. A dry run writes nothing. `file_name` is only remembered. `decisions`
    are about single lines. A dry run shows the lines of `preview`. Unless `use_profile` is False, the settings that
    were set last for such a file are found again; `default_account_id` is the account among them, for lines without
    a name.
    """

    file: IO[bytes]
    account: str = ""
    currency: str | None = None
    exchange_rate: Decimal | None = None
    mapping: CsvMapping = NO_MAPPING
    dry_run: bool = False
    restore_deleted: bool = False
    key: str | None = None
    account_id: UUID | None = None
    file_name: str = ""
    decisions: Decisions = NO_DECISIONS
    preview: LineQuery | None = None
    use_profile: bool = True
    default_account_id: UUID | None = None

    def once(self) -> Once:
        """Return the idempotency key with the settings and the hash of the file, which this reads."""
        if self.key is None or self.dry_run:
            return WITHOUT_KEY
        self.file.seek(0)
        content = file_digest(self.file, "blake2b").hexdigest()  # type: ignore[arg-type]  # any binary file will do
        settings = (
            self.account,
            self.currency,
            str(self.exchange_rate),
            self.mapping,
            self.restore_deleted,
            self.account_id,
        )
        decided = [self.decisions] if self.decisions != NO_DECISIONS else []
        return Once(self.key, _MUTATION, [content, *settings, *decided])


@dataclass(frozen=True, slots=True)
class SetAside:
    """A line that was not recorded because the ledger has it already, or has deleted it."""

    line: int
    date: date
    amount: Money
    payee: str
    deleted: bool
    known_as: str | None = None
    """The payee of the transaction that the line is, if the file calls it otherwise or for the first time."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The result of an import, or of a dry run.

    `import_id` is None if nothing was written. Counts are of all lines; `accounts`, `preview`, `set_aside`,
    `skipped`, `bad_lines` and `unknown_categories` are the first ones. With a question nothing was read yet.
    """

    detected: Detected
    question: OpenQuestion | None
    assumed: str
    """The currency of amounts that name none."""
    import_id: UUID | None
    profile: ImportProfileRow | None
    recorded: int
    restored: int
    transfers: int
    duplicates: int
    deleted_duplicates: int
    omitted: int
    skipped_count: int
    bad_line_count: int
    accounts: Sequence[str]
    new_accounts: Sequence[AccountRow]
    account_names: Mapping[UUID, str]
    currencies: Sequence[str]
    first_day: date | None
    last_day: date | None
    preview: Sequence[TransactionRow]
    lines: Sequence[FileLine]
    has_more_lines: bool
    set_aside: Sequence[SetAside]
    skipped: Sequence[SkippedRow]
    bad_lines: Sequence[LineFault]
    unknown_categories: Sequence[str]
