"""The dashboard service: read the requested parts of a home screen in one snapshot."""

from collections.abc import AsyncGenerator
from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from db.bearers import Bearers
from db.stores.cache import Cache, Computed
from db.stores.engine import Database, retried
from services.dashboard.reading import MOST_CAUSES, AccountsNeeds, DashboardNeeds, DashboardReading
from services.dashboard.snapshots import LAYOUT, DashboardSnapshot, pack, unpack
from services.insights import shown
from services.live import Live
from services.values.clock import Clock, date_in
from services.values.errors import invalid, no_ledger
from services.values.periods import PeriodChoice
from services.values.turns import Turns

__all__ = [
    "MOST_CAUSES",
    "AccountsNeeds",
    "DashboardNeeds",
    "DashboardService",
    "DashboardSnapshot",
    "cache_group",
    "check_count",
]

MOST_PERIODS = 24
MOST_POINTS = 24
MOST_CHOSEN = 50
MOST_BARS = 50
MOST_RECENT = 50
MOST_SECONDS_UNRESTED = 0.005  # the figures of an ordinary ledger take less


class DashboardService:
    """Reads dashboards, once or after every change."""

    def __init__(
        self, database: Database, clock: Clock, live: Live, bearers: Bearers, cache: Cache | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._live = live
        self._bearers = bearers
        self._cache = cache
        self._turns = Turns(unrested=MOST_SECONDS_UNRESTED)

    async def read(
        self, ledger_id: UUID, choice: PeriodChoice, needs: DashboardNeeds, after: int | None = None
    ) -> DashboardSnapshot:
        """Return the dashboard of a period from one snapshot, by one visit to the database unless it has insights.

        With `after`, it has the events after that revision, at most 50, and none if the revision is in the future.
        Without, it may come from the cache, but is never older than the last write before the call.
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
            snapshot = await self._compute(ledger_id, choice, needs)
            return Computed(_key(snapshot.epoch, snapshot.ledger.revision, snapshot.today, what), pack(snapshot))

        today = date_in(head.time_zone, self._clock())
        key = _key(head.epoch, head.revision, today, what)
        return unpack(await cache.through(cache_group(ledger_id), key, compute))

    @retried
    async def _compute(
        self, ledger_id: UUID, choice: PeriodChoice, needs: DashboardNeeds, after: int | None = None
    ) -> DashboardSnapshot:
        head = await self._bearers.head(ledger_id)
        while head is not None:
            # All is read at once, so the settings that say which rows to ask for are known only from before.
            reading = DashboardReading(ledger_id, head, self._clock(), choice=choice, needs=needs, after=after)
            snapshot, head = await self._read(ledger_id, reading, needs), reading.head
            if snapshot is not None and head is not None and reading.fits(head):
                return snapshot
        raise no_ledger()

    async def _read(
        self, ledger_id: UUID, reading: DashboardReading, needs: DashboardNeeds
    ) -> DashboardSnapshot | None:
        """Read all of one committed state; None if there is no such ledger."""
        if not needs.insights:
            await self._database.visit(ledger_id, *reading.reads)
            # The figures are computed by who asked, without a pause: that is part of the turn.
            async with self._turns.turn(ledger_id):
                return reading.snapshot()
        async with self._database.read(ledger_id) as connection:
            snapshot = await reading.within(connection)
            if snapshot is None:
                return None
            async with self._turns.turn(ledger_id):
                insights = await shown(connection, snapshot.ledger, snapshot.figures, snapshot.goals)
                return replace(snapshot, insights=insights)

    async def updates(
        self, ledger_id: UUID, choice: PeriodChoice, needs: DashboardNeeds, after: int | None = None
    ) -> AsyncGenerator[DashboardSnapshot, None]:
        """Yield the dashboard now, then after every change, at the ledger's midnight and after a restore.

        Each snapshot's causes follow the one before, the first one's follow `after`. Changes close together, or while
        the caller was busy, come in one. After a restore they are truncated. Raises Unauthenticated if the ledger is
        gone.
        """
        shown: DashboardSnapshot | None = None
        with self._live.follow(ledger_id) as watch:
            while True:
                before = watch.newest
                snapshot = await self.read(ledger_id, choice, needs, shown.ledger.revision if shown else after)
                watch.see(snapshot.ledger.revision, snapshot.epoch, before)
                if shown is None or snapshot.position != shown.position:
                    shown = snapshot
                    yield snapshot
                await watch.changed(snapshot.ledger.revision, snapshot.epoch, snapshot.midnight)


def cache_group(ledger_id: UUID) -> str:
    """Return the group in the cache of all dashboards of a ledger."""
    return f"dashboard:{ledger_id.hex}"


def _key(epoch: UUID, revision: int, today: date, what: str) -> str:
    return f"{LAYOUT}:{epoch.hex}:{revision}:{today}:{what}"


def check_count(count: int, most: int, field: str) -> int:
    """Return the count; refuse one that is not from 1 to `most`."""
    if not 1 <= count <= most:
        raise invalid(f"{count} is out of range; ask for 1 to {most}.", field)
    return count
