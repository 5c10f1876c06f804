"""Webhooks are sent once, signed, again after failures, and by one sender at a time."""

import asyncio
import signal
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from standardwebhooks import WebhookVerificationError

from db import event_log, ledgers
from db.stores.engine import Database
from db.webhooks import DeliveryRow, WebhookRow
from schema.node import global_id
from schema.webhooks import message_of
from services.changes import Changes
from services.goals import GoalDraft, GoalService
from services.values.clock import utc_now
from services.webhooks import NewSecret, Targets, WebhookEdit, WebhookSender, WebhookService, WebhookState
from services.webhooks.sender import LEASE, PAUSES, _secrets
from tests.modules import ROOT
from tests.patience import PATIENCE
from tests.people import Clock, Person
from tests.services.webhooks.conftest import LOOPBACK, viewer_of
from tests.services.webhooks.receivers import Receiver, receiving

BIKE = GoalDraft("Bike", Decimal(100))


async def send(sender: WebhookSender) -> None:
    """Send all that is due now."""
    await sender.look(message_of)
    await sender.settle()


async def made(webhooks: WebhookService, alice: Person, url: str, *kinds: str) -> NewSecret:
    """A new webhook."""
    return (await webhooks.create(viewer_of(alice), url, kinds)).object


async def deliveries(webhooks: WebhookService, row: WebhookRow) -> list[DeliveryRow]:
    """The deliveries to a webhook, newest first."""
    return await webhooks.deliveries(row.ledger_id, row.id)


async def test_an_event_is_told_once_signed_and_with_the_ids_of_what_changed(
    webhooks: WebhookService, sender: WebhookSender, goals: GoalService, alice: Person, receiver: Receiver
) -> None:
    secret, row = await made(webhooks, alice, receiver.url, "GoalCreated")
    saved = await goals.create(alice.ledger_id, BIKE)
    await goals.delete(alice.ledger_id, saved.object.row.id)
    for _ in range(3):
        await send(sender)
    (received,) = receiver.received
    message = received.verified(secret)
    assert message["type"] == "GOAL_CREATED"
    assert message["data"] == {"revision": saved.revision, "ids": [global_id("Goal", saved.object.row.id)]}
    assert received.headers["content-type"] == "application/json"
    (delivery,) = await deliveries(webhooks, row)
    assert (delivery.attempts, delivery.status, delivery.next_at) == (1, 204, None)
    assert delivery.delivered_at is not None
    assert received.id == f"msg_{delivery.id.hex}"


async def test_a_receiver_that_fails_for_an_hour_gets_the_same_message_later(
    webhooks: WebhookService, sender: WebhookSender, goals: GoalService, alice: Person, clock: Clock, receiver: Receiver
) -> None:
    _, row = await made(webhooks, alice, receiver.url, "GoalCreated")
    await goals.create(alice.ledger_id, BIKE)
    receiver.status, begun = 500, clock.now
    while clock.now < begun + timedelta(hours=1):
        await send(sender)
        clock.now += timedelta(seconds=30)
    tries = len(receiver.received)
    assert 5 <= tries <= 7  # at once, after 5 seconds, 1, 5, 15 and 30 minutes
    (delivery,) = await deliveries(webhooks, row)
    assert (delivery.status, delivery.failure) == (500, "The receiver answered 500.")
    receiver.status = 200
    clock.now += timedelta(hours=2)
    await send(sender)
    await send(sender)
    assert len(receiver.received) == tries + 1
    assert len({received.id for received in receiver.received}) == 1
    (delivery,) = await deliveries(webhooks, row)
    assert (delivery.attempts, delivery.failure, delivery.delivered_at) == (tries + 1, "", clock.now)


async def test_a_receiver_that_fails_for_a_day_ends_the_webhook_until_somebody_activates_it(
    webhooks: WebhookService, sender: WebhookSender, goals: GoalService, alice: Person, clock: Clock, receiver: Receiver
) -> None:
    _, row = await made(webhooks, alice, receiver.url, "GoalCreated")
    await goals.create(alice.ledger_id, BIKE)
    receiver.status, begun = 503, clock.now
    for pause in [timedelta(), *PAUSES]:
        clock.now += pause * 1.1
        await send(sender)
    assert len(receiver.received) == 10
    assert timedelta(hours=24) < clock.now - begun < timedelta(hours=28)
    (ended,) = await webhooks.all(alice.ledger_id)
    assert ended.state == WebhookState.FAILING
    await goals.create(alice.ledger_id, BIKE)
    await send(sender)
    receiver.status = 200
    await webhooks.update(viewer_of(alice), row.id, WebhookEdit(active=True))
    await goals.create(alice.ledger_id, BIKE)
    await send(sender)
    assert len(receiver.received) == 11


