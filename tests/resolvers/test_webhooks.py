"""Webhooks over the API: only a session makes them, a secret is shown once, and they belong to their owner."""

import pytest

from db.stores.engine import Database
from services.users.credentials import EVERY_SCOPE
from tests.ledger_facts import unchanged
from tests.people import Clock
from tests.resolvers.callers import Caller, Json, holding

URL = "https://hooks.example.com/aqua"
WEBHOOK = "webhook { id url events state oldSecretUntil deliveries { id } }"


async def webhook_of(caller: Caller, *events: str) -> Json:
    """A new webhook."""
    return await caller.make("createWebhook", {"url": URL, "events": list(events)}, WEBHOOK)


async def test_a_webhook_is_made_changed_and_deleted(alice: Caller) -> None:
    made = await webhook_of(alice, "GOAL_CREATED", "GOAL_CREATED", "GOAL_DELETED")
    assert (made["url"], made["events"], made["state"]) == (URL, ["GOAL_CREATED", "GOAL_DELETED"], "ACTIVE")
    paused = await alice.make("updateWebhook", {"id": made["id"], "active": False, "events": []}, WEBHOOK)
    assert (paused["events"], paused["state"]) == ([], "PAUSED")
    assert (await alice.change("testWebhook", {"id": made["id"]}))["problems"][0]["code"] == "CONFLICT"
    again = await alice.change("updateWebhook", {"id": made["id"], "active": False}, "changed")
    assert again["changed"] is False
    await alice.make("updateWebhook", {"id": made["id"], "active": True}, WEBHOOK)
    assert (await alice.change("testWebhook", {"id": made["id"]}))["problems"] == []
    assert (await alice.change("deleteWebhook", {"id": made["id"]}, "deletedId"))["deletedId"] == made["id"]
    assert (await alice.ask("{ webhooks { id } }"))["webhooks"] == []


async def test_each_change_raises_the_revision_and_tells_the_subscribers(alice: Caller) -> None:
    made = await webhook_of(alice)
    steps = ("rotateWebhookSecret", "testWebhook", "deleteWebhook")
    for mutation in steps:
        before = await alice.revision()
        assert (await alice.change(mutation, {"id": made["id"]}))["revision"] == before + 1


async def test_a_secret_is_shown_once_and_a_new_one_at_each_rotation(alice: Caller) -> None:
    payload = await alice.change("createWebhook", {"url": URL}, f"secret {WEBHOOK}")
    rotated = await alice.change("rotateWebhookSecret", {"id": payload["webhook"]["id"]}, f"secret {WEBHOOK}")
    assert payload["secret"].startswith("whsec_")
    assert rotated["secret"] not in {payload["secret"], None}
    assert payload["webhook"]["oldSecretUntil"] is None
    assert rotated["webhook"]["oldSecretUntil"] is not None
    document = '{ __type(name: "Webhook") { fields { name } } }'
    fields = {field["name"] for field in (await alice.ask(document))["__type"]["fields"]}
    assert fields == {"id", "url", "events", "state", "createdAt", "oldSecretUntil", "deliveries"}


@pytest.mark.parametrize(
    "url", ["http://example.com/", "https://127.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/", "x"]
)
async def test_an_address_that_may_not_be_called_is_refused(alice: Caller, url: str) -> None:
    made = await webhook_of(alice)
    assert await alice.problems("createWebhook", {"url": url}) == {"url": "INVALID"}
    assert await alice.problems("updateWebhook", {"id": made["id"], "url": url}) == {"url": "INVALID"}


async def test_a_ledger_has_at_most_ten_webhooks(alice: Caller) -> None:
    for _ in range(10):
        await webhook_of(alice)
    assert await alice.problems("createWebhook", {"url": URL}) == {"": "CONFLICT"}


async def test_a_webhook_of_another_is_like_one_that_nobody_has(alice: Caller, bob: Caller, database: Database) -> None:
    made = await webhook_of(alice)
    async with unchanged(database, alice.person.ledger_id, bob.person.ledger_id):
        for mutation in ("updateWebhook", "rotateWebhookSecret", "testWebhook", "deleteWebhook"):
            refused = await bob.change(mutation, {"id": made["id"]})
            assert refused == await bob.change(mutation, {"id": "nonsense"})
            assert refused["problems"][0]["code"] == "NOT_FOUND"
    assert (await bob.ask("{ webhooks { id } }"))["webhooks"] == []


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_token_with_every_scope_makes_no_webhook(alice: Caller, database: Database, clock: Clock) -> None:
    token = await holding(database, clock, alice, "token", EVERY_SCOPE)
    made = await webhook_of(alice)
    document = "mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret } }"
    async with unchanged(database, alice.person.ledger_id):
        assert await token.codes(document, input={"url": URL}) == ["FORBIDDEN"]
    assert (await token.ask("{ webhooks { id } }"))["webhooks"] == [{"id": made["id"]}]
