"""Imports: a statement to read, its format, and the result for each line."""

import datetime
from decimal import Decimal
from typing import IO, Protocol, Self, runtime_checkable

import strawberry
from strawberry.file_uploads import Upload
from strawberry.utils.str_converters import to_camel_case

from schema.accounts import account_id
from schema.enums import DateOrder, ImportNoteCode, ImportQuestionAbout
from schema.import_lines import (
    BadLine,
    ImportedLine,
    ImportLineInput,
    ImportPreviewInput,
    ImportSetting,
    PreviewedLine,
    SetAsideLine,
    SkippedLine,
    chosen_categories,
)
from schema.import_profiles import ImportProfile
from schema.inputs import KEY_DESCRIPTION, NullMeansDefault, defaulted
from schema.money import Money
from schema.node import global_id
from schema.scalars import CurrencyCode
from services import imports, statements
from services.imports import Decisions, ImportRequest
from services.imports.category_names import MOST_UNKNOWN
from services.imports.counts import MOST_PREVIEWED
from services.imports.statement_reader import MOST_SHOWN
from services.statements import CsvMapping
from services.values.errors import invalid


@runtime_checkable
class UploadedFile(Protocol):
    """The value that the multipart request puts in place of a file."""

    file: IO[bytes]
    filename: str | None


@strawberry.input(
    description="The columns and format of a table. Omitted fields are detected. A column is its name or number."
)
class CsvMappingInput(NullMeansDefault):
    date: str | None = strawberry.field(default=None, description="The column of the date.")
    payee: str | None = strawberry.field(default=None, description="The column of the payee.")
    note: str | None = strawberry.field(default=None, description="The column of the note.")
    amount: str | None = strawberry.field(default=None, description="The column of the signed amount.")
    debit: str | None = strawberry.field(default=None, description="The column of the money that left.")
    credit: str | None = strawberry.field(default=None, description="The column of the money that came in.")
    direction: str | None = strawberry.field(
        default=None, description="The column with debit or credit, for amounts without a sign."
    )
    currency: str | None = strawberry.field(default=None, description="The column of the currency.")
    category: str | None = strawberry.field(default=None, description="The column of the category's name.")
    account: str | None = strawberry.field(default=None, description="The column of the account.")
    bank_id: str | None = strawberry.field(default=None, description="The column of the bank's own id of a line.")
    fee: str | None = strawberry.field(
        default=None, description="The column of fees, which are subtracted from the amount."
    )
    status: str | None = strawberry.field(default=None, description="The column with the state of the booking.")
    balance: str | None = strawberry.field(default=None, description="The column of the balance after each row.")
    date_order: DateOrder | None = strawberry.field(
        default=None, description="The order of day, month and year in dates."
    )
    decimal_mark: str | None = strawberry.field(default=None, description="The decimal mark: a point or a comma.")
    delimiter: str | None = strawberry.field(default=None, description="The character between columns, such as ;.")
    has_header: bool | None = strawberry.field(default=None, description="True if a line has the names of the columns.")
    encoding: str | None = strawberry.field(default=None, description="The encoding of the text, such as cp1252.")
    expenses_positive: bool | None = strawberry.field(
        default=None,
        description="True if expenses have no minus, as with some cards. Null to have it detected or asked.",
    )

    def mapping(self) -> CsvMapping:
        if self.decimal_mark not in (None, ".", ","):
            raise invalid("The decimal mark must be a point or a comma.", "mapping", "decimal_mark")
        return CsvMapping(**vars(self))


