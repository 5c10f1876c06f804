"""The rules of webhooks: adding, changing, testing and deleting them, new secrets, and deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from db import webhooks
from db.stores.engine import Connection, Database, retried
from db.stores.ids import new_id
from db.webhooks import DeliveryRow, WebhookRow
from services.changes import Change, Changes, Saved
from services.events.webhooks import (
    DeliveryReplayed,
    WebhookCreated,
    WebhookDeleted,
    WebhookSecretRotated,
    WebhookTested,
    WebhookUpdated,
)
from services.users import Viewer
from services.users.credentials import require_session
from services.values.errors import conflict, not_found
from services.values.input_rules import UNCHANGED, Unchanged, keep
from services.values.pages import checked_count
from services.webhooks.signatures import new_secret
from services.webhooks.targets import Targets

MOST_WEBHOOKS = 10
OVERLAP = timedelta(days=1)


class WebhookState(StrEnum):
    """The state of a webhook."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    GONE = "GONE"
    FAILING = "FAILING"


@dataclass(frozen=True, slots=True)
class WebhookEdit:
    """The fields of a webhook that somebody wants otherwise."""

    url: str | Unchanged = UNCHANGED
    kinds: Sequence[str] | Unchanged = UNCHANGED
    active: bool | Unchanged = UNCHANGED


class NewSecret(NamedTuple):
    """A webhook with its new secret, which is shown this once."""

    secret: str
    row: WebhookRow


