"""Who acts: the user whose operation runs in this task, or the product itself."""

from contextvars import ContextVar
from uuid import UUID

_actor: ContextVar[UUID | None] = ContextVar("actor", default=None)


def act_as(user_id: UUID | None) -> None:
    """Say who acts from here on in this task and those that it starts; None is the product itself."""
    _actor.set(user_id)


def actor() -> UUID | None:
    """Return who acts."""
    return _actor.get()
