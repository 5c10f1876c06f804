"""Global ids: one opaque id for every object, and the interface of all objects with one."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

import strawberry

from services.values.errors import Refused
from services.values.periods import custom_period


class Kind(NamedTuple):
    """The format of the ids of one type: their first letter, and the number of days in them."""

    letter: str
    days: int = 0


KINDS: Final = {
    "AccessToken": Kind("K"),
    "Account": Kind("A"),
    "Alert": Kind("Z"),
    "AlertRule": Kind("J"),
    "BalanceCheck": Kind("H"),
    "Budget": Kind("B", days=1),  # a category, and the day from which the budget holds
    "CalendarFeed": Kind("O"),
    "Category": Kind("C"),
    "Contribution": Kind("P"),
    "Conversation": Kind("V"),  # its ledger
    "Dashboard": Kind("D", days=2),  # its ledger, and the first and the last day
    "Delivery": Kind("Q"),
    "Goal": Kind("G"),
    "Import": Kind("N"),
    "ImportProfile": Kind("F"),
    "Insight": Kind("I", days=2),  # what it is about, and the first and the last day of the period that shows it
    "Ledger": Kind("L"),
    "Message": Kind("M"),
    "Split": Kind("S"),  # the only split of a transaction has its id
    "Rule": Kind("R"),
    "Series": Kind("E"),
    "Tag": Kind("Y"),
    "Transaction": Kind("T"),
    "Transfer": Kind("X"),
    "User": Kind("U"),
    "Webhook": Kind("W"),
}
# The services refuse it like any unknown id, naming the field, along with all other problems.
NOTHING: Final = UUID(int=0)
_NAMES = {kind.letter: name for name, kind in KINDS.items()}
_UUID_BYTES, _DAY_BYTES = 16, 3


class NodeId(NamedTuple):
    """The content of a global id: a type, a stored id, and its days."""

    kind: str
    identifier: UUID
    days: tuple[date, ...] = ()


@strawberry.interface(description="An object with a global id. The query `node` returns it by that id.")
class Node:
    id: strawberry.ID = strawberry.field(description="The object's opaque global id.")


def global_id(kind: str, identifier: UUID, *days: date) -> strawberry.ID:
    """Return the public id of an object."""
    data = KINDS[kind].letter.encode() + identifier.bytes
    data += b"".join(day.toordinal().to_bytes(_DAY_BYTES) for day in days)
    return strawberry.ID(urlsafe_b64encode(data).decode().rstrip("="))


def split_id(text: str) -> NodeId | None:
    """Return the content of a public id; None if it is no valid id."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        kind = _NAMES[data[:1].decode()]
        identifier, days = UUID(bytes=data[1 : 1 + _UUID_BYTES]), data[1 + _UUID_BYTES :]
        node_id = NodeId(kind, identifier, tuple(_days(days)))
        if len(node_id.days) == 2:
            custom_period(*node_id.days)
    except (ValueError, KeyError, Refused):
        return None
    # The decoder skips what it does not know; an object has one id.
    is_whole = len(node_id.days) == KINDS[kind].days and global_id(kind, identifier, *node_id.days) == text
    return node_id if is_whole else None


def stored_id(kind: str, text: str) -> UUID:
    """Return the stored id of a public id; if it names no such object, an id that no object has."""
    node_id = split_id(text)
    return node_id.identifier if node_id and node_id.kind == kind else NOTHING


def _days(data: bytes) -> list[date]:
    starts = range(0, len(data), _DAY_BYTES)
    return [date.fromordinal(int.from_bytes(data[start : start + _DAY_BYTES])) for start in starts]
