"""Check the size of a sheet before it is loaded, because a single far cell would take all memory."""

import re
from xml.parsers.expat import ExpatError, ParserCreate

from services.values.errors import invalid

_MOST_ROWS, _MOST_COLUMNS, _MOST_CELLS = 200_000, 400, 1_000_000
_PLACE = re.compile(r"([A-Z]*)(\d*)")
_REPEATED = "number-{}-repeated"


def check_size(text: bytes) -> None:
    """Refuse a sheet (the XML of XLSX or ODS) with cells too far out, or too many."""
    parser = ParserCreate()
    parser.StartElementHandler = _Extent().begin
    try:
        parser.Parse(text, True)
    except ExpatError as error:
        raise invalid(f"The spreadsheet cannot be read ({error}); save it as CSV.", "file") from None


class _Extent:
    """The extent of a sheet, from the places and repetitions of its cells."""

    def __init__(self) -> None:
        self._cells = 0
        self._rows_at_once = 1
        self._place = ""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Count an element."""
        kind = name.rpartition(":")[2]
        if kind == "c":
            self._place = attributes.get("r", "A1")
            self._add(1)
        elif kind in ("v", "is"):  # a cell without a value is only a format, and takes no memory
            self._check_place(self._place)
        elif kind == "table-row":
            self._rows_at_once = _count(attributes, "rows")
        elif kind == "table-cell" and any(name.endswith("value-type") for name in attributes):
            self._add(_count(attributes, "columns") * self._rows_at_once)

    def _check_place(self, place: str) -> None:
        match = _PLACE.fullmatch(place)
        column = 0
        for letter in match.group(1) if match else "":
            column = column * 26 + ord(letter) - 64
        if not match or len(match.group(2)) > 7 or int(match.group(2) or 0) > _MOST_ROWS or column > _MOST_COLUMNS:
            raise _too_large()

    def _add(self, cells: int) -> None:
        self._cells += cells
        if self._cells > _MOST_CELLS:
            raise _too_large()


def _count(attributes: dict[str, str], what: str) -> int:
    text = next((value for name, value in attributes.items() if name.endswith(_REPEATED.format(what))), "1")
    return int(text) if text.isdecimal() and len(text) < 9 else _MOST_CELLS + 1


def _too_large() -> Exception:
    return invalid("The sheet is too large; save the part with the transactions as CSV.", "file")
