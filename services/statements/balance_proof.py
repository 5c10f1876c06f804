"""Prove a table's amounts by its running balance, or find the gap in them."""

from collections.abc import Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal

from services.statements.amounts import currency_code, read_decimal
from services.statements.dates import ORDERS, readings
from services.statements.layout import Layout, Signs
from services.statements.lines import LineFault
from services.statements.running_balance import LEAST_STEPS, BalanceTrail, RowOrder
from services.statements.statement import Note, NoteCode, StatedBalance
from services.statements.table_evidence import TableEvidence
from services.statements.tables import SAMPLE_ROWS, Row, Table, is_date
from services.statements.texts import Unreadable
from services.statements.vocabulary import direction_of, state_of
from services.statements.whole_files import stated
from services.values.errors import invalid

_PLAIN, _TURNED, _WITHOUT_FEE, _SIZE = 0, 1, 2, 3


def follow(
    table: Table, layout: Layout, evidence: TableEvidence, notes: list[Note], assumed: str, *, is_proven: bool
) -> Layout:
    """Return the layout with the signs and the fees that the balance proves, and the newest balance that it proves."""
    trail, ends = _trail(table, layout, is_whole=is_proven)
    rises, falls = evidence.dates.moves
    orders = set(RowOrder) if rises == falls else {RowOrder.OLDEST_FIRST if rises else RowOrder.NEWEST_FIRST}
    plain, turned = trail.explained(_PLAIN) & orders, trail.explained(_TURNED) & orders
    if layout.fees_negative is not None and not plain and trail.explained(_WITHOUT_FEE) & orders:
        notes.append(Note(NoteCode.FEES, "The fees are in the amounts already, as the balance shows."))
        return replace(layout, fees_negative=None)
    if is_proven and not plain:
        where = f" at line {gap}" if (gap := trail.gap(_PLAIN)) else ""
        raise invalid(
            f"The balance does not follow from the amounts{where}; say which columns they are.",
            "mapping",
            "amount",
        )
    if trail.steps < LEAST_STEPS:
        return layout
    if plain and not turned:
        notes.append(Note(NoteCode.PROVEN_BY_BALANCE, "The balance of every row follows from its amount."))
        return replace(layout, balances=_stated(layout, assumed, ends, plain))
    if turned and not plain and layout.has("amount"):
        return replace(layout, signs=Signs(turned=True), balances=_stated(layout, assumed, ends, turned))
    if not turned and trail.explained(_SIZE) & orders:
        raise invalid(
            "The balance shows that money goes in and out, but the amounts have no signs; export the file with signs.",
            "file",
        )
    if not is_proven and (line := trail.gap(_PLAIN)):
        message = f"The balance does not follow from the amounts at line {line}; rows may be missing there."
        notes.append(Note(NoteCode.ROWS_MISSING, message))
    return layout


@dataclass(slots=True)
class _Ends:
    """Rows of a trail: the first, the last, and the last of a day that another day follows.

    `is_whole` is True if the last row is that of the table.
    """

    first: Row | None = None
    last: Row | None = None
    before: Row | None = None
    is_whole: bool = True

    def add(self, row: Row, date_column: int) -> None:
        """Add the next row."""
        self.first = self.first or row
        if self.last and self.last[date_column] != row[date_column]:
            self.before = self.last
        self.last = row

    def closing(self, order: RowOrder) -> Row | None:
        """Return the last row of the newest day that is there as a whole."""
        if order is RowOrder.NEWEST_FIRST:
            return self.first
        return self.last if self.is_whole else self.before


def _stated(layout: Layout, assumed: str, ends: _Ends, orders: Set[RowOrder]) -> tuple[StatedBalance, ...]:
    """Return the newest proven balance, unless the order of the rows or the currency is not certain."""
    row = ends.closing(next(iter(orders))) if len(orders) == 1 and not layout.named_currency else None
    if row is None:
        return ()
    day = readings(row[layout.columns["date"][0]])[ORDERS.index(layout.date_order)]
    named = currency_code(_text(row, layout, "currency")) or layout.currency
    return tuple(stated(_text(row, layout, "account"), named, assumed, day, _cell(row, layout, "balance")))


def _text(row: Row, layout: Layout, role: str) -> str:
    column = layout.columns.get(role, (len(row),))[0]
    return row[column] if column < len(row) else ""


def _trail(table: Table, layout: Layout, *, is_whole: bool) -> tuple[BalanceTrail, _Ends]:
    trail, ends = BalanceTrail(4, by_size=_SIZE), _Ends()
    with closing(table.rows()) as rows:  # type: ignore[type-var]
        for number, item in enumerate(rows):
            if isinstance(item, LineFault) or number < layout.skip:
                continue
            if number > SAMPLE_ROWS + layout.skip and not is_whole:
                ends.is_whole = False
                break
            line, row = item
            if _counts(row, layout):
                ends.add(row, layout.columns["date"][0])
                trail.add(line, _cell(row, layout, "balance"), _amounts(row, layout))
    return trail, ends


def _counts(row: Row, layout: Layout) -> bool:
    """Return True if a row has a date and is booked."""
    date = layout.columns["date"][0]
    if date >= len(row) or not is_date(row[date]):
        return False
    status = layout.columns.get("status", (len(row),))[0]
    return status >= len(row) or state_of(row[status]) is True


def _amounts(row: Row, layout: Layout) -> Sequence[Decimal | None]:
    """Return the row's amount as written, with the other sign, and without its fee."""
    if layout.has("amount"):
        amount = _cell(row, layout, "amount")
        if amount is not None and layout.has("direction"):
            cell = layout.columns["direction"][0]
            way = direction_of(row[cell]) if cell < len(row) and row[cell].strip() else layout.blank_way
            amount = abs(amount) * way if way else amount
    else:
        out, back = _cell(row, layout, "debit"), _cell(row, layout, "credit")
        amount = None if out is None and back is None else abs(back or Decimal()) - abs(out or Decimal())
    if amount is None:
        return (None, None, None, None)
    fee = _cell(row, layout, "fee") or Decimal() if layout.fees_negative is not None else Decimal()
    paid = amount + fee if layout.fees_negative else amount - fee
    return (paid, -paid, amount, paid)


def _cell(row: Row, layout: Layout, role: str) -> Decimal | None:
    column = layout.columns.get(role, (len(row),))[0]
    try:
        return read_decimal(row[column], layout.decimal_mark)[0] if column < len(row) else None
    except Unreadable:
        return None
