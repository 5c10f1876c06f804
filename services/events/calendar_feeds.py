"""The events of calendar feeds."""

from uuid import UUID

from services.events import Event


class CalendarFeedCreated(Event, frozen=True):
    """A calendar feed was made."""

    feed_id: UUID


class CalendarFeedDeleted(Event, frozen=True):
    """A calendar feed was revoked."""

    feed_id: UUID