@strawberry.input(description="A statement to import.")
class ImportTransactionsInput(NullMeansDefault):
    file: Upload = strawberry.field(
        description="The file as the bank made it: CSV, OFX, QFX, QIF, CAMT, MT940 or a spreadsheet."
    )
    account_id: strawberry.ID | None = strawberry.field(
        default=None, description="The account into which to import, instead of `account`."
    )
    account: str = defaulted("", "The account's name or number, for a file without one.")
    currency: CurrencyCode | None = strawberry.field(
        default=None,
        description="The currency of the amounts, for a file without one. The default is the base currency.",
    )
    exchange_rate: Decimal | None = strawberry.field(
        default=None,
        description="The base units per unit of the file's currency. The default is the known price of each day.",
    )
    mapping: CsvMappingInput | None = strawberry.field(
        default=None, description="The columns and format of a CSV file."
    )
    dry_run: bool = defaulted(False, "True to only show what would happen.")
    restore_deleted: bool = defaulted(
        False, "True to restore transactions of the file that were deleted since they were imported."
    )
    same_lines: list[int] | None = strawberry.field(
        default=None,
        description="The unclear lines that are transactions which are there already, by their numbers in the file.",
    )
    new_lines: list[int] | None = strawberry.field(
        default=None, description="The unclear lines that are new transactions, by their numbers in the file."
    )
    lines: list[ImportLineInput] | None = strawberry.field(
        default=None, description="Changes of single lines before they are recorded."
    )
    preview: ImportPreviewInput | None = strawberry.field(
        default=None, description="The lines of the file that a dry run shows in `lines`."
    )
    new_accounts: bool = defaulted(
        False, "True if an account that the ledger does not know is new, also if a known one has the same transactions."
    )
    use_profile: bool = defaulted(
        True, "False to read the file without the settings that were set for the last such file."
    )
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def request(self) -> ImportRequest:
        upload: object = self.file
        if not isinstance(upload, UploadedFile):
            raise invalid("This is not a file; send it by the GraphQL multipart request.", "file")
        return ImportRequest(
            file=upload.file,
            file_name=upload.filename or "",
            account=self.account,
            account_id=account_id(self.account_id),
            currency=self.currency,
            exchange_rate=self.exchange_rate,
            mapping=self.mapping.mapping() if self.mapping else CsvMapping(),
            dry_run=self.dry_run,
            restore_deleted=self.restore_deleted,
            key=self.idempotency_key,
            decisions=Decisions(
                same=tuple(self.same_lines or ()),
                new=tuple(self.new_lines or ()),
                new_accounts=self.new_accounts,
                omitted=tuple(change.line for change in self.lines or () if change.leave_out),
                categories=tuple(chosen_categories(self.lines or ())),
            ),
            preview=self.preview.query() if self.preview else None,
            use_profile=self.use_profile,
        )


@strawberry.type(description="A column of a CSV file, and its role.")
class DetectedColumn:
    role: str = strawberry.field(description="Its role: the name of the field in CsvMappingInput.")
    name: str = strawberry.field(description="Its name in the file, or its number.")
    number: int = strawberry.field(description="Its number in the file, from 1.")


@strawberry.type(description="A note about how the file was read.")
class ImportNote:
    code: ImportNoteCode = strawberry.field(description="The subject of the note.")
    message: str = strawberry.field(description="The finding, and how to change it.")


@strawberry.type(description="The detected format of the file. The mapping can correct it.")
class DetectedFormat:
    format: str = strawberry.field(description="The format of the file.")
    encoding: str = strawberry.field(description="The encoding of its text.")
    delimiter: str | None = strawberry.field(
        description="The character between columns. It is null unless the file is CSV."
    )
    header_line: int | None = strawberry.field(
        description="The row with the names of the columns, from 1. It is null without one."
    )
    columns: list[DetectedColumn] = strawberry.field(
        description="The columns that are read. If several have one role, the first one with a value counts."
    )
    column_names: list[str] = strawberry.field(
        description="The names of all columns in their order, empty where the file names none."
    )
    date_order: DateOrder | None = strawberry.field(description="The order of day, month and year in dates.")
    decimal_mark: str | None = strawberry.field(description="The decimal mark.")
    currency: CurrencyCode | None = strawberry.field(description="The currency that the header names.")
    expenses_positive: bool | None = strawberry.field(
        description="True if signs are reversed, because expenses are positive in the file. It is null without signs."
    )
    notes: list[ImportNote] = strawberry.field(description="Notes about how the file was read.")

    @classmethod
    def of(cls, detected: statements.Detected) -> Self:
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


@strawberry.type(description="The sums of the transactions with an answer, in one currency.")
class ImportTotal:
    income: Money = strawberry.field(description="All money in.")
    expenses: Money = strawberry.field(description="All money out, as a negative amount.")


@strawberry.type(description="One answer to the question of a file.")
class ImportChoice:
    label: str = strawberry.field(description="The answer as a sentence.")
    settings: list[ImportSetting] = strawberry.field(description="The settings of the mapping for this answer.")
    lines: int | None = strawberry.field(
        description="The number of transactions with this answer. It is null if that is not known."
    )
    totals: list[ImportTotal] = strawberry.field(description="The sums of these transactions, by currency.")

    @classmethod
    def of(cls, choice: statements.Choice, assumed: str) -> Self:
        """Return the choice; `assumed` is the currency if the file names none."""
        totals = [
            ImportTotal(income=Money.of(income, code or assumed), expenses=Money.of(expenses, code or assumed))
            for code, (income, expenses) in choice.totals.items()
        ]
        settings = [ImportSetting.of(*setting) for setting in choice.settings.items()]
        return cls(label=choice.label, settings=settings, lines=choice.lines, totals=totals)


