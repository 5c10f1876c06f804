"""Identifiers: UUIDs ordered by time, so that new rows lie together in their indexes."""

from uuid import UUID

from uuid_utils.compat import uuid7

NO_CATEGORY = UUID(int=0)  # stands for "no category" in keys, where NULL would not equal NULL


def new_id() -> UUID:
    """Return a new UUID version 7."""
    return uuid7()
