"""Every mutation of alerts, webhooks and calendar feeds with an input."""

from tests.resolvers.callers import Caller, Json


async def create_alert_rule(caller: Caller) -> Json:
    return {"kind": "LARGE_PAYMENT", "amount": "1000"}


async def delete_alert_rule(caller: Caller) -> Json:
    food = {"kind": "BUDGET_SPENT", "percent": 90, "categoryId": caller.category("Food")}
    return {"id": (await caller.make("createAlertRule", food, "alertRule { id }"))["id"]}


ALERTS = {"createAlertRule": create_alert_rule, "deleteAlertRule": delete_alert_rule}
# Only somebody with the password may tell others of the ledger.
OUTGOING: dict[str, Json] = {
    "createCalendarFeed": {"payees": True},
    "deleteCalendarFeed": {"id": "nonsense"},
    "createWebhook": {"url": "https://hooks.example.com/aqua"},
    "updateWebhook": {"id": "nonsense", "active": False},
    "rotateWebhookSecret": {"id": "nonsense"},
    "testWebhook": {"id": "nonsense"},
    "replayDelivery": {"id": "nonsense"},
    "deleteWebhook": {"id": "nonsense"},
}
