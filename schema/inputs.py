"""Parts of inputs: the idempotency key, fields with defaults, and edits that leave fields alone."""

from dataclasses import fields
from typing import Any, Final, TypeVar

import strawberry

from services.values.errors import Problem, ProblemCode, Refused
from services.values.input_rules import UNCHANGED, Unchanged

KEY_DESCRIPTION = "Your key for safe retries. For seven days the same input under it happens once."

Value = TypeVar("Value")

_DEFAULTED: Final = {"defaulted": True}


class NullMeansDefault:
    """An input whose `defaulted` fields take null for the default: many clients send null for omitted fields."""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]  # a subclass is a Strawberry input, and so a dataclass
            if field.metadata.get("defaulted") and getattr(self, field.name) is None:
                setattr(self, field.name, field.default)


def defaulted(default: Any, description: str, type_: Any = None) -> Any:
    """Declare a field of a NullMeansDefault with its default; `type_` is its type if the default has another."""
    graphql_type = (type_ or type(default)) | None
    return strawberry.field(default=default, description=description, metadata=_DEFAULTED, graphql_type=graphql_type)


def given(value: Value | None, default: Value) -> Value:
    """Return the value of an argument, or its default if the client sent null."""
    return default if value is None else value


def check_not_null(edit: object, *fields: str) -> None:
    """Refuse an edit that sets one of these fields to null."""
    message = "This cannot be empty; leave it out to keep it as it is."
    problems = [Problem(ProblemCode.INVALID, message, (field,)) for field in fields if getattr(edit, field) is None]
    if problems:
        raise Refused(problems)


def edited(value: Value | None) -> Value | Unchanged:
    """Return the new value of a field that `check_not_null` has passed, or UNCHANGED if it was omitted."""
    return UNCHANGED if value is strawberry.UNSET or value is None else value


def edited_text(value: str | None) -> str | Unchanged:
    """Return the new text of a field, empty for null, or UNCHANGED if it was omitted."""
    return UNCHANGED if value is strawberry.UNSET else value or ""


def edited_or_none(value: Value | None) -> Value | Unchanged | None:
    """Return the new value of a field that may be null, or UNCHANGED if it was omitted."""
    return UNCHANGED if value is strawberry.UNSET else value
