"""Marks on fields: metadata that tells the endpoint how it may treat an answer with such a field."""

from typing import Final

from graphql import GraphQLField

from schema.strawberry_internals import definition_in

# The description of `revision` in each part of the dashboard, so that a client's cache keeps the newer of two.
AS_OF: Final = "The revision that these figures were computed from."

# The value changes without a new revision of the ledger, so that no answer with it is kept.
VOLATILE: Final = {"volatile": True}
# The value is a secret, so that no answer with it is compressed: its size could tell of the secret.
SECRET: Final = {"secret": True}
# The list of one object is nearly always short, as the splits of a transaction.
SHORT: Final = {"short": True}
# The field is there once, however many items the page around it has.
ONCE: Final = {"once": True}


def is_volatile(field: GraphQLField) -> bool:
    """Return True if a field was declared with `metadata=VOLATILE`."""
    return _has_mark(field, "volatile")


def is_secret(field: GraphQLField) -> bool:
    """Return True if a field was declared with `metadata=SECRET`."""
    return _has_mark(field, "secret")


def is_short(field: GraphQLField) -> bool:
    """Return True if a list was declared with `metadata=SHORT`."""
    return _is_known_with(field, "short")


def is_once(field: GraphQLField) -> bool:
    """Return True if a field was declared with `metadata=ONCE`."""
    return _is_known_with(field, "once")


def _is_known_with(field: GraphQLField, mark: str) -> bool:
    definition = definition_in(field)
    return definition is not None and bool(definition.metadata.get(mark))


def _has_mark(field: GraphQLField, mark: str) -> bool:
    # A field that is not known to be unmarked counts as marked.
    definition = definition_in(field)
    return definition is None or bool(definition.metadata.get(mark))
