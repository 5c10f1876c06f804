"""What inputs share: the key of a retry, and how an edit says which fields it leaves alone."""

from typing import TypeVar

import strawberry

from services.drafts import UNCHANGED, Unchanged
from services.errors import invalid

KEY_DESCRIPTION = "A key of yours that makes a retry safe: for seven days the same input under it happens once."

Value = TypeVar("Value")


def edited(value: Value | None, field: str) -> Value | Unchanged:
    """The new value of a field that cannot be empty, or unchanged when it was left out."""
    if value is strawberry.UNSET:
        return UNCHANGED
    if value is None:
        raise invalid("This cannot be empty; leave it out to keep it as it is.", field)
    return value


def edited_or_none(value: Value | None) -> Value | Unchanged | None:
    """The new value of a field that can be empty, or unchanged when it was left out."""
    return UNCHANGED if value is strawberry.UNSET else value
