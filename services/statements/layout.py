"""The layout of a table: its first transaction, the roles of its columns, and the notation of its cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.statements.column_names import ROLES
from services.statements.options import DateOrder
from services.statements.statement import Detected, DetectedColumn, Note, StatedBalance
from services.statements.tables import Table

Columns = Mapping[str, tuple[int, ...]]
"""Role → its columns, from 0, the best first."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The meaning of the signs in a single column of amounts."""

    turned: bool = False
    """Amounts are turned around: the file writes expenses as positive."""
    plus_stays: bool = False
    """An amount with a plus of its own is money in, also where the others are turned."""
    payments_stay: bool = False
    """A card's payment is money in, also where the others are turned: no amount of the file has a minus."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a table; `skip` rows stand before the first possible transaction."""

    skip: int
    header: tuple[str, ...]
    width: int
    columns: Columns
    date_order: DateOrder
    decimal_mark: str
    currency: str | None
    named_currency: bool
    """True if amounts name their currency beside the number."""
    signs: Signs
    blank_way: int
    """The direction that an empty cell of the column of directions means; 0 for none."""
    debit_sign: int
    """-1 where the column of debits writes every amount with a minus, 1 where none, 0 where it does both."""
    credit_sign: int
    """The same of the column of credits."""
    watched: tuple[int, ...]
    """Columns that the header calls amounts, whether they are read or not."""
    fees_negative: bool | None
    """True if fees have a minus; None where fees are no part of the amounts."""
    notes: tuple[Note, ...]
    balances: tuple[StatedBalance, ...] = ()
    """The newest balance that a column of balances proves."""

    def header_name(self, column: int) -> str:
        """Return the name of a column, or its number if the file has none."""
        named = self.header[column].strip() if column < len(self.header) else ""
        return named or f"column {column + 1}"

    def has(self, *roles: str) -> bool:
        """Return True if any of these roles has a column."""
        return any(self.columns.get(role) for role in roles)

    def detected(self, table: Table) -> Detected:
        """Return the layout for people, with names instead of positions."""
        names = tuple(cell.strip() for cell in self.header)
        return Detected(
            format=table.format,
            encoding=table.encoding,
            delimiter=table.delimiter,
            header_line=self.skip if self.header else None,
            columns=tuple(
                DetectedColumn(role, column + 1, self.header_name(column))
                for role in ROLES
                for column in self.columns.get(role, ())
            ),
            names=names + ("",) * (self.width - len(names)),
            date_order=self.date_order,
            decimal_mark=self.decimal_mark,
            currency=self.currency,
            expenses_positive=self.signs.turned if self.has("amount") and not self.has("direction") else None,
            notes=self.notes,
            balances=self.balances,
        )
