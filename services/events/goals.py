"""The events of goals."""

from uuid import UUID

from services.events import Event


class GoalCreated(Event, frozen=True):
    """A savings goal was set."""

    goal_id: UUID


class GoalUpdated(Event, frozen=True):
    """A goal's name, target or date changed."""

    goal_id: UUID


class GoalContributed(Event, frozen=True):
    """Money was put towards a goal, or taken back."""

    goal_id: UUID
    contribution_id: UUID


class GoalDeleted(Event, frozen=True):
    """A goal was deleted."""

    goal_id: UUID
