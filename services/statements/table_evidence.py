"""The evidence in the rows of a table for the order of dates, the decimal mark and the signs."""

from collections.abc import Mapping, Sequence
from contextlib import closing

from services.statements.amounts import MarkEvidence, SignMark, written
from services.statements.dates import DateEvidence
from services.statements.lines import LineFault
from services.statements.options import CsvMapping
from services.statements.tables import SAMPLE_ROWS, Row, Table, is_date
from services.statements.vocabulary import is_payment, is_purchase, state_of

_MOST_ROWS = 200_000
_MOST_FOR_SIGNS = 20_000
_NEARLY_ALL = 0.8


class SignEvidence:
    """The signs of a column of amounts, in all and of card payments and purchases."""

    def __init__(self) -> None:
        self.bare = 0
        self.plus = 0
        self.minus = 0
        self.payments = {SignMark.NONE: 0, SignMark.PLUS: 0, SignMark.MINUS: 0}
        self.purchases = {SignMark.NONE: 0, SignMark.PLUS: 0, SignMark.MINUS: 0}

    def add(self, amount: str, texts: Sequence[str]) -> None:
        """Add a row: its amount, and its other cells."""
        written_amount = written(amount)
        if not written_amount or not written_amount.number.strip("0.,' "):
            return
        self.bare += written_amount.sign is SignMark.NONE
        self.plus += written_amount.sign is SignMark.PLUS
        self.minus += written_amount.sign is SignMark.MINUS
        # The texts matter only if nearly all amounts are positive.
        if self.are_doubtful or self.count < SAMPLE_ROWS:
            self.payments[written_amount.sign] += any(map(is_payment, texts))
            self.purchases[written_amount.sign] += any(map(is_purchase, texts))

    @property
    def count(self) -> int:
        """Return the number of amounts other than zero."""
        return self.bare + self.plus + self.minus

    @property
    def are_doubtful(self) -> bool:
        """Return True if nearly all amounts are positive, so that they may be expenses."""
        return self.bare + self.plus >= self.count * _NEARLY_ALL and self.count > 0


class TableEvidence:
    """The evidence from one pass over the rows, which reads on only while something is open."""

    def __init__(self, columns: Mapping[str, tuple[int, ...]], mapping: CsvMapping, places: int) -> None:
        self.dates = DateEvidence()
        self.marks = MarkEvidence(places)
        self.signs = SignEvidence()
        self.debits = dict.fromkeys(SignMark, 0)
        self.credits = dict.fromkeys(SignMark, 0)
        self.fees = dict.fromkeys(SignMark, 0)
        self._mapping = mapping
        self._date = columns["date"][0]
        self._money = [at for role in ("amount", "debit", "credit", "fee") for at in columns.get(role, ())]
        self._all = [*self._money, *columns.get("balance", ())]
        self._amount = columns["amount"][0] if "amount" in columns and "direction" not in columns else None
        self._debit = columns.get("debit", (None,))[0]
        self._credit = columns.get("credit", (None,))[0]
        self._fee = columns.get("fee", (None,))[0]
        self._status = columns.get("status", (None,))[0]
        self._last = max(self._date, *self._money)

    def collect(self, table: Table, skip: int) -> None:
        """Read the rows of a table after the first `skip`."""
        with closing(table.rows()) as rows:  # type: ignore[type-var]
            for number, item in enumerate(rows):
                if isinstance(item, LineFault) or number < skip:
                    continue
                if number >= SAMPLE_ROWS + skip and (number > _MOST_ROWS or self._is_settled(number)):
                    return
                row = item[1]
                if len(row) > self._last and self._is_booked(row):
                    self._add(row)

    def _is_booked(self, row: Row) -> bool:
        if self._status is not None and self._status < len(row):
            return state_of(row[self._status]) is True
        return True

    def _add(self, row: Row) -> None:
        if not is_date(row[self._date]):
            return
        self.dates.add(row[self._date])
        for column in self._all:
            if column < len(row):
                self.marks.add(row[column])
        if self._amount is not None:
            self.signs.add(row[self._amount], [cell for at, cell in enumerate(row) if at not in self._all])
        _count(self.debits, row, self._debit)
        _count(self.credits, row, self._credit)
        _count(self.fees, row, self._fee)

    def _is_settled(self, number: int) -> bool:
        dates = self._mapping.date_order or self.dates.decided
        marks = self._mapping.decimal_mark or self.marks.decided
        signs = self._amount is None or number > _MOST_FOR_SIGNS or not self.signs.are_doubtful
        return bool(dates and marks and signs)


def _count(signs: dict[SignMark, int], row: Row, column: int | None) -> None:
    if column is not None and column < len(row) and (amount := written(row[column])) and amount.number.strip("0.,' "):
        signs[amount.sign] += 1
