"""Calendar feeds: listing, making and revoking them."""

import strawberry

from resolvers.permissions import READ, SESSION
from schema.calendar_feeds import (
    CalendarFeed,
    CreateCalendarFeedInput,
    CreateCalendarFeedPayload,
    DeleteCalendarFeedInput,
    DeleteCalendarFeedPayload,
)
from schema.context import Info
from schema.node import stored_id


@strawberry.type
class CalendarFeedQuery:
    @strawberry.field(description="All calendar feeds of the ledger, the oldest first.", extensions=READ)
    async def calendar_feeds(self, info: Info) -> list[CalendarFeed] | None:
        rows = await info.context.services.calendar_feeds.all(info.context.ledger_id)
        return [CalendarFeed.of(row) for row in rows]


@strawberry.type
class CalendarFeedMutation:
    @strawberry.mutation(
        description="Make a secret address under which a calendar reads the bills.", extensions=SESSION
    )
    async def create_calendar_feed(
        self, info: Info, input: CreateCalendarFeedInput
    ) -> CreateCalendarFeedPayload | None:
        service, viewer = info.context.services.calendar_feeds, info.context.signed_in
        return CreateCalendarFeedPayload.of(await service.create(viewer, payees=input.payees, amounts=input.amounts))

    @strawberry.mutation(description="Revoke a calendar feed at once.", extensions=SESSION)
    async def delete_calendar_feed(
        self, info: Info, input: DeleteCalendarFeedInput
    ) -> DeleteCalendarFeedPayload | None:
        service, viewer = info.context.services.calendar_feeds, info.context.signed_in
        saved = await service.delete(viewer, stored_id("CalendarFeed", input.id))
        return DeleteCalendarFeedPayload.saved(saved, deleted_id=input.id)