async def test_a_receiver_that_is_gone_ends_the_webhook_and_tells_the_subscribers(
    webhooks: WebhookService,
    sender: WebhookSender,
    goals: GoalService,
    alice: Person,
    database: Database,
    receiver: Receiver,
) -> None:
    _, row = await made(webhooks, alice, receiver.url, "GoalCreated")
    saved = await goals.create(alice.ledger_id, BIKE)
    receiver.status = 410
    await send(sender)
    await goals.create(alice.ledger_id, BIKE)
    await send(sender)
    assert len(receiver.received) == 1
    assert (await webhooks.all(alice.ledger_id))[0].state == WebhookState.GONE
    async with database.read() as connection:
        events = await event_log.after(connection, alice.ledger_id, saved.revision, 1)
    assert [(event.kind, event.detail, event.actor) for event in events] == [
        ("WebhookEnded", {"webhook_id": str(row.id)}, None)
    ]


async def test_a_redirect_is_not_followed(
    webhooks: WebhookService, sender: WebhookSender, goals: GoalService, alice: Person, receiver: Receiver
) -> None:
    async with receiving(Receiver()) as other:
        receiver.status, receiver.location = 302, other.url
        _, row = await made(webhooks, alice, receiver.url, "GoalCreated")
        await goals.create(alice.ledger_id, BIKE)
        await send(sender)
        assert other.received == []
    (delivery,) = await deliveries(webhooks, row)
    assert delivery.failure == "The receiver answered 302; redirects are not followed."
    assert delivery.next_at is not None


async def test_a_receiver_that_hangs_delays_no_other_and_no_writer(
    webhooks: WebhookService, sender: WebhookSender, goals: GoalService, alice: Person, receiver: Receiver
) -> None:
    receiver.hangs = True
    async with receiving(Receiver()) as other:
        _, hanging = await made(webhooks, alice, receiver.url, "GoalCreated")
        await made(webhooks, alice, other.url, "GoalCreated")
        await goals.create(alice.ledger_id, BIKE)
        await sender.look(message_of)
        while not receiver.received:
            await asyncio.sleep(0.01)
        await goals.create(alice.ledger_id, BIKE)  # nothing is locked meanwhile, on SQLite too
        await sender.settle()
        assert len(other.received) == 1
    newest = (await deliveries(webhooks, hanging))[0]
    assert newest.failure == "The receiver did not answer within 0.25 seconds."


async def test_a_receiver_that_refuses_connections_is_tried_again(
    webhooks: WebhookService, sender: WebhookSender, goals: GoalService, alice: Person
) -> None:
    async with receiving(Receiver()) as closed:
        _, row = await made(webhooks, alice, closed.url, "GoalCreated")
    await goals.create(alice.ledger_id, BIKE)
    await send(sender)
    (delivery,) = await deliveries(webhooks, row)
    assert delivery.status is None
    assert delivery.failure.startswith("The receiver could not be reached")
    assert delivery.next_at is not None


async def test_a_name_that_resolves_to_a_private_address_is_not_called(
    webhooks: WebhookService,
    goals: GoalService,
    alice: Person,
    database: Database,
    changes: Changes,
    clock: Clock,
    receiver: Receiver,
) -> None:
    """The operator allows nothing, so `localhost` is refused on the address that it resolves to."""
    strict = WebhookSender(database, changes, clock, Targets(), 5)
    url = f"https://localhost:{receiver.port}/hook"
    _, row = await made(webhooks, alice, url, "GoalCreated")
    await goals.create(alice.ledger_id, BIKE)
    await send(strict)
    assert receiver.received == []
    (delivery,) = await deliveries(webhooks, row)
    assert "not on the public internet" in delivery.failure


