"""The sender of webhooks: it makes deliveries of new events, and sends those that are due.

The event log is the outbox. A delivery is made once, in the transaction that notes how far the log was read. One
sender holds the lease of a webhook while it sends to it; no transaction is open meanwhile. If it dies before it notes
the answer, the lease runs out, and another sends the same message again under the same webhook-id.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import orjson

from db import event_log, webhooks
from db.event_log import EventRow
from db.stores.engine import Connection, Database
from db.stores.ids import new_id
from db.webhooks import DeliveryRow, WebhookRow
from services.changes import Changes
from services.events.webhooks import WebhookEnded, WebhookTested
from services.values.clock import Clock
from services.webhooks.service import WebhookState
from services.webhooks.signatures import signed_headers
from services.webhooks.targets import Targets

SECONDS = 15.0  # for all of a request: to find the address, connect, send, and read the status
LEASE = timedelta(seconds=60)  # longer than a request may take
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_TO_STOP = 2.0
QUIET = timedelta(hours=1)  # between complaints in the log
MOST_AT_ONCE = 20  # webhooks that a process sends to at the same time
READ_AT_ONCE = 200
# Pauses after failures: ten tries over a day.
PAUSES = [timedelta(seconds=seconds) for seconds in (5, 60, 300, 900, 1800, 3600, 7200, 18000, 54000)]
JITTER = 0.1
HEADERS = {"content-type": "application/json", "user-agent": "AquaThistle-Webhooks"}

Message = Callable[[EventRow], dict[str, Any]]
"""Returns the body of the message about an event."""

_log = logging.getLogger(__name__)


class WebhookSender:
    """Sends to the webhooks of all ledgers in the background of this process."""

    def __init__(
        self, database: Database, changes: Changes, clock: Clock, targets: Targets, seconds: float = SECONDS
    ) -> None:
        self._database = database
        self._changes = changes
        self._clock = clock
        self._targets = targets
        self._seconds = seconds
        self._sending: dict[UUID, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._quiet_until = datetime.min.replace(tzinfo=UTC)

    def begin(self, message: Message) -> None:
        """Start to send in the background."""
        self._task = asyncio.create_task(self._run(message))

    async def stop(self) -> None:
        """Stop within seconds. What a receiver has not answered is sent again when its lease has run out."""
        self._stopping.set()
        tasks = [*self._sending.values(), *([self._task] if self._task else [])]
        if tasks:
            _, hanging = await asyncio.wait(tasks, timeout=SECONDS_TO_STOP)
            for task in hanging:
                task.cancel()
            await asyncio.gather(*hanging, return_exceptions=True)

    async def look(self, message: Message) -> None:
        """Make the deliveries of new events, and start to send those that are due."""
        async with self._database.read() as connection:
            behind = await webhooks.behind(connection)
        for row, revision in behind:
            await self._attempt(self._read_on(row, revision, message))
        async with self._database.read() as connection:
            waiting = await webhooks.waiting(connection, self._clock())
        for ledger_id, webhook_id in waiting:
            if webhook_id not in self._sending and len(self._sending) < MOST_AT_ONCE:
                self._sending[webhook_id] = asyncio.create_task(self._attempt(self._send_all(ledger_id, webhook_id)))

    async def settle(self) -> None:
        """Wait until all that is being sent has ended."""
        await asyncio.gather(*self._sending.values())

    async def _run(self, message: Message) -> None:
        while not self._stopping.is_set():
            await self._attempt(self.look(message))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), SECONDS_BETWEEN_LOOKS)

    async def _read_on(self, row: WebhookRow, revision: int, message: Message) -> None:
        """Make the deliveries of the next events of a webhook."""
        async with self._database.read(row.ledger_id) as connection:
            events = await event_log.after(connection, row.ledger_id, row.read_until, READ_AT_ONCE)
        until = events[-1].revision if len(events) == READ_AT_ONCE else max(revision, row.read_until)
        now = self._clock()
        made = [_delivery(row, event, message(event), now) for event in events if _is_for(row, event)]
        async with self._database.write(row.ledger_id) as connection:
            if await webhooks.read_on(connection, row, until):
                await webhooks.add_deliveries(connection, made)

    async def _send_all(self, ledger_id: UUID, webhook_id: UUID) -> None:
        """Send to a webhook what is due, one message after another."""
        try:
            while not self._stopping.is_set() and (taken := await self._take(ledger_id, webhook_id)):
                await self._send(*taken)
        finally:
            del self._sending[webhook_id]

    async def _attempt(self, work: Awaitable[None]) -> None:
        """Do some work, whose failure must not stop that for other webhooks; log the first failure of an hour."""
        try:
            await work
        except Exception:
            if self._clock() >= self._quiet_until:
                _log.warning("Webhooks could not be sent; they will be again.", exc_info=True)
                self._quiet_until = self._clock() + QUIET

    async def _take(self, ledger_id: UUID, webhook_id: UUID) -> tuple[WebhookRow, DeliveryRow] | None:
        """Take the lease of a webhook for its next delivery, and count the attempt; None if there is nothing to do."""
        now = self._clock()
        async with self._database.write(ledger_id) as connection:
            row = await webhooks.take(connection, ledger_id, webhook_id, now, now + LEASE)
            if row is None:
                return None
            delivery = await webhooks.next_delivery(connection, row, now)
            if delivery is None:
                await webhooks.release(connection, row)
                return None
            delivery = delivery._replace(attempts=delivery.attempts + 1, attempted_at=now)
            await webhooks.replace_delivery(connection, delivery)
        return row, delivery

    async def _send(self, row: WebhookRow, delivery: DeliveryRow) -> None:
        """Send one delivery, and note the answer."""
        # Imported only when there is something to send: the library takes long to load.
        from services.webhooks.client import post

        body, now = delivery.body.encode(), self._clock()
        headers = HEADERS | signed_headers(delivery.id, now, body, _secrets(row, now))
        answer = await post(row.url, headers, body, self._targets, self._seconds)
        await self._note(row, _after(delivery, answer.status, answer.failure, self._clock()))

    async def _note(self, row: WebhookRow, delivery: DeliveryRow) -> None:
        """Store the answer and give back the lease; end a webhook whose receiver is gone or failed for a day."""
        if delivery.next_at is not None or delivery.delivered_at is not None:
            async with self._database.write(row.ledger_id) as connection:
                await _store(connection, row, delivery)
            return
        state = WebhookState.GONE if delivery.status == HTTPStatus.GONE else WebhookState.FAILING
        async with self._changes.open(row.ledger_id) as change:
            if await _store(change.connection, row, delivery):
                await webhooks.change(change.connection, row.ledger_id, row.id, state=state)
                await change.happened(WebhookEnded(row.id))
            else:
                change.abandon()


def _delivery(row: WebhookRow, event: EventRow, body: dict[str, Any], now: datetime) -> DeliveryRow:
    return DeliveryRow(
        ledger_id=row.ledger_id,
        id=new_id(),
        webhook_id=row.id,
        kind=event.kind,
        body=orjson.dumps(body).decode(),
        created_at=now,
        next_at=now,
    )


async def _store(connection: Connection, row: WebhookRow, delivery: DeliveryRow) -> bool:
    """Store the answer, unless another attempt is counted: the lease has run out, or somebody asked for it again."""
    current = await webhooks.delivery(connection, delivery.ledger_id, delivery.id)
    if not await webhooks.release(connection, row) or current is None or current.attempts != delivery.attempts:
        return False
    await webhooks.replace_delivery(connection, delivery)
    return True


def _after(delivery: DeliveryRow, status: int | None, failure: str, now: datetime) -> DeliveryRow:
    """Return a delivery after an attempt: delivered, to be tried again, or given up."""
    if status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return delivery._replace(status=status, failure="", next_at=None, delivered_at=now)
    tried = delivery._replace(status=status, failure=failure or _failure(status), next_at=None)
    if status == HTTPStatus.GONE or delivery.attempts > len(PAUSES):
        return tried
    pause = PAUSES[delivery.attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    return tried._replace(next_at=now + pause)


def _failure(status: int | None) -> str:
    if status is not None and HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return f"The receiver answered {status}; redirects are not followed."
    return f"The receiver answered {status}."


def _secrets(row: WebhookRow, now: datetime) -> Sequence[str]:
    """Return the secrets to sign with: the current one, and for a while the one before."""
    if row.old_secret and row.old_secret_until and now < row.old_secret_until:
        return [row.secret, row.old_secret]
    return [row.secret]


def _is_for(row: WebhookRow, event: EventRow) -> bool:
    """Return True if a webhook gets an event. A test goes to the tested webhook alone."""
    if event.kind == WebhookTested.__name__:
        return bool(event.detail["webhook_id"] == str(row.id))
    return not row.kinds or event.kind in row.kinds
