"""The rules of calendar feeds: making, revoking and reading them."""

import secrets
from typing import NamedTuple
from uuid import UUID

from db import calendar_feeds
from db.calendar_feeds import CalendarFeedRow
from db.stores.engine import Database, retried
from db.stores.ids import new_id
from services.changes import Changes, Saved
from services.events.calendar_feeds import CalendarFeedCreated, CalendarFeedDeleted
from services.series.service import SeriesService
from services.users import Viewer
from services.users.credentials import hashed, require_session
from services.values.clock import Clock
from services.values.errors import Unauthenticated, conflict, not_found

MOST_FEEDS = 10

_PREFIX = "at_c_"
_LONGEST_TOKEN = 100


class NewFeed(NamedTuple):
    """A new feed; its token is shown this once."""

    token: str
    row: CalendarFeedRow


class CalendarFeedService:
    """The rules of calendar feeds. Only a session makes and revokes them."""

    def __init__(self, database: Database, changes: Changes, series: SeriesService, clock: Clock) -> None:
        self._database = database
        self._changes = changes
        self._series = series
        self._clock = clock

    @retried
    async def all(self, ledger_id: UUID) -> list[CalendarFeedRow]:
        """Return the feeds of the ledger, the oldest first."""
        async with self._database.read(ledger_id) as connection:
            return await calendar_feeds.all_of(connection, ledger_id)

    async def create(self, viewer: Viewer, *, payees: bool, amounts: bool) -> Saved[NewFeed]:
        """Make a feed under a new address."""
        require_session(viewer)
        async with self._changes.open(viewer.ledger_id) as change:
            if len(await calendar_feeds.all_of(change.connection, viewer.ledger_id)) >= MOST_FEEDS:
                raise conflict(f"A ledger has at most {MOST_FEEDS} calendar feeds; delete one first.")
            token = _PREFIX + secrets.token_urlsafe(32)
            row = CalendarFeedRow(
                ledger_id=viewer.ledger_id,
                id=new_id(),
                token_hash=hashed(token),
                payees=payees,
                amounts=amounts,
                created_at=change.now,
            )
            await calendar_feeds.create(change.connection, row)
            await change.happened(CalendarFeedCreated(row.id))
        return change.saved(NewFeed(token, row))

    async def delete(self, viewer: Viewer, feed_id: UUID) -> Saved[UUID]:
        """Revoke a feed at once."""
        require_session(viewer)
        async with self._changes.open(viewer.ledger_id) as change:
            if not await calendar_feeds.remove(change.connection, viewer.ledger_id, feed_id):
                raise not_found("There is no such calendar feed; choose one of yours.", "id")
            await change.happened(CalendarFeedDeleted(feed_id))
        return change.saved(feed_id)

    async def read(self, token: str) -> bytes | None:
        """Return the calendar of a token, as iCalendar; None if no feed has it."""
        row = await self._find(token)
        if row is None:
            return None
        try:
            states = await self._series.all(row.ledger_id)
        except Unauthenticated:
            return None  # the ledger was deleted meanwhile
        # Imported only when a calendar asks: the library takes long to load.
        from services.calendar_feeds.ical import ical_of

        return ical_of(row, states, self._clock())

    @retried
    async def _find(self, token: str) -> CalendarFeedRow | None:
        if not token.startswith(_PREFIX) or len(token) > _LONGEST_TOKEN or not token.isascii():
            return None
        async with self._database.read() as connection:
            return await calendar_feeds.by_token(connection, hashed(token))
