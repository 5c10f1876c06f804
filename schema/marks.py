"""Marks on fields: metadata that tells the endpoint how it may treat an answer with such a field."""

from typing import Any, Final

from graphql import GraphQLField

# The description of `revision` in each part of the dashboard, so that a client's cache keeps the newer of two.
AS_OF: Final = "The revision that these figures were computed from."
DEFINITION = "strawberry-definition"

# The value changes without a new revision of the ledger, so that no answer with it is kept.
VOLATILE: Final = {"volatile": True}
# The value is a secret, so that no answer with it is compressed: its size could tell of the secret.
SECRET: Final = {"secret": True}


def is_volatile(field: GraphQLField) -> bool:
    """Return whether a field was declared with `metadata=VOLATILE`."""
    return _has_mark(field, "volatile")


def is_secret(field: GraphQLField) -> bool:
    """Return whether a field was declared with `metadata=SECRET`."""
    return _has_mark(field, "secret")


def _has_mark(field: GraphQLField, mark: str) -> bool:
    """Look a mark up in the field's definition; a field whose definition is missing counts as marked."""
    definition: Any = field.extensions.get(DEFINITION)
    return definition is None or bool(definition.metadata.get(mark))
