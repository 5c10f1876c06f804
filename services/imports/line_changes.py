"""The caller's changes of single lines: what is left out, and what gets another category."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from db.categories import CategoryRow
from db.transactions import TransactionRow
from services.imports.identity import Decisions, Line
from services.origins import set_by_hand
from services.values.errors import invalid, not_found


class LineChanges:
    """The changes of lines by their numbers, each of which the file must have."""

    def __init__(self, decisions: Decisions, categories: Mapping[UUID, CategoryRow]) -> None:
        self._omitted = set(decisions.omitted)
        self._categories = dict(decisions.categories)
        self._unseen = self._omitted | self._categories.keys()
        for category_id in self._categories.values():
            row = categories.get(category_id)
            if row is None or row.archived:
                raise not_found("There is no such category; choose one of yours.", "lines")

    def __bool__(self) -> bool:
        """Return True if there is any change."""
        return bool(self._omitted or self._categories)

    def omits(self, line: int) -> bool:
        """Return True if a line is left out."""
        self._unseen.discard(line)
        return line in self._omitted

    def changed(self, line: Line) -> TransactionRow:
        """Return the row of a line with the category that the caller chose, as an edit by hand."""
        category_id = self._categories.get(line.number)
        return line.row if category_id is None else set_by_hand(line.row, line.row._replace(category_id=category_id))

    def check_seen(self) -> None:
        """Refuse a change of a line that holds no transaction."""
        if self._unseen:
            raise invalid(f"Line {min(self._unseen)} holds no transaction; choose another line.", "lines")


def applied(
    changes: LineChanges, rows: Sequence[TransactionRow], numbers: Sequence[int]
) -> tuple[list[Line], list[Line]]:
    """Return the lines that stay, with their changes, and those that are left out."""
    kept: list[Line] = []
    omitted: list[Line] = []
    for number, row in zip(numbers, rows, strict=True):
        line = Line(number, row)
        if changes.omits(number):
            omitted.append(line)
        else:
            kept.append(line._replace(row=changes.changed(line)))
    return kept, omitted
