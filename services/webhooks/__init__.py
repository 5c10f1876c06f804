"""Webhooks: the endpoints of a ledger that are told its events, in signed messages."""

from services.webhooks.sender import WebhookSender
from services.webhooks.service import NewSecret, WebhookEdit, WebhookService, WebhookState
from services.webhooks.targets import Targets

__all__ = ["NewSecret", "Targets", "WebhookEdit", "WebhookSender", "WebhookService", "WebhookState"]
