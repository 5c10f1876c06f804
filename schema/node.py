"""Global ids: one opaque name for every object, and the interface of all that have one."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final
from uuid import UUID

import strawberry

KINDS: Final = {
    "AccessToken": "K",
    "Category": "C",
    "Goal": "G",
    "Insight": "I",
    "Message": "M",
    "Transaction": "T",
    "User": "U",
}
NOTHING: Final = UUID(
    int=0
)  # the services refuse it like any unknown id, naming the field, along with all other problems
_NAMES = {letter: name for name, letter in KINDS.items()}


@strawberry.interface(description="An object with a global id, which `node` finds again.")
class Node:
    id: strawberry.ID = strawberry.field(description="The object's opaque global id.")


def global_id(kind: str, identifier: UUID) -> strawberry.ID:
    """The public id of a stored object."""
    return strawberry.ID(urlsafe_b64encode(KINDS[kind].encode() + identifier.bytes).decode().rstrip("="))


def split_id(text: str) -> tuple[str, UUID] | None:
    """The kind and stored id that a public id names, None when it names nothing."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        found = _NAMES[data[:1].decode()], UUID(bytes=data[1:])
    except (ValueError, KeyError):
        return None
    # The decoder skips what it does not know; an object has one id.
    return found if global_id(*found) == text else None


def stored_id(kind: str, text: str) -> UUID:
    """The stored id behind a public one; what names no such object becomes an id that nothing has."""
    found = split_id(text)
    return found[1] if found and found[0] == kind else NOTHING
