"""Which fields are fresh by the ledger's revision, and which move without one, so that no answer with them is kept."""

from typing import Any, Final

from graphql import GraphQLField

# The description of `revision` in each part of the dashboard, so that a client's cache keeps the newer of two.
AS_OF: Final = "The revision that these figures were computed from."
# The metadata of a field whose value changes without a new revision of the ledger.
VOLATILE: Final = {"volatile": True}


def is_volatile(field: GraphQLField) -> bool:
    """Whether a field of the schema was declared with `metadata=VOLATILE`."""
    definition: Any = field.extensions.get("strawberry-definition")
    return definition is not None and bool(definition.metadata.get("volatile"))
