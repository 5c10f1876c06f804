"""Webhooks: listing, creating, changing, testing and deleting them, and their deliveries."""

import strawberry

from resolvers.permissions import READ, SESSION
from schema.context import Info
from schema.node import stored_id
from schema.webhooks import (
    CreateWebhookInput,
    DeleteWebhookInput,
    DeleteWebhookPayload,
    DeliveryPayload,
    ReplayDeliveryInput,
    RotateWebhookSecretInput,
    TestWebhookInput,
    UpdateWebhookInput,
    Webhook,
    WebhookPayload,
    WebhookSecretPayload,
)


@strawberry.type
class WebhookQuery:
    @strawberry.field(description="All webhooks of the ledger, the oldest first.", extensions=READ)
    async def webhooks(self, info: Info) -> list[Webhook] | None:
        return [Webhook.of(row) for row in await info.context.services.webhooks.all(info.context.ledger_id)]


@strawberry.type
class WebhookMutation:
    @strawberry.mutation(
        description="Tell an address the events of the ledger from now on. Its secret is shown once.",
        extensions=SESSION,
    )
    async def create_webhook(self, info: Info, input: CreateWebhookInput) -> WebhookSecretPayload | None:
        service, viewer = info.context.services.webhooks, info.context.signed_in
        return WebhookSecretPayload.of(await service.create(viewer, input.url, input.kinds()))

    @strawberry.mutation(description="Change a webhook, pause it, or make it active again.", extensions=SESSION)
    async def update_webhook(self, info: Info, input: UpdateWebhookInput) -> WebhookPayload | None:
        service, viewer = info.context.services.webhooks, info.context.signed_in
        return WebhookPayload.of(await service.update(viewer, stored_id("Webhook", input.id), input.edit()))

    @strawberry.mutation(
        description="Give a webhook a new secret. For a day, messages are signed by the one before too.",
        extensions=SESSION,
    )
    async def rotate_webhook_secret(self, info: Info, input: RotateWebhookSecretInput) -> WebhookSecretPayload | None:
        service, viewer = info.context.services.webhooks, info.context.signed_in
        return WebhookSecretPayload.of(await service.rotate(viewer, stored_id("Webhook", input.id)))

    @strawberry.mutation(description="Send a test message to a webhook.", extensions=SESSION)
    async def test_webhook(self, info: Info, input: TestWebhookInput) -> WebhookPayload | None:
        service, viewer = info.context.services.webhooks, info.context.signed_in
        return WebhookPayload.of(await service.test(viewer, stored_id("Webhook", input.id)))

    @strawberry.mutation(description="Send a delivery again, under the same webhook-id.", extensions=SESSION)
    async def replay_delivery(self, info: Info, input: ReplayDeliveryInput) -> DeliveryPayload | None:
        service, viewer = info.context.services.webhooks, info.context.signed_in
        return DeliveryPayload.of(await service.replay(viewer, stored_id("Delivery", input.id)))

    @strawberry.mutation(description="Delete a webhook with its deliveries.", extensions=SESSION)
    async def delete_webhook(self, info: Info, input: DeleteWebhookInput) -> DeleteWebhookPayload | None:
        service, viewer = info.context.services.webhooks, info.context.signed_in
        saved = await service.delete(viewer, stored_id("Webhook", input.id))
        return DeleteWebhookPayload.saved(saved, deleted_id=input.id)
