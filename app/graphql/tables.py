"""Tables: the list of an answer as CSV for spreadsheets."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.graphql.errors import Rejected
from services.values.spreadsheet_guard import guarded

NUMBER = re.compile(r"-?\d+(\.\d+)?")
ONE_LIST = "An answer as CSV has one list; ask for one field of the query at a time."

Line = dict[str, str]


def table(data: Mapping[str, Any]) -> str:
    """Return the list of an answer as CSV with a header. Raises Rejected (400) for several fields of the query.

    Each object of the list is a line, or each object of the first list within it, and so on. Columns are named by the
    path from the list. Further lists are joined in one cell.
    """
    if len(data) != 1:
        raise Rejected(400, ONE_LIST)
    (answer,) = data.values()
    lines = [line for line in _lines_of(answer, "", outside=True) if line]
    columns = list(dict.fromkeys(name for line in lines for name in line))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([line.get(name, "") for name in columns] for line in lines)
    return text.getvalue()


def _lines_of(value: Any, path: str, *, outside: bool = False) -> list[Line]:
    """Return the lines of a value, at least one unless it is an empty list; `path` is that of its columns."""
    if isinstance(value, Mapping):
        return _lines_of_object(value, path, outside=outside)
    if isinstance(value, list):
        if all(isinstance(item, Mapping | None) for item in value):
            return [line for item in value if item is not None for line in _lines_of(item, path)]
        return [{path: ", ".join(map(_cell, value))}]
    return [{path or "value": _cell(value)}]


def _lines_of_object(value: Mapping[str, Any], path: str, *, outside: bool) -> list[Line]:
    own: Line = {}
    listed: list[Line] | None = None
    for name, part in value.items():
        # Outside the list, its path says nothing that the reader does not know.
        column = "" if outside and isinstance(part, list) else f"{path}.{name}" if path else name
        lines = _lines_of(part, column, outside=outside and isinstance(part, Mapping))
        if len(lines) > 1 and listed is None:
            listed = lines
        else:
            own |= _joined(lines)
    return [own | line for line in listed] if listed else [own]


def _joined(lines: Sequence[Line]) -> Line:
    columns = dict.fromkeys(name for line in lines for name in line)
    return {name: ", ".join(line[name] for line in lines if line.get(name)) for name in columns}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if NUMBER.fullmatch(text) else guarded(text)
