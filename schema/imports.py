"""Imports: a statement to read, its format, and the result for each line."""

import datetime
from decimal import Decimal
from typing import IO, Protocol, Self, runtime_checkable

import strawberry
from strawberry.file_uploads import Upload
from strawberry.utils.str_converters import to_camel_case

from db.transactions import TransactionRow
from schema.categories import Category
from schema.context import Info
from schema.enums import DateOrder, ImportNoteCode, ImportQuestionAbout, SkipReason
from schema.inputs import KEY_DESCRIPTION, NullMeansDefault, defaulted
from schema.money import Money
from schema.scalars import CurrencyCode
from services import imports, statements
from services.errors import invalid
from services.imports import ImportRequest
from services.imports.naming import MOST_UNKNOWN
from services.imports.reading import MOST_SHOWN
from services.imports.tally import MOST_PREVIEWED
from services.statements import CsvMapping, LineFault, SkippedRow


@runtime_checkable
class UploadedFile(Protocol):
    """The value that the multipart request puts in place of a file."""

    file: IO[bytes]


@strawberry.input(
    description="What you know about a table; the rest is detected or asked. A column is its name or number."
)
class CsvMappingInput(NullMeansDefault):
    date: str | None = strawberry.field(default=None, description="The column of the date.")
    payee: str | None = strawberry.field(default=None, description="The column of the payee.")
    note: str | None = strawberry.field(default=None, description="The column of the note.")
    amount: str | None = strawberry.field(default=None, description="The column of the signed amount.")
    debit: str | None = strawberry.field(default=None, description="The column of the money that left.")
    credit: str | None = strawberry.field(default=None, description="The column of the money that came in.")
    direction: str | None = strawberry.field(
        default=None, description="The column that says debit or credit, beside amounts without a sign."
    )
    currency: str | None = strawberry.field(default=None, description="The column of the currency.")
    category: str | None = strawberry.field(default=None, description="The column of the category's name.")
    account: str | None = strawberry.field(default=None, description="The column of the account.")
    bank_id: str | None = strawberry.field(default=None, description="The column of the bank's own id of a line.")
    fee: str | None = strawberry.field(default=None, description="The column of fees, which are taken off the amount.")
    status: str | None = strawberry.field(default=None, description="The column that says what the bank has booked.")
    balance: str | None = strawberry.field(default=None, description="The column of the balance after each row.")
    date_order: DateOrder | None = strawberry.field(default=None, description="In which order dates are written.")
    decimal_mark: str | None = strawberry.field(default=None, description="The decimal mark: a point or a comma.")
    delimiter: str | None = strawberry.field(default=None, description="What stands between columns, such as ;.")
    has_header: bool | None = strawberry.field(default=None, description="Whether a line names the columns.")
    encoding: str | None = strawberry.field(default=None, description="How letters are stored, such as cp1252.")
    expenses_positive: bool | None = strawberry.field(
        default=None,
        description="Whether expenses are written without a minus, as some cards do; null to have it found or asked.",
    )

    def mapping(self) -> CsvMapping:
        """Return the mapping for the services."""
        if self.decimal_mark not in (None, ".", ","):
            raise invalid("The decimal mark must be a point or a comma.", "mapping", "decimal_mark")
        return CsvMapping(**vars(self))