@strawberry.type(description="An open question about a file. Nothing is imported before it is answered.")
class ImportQuestion:
    about: ImportQuestionAbout = strawberry.field(description="The subject of the question.")
    message: str = strawberry.field(description="The question.")
    choices: list[ImportChoice] = strawberry.field(description="The answers.")

    @classmethod
    def of(cls, question: statements.OpenQuestion, assumed: str) -> Self:
        choices = [ImportChoice.of(choice, assumed) for choice in question.choices]
        return cls(about=question.about, message=question.message, choices=choices)


@strawberry.type(description="The result of an import, or of a dry run, for the lines of a statement.")
class ImportReport:
    import_id: strawberry.ID | None = strawberry.field(
        description="The id of the import, by which it can be undone. It is null if nothing was written."
    )
    profile: ImportProfile | None = strawberry.field(
        description="The settings of the last such file, if they were used. Settings of the request win over them."
    )
    recorded: int = strawberry.field(description="The number of new transactions.")
    restored: int = strawberry.field(description="The number of restored transactions.")
    transfers: int = strawberry.field(
        description=(
            "The number of recorded transactions that were linked as transfers. A dry run does not know it yet, and is "
            "zero."
        )
    )
    duplicates: int = strawberry.field(description="The number of lines that the ledger already has.")
    deleted_duplicates: int = strawberry.field(description="The number of lines whose transaction was deleted.")
    left_out: int = strawberry.field(description="The number of lines that the request left out.")
    skipped_count: int = strawberry.field(description="The number of rows that are no transactions.")
    bad_line_count: int = strawberry.field(description="The number of lines that cannot be read.")
    accounts: list[str] = strawberry.field(
        description=f"The names of the accounts that the file or the request names, at most {MOST_SHOWN}."
    )
    new_accounts: list[str] = strawberry.field(description="The names of the accounts that are created for it.")
    currencies: list[CurrencyCode] = strawberry.field(description="The currencies in the file.")
    first_day: datetime.date | None = strawberry.field(description="The first day in the file.")
    last_day: datetime.date | None = strawberry.field(description="The last day in the file.")
    detected: DetectedFormat = strawberry.field(description="The format that was detected.")
    question: ImportQuestion | None = strawberry.field(
        description="An open question about the file. Answer it by the mapping; nothing was imported yet."
    )
    preview: list[ImportedLine] = strawberry.field(description=f"The first {MOST_PREVIEWED} new lines.")
    lines: list[PreviewedLine] = strawberry.field(
        description="The lines that the input's `preview` asks for, in the order of the file."
    )
    has_more_lines: bool = strawberry.field(description="True if more such lines follow.")
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
        return cls(
            import_id=global_id("Import", report.import_id) if report.import_id else None,
            profile=ImportProfile.of(report.profile) if report.profile else None,
            recorded=report.recorded,
            restored=report.restored,
            transfers=report.transfers,
            duplicates=report.duplicates,
            deleted_duplicates=report.deleted_duplicates,
            left_out=report.omitted,
            skipped_count=report.skipped_count,
            bad_line_count=report.bad_line_count,
            accounts=list(report.accounts),
            new_accounts=[row.name for row in report.new_accounts],
            currencies=[CurrencyCode(code) for code in report.currencies],
            first_day=report.first_day,
            last_day=report.last_day,
            detected=DetectedFormat.of(report.detected),
            question=ImportQuestion.of(report.question, report.assumed) if report.question else None,
            preview=[
                ImportedLine.of(row, base_currency, report.account_names[row.account_id]) for row in report.preview
            ],
            lines=[PreviewedLine.of(line, base_currency, report.account_names) for line in report.lines],
            has_more_lines=report.has_more_lines,
            set_aside=[SetAsideLine.of(line) for line in report.set_aside],
            skipped=[SkippedLine.of(row) for row in report.skipped],
            bad_lines=[BadLine.of(fault) for fault in report.bad_lines],
            unknown_categories=list(report.unknown_categories),
        )
