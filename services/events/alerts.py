"""The events of alerts."""

from uuid import UUID

from services.events import Event


class AlertRuleCreated(Event, frozen=True):
    """A rule of alerts was added."""

    alert_rule_id: UUID


class AlertRuleDeleted(Event, frozen=True):
    """A rule of alerts was deleted, with its alerts."""

    alert_rule_id: UUID


class AlertsRaised(Event, frozen=True):
    """Alerts were raised, each with a sentence."""

    alert_ids: tuple[UUID, ...]
    texts: tuple[str, ...]
