"""The actor: the user whose operation runs in this task, or the product itself."""

from contextvars import ContextVar
from uuid import UUID

_actor: ContextVar[UUID | None] = ContextVar("actor", default=None)


def act_as(user_id: UUID | None) -> None:
    """Set the actor of this task and of the tasks that it starts; None is the product itself."""
    _actor.set(user_id)


def actor() -> UUID | None:
    """Return the actor."""
    return _actor.get()
