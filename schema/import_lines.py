"""The lines of an imported file and the settings of an import: how they are shown, and how the caller changes them."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Self
from uuid import UUID

import strawberry
from strawberry.utils.str_converters import to_camel_case

from db.transactions import TransactionRow
from schema.categories import Category, category_id
from schema.context import Info
from schema.enums import ImportLineState, SkipReason
from schema.inputs import NullMeansDefault, defaulted
from schema.money import Money
from schema.node import global_id
from services import imports
from services.imports import LINES_PER_PAGE, MOST_LINES, FileLine, LineQuery
from services.statements import LineFault, SkippedRow


@strawberry.type(
    description=(
        "A field of CsvMappingInput and its value, or one of ImportTransactionsInput: account, accountId, newAccounts, "
        "sameLines or newLines with numbers between commas."
    )
)
class ImportSetting:
    name: str = strawberry.field(description="The field.")
    value: str = strawberry.field(description="Its value as text. A Boolean is true or false.")

    @classmethod
    def of(cls, name: str, value: str | bool) -> Self:
        """Return the API's setting for a setting of the services."""
        if name == "account_id":
            value = global_id("Account", UUID(str(value)))
        return cls(name=to_camel_case(name), value=str(value).lower() if isinstance(value, bool) else value)


@strawberry.input(description="A change of one line of the file before it is recorded.")
class ImportLineInput(NullMeansDefault):
    line: int = strawberry.field(description="The number of the line in the file.")
    leave_out: bool = defaulted(False, "True to leave the line out of this import.")
    category_id: strawberry.ID | None = strawberry.field(
        default=None, description="The category that the line gets. By default it is that of the file or of a rule."
    )


@strawberry.input(description="The page of lines that a dry run shows.")
class ImportPreviewInput(NullMeansDefault):
    first: int = defaulted(LINES_PER_PAGE, f"The number of lines, at most {MOST_LINES}.")
    after: int = defaulted(0, "The number of the line after which the page starts.")
    states: list[ImportLineState] | None = strawberry.field(
        default=None, description="The states of the lines. By default all lines are shown."
    )
    text: str = defaulted("", "A text that the payee, the note or the row contains, in any case.")

    def query(self) -> LineQuery:
        """Return the query of the services."""
        states = None if self.states is None else tuple(self.states)
        return LineQuery(self.first, self.after, states, self.text)


def chosen_categories(changes: Sequence[ImportLineInput]) -> Iterator[tuple[int, UUID]]:
    """Yield the lines that get a category, with its id."""
    for change in changes:
        if chosen := category_id(change.category_id):
            yield change.line, chosen


@strawberry.type(description="A skipped row of the file that is no transaction.")
class SkippedLine:
    line: int = strawberry.field(description="The number of the line or entry, from 1.")
    reason: SkipReason = strawberry.field(description="The reason why it was skipped.")
    text: str = strawberry.field(description="The text of the row, shortened.")

    @classmethod
    def of(cls, row: SkippedRow) -> Self:
        return cls(line=row.line, reason=row.reason, text=row.text)


@strawberry.type(description="A line that cannot be read. Nothing of the file was imported.")
class BadLine:
    line: int = strawberry.field(description="The number of the line or entry, from 1.")
    message: str = strawberry.field(description="A sentence that says what is wrong and how to mend it.")

    @classmethod
    def of(cls, fault: LineFault) -> Self:
        return cls(line=fault.line, message=fault.message)


@strawberry.type(description="A line that was not recorded, because the ledger has it or had it.")
class SetAsideLine:
    line: int = strawberry.field(description="The number of the line or entry, from 1.")
    date: datetime.date = strawberry.field(description="Its day.")
    amount: Money = strawberry.field(description="Its amount.")
    payee: str = strawberry.field(description="Its payee.")
    deleted: bool = strawberry.field(
        description="True if its transaction was deleted. The option restoreDeleted brings it back."
    )
    known_as: str | None = strawberry.field(
        description="The payee of its transaction, if it was entered by hand or came in another file."
    )

    @classmethod
    def of(cls, line: imports.SetAside) -> Self:
        return cls(
            line=line.line,
            date=line.date,
            amount=Money.of(*line.amount),
            payee=line.payee,
            deleted=line.deleted,
            known_as=line.known_as,
        )


@strawberry.type(description="A line as a recorded or future transaction.")
class ImportedLine:
    row: strawberry.Private[TransactionRow]
    date: datetime.date = strawberry.field(description="The day of the transaction.")
    amount: Money = strawberry.field(description="The amount in its own currency. An expense is negative.")
    base_amount: Money = strawberry.field(description="The amount in the ledger's base currency.")
    payee: str = strawberry.field(description="The person or company that received or paid the money.")
    note: str = strawberry.field(description="The note in the file.")
    account: str = strawberry.field(description="The name of its account, which may be a new one.")

    @strawberry.field(description="The category in the file, if the ledger has it.")
    async def category(self, info: Info) -> Category | None:
        if self.row.category_id is None:
            return None
        return Category.maybe(await info.context.loaders.category.load(self.row.category_id))

    @classmethod
    def of(cls, row: TransactionRow, base_currency: str, account: str) -> Self:
        return cls(
            row=row,
            date=row.date,
            amount=Money.of(row.amount, row.currency),
            base_amount=Money.of(row.base_amount, base_currency),
            payee=row.payee,
            note=row.note,
            account=account,
        )


@strawberry.type(description="A line of the file in a dry run, whatever its state.")
class PreviewedLine:
    row: strawberry.Private[TransactionRow | None]
    line: int = strawberry.field(description="The number of the line or entry, from 1.")
    state: ImportLineState = strawberry.field(description="The state of the line.")
    date: datetime.date | None = strawberry.field(description="Its day. It is null if it holds no transaction.")
    amount: Money | None = strawberry.field(description="Its amount. It is null if it holds no transaction.")
    base_amount: Money | None = strawberry.field(
        description="The amount in the ledger's base currency. It is null if it holds no transaction."
    )
    payee: str | None = strawberry.field(description="Its payee. It is null if it holds no transaction.")
    note: str | None = strawberry.field(description="Its note. It is null if it holds no transaction.")
    account: str | None = strawberry.field(
        description="The name of its account, which may be a new one. It is null if it holds no transaction."
    )
    known_as: str | None = strawberry.field(
        description="The payee of the transaction that it is, or may be. It is null without one, or if it is the same."
    )
    reason: SkipReason | None = strawberry.field(description="The reason why it was skipped. It is null otherwise.")
    text: str | None = strawberry.field(
        description="The text of a skipped row, or what is wrong with a bad line. It is null for a transaction."
    )

    @strawberry.field(description="The category that the transaction gets. It is null without one.")
    async def category(self, info: Info) -> Category | None:
        if self.row is None or self.row.category_id is None:
            return None
        return Category.maybe(await info.context.loaders.category.load(self.row.category_id))

    @classmethod
    def of(cls, line: FileLine, base_currency: str, accounts: Mapping[UUID, str]) -> Self:
        """Return the line; `accounts` are the names of accounts by their ids."""
        row = line.row
        return cls(
            row=row,
            line=line.line,
            state=line.state,
            date=row and row.date,
            amount=Money.of(row.amount, row.currency) if row else None,
            base_amount=Money.of(row.base_amount, base_currency) if row else None,
            payee=row and row.payee,
            note=row and row.note,
            account=accounts[row.account_id] if row else None,
            known_as=line.known_as,
            reason=line.reason,
            text=line.text or None,
        )
