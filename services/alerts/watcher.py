"""The watcher of alerts: it looks at each ledger with rules after a change, and at its midnight.

An alert is raised when a rule is crossed and was not crossed at the last look. So an import rings once, and a recording
costs nothing more.
"""

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from db import alerts, transaction_search
from db.alerts import AlertRow
from db.stores.engine import Connection, Database
from db.stores.ids import new_id
from db.transactions import TransactionFilter
from services.alerts.crossings import Crossing, LedgerToday, crossings
from services.alerts.rules import MOST_DAYS, AlertKind
from services.changes import Changes
from services.dashboard.looking_ahead import LookAhead
from services.dashboard.reading import DashboardNeeds
from services.dashboard.service import DashboardService
from services.dashboard.snapshots import DashboardSnapshot
from services.events.alerts import AlertsRaised
from services.values.clock import Clock
from services.values.errors import Unauthenticated
from services.values.periods import PeriodChoice

SECONDS_BETWEEN_LOOKS = 1.0
MOST_PAYMENTS = 100
QUIET = timedelta(hours=1)  # between complaints in the log
NEEDS = DashboardNeeds(back=1, plans=True, series=True, ahead=MOST_DAYS)

_log = logging.getLogger(__name__)


class AlertWatcher:
    """Raises the alerts of all ledgers in the background of this process."""

    def __init__(self, database: Database, changes: Changes, dashboard: DashboardService, clock: Clock) -> None:
        self._database = database
        self._changes = changes
        self._dashboard = dashboard
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._quiet_until = datetime.min.replace(tzinfo=UTC)

    def begin(self) -> None:
        """Start to look in the background."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop after the current look."""
        self._stopping.set()
        if self._task:
            await self._task

    async def look(self) -> None:
        """Look at the ledgers that changed since the last look, or whose day has ended."""
        async with self._database.read() as connection:
            due = await alerts.due(connection, self._clock())
        for ledger_id in due:
            await self._attempt(self._look_at(ledger_id))

    async def _run(self) -> None:
        while not self._stopping.is_set():
            await self._attempt(self.look())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), SECONDS_BETWEEN_LOOKS)

    async def _attempt(self, work: Awaitable[None]) -> None:
        """Do some work, whose failure must not stop the work for other ledgers; log the first failure of an hour."""
        try:
            await work
        except Unauthenticated:
            pass  # the ledger was deleted meanwhile
        except Exception:
            if self._clock() >= self._quiet_until:
                _log.warning("Alerts could not be looked for; they will be again.", exc_info=True)
                self._quiet_until = self._clock() + QUIET

    async def _look_at(self, ledger_id: UUID) -> None:
        snapshot = await self._dashboard.read(ledger_id, PeriodChoice(), NEEDS)
        async with self._database.read(ledger_id) as connection:
            rules = await alerts.rules_of(connection, ledger_id)
            limits = [rule.amount for rule in rules if rule.kind == AlertKind.LARGE_PAYMENT and rule.amount]
            chosen = TransactionFilter(start=snapshot.period.start, at_most=-min(limits, default=0))
            payments = await transaction_search.page(connection, ledger_id, chosen, MOST_PAYMENTS) if limits else []
            before = await alerts.holding(connection, ledger_id)
        crossed = crossings(LedgerToday(snapshot, LookAhead(snapshot), payments), rules)
        if _new(crossed, before):
            await self._raise(snapshot, crossed)
        else:
            async with self._database.write(ledger_id) as connection:
                await _end(connection, ledger_id, crossed, before)
                await alerts.note_look(connection, ledger_id, snapshot.ledger.revision, snapshot.midnight)

    async def _raise(self, snapshot: DashboardSnapshot, crossed: list[Crossing]) -> None:
        """Store the alerts that are new, also after what another process has stored meanwhile."""
        ledger_id = snapshot.ledger.id
        async with self._changes.open(ledger_id) as change:
            before = await alerts.holding(change.connection, ledger_id)
            there = {rule.id for rule in await alerts.rules_of(change.connection, ledger_id)}
            new = [crossing for crossing in _new(crossed, before) if crossing.rule_id in there]
            if not new:
                change.abandon()
                return
            rows = [
                AlertRow(
                    ledger_id=ledger_id,
                    id=new_id(),
                    rule_id=crossing.rule_id,
                    about=crossing.about,
                    text=crossing.text,
                    at=change.now,
                    revision=change.ledger.revision,
                )
                for crossing in new
            ]
            await alerts.add(change.connection, rows)
            await _end(change.connection, ledger_id, crossed, before)
            await alerts.note_look(change.connection, ledger_id, snapshot.ledger.revision, snapshot.midnight)
            await change.happened(AlertsRaised(tuple(row.id for row in rows), tuple(row.text for row in rows)))


def _new(crossed: list[Crossing], before: list[AlertRow]) -> list[Crossing]:
    known = {(row.rule_id, row.about) for row in before}
    return [crossing for crossing in crossed if (crossing.rule_id, crossing.about) not in known]


async def _end(connection: Connection, ledger_id: UUID, crossed: list[Crossing], before: list[AlertRow]) -> None:
    """Note which alerts are over."""
    still = {(crossing.rule_id, crossing.about) for crossing in crossed}
    await alerts.end(connection, ledger_id, [row.id for row in before if (row.rule_id, row.about) not in still])
