"""What inputs share: the key of a retry, and how an edit says which fields it leaves alone."""

from typing import TypeVar

import strawberry

from services.drafts import UNCHANGED, Unchanged
from services.errors import Problem, ProblemCode, Refused

KEY_DESCRIPTION = "A key of yours that makes a retry safe: for seven days the same input under it happens once."

Value = TypeVar("Value")


def check_not_null(edit: object, *fields: str) -> None:
    """Refuse an edit that sets any of these fields to null, which none of them can be."""
    message = "This cannot be empty; leave it out to keep it as it is."
    problems = [Problem(ProblemCode.INVALID, message, (field,)) for field in fields if getattr(edit, field) is None]
    if problems:
        raise Refused(problems)


def edited(value: Value | None) -> Value | Unchanged:
    """The new value of a field that `check_not_null` has passed, or unchanged when it was left out."""
    return UNCHANGED if value is strawberry.UNSET or value is None else value


def edited_or_none(value: Value | None) -> Value | Unchanged | None:
    """The new value of a field that can be empty, or unchanged when it was left out."""
    return UNCHANGED if value is strawberry.UNSET else value
