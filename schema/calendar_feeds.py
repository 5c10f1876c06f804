"""Calendar feeds: the bills of a ledger for other calendars."""

from datetime import datetime
from typing import Self

import strawberry

from db.calendar_feeds import CalendarFeedRow
from schema.field_marks import SECRET
from schema.inputs import NullMeansDefault, defaulted
from schema.node import Node, global_id
from schema.payloads import Payload
from services.calendar_feeds import NewFeed
from services.changes import Saved


@strawberry.type(description="A secret address under which a calendar reads the bills. It was shown only once.")
class CalendarFeed(Node):
    payees: bool = strawberry.field(description="True if it names the payees.")
    amounts: bool = strawberry.field(description="True if it says the amounts.")
    created_at: datetime = strawberry.field(description="The time at which it was made.")

    @classmethod
    def of(cls, row: CalendarFeedRow) -> Self:
        return cls(
            id=global_id("CalendarFeed", row.id), payees=row.payees, amounts=row.amounts, created_at=row.created_at
        )


@strawberry.input(description="A new calendar feed. Services of calendars fetch it, so it says only what you ask for.")
class CreateCalendarFeedInput(NullMeansDefault):
    payees: bool = defaulted(False, "True to name the payees.")
    amounts: bool = defaulted(False, "True to say the amounts.")


@strawberry.input(description="A calendar feed to revoke.")
class DeleteCalendarFeedInput:
    id: strawberry.ID = strawberry.field(description="The feed.")


@strawberry.type(description="The payload of createCalendarFeed.")
class CreateCalendarFeedPayload(Payload):
    calendar_feed: CalendarFeed | None = strawberry.field(default=None, description="The feed as saved.")
    path: str | None = strawberry.field(
        default=None,
        description="The path of its address on this server, with its secret, shown this once.",
        metadata=SECRET,
    )

    @classmethod
    def of(cls, saved: Saved[NewFeed]) -> Self:
        feed = saved.object
        return cls.saved(saved, calendar_feed=CalendarFeed.of(feed.row), path=f"/calendar/{feed.token}.ics")


@strawberry.type(description="The payload of deleteCalendarFeed.")
class DeleteCalendarFeedPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the revoked feed.")
