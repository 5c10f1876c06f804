"""The events of categories."""

from uuid import UUID

from services.events import Event


class CategoryCreated(Event, frozen=True):
    """A category was added."""

    category_id: UUID


class CategoryUpdated(Event, frozen=True):
    """A category's name, place, kind or looks changed."""

    category_id: UUID


class CategoryArchived(Event, frozen=True):
    """A category was archived, or brought back."""

    category_id: UUID
    archived: bool


class CategoriesMerged(Event, frozen=True):
    """All that one category held moved to another, and the first is gone."""

    source_id: UUID
    category_id: UUID
