"""Alerts and their rules."""

from collections.abc import Awaitable
from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from db.alerts import AlertRow, AlertRuleRow
from schema.accounts import Account
from schema.categories import Category
from schema.context import Info
from schema.exposing import expose
from schema.inputs import KEY_DESCRIPTION
from schema.money import Money
from schema.node import Node, global_id, stored_id
from schema.payloads import Payload
from services.alerts import AlertDraft, AlertKind, AlertNews
from services.alerts.rules import MOST_DAYS, MOST_PERCENT
from services.changes import Saved

_ACCOUNT = "The account, for BALANCE_BELOW, and for FORECAST_BELOW unless it is of all counted accounts."
_CATEGORY = "The category whose plan it watches, for BUDGET_SPENT and BUDGET_PACE. Without one: the whole budget."
_AMOUNT = (
    "The amount of BALANCE_BELOW, FORECAST_BELOW and LARGE_PAYMENT, in the currency of the account or the base"
    " currency."
)
_PERCENT = f"The part of the plan for BUDGET_SPENT, 1 to {MOST_PERCENT} percent."
_DAYS = f"The days to look ahead for FORECAST_BELOW and BILL_DUE, 0 to {MOST_DAYS}."

expose(
    AlertKind,
    "The kinds of rules of alerts. Only the current period and the days to come count.",
    BUDGET_SPENT="So much of a plan is spent.",
    BUDGET_PACE="More than planned will be spent at this pace.",
    BALANCE_BELOW="The balance of an account is below an amount.",
    FORECAST_BELOW="The forecast falls below an amount within some days.",
    BILL_DUE="A bill is due within some days.",
    BILL_MISSED="A bill was not paid on its day.",
    PRICE_CHANGED="A recurring payment has another amount than the one before.",
    LARGE_PAYMENT="A payment is at least so large. Payments from before the rule do not count.",
)


@strawberry.type(description="A rule that raises an alert each time that it is crossed.")
class AlertRule(Node):
    row: strawberry.Private[AlertRuleRow]
    base_currency: strawberry.Private[str]
    kind: AlertKind = strawberry.field(description="The kind of the rule.")
    percent: int | None = strawberry.field(description=_PERCENT)
    days: int | None = strawberry.field(description=_DAYS)

    @strawberry.field(graphql_type=Account | None, description=_ACCOUNT)
    def account(self, info: Info) -> Awaitable[Account] | None:
        return None if self.row.account_id is None else Account.load(info, self.row.account_id)

    @strawberry.field(graphql_type=Category | None, description=_CATEGORY)
    def category(self, info: Info) -> Awaitable[Category | None] | None:
        return None if self.row.category_id is None else Category.load(info, self.row.category_id)

    @strawberry.field(description=_AMOUNT)
    async def amount(self, info: Info) -> Money | None:
        if self.row.amount is None or self.row.account_id is None:
            return Money.if_known(self.row.amount, self.base_currency)
        account = await info.context.loaders.account.load(self.row.account_id)
        return Money.of(self.row.amount, account.currency) if account else None

    @classmethod
    def of(cls, row: AlertRuleRow, base_currency: str) -> Self:
        return cls(
            id=global_id("AlertRule", row.id),
            row=row,
            base_currency=base_currency,
            kind=AlertKind(row.kind),
            percent=row.percent,
            days=row.days,
        )


@strawberry.type(description="The message that a rule was crossed.")
class Alert(Node):
    rule_id: strawberry.ID = strawberry.field(description="The id of the rule.")
    text: str = strawberry.field(description="The sentence that says what crossed the rule.")
    at: datetime = strawberry.field(description="The time at which it was raised.")
    revision: int = strawberry.field(description="The revision that raised it.")

    @classmethod
    def of(cls, row: AlertRow) -> Self:
        return cls(
            id=global_id("Alert", row.id),
            rule_id=global_id("AlertRule", row.rule_id),
            text=row.text,
            at=row.at,
            revision=row.revision,
        )


@strawberry.type(description="New alerts.")
class AlertUpdate:
    revision: int = strawberry.field(description="The revision up to which alerts were sent. Send it as `after`.")
    alerts: list[Alert] = strawberry.field(description="The alerts, the oldest first.")

    @classmethod
    def of(cls, news: AlertNews) -> Self:
        return cls(revision=news.revision, alerts=[Alert.of(row) for row in news.alerts])


@strawberry.input(description="A new rule of alerts. Its kind says which fields it needs.")
class CreateAlertRuleInput:
    kind: AlertKind = strawberry.field(description="The kind of the rule.")
    account_id: strawberry.ID | None = strawberry.field(default=None, description=_ACCOUNT)
    category_id: strawberry.ID | None = strawberry.field(default=None, description=_CATEGORY)
    amount: Decimal | None = strawberry.field(default=None, description=_AMOUNT)
    percent: int | None = strawberry.field(default=None, description=_PERCENT)
    days: int | None = strawberry.field(default=None, description=_DAYS)
    idempotency_key: strawberry.ID | None = strawberry.field(default=None, description=KEY_DESCRIPTION)

    def draft(self) -> AlertDraft:
        return AlertDraft(
            kind=self.kind,
            account_id=_stored("Account", self.account_id),
            category_id=_stored("Category", self.category_id),
            amount=self.amount,
            percent=self.percent,
            days=self.days,
        )


@strawberry.input(description="A rule of alerts to delete with its alerts.")
class DeleteAlertRuleInput:
    id: strawberry.ID = strawberry.field(description="The rule.")


@strawberry.type(description="The payload of createAlertRule.")
class AlertRulePayload(Payload):
    alert_rule: AlertRule | None = strawberry.field(default=None, description="The rule as saved.")

    @classmethod
    def of(cls, saved: Saved[AlertRuleRow], base_currency: str) -> Self:
        return cls.saved(saved, alert_rule=AlertRule.of(saved.object, base_currency))


@strawberry.type(description="The payload of deleteAlertRule.")
class DeleteAlertRulePayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(default=None, description="The id of the deleted rule.")


def _stored(kind: str, text: str | None) -> UUID | None:
    return None if text is None else stored_id(kind, text)
