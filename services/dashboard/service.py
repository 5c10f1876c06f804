"""The dashboard: everything that a home screen shows, read in one snapshot, only as far as it is asked for."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from db import budgets, categories, event_log, ledgers, totals, transactions
from db.bearers import Bearers
from db.event_log import EventRow
from db.ledgers import LedgerRow
from db.stores.cache import Cache, Computed
from db.stores.engine import Connection, Database, retried
from db.totals import Bucket
from services.calculations import buckets, history_buckets
from services.calendars import Calendar
from services.clock import Clock, date_in
from services.dashboard.snapshots import LAYOUT, DashboardSnapshot, pack, unpack
from services.errors import invalid, no_ledger
from services.goals import current_goals
from services.insights import insight_buckets, shown
from services.live import Live
from services.periods import Period, PeriodChoice

__all__ = ["DashboardNeeds", "DashboardService", "DashboardSnapshot", "cache_group", "check_count"]

MOST_PERIODS = 24
MOST_BARS = 50
MOST_RECENT = 50
MOST_CAUSES = 50


@dataclass(frozen=True, slots=True)
class DashboardNeeds:
    """Which rows the selected parts need: `back` counts the earlier periods, None when no figures are wanted at all.

    `compared` counts those whose same days are compared with a running period. Plans bring what the projection needs.
    Insights need plans and goals, and bring the periods that they compare themselves.
    """

    back: int | None = None
    compared: int = 0
    plans: bool = False
    goals: bool = False
    recent: int = 0
    insights: bool = False

    def __or__(self, other: "DashboardNeeds") -> "DashboardNeeds":
        """Return what two parts need together."""
        backs = [each for each in (self.back, other.back) if each is not None]
        return DashboardNeeds(
            back=max(backs, default=None),
            compared=max(self.compared, other.compared),
            plans=self.plans or other.plans,
            goals=self.goals or other.goals,
            recent=max(self.recent, other.recent),
            insights=self.insights or other.insights,
        )


class DashboardService:
    """Reads dashboards, once or again and again."""

    def __init__(
        self, database: Database, clock: Clock, live: Live, bearers: Bearers, cache: Cache | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._live = live
        self._bearers = bearers
        self._cache = cache

    async def read(
        self, ledger_id: UUID, choice: PeriodChoice, needs: DashboardNeeds, after: int | None = None
    ) -> DashboardSnapshot:
        """The dashboard of a period, from one snapshot of the database; at most six statements, ten with insights.

        With `after`, one more: what happened after that revision, at most 50 events, and none when it is beyond the
        present. Without, it may come from the cache, but is never older than the last write before the call.
        """
        if after is None and self._cache is not None:
            return await self._cached(self._cache, ledger_id, choice, needs)
        return await self._compute(ledger_id, choice, needs, after)

    async def _cached(
        self, cache: Cache, ledger_id: UUID, choice: PeriodChoice, needs: DashboardNeeds
    ) -> DashboardSnapshot:
        head = await self._bearers.head(ledger_id)
        if head is None:
            raise no_ledger()
        what = msgspec.json.encode((choice, needs)).decode()

        async def compute() -> Computed:
            # A write may have come in between: what was read says itself which revision and day it is of.
            found = await self._compute(ledger_id, choice, needs)
            return Computed(_key(found.epoch, found.ledger.revision, found.today, what), pack(found))

        today = date_in(head.time_zone, self._clock())
        key = _key(head.epoch, head.revision, today, what)
        return unpack(await cache.through(cache_group(ledger_id), key, compute))

    @retried
    async def _compute(
        self, ledger_id: UUID, choice: PeriodChoice, needs: DashboardNeeds, after: int | None = None
    ) -> DashboardSnapshot:
        async with self._database.read(ledger_id) as connection:
            found = await ledgers.current(connection, ledger_id)
            if found is None:
                raise no_ledger()
            ledger, epoch = found
            causes = await _causes(connection, ledger, after)
            today = date_in(ledger.time_zone, self._clock())
            period = Calendar.of(ledger).chosen(choice, today)
            asked = _buckets(period, today, ledger, needs)
            snapshot = DashboardSnapshot(
                ledger=ledger,
                epoch=epoch,
                today=today,
                period=period,
                category_rows=await categories.all_of(connection, ledger_id),
                totals=await totals.by_bucket(connection, ledger_id, asked) if asked else (),
                plans=await budgets.all_of(connection, ledger_id) if needs.plans or needs.insights else (),
                goals=await current_goals(connection, ledger, today) if needs.goals or needs.insights else (),
                recent=await transactions.recent(connection, ledger_id, needs.recent) if needs.recent else (),
                causes=causes,
                truncated=after is not None and len(causes) != ledger.revision - after,
            )
            if not needs.insights:
                return snapshot
            insights = await shown(connection, ledger, snapshot.figures, snapshot.goals)
            return replace(snapshot, insights=insights)

    async def updates(
        self, ledger_id: UUID, choice: PeriodChoice, needs: DashboardNeeds, after: int | None = None
    ) -> AsyncGenerator[DashboardSnapshot, None]:
        """The dashboard as it is now, then again after every change, at the ledger's midnight and after a restore.

        Each snapshot's causes follow on the one before, the first one's on `after`; changes close together, or while
        the caller was busy, come in one. After a restore they are truncated. Raises Unauthenticated when the ledger is
        gone.
        """
        shown: DashboardSnapshot | None = None
        with self._live.follow(ledger_id) as watch:
            while True:
                heard = watch.newest
                found = await self.read(ledger_id, choice, needs, shown.ledger.revision if shown else after)
                watch.see(found.ledger.revision, found.epoch, heard)
                if shown is None or found.position != shown.position:
                    shown = found
                    yield found
                await watch.changed(found.ledger.revision, found.epoch, found.midnight)


def cache_group(ledger_id: UUID) -> str:
    """The group in the cache that all dashboards of a ledger are in."""
    return f"dashboard:{ledger_id.hex}"


def _key(epoch: UUID, revision: int, today: date, what: str) -> str:
    return f"{LAYOUT}:{epoch.hex}:{revision}:{today}:{what}"


async def _causes(connection: Connection, ledger: LedgerRow, after: int | None) -> Sequence[EventRow]:
    if after is None or after >= ledger.revision:
        return ()
    return await event_log.after(connection, ledger.id, after, MOST_CAUSES)


def _buckets(period: Period, today: date, ledger: LedgerRow, needs: DashboardNeeds) -> list[Bucket]:
    calendar = Calendar.of(ledger)
    asked = [] if needs.back is None else buckets(period, today, calendar, needs.back, needs.compared)
    if needs.plans:
        asked += history_buckets(period, today, calendar)
    if needs.insights:
        asked += insight_buckets(period, today, calendar)
    return [Bucket(*each) for each in dict.fromkeys(asked)]


def check_count(count: int, most: int, field: str) -> int:
    """The same count, or a problem when it is not from 1 to `most`."""
    if not 1 <= count <= most:
        raise invalid(f"{count} is out of range; ask for 1 to {most}.", field)
    return count
