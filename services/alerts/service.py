"""The rules of alerts: their rules, the list of alerts, and following them."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from uuid import UUID

from db import alerts, ledgers
from db.alerts import AlertRow, AlertRuleRow
from db.stores.engine import Database, retried
from db.stores.ids import new_id
from services.alerts.rules import MOST_RULES, AlertDraft, prepare
from services.changes import Changes, Once, Saved
from services.events.alerts import AlertRuleCreated, AlertRuleDeleted
from services.live import Live
from services.series.service import known_of
from services.values.errors import conflict, no_ledger, not_found
from services.values.pages import checked_count

READ_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class AlertNews:
    """The alerts since the last news, oldest first, up to a revision."""

    revision: int
    alerts: Sequence[AlertRow]


class AlertService:
    """The rules of alerts."""

    def __init__(self, database: Database, changes: Changes, live: Live) -> None:
        self._database = database
        self._changes = changes
        self._live = live

    @retried
    async def rules(self, ledger_id: UUID) -> list[AlertRuleRow]:
        """Return the rules of the ledger, the oldest first."""
        async with self._database.read(ledger_id) as connection:
            return await alerts.rules_of(connection, ledger_id)

    @retried
    async def newest(self, ledger_id: UUID, count: int | None = None) -> list[AlertRow]:
        """Return the newest alerts, the newest first."""
        checked = checked_count(count, "first")
        async with self._database.read(ledger_id) as connection:
            return await alerts.newest(connection, ledger_id, checked)

    @retried
    async def get(self, ledger_id: UUID, alert_id: UUID) -> AlertRow | None:
        """Return an alert of the ledger."""
        async with self._database.read(ledger_id) as connection:
            return await alerts.get(connection, ledger_id, alert_id)

    async def create_rule(self, ledger_id: UUID, draft: AlertDraft, key: str | None = None) -> Saved[AlertRuleRow]:
        """Add a rule. What crosses it already is an alert too, except payments of before."""
        async with self._changes.open(ledger_id, Once(key, "createAlertRule", draft)) as change:
            there = await alerts.rules_of(change.connection, ledger_id)
            if change.repeated:
                rule_id = change.repeated.ids[0]
                return change.repeated.made(next((row for row in there if row.id == rule_id), None))
            if len(there) >= MOST_RULES:
                raise conflict(f"A ledger has at most {MOST_RULES} rules of alerts; delete one first.")
            known = await known_of(change.connection, ledger_id)
            row = prepare(draft, ledger_id, new_id(), known, change.ledger.base_currency)
            await alerts.create_rule(change.connection, row)
            await change.happened(AlertRuleCreated(row.id), [row.id])
        return change.saved(row)

    async def delete_rule(self, ledger_id: UUID, rule_id: UUID) -> Saved[UUID]:
        """Delete a rule with its alerts."""
        async with self._changes.open(ledger_id) as change:
            if not await alerts.remove_rule(change.connection, ledger_id, rule_id):
                raise not_found("There is no such rule of alerts; choose one of yours.", "id")
            await change.happened(AlertRuleDeleted(rule_id))
        return change.saved(rule_id)

    async def follow(self, ledger_id: UUID, after: int | None = None) -> AsyncGenerator[AlertNews, None]:
        """Yield the alerts since a revision, or none, at once; then new ones. After a restore it begins at the newest.

        Raises Unauthenticated when the ledger is gone.
        """
        epoch: UUID | None = None
        since = after
        with self._live.follow(ledger_id) as watch:
            while True:
                before, is_first = watch.newest, epoch is None
                revision, current, rows = await self._read(ledger_id, since, epoch)
                watch.see(revision, current, before)
                epoch = current
                since = rows[-1].revision if len(rows) == READ_AT_ONCE else revision
                if rows or is_first:
                    yield AlertNews(since, rows)
                await watch.changed(since, epoch, None)

    @retried
    async def _read(self, ledger_id: UUID, since: int | None, epoch: UUID | None) -> tuple[int, UUID, list[AlertRow]]:
        async with self._database.read(ledger_id) as connection:
            current = await ledgers.current(ledger_id).within(connection)
            if current is None:
                raise no_ledger()
            ledger, now, *_ = current
            is_new = since is None or epoch not in {None, now} or since >= ledger.revision
            rows = [] if is_new else await alerts.after(connection, ledger_id, since or 0, READ_AT_ONCE)
        return ledger.revision, now, rows
