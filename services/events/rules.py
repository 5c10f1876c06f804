"""The events of rules."""

from uuid import UUID

from services.events import Event


class RuleCreated(Event, frozen=True):
    """A rule was added."""

    rule_id: UUID


class RuleUpdated(Event, frozen=True):
    """A rule's conditions or what it gives changed."""

    rule_id: UUID


class RulesOrdered(Event, frozen=True):
    """The rules were put into another order."""

    rule_ids: tuple[UUID, ...]


class RuleDeleted(Event, frozen=True):
    """A rule was deleted."""

    rule_id: UUID
