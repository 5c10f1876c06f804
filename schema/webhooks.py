"""Webhooks of a ledger, the deliveries to them, and the messages that they get."""

from datetime import datetime
from typing import Any, Self

import strawberry

from db.event_log import EventRow
from db.webhooks import DeliveryRow, WebhookRow
from schema.causes import EventKind, ids_of
from schema.context import Info
from schema.exposing import expose
from schema.field_marks import SECRET, VOLATILE
from schema.inputs import check_not_null, edited
from schema.node import Node, global_id
from schema.pages import First
from schema.payloads import Payload
from services.changes import Saved
from services.events.alerts import AlertsRaised
from services.values.pages import PER_PAGE
from services.webhooks import NewSecret, WebhookEdit, WebhookState

_URL = "The address that is called, by https. No redirect is followed, and it must be on the public internet."
_EVENTS = "The kinds of events that it is told. An empty list means all."

expose(
    WebhookState,
    "The state of a webhook.",
    ACTIVE="It is told the events.",
    PAUSED="The owner paused it.",
    GONE="The receiver answered 410: it wants no more messages.",
    FAILING="A message was given up after ten tries over a day.",
)


@strawberry.type(description="A message to a webhook. It is kept for seven days.")
class Delivery(Node):
    event: EventKind = strawberry.field(description="The kind of the event.")
    body: str = strawberry.field(description="The JSON text that is sent.")
    created_at: datetime = strawberry.field(description="The time at which it was made.")
    attempts: int = strawberry.field(description="The number of attempts.", metadata=VOLATILE)
    attempted_at: datetime | None = strawberry.field(description="The time of the last attempt.", metadata=VOLATILE)
    next_at: datetime | None = strawberry.field(
        description="The time of the next attempt. It is null if it was delivered or given up.", metadata=VOLATILE
    )
    delivered_at: datetime | None = strawberry.field(
        description="The time at which the receiver accepted it.", metadata=VOLATILE
    )
    status: int | None = strawberry.field(
        description="The HTTP status of the last answer. It is null without one.", metadata=VOLATILE
    )
    failure: str | None = strawberry.field(description="The fault of the last attempt.", metadata=VOLATILE)

    @classmethod
    def of(cls, row: DeliveryRow) -> Self:
        return cls(
            id=global_id("Delivery", row.id),
            event=EventKind(row.kind),
            body=row.body,
            created_at=row.created_at,
            attempts=row.attempts,
            attempted_at=row.attempted_at,
            next_at=row.next_at,
            delivered_at=row.delivered_at,
            status=row.status,
            failure=row.failure or None,
        )


@strawberry.type(description="An address that is told the events of the ledger, as Standard Webhooks describes.")
class Webhook(Node):
    row: strawberry.Private[WebhookRow]
    url: str = strawberry.field(description=_URL)
    events: list[EventKind] = strawberry.field(description=_EVENTS)
    state: WebhookState = strawberry.field(description="Active, or the reason why nothing is sent.")
    created_at: datetime = strawberry.field(description="The time at which it was made.")
    old_secret_until: datetime | None = strawberry.field(
        description="The time up to which messages are also signed by the secret before the current one."
    )

    @strawberry.field(
        description=f"The newest deliveries, the newest first; {PER_PAGE} unless you ask for another number.",
        metadata=VOLATILE,
    )
    async def deliveries(self, info: Info, first: First = None) -> list[Delivery]:
        rows = await info.context.services.webhooks.deliveries(self.row.ledger_id, self.row.id, first)
        return [Delivery.of(row) for row in rows]

    @classmethod
    def of(cls, row: WebhookRow) -> Self:
        return cls(
            id=global_id("Webhook", row.id),
            row=row,
            url=row.url,
            events=[EventKind(kind) for kind in row.kinds],
            state=WebhookState(row.state),
            created_at=row.created_at,
            old_secret_until=row.old_secret_until,
        )


def message_of(event: EventRow) -> dict[str, Any]:
    """Return the message about an event: its kind, time and revision, and the global ids of what it changed.

    Alerts come with their sentences; of all else a receiver asks for what it may see.
    """
    data: dict[str, Any] = {"revision": event.revision, "ids": list(ids_of(event))}
    if event.kind == AlertsRaised.__name__:
        data["texts"] = event.detail["texts"]
    return {"type": EventKind(event.kind).name, "timestamp": event.at.isoformat(), "data": data}


@strawberry.input(description="A new webhook.")
class CreateWebhookInput:
    url: str = strawberry.field(description=_URL)
    events: list[EventKind] = strawberry.field(default_factory=list, description=_EVENTS)

    def kinds(self) -> list[str]:
        """Return the kinds of events as stored."""
        return [event.value for event in self.events]


@strawberry.input(description="Changes of a webhook. Omitted fields stay.")
class UpdateWebhookInput:
    id: strawberry.ID = strawberry.field(description="The webhook.")
    url: str | None = strawberry.field(default=strawberry.UNSET, description=_URL)
    events: list[EventKind] | None = strawberry.field(default=strawberry.UNSET, description=_EVENTS)
    active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="False to pause it, true to make it active again. What happened meanwhile is not sent.",
    )

    def edit(self) -> WebhookEdit:
        check_not_null(self, "url", "events", "active")
        events = edited(self.events)
        kinds = [event.value for event in events] if isinstance(events, list) else events
        return WebhookEdit(url=edited(self.url), kinds=kinds, active=edited(self.active))


@strawberry.input(description="A webhook that gets a new secret.")
class RotateWebhookSecretInput:
    id: strawberry.ID = strawberry.field(description="The webhook.")


@strawberry.input(description="A webhook that gets a test message.")
class TestWebhookInput:
    id: strawberry.ID = strawberry.field(description="The webhook.")


@strawberry.input(description="A webhook to delete.")
class DeleteWebhookInput:
    id: strawberry.ID = strawberry.field(description="The webhook.")


@strawberry.input(description="A delivery to send again.")
class ReplayDeliveryInput:
    id: strawberry.ID = strawberry.field(description="The delivery.")


@strawberry.type(description="The payload of the mutations of a webhook.")
class WebhookPayload(Payload):
    webhook: Webhook | None = strawberry.field(default=None, description="The webhook as saved.")

    @classmethod
    def of(cls, saved: Saved[WebhookRow]) -> Self:
        return cls.saved(saved, webhook=Webhook.of(saved.object))


@strawberry.type(description="The payload of createWebhook and rotateWebhookSecret.")
class WebhookSecretPayload(Payload):
    webhook: Webhook | None = strawberry.field(default=None, description="The webhook as saved.")
    secret: str | None = strawberry.field(
        default=None,
        description="The secret that verifies the signatures, shown this once.",
        metadata=SECRET,
    )

    @classmethod
    def of(cls, saved: Saved[NewSecret]) -> Self:
        return cls.saved(saved, webhook=Webhook.of(saved.object.row), secret=saved.object.secret)


@strawberry.type(description="The payload of replayDelivery.")
class DeliveryPayload(Payload):
    delivery: Delivery | None = strawberry.field(default=None, description="The delivery, which is sent in a moment.")

    @classmethod
    def of(cls, saved: Saved[DeliveryRow]) -> Self:
        return cls.saved(saved, delivery=Delivery.of(saved.object))


@strawberry.type(description="The payload of deleteWebhook.")
class DeleteWebhookPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the deleted webhook.")
