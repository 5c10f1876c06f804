"""A receiver on loopback, and the services that send to it."""

from collections.abc import AsyncIterator

import pytest

from db.stores.engine import Database
from db.stores.ids import new_id
from services.changes import Changes
from services.users import Viewer
from services.users.credentials import EVERY_SCOPE
from services.values.clock import utc_now
from services.webhooks import Targets, WebhookSender, WebhookService
from tests.people import Clock, Person
from tests.services.webhooks.receivers import Receiver, receiving

LOOPBACK = Targets(["127.0.0.1"])


@pytest.fixture
def clock() -> Clock:
    """The time, which begins now, because receivers refuse old signatures, and stands still."""
    return Clock(utc_now())


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver that accepts everything."""
    async with receiving(Receiver()) as receiver:
        yield receiver


@pytest.fixture
def webhooks(database: Database, changes: Changes) -> WebhookService:
    """The rules of webhooks, whose operator allows loopback."""
    return WebhookService(database, changes, LOOPBACK)


@pytest.fixture
def sender(database: Database, changes: Changes, clock: Clock) -> WebhookSender:
    """The sender, which waits a quarter of a second for an answer."""
    return WebhookSender(database, changes, clock, LOOPBACK, 0.25)


def viewer_of(person: Person, kind: str = "session") -> Viewer:
    """The viewer of somebody's session or token."""
    return Viewer(
        user_id=new_id(),
        ledger_id=person.ledger_id,
        credential_id=new_id(),
        kind="token" if kind == "token" else "session",
        scopes=EVERY_SCOPE,
        revision=0,
        base_currency="EUR",
        time_zone="Europe/Berlin",
        epoch=new_id(),
    )
