"""The fields that a client has selected, so that nothing else is read."""

from collections.abc import Iterator, Sequence
from typing import Any

from strawberry.types.nodes import FragmentSpread, InlineFragment, SelectedField, Selection

from schema.context import Info


def selected(info: Info) -> Iterator[SelectedField]:
    """Yield the fields selected directly below the current one, through fragments and under every alias."""
    for field in info.selected_fields:
        yield from fields_of(field.selections)


def fields_of(selections: Sequence[Selection]) -> Iterator[SelectedField]:
    """Yield the fields among selections, through fragments."""
    for selection in selections:
        if isinstance(selection, SelectedField):
            yield selection
        elif isinstance(selection, FragmentSpread | InlineFragment):
            yield from fields_of(selection.selections)


def argument(field: SelectedField, name: str, default: int) -> int:
    """Return a whole-number argument of a selected field as the client gave it."""
    value: Any = field.arguments.get(name)
    # A variable is coerced already, a number in the document is still its text.
    return default if value is None else int(value)