class WebhookService:
    """The rules of webhooks. Only a session changes them, because they tell of the ledger to others."""

    def __init__(self, database: Database, changes: Changes, targets: Targets) -> None:
        self._database = database
        self._changes = changes
        self._targets = targets

    @retried
    async def all(self, ledger_id: UUID) -> list[WebhookRow]:
        """Return the webhooks of the ledger, the oldest first."""
        async with self._database.read(ledger_id) as connection:
            return await webhooks.all_of(connection, ledger_id)

    @retried
    async def delivery(self, ledger_id: UUID, delivery_id: UUID) -> DeliveryRow | None:
        """Return a delivery of the ledger."""
        async with self._database.read(ledger_id) as connection:
            return await webhooks.delivery(connection, ledger_id, delivery_id)

    @retried
    async def deliveries(self, ledger_id: UUID, webhook_id: UUID, count: int | None = None) -> list[DeliveryRow]:
        """Return the newest deliveries to a webhook, the newest first."""
        checked = checked_count(count, "first")
        async with self._database.read(ledger_id) as connection:
            return await webhooks.newest_deliveries(connection, ledger_id, webhook_id, checked)

    async def create(self, viewer: Viewer, url: str, kinds: Sequence[str] = ()) -> Saved[NewSecret]:
        """Add a webhook, which gets the events from now on: those of some kinds, or all."""
        require_session(viewer)
        checked = self._targets.check_url(url, "url")
        async with self._changes.open(viewer.ledger_id) as change:
            if len(await webhooks.all_of(change.connection, viewer.ledger_id)) >= MOST_WEBHOOKS:
                raise conflict(f"A ledger has at most {MOST_WEBHOOKS} webhooks; delete one first.")
            row = WebhookRow(
                ledger_id=viewer.ledger_id,
                id=new_id(),
                url=checked,
                kinds=sorted(set(kinds)),
                secret=new_secret(),
                old_secret=None,
                old_secret_until=None,
                state=WebhookState.ACTIVE,
                created_at=change.now,
                read_until=change.ledger.revision,
            )
            await webhooks.create(change.connection, row)
            await change.happened(WebhookCreated(row.id))
        return change.saved(NewSecret(row.secret, row))

    async def update(self, viewer: Viewer, webhook_id: UUID, edit: WebhookEdit) -> Saved[WebhookRow]:
        """Edit a webhook, pause it, or make it active again; what happened meanwhile is not sent."""
        require_session(viewer)
        async with self._changes.open(viewer.ledger_id) as change:
            old = await _find(change.connection, viewer.ledger_id, webhook_id)
            url = old.url if isinstance(edit.url, Unchanged) else self._targets.check_url(edit.url, "url")
            new = old._replace(url=url, kinds=sorted(set(keep(edit.kinds, old.kinds))), state=_state(old, edit))
            if new == old:
                await change.unchanged()
                return change.saved(old)
            if old.state != new.state == WebhookState.ACTIVE:
                new = new._replace(read_until=change.ledger.revision)
            await webhooks.change(
                change.connection, *new[:2], url=new.url, kinds=new.kinds, state=new.state, read_until=new.read_until
            )
            await change.happened(WebhookUpdated(new.id))
        return change.saved(new)

    async def rotate(self, viewer: Viewer, webhook_id: UUID) -> Saved[NewSecret]:
        """Give a webhook a new secret. For a day, messages are signed by the old one too."""
        require_session(viewer)
        async with self._changes.open(viewer.ledger_id) as change:
            old = await _find(change.connection, viewer.ledger_id, webhook_id)
            secret, until = new_secret(), change.now + OVERLAP
            new = old._replace(secret=secret, old_secret=old.secret, old_secret_until=until)
            await webhooks.change(
                change.connection, *new[:2], secret=secret, old_secret=old.secret, old_secret_until=until
            )
            await change.happened(WebhookSecretRotated(new.id))
        return change.saved(NewSecret(secret, new))

    async def test(self, viewer: Viewer, webhook_id: UUID) -> Saved[WebhookRow]:
        """Send a test message to an active webhook, whatever kinds of events it gets."""
        require_session(viewer)
        async with self._changes.open(viewer.ledger_id) as change:
            row = await _active(change, webhook_id)
            await change.happened(WebhookTested(row.id))
        return change.saved(row)

    async def replay(self, viewer: Viewer, delivery_id: UUID) -> Saved[DeliveryRow]:
        """Send a delivery again, under its webhook-id."""
        require_session(viewer)
        async with self._changes.open(viewer.ledger_id) as change:
            old = await webhooks.delivery(change.connection, viewer.ledger_id, delivery_id)
            if old is None:
                raise not_found("There is no such delivery; choose one of the last seven days.", "id")
            await _active(change, old.webhook_id)
            new = old._replace(attempts=0, next_at=change.now, delivered_at=None, status=None, failure="")
            await webhooks.replace_delivery(change.connection, new)
            await change.happened(DeliveryReplayed(old.webhook_id))
        return change.saved(new)

    async def delete(self, viewer: Viewer, webhook_id: UUID) -> Saved[UUID]:
        """Delete a webhook with its deliveries."""
        require_session(viewer)
        async with self._changes.open(viewer.ledger_id) as change:
            row = await _find(change.connection, viewer.ledger_id, webhook_id)
            await webhooks.remove(change.connection, viewer.ledger_id, row.id)
            await change.happened(WebhookDeleted(row.id))
        return change.saved(row.id)


async def _find(connection: Connection, ledger_id: UUID, webhook_id: UUID) -> WebhookRow:
    rows = await webhooks.all_of(connection, ledger_id)
    row = next((row for row in rows if row.id == webhook_id), None)
    if row is None:
        raise not_found("There is no such webhook; choose one of yours.", "id")
    return row


async def _active(change: Change, webhook_id: UUID) -> WebhookRow:
    row = await _find(change.connection, change.ledger.id, webhook_id)
    if row.state != WebhookState.ACTIVE:
        raise conflict("This webhook is not active; activate it by updateWebhook first.", "id")
    return row


def _state(old: WebhookRow, edit: WebhookEdit) -> str:
    if isinstance(edit.active, Unchanged):
        return old.state
    if edit.active:
        return WebhookState.ACTIVE
    return WebhookState.PAUSED if old.state == WebhookState.ACTIVE else old.state