async def test_a_proxy_of_the_environment_is_ignored(
    webhooks: WebhookService,
    sender: WebhookSender,
    goals: GoalService,
    alice: Person,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with receiving(Receiver()) as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        await made(webhooks, alice, receiver.url, "GoalCreated")
        await goals.create(alice.ledger_id, BIKE)
        await send(sender)
        assert (len(receiver.received), proxy.received) == (1, [])


async def test_a_new_secret_overlaps_the_old_one_for_a_day(
    webhooks: WebhookService, sender: WebhookSender, goals: GoalService, alice: Person, clock: Clock, receiver: Receiver
) -> None:
    old, row = await made(webhooks, alice, receiver.url, "GoalCreated")
    new = (await webhooks.rotate(viewer_of(alice), row.id)).object.secret
    assert new != old
    await goals.create(alice.ledger_id, BIKE)
    await send(sender)
    assert receiver.received[0].verified(old) == receiver.received[0].verified(new)
    (rotated,) = await webhooks.all(alice.ledger_id)
    clock.now += timedelta(days=1)
    assert _secrets(rotated, clock.now) == [new]
    with pytest.raises(WebhookVerificationError):
        receiver.received[0].verified((await made(webhooks, alice, receiver.url)).secret)


async def test_a_test_message_reaches_only_the_tested_webhook_whatever_it_listens_to(
    webhooks: WebhookService, sender: WebhookSender, alice: Person, receiver: Receiver
) -> None:
    async with receiving(Receiver()) as other:
        secret, row = await made(webhooks, alice, receiver.url, "GoalCreated")
        await made(webhooks, alice, other.url, "WebhookTested")
        await webhooks.test(viewer_of(alice), row.id)
        await send(sender)
        assert other.received == []
    assert [received.verified(secret)["type"] for received in receiver.received] == ["WEBHOOK_TESTED"]


async def test_a_replay_sends_the_same_message_again(
    webhooks: WebhookService, sender: WebhookSender, goals: GoalService, alice: Person, receiver: Receiver
) -> None:
    _, row = await made(webhooks, alice, receiver.url, "GoalCreated")
    await goals.create(alice.ledger_id, BIKE)
    await send(sender)
    (delivery,) = await deliveries(webhooks, row)
    await webhooks.replay(viewer_of(alice), delivery.id)
    await send(sender)
    first, second = receiver.received
    assert (first.id, first.body) == (second.id, second.body)
    (replayed,) = await deliveries(webhooks, row)
    assert (replayed.attempts, replayed.status) == (1, 204)


async def test_two_live_senders_never_both_send(
    webhooks: WebhookService,
    sender: WebhookSender,
    goals: GoalService,
    alice: Person,
    clock: Clock,
    database_url: str,
    receiver: Receiver,
) -> None:
    other_database = Database(database_url)
    other = WebhookSender(other_database, Changes(other_database, clock), clock, LOOPBACK, 5)
    await made(webhooks, alice, receiver.url, "GoalCreated")
    for _ in range(20):
        await goals.create(alice.ledger_id, BIKE)
        await asyncio.gather(sender.look(message_of), other.look(message_of))
    await asyncio.gather(sender.settle(), other.settle())
    await send(sender)
    ids = [received.id for received in receiver.received]
    assert len(ids) == len(set(ids)) == 20
    await other_database.close()


SENDER = """
import asyncio, sys
from db.stores.engine import Database
from schema.webhooks import message_of
from services.webhooks import Targets
from services.wiring import build_services

async def main():
    build_services(Database(sys.argv[1]), targets=Targets(["127.0.0.1"])).webhook_sender.begin(message_of)
    await asyncio.sleep(600)

asyncio.run(main())
"""


async def test_a_sender_that_is_killed_before_it_notes_the_answer_sends_again_under_the_same_id(
    webhooks: WebhookService,
    sender: WebhookSender,
    goals: GoalService,
    alice: Person,
    clock: Clock,
    database_url: str,
    receiver: Receiver,
) -> None:
    secret, row = await made(webhooks, alice, receiver.url, "GoalCreated")
    await goals.create(alice.ledger_id, BIKE)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", SENDER, database_url, cwd=ROOT)
    receiver.on_request = process.kill
    async with asyncio.timeout(PATIENCE):
        assert await process.wait() == -signal.SIGKILL
    receiver.on_request = lambda: None
    await send(sender)
    assert len(receiver.received) == 1  # the dead sender's lease still holds
    clock.now = utc_now() + LEASE
    await send(sender)
    first, second = receiver.received
    assert first.id == second.id
    assert first.verified(secret) == second.verified(secret)
    (delivery,) = await deliveries(webhooks, row)
    assert (delivery.attempts, delivery.status) == (2, 204)


async def test_a_deleted_user_leaves_no_webhook_and_nothing_is_sent(
    webhooks: WebhookService,
    sender: WebhookSender,
    goals: GoalService,
    alice: Person,
    database: Database,
    clock: Clock,
    receiver: Receiver,
) -> None:
    await made(webhooks, alice, receiver.url, "GoalCreated")
    await goals.create(alice.ledger_id, BIKE)
    receiver.status = 500
    await send(sender)
    await goals.create(alice.ledger_id, BIKE)
    async with database.write() as connection:
        await ledgers.change(connection, alice.ledger_id, closed=True)
    clock.now += timedelta(hours=1)
    await send(sender)
    assert len(receiver.received) == 1
    async with database.write() as connection:
        await ledgers.delete(connection, alice.ledger_id)
    await send(sender)
    assert await webhooks.all(alice.ledger_id) == []
