"""Identifiers: UUIDs ordered by time, so that new rows lie together in their indexes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

NO_CATEGORY = UUID(int=0)  # stands for "no category" in keys, where NULL would not equal NULL
TRANSFERRED = UUID(int=1)  # stands there for the category of what counts nowhere: own money that moves


def new_id() -> UUID:
    """Return a new UUID version 7."""
    return uuid7()


def made_at(identifier: UUID) -> datetime:
    """Return when an id was made; its first 48 bits are the milliseconds since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=identifier.int >> 80)
