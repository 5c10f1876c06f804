"""The events of tags."""

from uuid import UUID

from services.events import Event


class TagCreated(Event, frozen=True):
    """A tag was added."""

    tag_id: UUID


class TagUpdated(Event, frozen=True):
    """A tag was renamed."""

    tag_id: UUID


class TagsMerged(Event, frozen=True):
    """All that had one tag got another, and the first is gone."""

    source_tag_id: UUID
    tag_id: UUID


class TagDeleted(Event, frozen=True):
    """A tag was deleted; the transactions stay."""

    tag_id: UUID
