"""The events of users."""

from uuid import UUID

from services.events import Event


class ProfileUpdated(Event, frozen=True):
    """A user's name or locale changed."""

    user_id: UUID


class SessionsRevoked(Event, frozen=True):
    """Sessions or access tokens of a user ended."""

    user_id: UUID


class AccessTokenCreated(Event, frozen=True):
    """A user made a personal access token."""

    user_id: UUID
