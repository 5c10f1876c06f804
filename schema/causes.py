"""What happened: the events behind an update, each with the objects that it concerns."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Final, Self
from uuid import UUID

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from db.event_log import EventRow
from schema.node import KINDS, global_id
from services import events
from services.events import Event

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")

_EVENTS: Final = [
    each for each in vars(events).values() if isinstance(each, type) and issubclass(each, Event) and each is not Event
]
EventKind = Enum(  # type: ignore[misc]  # its members are the events of the services, whatever they are
    "EventKind", {_WORD.sub("_", event.__name__).upper(): event.__name__ for event in _EVENTS}
)
strawberry.enum(EventKind, description="What can happen to a ledger.")
_definition: StrawberryEnumDefinition = EventKind.__strawberry_definition__  # type: ignore[attr-defined]
for _value, _event in zip(_definition.values, _EVENTS, strict=True):
    _value.description = _event.__doc__

_KNOWN: Final = frozenset(event.__name__ for event in _EVENTS)
_FIELDS: Final = {f"{name.lower()}_id": name for name in KINDS} | {"source_id": "Category"}


@strawberry.type(description="One change of the ledger.")
class Cause:
    revision: int = strawberry.field(description="The revision that the change made.")
    event: EventKind = strawberry.field(description="What happened.")
    at: datetime = strawberry.field(description="When it was committed.")
    ids: list[strawberry.ID] = strawberry.field(description="The objects that it concerns, as far as they have ids.")

    @classmethod
    def of(cls, row: EventRow) -> Self:
        """The cause that a row of the log tells of."""
        return cls(revision=row.revision, event=EventKind(row.kind), at=row.at, ids=list(_ids(row.detail)))

    @staticmethod
    def is_known(row: EventRow) -> bool:
        """Whether this version has a name for the event: another process may be newer."""
        return row.kind in _KNOWN


def _ids(detail: Mapping[str, Any]) -> Iterator[strawberry.ID]:
    for name, value in detail.items():
        kind = _FIELDS.get(name.removesuffix("s"))
        if kind and value:
            for each in value if isinstance(value, list) else [value]:
                yield global_id(kind, UUID(each))