@strawberry.input(description="A statement to import.")
class ImportTransactionsInput(NullMeansDefault):
    file: Upload = strawberry.field(
        description="The file as the bank made it: CSV, OFX, QFX, QIF, CAMT, MT940 or a spreadsheet."
    )
    account: str = defaulted("", "The account's name or number, if the file has none.")
    currency: CurrencyCode | None = strawberry.field(
        default=None, description="The currency of the amounts, if the file names none; else the base currency."
    )
    exchange_rate: Decimal | None = strawberry.field(
        default=None, description="Base units per unit of the file's currency; needed when that is not the base."
    )
    mapping: CsvMappingInput | None = strawberry.field(default=None, description="What you know about a CSV file.")
    dry_run: bool = defaulted(False, "Only show what would happen.")
    restore_deleted: bool = defaulted(
        False, "Bring back transactions of the file that were deleted since they were imported."
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def request(self) -> ImportRequest:
        """Return the request for the services."""
        upload: object = self.file
        if not isinstance(upload, UploadedFile):
            raise invalid("This is not a file; send it by the GraphQL multipart request.", "file")
        return ImportRequest(
            file=upload.file,
            account=self.account,
            currency=self.currency,
            exchange_rate=self.exchange_rate,
            mapping=self.mapping.mapping() if self.mapping else CsvMapping(),
            dry_run=self.dry_run,
            restore_deleted=self.restore_deleted,
            key=self.idempotency_key,
        )


@strawberry.type(description="A column of a CSV file, and what it is read as.")
class DetectedColumn:
    role: str = strawberry.field(description="What it is read as: the name of the field in CsvMappingInput.")
    name: str = strawberry.field(description="Its name in the file, or its number.")
    number: int = strawberry.field(description="Its number in the file, from 1.")


@strawberry.type(description="Something to know about how the file was read.")
class ImportNote:
    code: ImportNoteCode = strawberry.field(description="What it is about.")
    message: str = strawberry.field(description="What was found, and how to change it.")


@strawberry.type(description="How the file was read; what is wrong can be set by the mapping.")
class DetectedFormat:
    format: str = strawberry.field(description="The format of the file.")
    encoding: str = strawberry.field(description="How its letters are stored.")
    delimiter: str | None = strawberry.field(description="What stands between columns; null unless it is CSV.")
    header_line: int | None = strawberry.field(description="The row that names the columns, from 1; null without one.")
    columns: list[DetectedColumn] = strawberry.field(
        description="The columns that are read; where a role has several, the first that is filled counts."
    )
    column_names: list[str] = strawberry.field(
        description="The names of all columns in their order, empty where the file names none."
    )
    date_order: DateOrder | None = strawberry.field(description="In which order dates are written.")
    decimal_mark: str | None = strawberry.field(description="The decimal mark.")
    currency: CurrencyCode | None = strawberry.field(description="The currency that the header names.")
    expenses_positive: bool | None = strawberry.field(
        description="Whether signs are turned, because the file writes expenses as positive; null without such signs."
    )
    notes: list[ImportNote] = strawberry.field(description="What is worth knowing about how the file was read.")

    @classmethod
    def of(cls, detected: statements.Detected) -> Self:
        """Return the format that was detected."""
        return cls(
            format=detected.format,
            encoding=detected.encoding,
            delimiter=detected.delimiter,
            header_line=detected.header_line,
            columns=[
                DetectedColumn(role=to_camel_case(role), name=name, number=number)
                for role, number, name in detected.columns
            ],
            column_names=list(detected.names),
            date_order=detected.date_order,
            decimal_mark=detected.decimal_mark,
            currency=CurrencyCode(detected.currency) if detected.currency else None,
            expenses_positive=detected.expenses_positive,
            notes=[ImportNote(code=note.code, message=note.message) for note in detected.notes],
        )


@strawberry.type(description="A field of CsvMappingInput and its value.")
class ImportSetting:
    name: str = strawberry.field(description="The field.")
    value: str = strawberry.field(description="Its value as text; a Boolean is true or false.")

    @classmethod
    def of(cls, name: str, value: str | bool) -> Self:
        """Return the API's setting for a setting of the services."""
        return cls(name=to_camel_case(name), value=str(value).lower() if isinstance(value, bool) else value)


@strawberry.type(description="What an answer would bring into the ledger, in one currency.")
class ImportTotal:
    income: Money = strawberry.field(description="All money in.")
    expenses: Money = strawberry.field(description="All money out, negative.")


@strawberry.type(description="One answer to the question of a file.")
class ImportChoice:
    label: str = strawberry.field(description="The answer as a sentence.")
    settings: list[ImportSetting] = strawberry.field(description="What to set in the mapping to choose it.")
    lines: int | None = strawberry.field(
        description="How many transactions it would give; null where that is not known."
    )
    totals: list[ImportTotal] = strawberry.field(description="What they would add up to, for each currency.")

    @classmethod
    def of(cls, choice: statements.Choice, assumed: str) -> Self:
        """Return the choice; `assumed` is the currency if the file names none."""
        totals = [
            ImportTotal(income=Money.of(income, code or assumed), expenses=Money.of(expenses, code or assumed))
            for code, (income, expenses) in choice.totals.items()
        ]
        settings = [ImportSetting.of(*setting) for setting in choice.settings.items()]
        return cls(label=choice.label, settings=settings, lines=choice.lines, totals=totals)


@strawberry.type(description="The one thing that the file leaves open; nothing is imported before it is answered.")
class ImportQuestion:
    about: ImportQuestionAbout = strawberry.field(description="What is open.")
    message: str = strawberry.field(description="The question.")
    choices: list[ImportChoice] = strawberry.field(description="The answers.")

    @classmethod
    def of(cls, question: statements.OpenQuestion, assumed: str) -> Self:
        """Return the question of a statement."""
        choices = [ImportChoice.of(choice, assumed) for choice in question.choices]
        return cls(about=question.about, message=question.message, choices=choices)


@strawberry.type(description="A row of the file that is no transaction; it was passed over.")
class SkippedLine:
    line: int = strawberry.field(description="Where it stands: the line or entry, from 1.")
    reason: SkipReason = strawberry.field(description="Why it is no transaction.")
    text: str = strawberry.field(description="What it says, cut short.")

    @classmethod
    def of(cls, row: SkippedRow) -> Self:
        """Return the line of a row."""
        return cls(line=row.line, reason=row.reason, text=row.text)


@strawberry.type(description="A line of the file that cannot be read; nothing of the file was imported.")
class BadLine:
    line: int = strawberry.field(description="Where it stands: the line, or the entry, from 1.")
    message: str = strawberry.field(description="What is wrong and how to mend it.")

    @classmethod
    def of(cls, fault: LineFault) -> Self:
        """Return the line of a fault."""
        return cls(line=fault.line, message=fault.message)


@strawberry.type(description="A line that was not recorded because the ledger has it, or had it.")
class SetAsideLine:
    line: int = strawberry.field(description="Where it stands: the line, or the entry, from 1.")
    date: datetime.date = strawberry.field(description="Its day.")
    amount: Money = strawberry.field(description="Its amount.")
    payee: str = strawberry.field(description="Its payee.")
    deleted: bool = strawberry.field(description="Whether its transaction was deleted; restoreDeleted brings it back.")

    @classmethod
    def of(cls, line: imports.SetAside) -> Self:
        """Return the line of a report."""
        return cls(
            line=line.line, date=line.date, amount=Money.of(*line.amount), payee=line.payee, deleted=line.deleted
        )


@strawberry.type(description="A line as a transaction, recorded or to be recorded.")
class ImportedLine:
    row: strawberry.Private[TransactionRow]
    date: datetime.date = strawberry.field(description="The day that it belongs to.")
    amount: Money = strawberry.field(description="The amount in its own currency; an expense is negative.")
    base_amount: Money = strawberry.field(description="The amount in the ledger's base currency.")
    payee: str = strawberry.field(description="Who got the money, or gave it.")
    note: str = strawberry.field(description="What the file notes about it.")
    account: str | None = strawberry.field(description="The account that it came from.")

    @strawberry.field(description="The category that the file names, if the ledger has it.")
    async def category(self, info: Info) -> Category | None:
        if self.row.category_id is None:
            return None
        return Category.maybe(await info.context.loaders.category.load(self.row.category_id))

    @classmethod
    def of(cls, row: TransactionRow, base_currency: str) -> Self:
        """Return the line of a row."""
        return cls(
            row=row,
            date=row.date,
            amount=Money.of(row.amount, row.currency),
            base_amount=Money.of(row.base_amount, base_currency),
            payee=row.payee,
            note=row.note,
            account=row.import_account,
        )


@strawberry.type(description="What became of the lines of a statement; a dry run shows what would.")
class ImportReport:
    recorded: int = strawberry.field(description="How many transactions are new.")
    restored: int = strawberry.field(description="How many deleted transactions came back.")
    duplicates: int = strawberry.field(description="How many lines were set aside because the ledger has them.")
    deleted_duplicates: int = strawberry.field(description="How many were set aside because they were deleted.")
    skipped_count: int = strawberry.field(description="How many rows are no transactions.")
    bad_line_count: int = strawberry.field(description="How many lines cannot be read.")
    accounts: list[str] = strawberry.field(description=f"The accounts in the file, at most {MOST_SHOWN}.")
    currencies: list[CurrencyCode] = strawberry.field(description="The currencies in the file.")
    first_day: datetime.date | None = strawberry.field(description="The first day in the file.")
    last_day: datetime.date | None = strawberry.field(description="The last day in the file.")
    detected: DetectedFormat = strawberry.field(description="How the file was read.")
    question: ImportQuestion | None = strawberry.field(
        description="What the file leaves open: answer it by the mapping; nothing of the file was read yet."
    )
    preview: list[ImportedLine] = strawberry.field(description=f"The first {MOST_PREVIEWED} new lines.")
    set_aside: list[SetAsideLine] = strawberry.field(description=f"The first {MOST_SHOWN} lines that were set aside.")
    skipped: list[SkippedLine] = strawberry.field(description=f"The first {MOST_SHOWN} rows that are no transactions.")
    bad_lines: list[BadLine] = strawberry.field(description=f"The first {MOST_SHOWN} lines that cannot be read.")
    unknown_categories: list[str] = strawberry.field(
        description=(
            f"The first {MOST_UNKNOWN} names in the file that are no category of the ledger; they were left out."
        )
    )

    @classmethod
    def of(cls, report: imports.ImportReport, base_currency: str) -> Self:
        """Return the report of an import."""
        return cls(
            recorded=report.recorded,
            restored=report.restored,
            duplicates=report.duplicates,
            deleted_duplicates=report.deleted_duplicates,
            skipped_count=report.skipped_count,
            bad_line_count=report.bad_line_count,
            accounts=list(report.accounts),
            currencies=[CurrencyCode(code) for code in report.currencies],
            first_day=report.first_day,
            last_day=report.last_day,
            detected=DetectedFormat.of(report.detected),
            question=ImportQuestion.of(report.question, report.assumed) if report.question else None,
            preview=[ImportedLine.of(row, base_currency) for row in report.preview],
            set_aside=[SetAsideLine.of(line) for line in report.set_aside],
            skipped=[SkippedLine.of(row) for row in report.skipped],
            bad_lines=[BadLine.of(fault) for fault in report.bad_lines],
            unknown_categories=list(report.unknown_categories),
        )
