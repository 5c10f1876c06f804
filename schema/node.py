"""Global ids: one opaque name for every object, and the interface of all that have one."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

import strawberry

from services.errors import Refused
from services.periods import custom_period


class Kind(NamedTuple):
    """How the ids of one type are written: the letter that they begin with, and how many days they name."""

    letter: str
    days: int = 0


KINDS: Final = {
    "AccessToken": Kind("K"),
    "Budget": Kind("B", days=1),  # a category, and the day from which the budget holds
    "Category": Kind("C"),
    "Contribution": Kind("P"),
    "Conversation": Kind("V"),  # its ledger
    "Dashboard": Kind("D", days=2),  # its ledger, and the first and the last day
    "Goal": Kind("G"),
    "Insight": Kind("I", days=2),  # what it is about, and the first and the last day of the period that shows it
    "Ledger": Kind("L"),
    "Message": Kind("M"),
    "Transaction": Kind("T"),
    "User": Kind("U"),
}
# The services refuse it like any unknown id, naming the field, along with all other problems.
NOTHING: Final = UUID(int=0)
_NAMES = {kind.letter: name for name, kind in KINDS.items()}
_UUID_BYTES, _DAY_BYTES = 16, 3


class NodeId(NamedTuple):
    """What a global id names: a type, a stored id, and the days that belong to it."""

    kind: str
    identifier: UUID
    days: tuple[date, ...] = ()


@strawberry.interface(description="An object with a global id, which `node` finds again.")
class Node:
    id: strawberry.ID = strawberry.field(description="The object's opaque global id.")


def global_id(kind: str, identifier: UUID, *days: date) -> strawberry.ID:
    """Return the public id of an object."""
    data = KINDS[kind].letter.encode() + identifier.bytes
    data += b"".join(day.toordinal().to_bytes(_DAY_BYTES) for day in days)
    return strawberry.ID(urlsafe_b64encode(data).decode().rstrip("="))


def split_id(text: str) -> NodeId | None:
    """Return what a public id names, None when it names nothing."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        kind = _NAMES[data[:1].decode()]
        identifier, days = UUID(bytes=data[1 : 1 + _UUID_BYTES]), data[1 + _UUID_BYTES :]
        found = NodeId(kind, identifier, tuple(_days(days)))
        if len(found.days) == 2:
            custom_period(*found.days)
    except (ValueError, KeyError, Refused):
        return None
    # The decoder skips what it does not know; an object has one id.
    is_whole = len(found.days) == KINDS[kind].days and global_id(kind, identifier, *found.days) == text
    return found if is_whole else None


def stored_id(kind: str, text: str) -> UUID:
    """Return the stored id behind a public one; what names no such object becomes an id that nothing has."""
    found = split_id(text)
    return found.identifier if found and found.kind == kind else NOTHING


def _days(data: bytes) -> list[date]:
    starts = range(0, len(data), _DAY_BYTES)
    return [date.fromordinal(int.from_bytes(data[start : start + _DAY_BYTES])) for start in starts]
