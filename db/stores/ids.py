"""Identifiers: time-ordered UUIDs, so that new rows sit side by side in their indexes."""

from uuid import UUID

from uuid_utils.compat import uuid7

NO_CATEGORY = UUID(int=0)  # stands for "no category" in keys, where NULL would not equal NULL


def new_id() -> UUID:
    """A fresh UUID version 7."""
    return uuid7()
