"""Prove a table's amounts by its running balance, or find the gap in them."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

from services.errors import invalid
from services.statements.amounts import read_decimal
from services.statements.layout import Layout, Signs
from services.statements.lines import LineFault
from services.statements.running_balance import LEAST_STEPS, BalanceTrail, RowOrder
from services.statements.statement import Note, NoteCode
from services.statements.table_evidence import TableEvidence
from services.statements.tables import SAMPLE_ROWS, Row, Table, is_date
from services.statements.texts import Unreadable
from services.statements.vocabulary import direction_of, state_of

_PLAIN, _TURNED, _WITHOUT_FEE, _SIZE = 0, 1, 2, 3


def follow(
    table: Table, layout: Layout, evidence: TableEvidence, notes: list[Note], *, is_whole: bool, is_proven: bool
) -> Layout:
    """Return the layout with the signs and the fees that the balance proves."""
    trail = _trail(table, layout, is_whole=is_whole)
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
    elif turned and not plain and layout.has("amount"):
        return replace(layout, signs=Signs(turned=True))
    elif not turned and trail.explained(_SIZE) & orders:
        raise invalid(
            "The balance shows that money goes in and out, but the amounts have no signs; export the file with signs.",
            "file",
        )
    elif not is_proven and (line := trail.gap(_PLAIN)):
        message = f"The balance does not follow from the amounts at line {line}; rows may be missing there."
        notes.append(Note(NoteCode.ROWS_MISSING, message))
    return layout


def _trail(table: Table, layout: Layout, *, is_whole: bool) -> BalanceTrail:
    trail = BalanceTrail(4, by_size=_SIZE)
    with closing(table.rows()) as rows:  # type: ignore[type-var]
        for number, item in enumerate(rows):
            if isinstance(item, LineFault) or number < layout.skip:
                continue
            if number > SAMPLE_ROWS + layout.skip and not is_whole:
                break
            line, row = item
            if _counts(row, layout):
                trail.add(line, _cell(row, layout, "balance"), _amounts(row, layout))
    return trail


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
