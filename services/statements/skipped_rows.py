"""Decide why a row is no transaction; only a row with money in it can be a fault."""

from collections.abc import Sequence
from operator import eq

from services.statements.column_roles import MONEY
from services.statements.layout import Layout
from services.statements.lines import LineFault, SkippedRow, SkipReason
from services.statements.tables import Row, is_amount, is_date
from services.statements.texts import Unreadable, clean
from services.statements.vocabulary import is_summary, normalise, says_balance, state_of

_SHOWN = 200
_LONGEST_STATE = 40
_MOST_LOOKED_AT = 50  # cells of a row, to keep a turn of reading short


class NoTransaction(Exception):
    """A row is no transaction; it carries the reason."""

    def __init__(self, reason: SkipReason) -> None:
        super().__init__(reason)
        self.reason = reason


def find_reason(text: str) -> NoTransaction:
    """Return the reason why a row with this text is no transaction."""
    return NoTransaction(SkipReason.BALANCE if says_balance(text) else SkipReason.INFORMATION)


def skipped(line: int, reason: SkipReason, cells: Sequence[str]) -> SkippedRow:
    """Return the skipped row with its text."""
    text = clean(" ".join(cell.strip() for cell in cells if cell.strip()), _SHOWN)
    return SkippedRow(line=line, reason=reason, text=text)


def classify(line: int, row: Row, layout: Layout, error: Exception) -> SkippedRow | LineFault | None:
    """Return the skipped row or the fault for a row without a transaction, None for an empty row."""
    cells = row[:-1]
    if not any(map(str.strip, cells)):
        return None
    reason = error.reason if isinstance(error, NoTransaction) else _reason(cells, layout)
    if reason:
        return skipped(line, reason, cells)
    return LineFault(line, str(error) if isinstance(error, Unreadable) else _short(row, layout))


def _reason(cells: Row, layout: Layout) -> SkipReason | None:
    at = layout.columns["date"][0]
    day = cells[at].strip() if at < len(cells) else ""
    columns = [column for role in MONEY for column in layout.columns.get(role, ())]
    money = [cells[column].strip() for column in columns if column < len(cells)]
    if not is_date(day):
        return _without_date(cells, day, layout, has_money=any(any(map(str.isdigit, text)) for text in money))
    if any(money) or any(is_amount(cells[column]) for column in layout.watched if column < len(cells)):
        return None
    looked_at = cells[:_MOST_LOOKED_AT]
    if any(says_balance(cell) or is_summary(cell) for cell in looked_at):
        return SkipReason.BALANCE
    states = [
        state for cell in looked_at if len(cell) <= _LONGEST_STATE and isinstance(state := state_of(cell), SkipReason)
    ]
    if states:
        return states[0]
    # A row that ends before its amount may be cut short.
    return SkipReason.INFORMATION if len(cells) > min(columns) else None


def _without_date(cells: Row, day: str, layout: Layout, *, has_money: bool) -> SkipReason | None:
    states = map(state_of, [day] if day else (cell for cell in cells[:_MOST_LOOKED_AT] if len(cell) <= _LONGEST_STATE))
    if state := next((state for state in states if isinstance(state, SkipReason)), None):
        return state
    if any(map(says_balance, cells[:_MOST_LOOKED_AT])) or is_summary(day or next(filter(None, map(str.strip, cells)))):
        return SkipReason.BALANCE
    header = layout.header[: len(cells)]
    if len(header) == len(cells) and all(map(eq, map(normalise, cells), map(normalise, header))):
        return SkipReason.HEADER
    return None if has_money else SkipReason.INFORMATION


def _short(row: Row, layout: Layout) -> str:
    needed = max(column for role in layout.columns.values() for column in role) + 1
    return f"The line has {len(row) - 1} of at least {needed} columns; the file may be cut short or lack a delimiter."
