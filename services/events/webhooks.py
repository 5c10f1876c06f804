"""The events of webhooks."""

from uuid import UUID

from services.events import Event


class WebhookCreated(Event, frozen=True):
    """A webhook was added."""

    webhook_id: UUID


class WebhookUpdated(Event, frozen=True):
    """A webhook's address or events changed, or it was enabled again or paused."""

    webhook_id: UUID


class WebhookSecretRotated(Event, frozen=True):
    """A webhook got a new secret."""

    webhook_id: UUID


class WebhookTested(Event, frozen=True):
    """A test message was sent to a webhook."""

    webhook_id: UUID


class DeliveryReplayed(Event, frozen=True):
    """A delivery to a webhook was asked for again."""

    webhook_id: UUID


class WebhookEnded(Event, frozen=True):
    """A webhook was switched off, because its receiver is gone or failed for a day."""

    webhook_id: UUID


class WebhookDeleted(Event, frozen=True):
    """A webhook was deleted."""

    webhook_id: UUID
