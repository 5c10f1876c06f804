"""Streams of dashboards, and the writes that move them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from decimal import Decimal

from db.stores.engine import Database
from services.dashboard.service import DashboardNeeds, DashboardSnapshot
from services.transaction_drafts import TransactionDraft
from services.values.periods import PeriodChoice
from services.wiring import Services, build_services
from tests.people import NOW, Clock, Person

CURRENT = PeriodChoice()
ALL = DashboardNeeds(back=1, plans=True, goals=True, recent=50)
SWEPT = 2.0

Stream = AsyncGenerator[DashboardSnapshot, None]


@asynccontextmanager
async def started(database: Database, clock: Clock) -> AsyncIterator[Services]:
    """The services of one process, which listens and sweeps."""
    services = build_services(database, clock)
    await services.live.start()
    yield services
    await services.live.stop()
    await services.users.close()


def stream(services: Services, person: Person, after: int | None = None) -> "aclosing[Stream]":
    """The dashboards of a person, closed at the end of the block."""
    return aclosing(services.dashboard.updates(person.ledger_id, CURRENT, ALL, after))


async def following(updates: Stream, seconds: float = 0.8) -> DashboardSnapshot:
    """The next dashboard, unless it takes too long; by default what only the sweep would find is too late."""
    return await asyncio.wait_for(anext(updates), seconds)


async def spend(services: Services, person: Person, cents: int = 100) -> int:
    """One write, and its revision."""
    draft = TransactionDraft(NOW.date(), Decimal(-cents) / 100, "Shop", category_id=person.categories["Food"])
    return (await services.transactions.record(person.ledger_id, draft)).revision


def revisions(snapshot: DashboardSnapshot) -> list[int]:
    """The revisions of a snapshot's causes."""
    return [cause.revision for cause in snapshot.causes]
