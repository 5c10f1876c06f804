"""The caller's options for reading a statement."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Self


class DateOrder(StrEnum):
    """The order of the numbers in a date."""

    YMD = "YMD"
    DMY = "DMY"
    MDY = "MDY"


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """The caller's settings for a table (CSV or a spreadsheet); the rest is detected.

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
    fee: str | None = None
    """A column of fees that are taken off the amount."""
    status: str | None = None
    """A column that says whether the bank has booked the row."""
    balance: str | None = None
    """A column of the balance after each row."""
    date_order: DateOrder | None = None
    decimal_mark: str | None = None
    delimiter: str | None = None
    has_header: bool | None = None
    encoding: str | None = None
    expenses_positive: bool | None = None
    """True if the file writes expenses without a minus, as some cards do; None until the file or the user says so."""

    @property
    def settings(self) -> dict[str, str | bool]:
        """Return the settings that are given, by their names."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def over(self, settings: Mapping[str, str | bool]) -> Self:
        """Return the mapping with other settings where it has none; columns of amounts are one setting."""
        ours = self.settings
        money = {"amount", "debit", "credit", "direction"}
        if money & ours.keys():
            settings = {name: value for name, value in settings.items() if name not in money}
        values: dict[str, object] = {**settings, **ours}
        if "date_order" in values:
            values["date_order"] = DateOrder(str(values["date_order"]))
        return replace(self, **values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The options; `currency` applies if the file names none, and then decides the decimal places."""

    currency: str
    csv: CsvMapping = CsvMapping()
