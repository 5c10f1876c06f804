"""Alerts: listing and following them, and their rules."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

import strawberry

from resolvers.permissions import READ, WRITE
from schema.alerts import (
    Alert,
    AlertRule,
    AlertRulePayload,
    AlertUpdate,
    CreateAlertRuleInput,
    DeleteAlertRuleInput,
    DeleteAlertRulePayload,
)
from schema.context import Info
from schema.node import stored_id
from schema.pages import First
from services.values.pages import PER_PAGE


@strawberry.type
class AlertQuery:
    @strawberry.field(
        description=f"The newest alerts, the newest first; {PER_PAGE} unless you ask for another number.",
        extensions=READ,
    )
    async def alerts(self, info: Info, first: First = None) -> list[Alert] | None:
        rows = await info.context.services.alerts.newest(info.context.ledger_id, first)
        return [Alert.of(row) for row in rows]

    @strawberry.field(description="All rules of alerts, the oldest first.", extensions=READ)
    async def alert_rules(self, info: Info) -> list[AlertRule] | None:
        currency = info.context.signed_in.base_currency
        rows = await info.context.services.alerts.rules(info.context.ledger_id)
        return [AlertRule.of(row, currency) for row in rows]


@strawberry.type
class AlertMutation:
    @strawberry.mutation(
        description="Add a rule of alerts. What crosses it already is an alert in a moment.", extensions=WRITE
    )
    async def create_alert_rule(self, info: Info, input: CreateAlertRuleInput) -> AlertRulePayload | None:
        service, viewer = info.context.services.alerts, info.context.signed_in
        saved = await service.create_rule(viewer.ledger_id, input.draft(), input.idempotency_key)
        return AlertRulePayload.of(saved, viewer.base_currency)

    @strawberry.mutation(description="Delete a rule of alerts with its alerts.", extensions=WRITE)
    async def delete_alert_rule(self, info: Info, input: DeleteAlertRuleInput) -> DeleteAlertRulePayload | None:
        service = info.context.services.alerts
        saved = await service.delete_rule(info.context.ledger_id, stored_id("AlertRule", input.id))
        return DeleteAlertRulePayload.saved(saved, deleted_id=input.id)


@strawberry.type
class AlertSubscription:
    @strawberry.subscription(
        description=(
            "The alerts after `after`, or none, at once; then each alert in a moment after it was raised. No alert is"
            " missed."
        ),
        extensions=READ,
    )
    async def alerts(
        self,
        info: Info,
        after: Annotated[int | None, strawberry.argument(description="The last revision that you saw.")] = None,
    ) -> AsyncIterator[AlertUpdate]:
        since = after if info.context.resume is None else info.context.resume
        news = info.context.services.alerts.follow(info.context.ledger_id, since)
        async with aclosing(news):
            async for update in news:
                yield AlertUpdate.of(update)
