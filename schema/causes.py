"""Causes: the events behind an update, each with the objects that it concerns."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Final, Self
from uuid import UUID

import strawberry

from db.event_log import EventRow
from schema.context import Info
from schema.members import Member
from schema.node import KINDS, global_id
from schema.strawberry_internals import definition_of
from services.events import NOUNS, events_of

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")

_EVENTS: Final = events_of(*NOUNS)
EventKind = Enum(  # type: ignore[misc]  # its members are the events of the services, whatever they are
    "EventKind", {_WORD.sub("_", event.__name__).upper(): event.__name__ for event in _EVENTS}
)
strawberry.enum(EventKind, description="The kind of an event of a ledger.")
for _value, _event in zip(definition_of(EventKind).values, _EVENTS, strict=True):
    _value.description = _event.__doc__

_KNOWN: Final = frozenset(event.__name__ for event in _EVENTS)
_WITHOUT_DAYS: Final = [name for name, kind in KINDS.items() if not kind.days]
_FIELDS: Final = {f"{name.lower()}_id": name for name in _WITHOUT_DAYS} | {
    "source_id": "Category",
    "source_account_id": "Account",
    "source_tag_id": "Tag",
    "check_id": "BalanceCheck",
    "alert_rule_id": "AlertRule",
    "feed_id": "CalendarFeed",
}


@strawberry.type(description="One change of the ledger.")
class Cause:
    revision: int = strawberry.field(description="The revision that the change made.")
    event: EventKind = strawberry.field(description="The kind of the event.")
    at: datetime = strawberry.field(description="The time of the commit.")
    ids: list[strawberry.ID] = strawberry.field(description="The ids of the changed objects.")
    actor: strawberry.Private[UUID | None]

    @strawberry.field(
        description="The member who did it. It is null if the product did it, as by a reply of Finny or a restore, or"
        " if the user is gone."
    )
    async def by(self, info: Info) -> Member | None:
        row = await info.context.loaders.member.load(self.actor) if self.actor else None
        return row and Member.of(row)

    @classmethod
    def of(cls, row: EventRow) -> Self:
        return cls(revision=row.revision, event=EventKind(row.kind), at=row.at, ids=list(ids_of(row)), actor=row.actor)

    @staticmethod
    def is_known(row: EventRow) -> bool:
        """Return True if this version has a name for the event: another process may be newer."""
        return row.kind in _KNOWN


def ids_of(row: EventRow) -> Iterator[strawberry.ID]:
    """Yield the global ids of what an event changed."""
    match row.kind, row.detail:
        case "LedgerUpdated", _:
            yield global_id("Ledger", row.ledger_id)
        case "ConversationCleared", _:
            yield global_id("Conversation", row.ledger_id)
        case _, {"category_id": category_id, "starts_on": starts_on}:
            yield global_id("Budget", UUID(category_id), date.fromisoformat(starts_on))
        case _, {"insight_id": insight_id, "first_day": first_day, "last_day": last_day}:
            days = map(date.fromisoformat, (first_day, last_day))
            yield global_id("Insight", UUID(insight_id), *days)
    for name, value in row.detail.items():
        kind = _FIELDS.get(name.removesuffix("s"))
        if kind and value:
            for identifier in value if isinstance(value, list) else [value]:
                yield global_id(kind, UUID(identifier))
