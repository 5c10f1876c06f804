"""A stream of dashboards misses nothing: every revision is in it with its cause, and each midnight."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from db import event_log, ledgers
from db.stores.channels import Channel
from db.stores.engine import Database
from services.changes import Changes
from services.dashboard.looking_ahead import LookAhead
from services.dashboard.service import DashboardNeeds, DashboardSnapshot
from services.events.ledgers import LedgerUpdated
from services.series.drafts import SeriesDraft
from services.transaction_drafts import TransactionDraft
from services.values.errors import Refused, Unauthenticated
from services.values.periods import Period, PeriodChoice
from services.values.schedules import Schedule
from services.wiring import Services, build_services
from tests.people import NOW, Clock, Person, alice_in, bob_in
from tests.requirements import require_server
from tests.services.streams import ALL, CURRENT, SWEPT, following, revisions, spend, started, stream

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
RENT = SeriesDraft("Landlord", Schedule(date(2026, 11, 15)), Decimal(-1180))


@pytest.fixture
async def services(database: Database, clock: Clock) -> AsyncIterator[Services]:
    """One process."""
    async with started(database, clock) as services:
        yield services


def spent(snapshot: DashboardSnapshot) -> int:
    """Return the spending of the current period's figures, in minor units."""
    return sum(total.money_out for total in snapshot.figures.totals if total.bucket == 0)


async def test_the_present_comes_first_and_then_each_change_with_its_cause(services: Services, alice: Person) -> None:
    async with stream(services, alice) as updates:
        first = await following(updates)
        assert (first.ledger.revision, first.causes, first.truncated) == (0, (), False)
        for revision in (1, 2, 3):
            waiting = asyncio.create_task(following(updates))
            await asyncio.sleep(0.05)
            assert await spend(services, alice) == revision
            update = await waiting
            assert update.ledger.revision == revision
            assert [(cause.revision, cause.kind) for cause in update.causes] == [(revision, "TransactionRecorded")]
            assert len(update.recent) == revision
            assert not update.truncated


async def test_bills_are_pushed_when_a_series_is_made_and_paid(services: Services, alice: Person) -> None:
    needs = DashboardNeeds(series=True, plans=True, ahead=30)
    async with aclosing(services.dashboard.updates(alice.ledger_id, CURRENT, needs)) as updates:
        assert LookAhead(await following(updates)).bills.series == []
        row = (await services.series.create(alice.ledger_id, RENT)).object.known.series
        bills = LookAhead(await following(updates)).bills
        assert bills.within(NOVEMBER).due == 118000
        draft = TransactionDraft(NOW.date(), Decimal(-1180), "Landlord")
        await services.transactions.record(alice.ledger_id, draft)
        bills = LookAhead(await following(updates)).bills
        assert (bills.within(NOVEMBER).due, bills.within(NOVEMBER).paid) == (0, 118000)
        await services.series.delete(alice.ledger_id, row.id)
        update = await following(updates)
        assert [cause.kind for cause in update.causes] == ["SeriesDeleted"]
        assert LookAhead(update).bills.series == []


async def test_the_writes_of_others_wake_nobody(services: Services, alice: Person, bob: Person) -> None:
    async with stream(services, alice) as updates:
        await following(updates)
        waiting = asyncio.create_task(following(updates))
        await spend(services, bob)
        with pytest.raises(TimeoutError):
            await waiting


async def test_changes_while_a_reader_is_busy_come_in_one_update(services: Services, alice: Person) -> None:
    async with stream(services, alice) as updates:
        await following(updates)
        for _ in range(7):
            await spend(services, alice)
        assert revisions(await following(updates)) == [1, 2, 3, 4, 5, 6, 7]
        with pytest.raises(TimeoutError):
            await following(updates)


async def test_many_bells_are_answered_by_few_reads(
    services: Services, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stream(services, alice) as updates:
        await following(updates)
        await spend(services, alice)
        reads, read = 0, services.dashboard.read

        async def counted(
            ledger_id: UUID, choice: PeriodChoice, needs: DashboardNeeds, after: int | None = None
        ) -> DashboardSnapshot:
            nonlocal reads
            reads += 1
            for _ in range(100):
                services.live.ring(alice.ledger_id, 1)
            return await read(ledger_id, choice, needs, after)

        monkeypatch.setattr(type(services.dashboard), "read", staticmethod(counted))
        assert revisions(await following(updates)) == [1]
        with pytest.raises(TimeoutError):
            await following(updates)
        assert reads == 1


async def test_invented_bell_is_read_once_and_not_told(services: Services, alice: Person) -> None:
    async with stream(services, alice) as updates:
        await following(updates)
        services.live.ring(alice.ledger_id, 900)
        with pytest.raises(TimeoutError):
            await following(updates)
    async with stream(services, alice) as updates:
        await following(updates)
        services.live.ring(alice.ledger_id, 900)
        waiting = asyncio.create_task(following(updates))
        await asyncio.sleep(0.1)
        await spend(services, alice)
        assert (await waiting).ledger.revision == 1


@pytest.mark.parametrize("seed", range(2))
async def test_no_revision_is_missed_under_concurrent_writes(services: Services, alice: Person, seed: int) -> None:
    chance, writers, each = random.Random(seed), 4, 10

    async def write() -> None:
        for _ in range(each):
            await spend(services, alice, chance.randint(1, 999))
            await asyncio.sleep(chance.choice([0, 0, 0.005, 0.03]))

    async def read() -> None:
        seen, last = 0, 0
        async with stream(services, alice, after=0) as updates:
            while seen < writers * each:
                update = await following(updates, 10)
                assert revisions(update) == list(range(seen + 1, update.ledger.revision + 1))
                assert len(update.recent) == min(update.ledger.revision, 50)
                assert spent(update) == sum(-row.base_amount for row in update.recent) >= last
                seen, last = update.ledger.revision, spent(update)
                await asyncio.sleep(chance.choice([0, 0, 0.02]))
        assert last == spent(await services.dashboard.read(alice.ledger_id, CURRENT, ALL))

    await asyncio.gather(*(read() for _ in range(3)), *(write() for _ in range(writers)))


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("server", ["AQUA_THISTLE_TEST_REDIS", "AQUA_THISTLE_TEST_POSTGRESQL"])
async def test_write_of_one_process_is_shown_by_another(
    server: str, database: Database, clock: Clock, alice: Person
) -> None:
    here, there = (build_services(database, clock, channel=Channel(require_server(server))) for _ in range(2))
    await here.live.start()
    await there.live.start()
    async with stream(there, alice) as updates:
        await following(updates)
        for revision in range(1, 6):
            waiting = asyncio.create_task(following(updates))
            await asyncio.sleep(0)
            await spend(here, alice)
            assert revisions(await waiting) == [revision]
    for process in (here, there):
        await process.live.stop()
        await process.users.close()


async def test_a_lost_bell_is_healed_within_two_seconds(
    database: Database, services: Services, clock: Clock, alice: Person
) -> None:
    silent = build_services(database, clock)
    async with stream(services, alice) as updates:
        await following(updates)
        for revision in (1, 2):
            waiting = asyncio.create_task(following(updates, SWEPT))
            await asyncio.sleep(0.05)
            await spend(silent, alice)
            assert revisions(await waiting) == [revision]
    await silent.users.close()


@pytest.mark.parametrize(
    ("move", "midnight"),
    [(alice_in, datetime(2026, 11, 30, 23, tzinfo=UTC)), (bob_in, datetime(2026, 11, 25, 5, tzinfo=UTC))],
    ids=["alice", "bob"],
)
async def test_the_day_turns_over_at_the_ledgers_own_midnight(
    database: Database,
    services: Services,
    clock: Clock,
    move: Callable[[Database], Awaitable[Person]],
    midnight: datetime,
) -> None:
    clock.now = midnight - timedelta(seconds=30)
    async with stream(services, await move(database)) as updates:
        before = await following(updates)
        waiting = asyncio.create_task(following(updates, SWEPT * 2))
        await asyncio.sleep(0.05)
        clock.now = midnight - timedelta(microseconds=1)
        await asyncio.sleep(0.1)
        assert not waiting.done()
        clock.now = midnight
        after = await waiting
    assert (after.today - before.today, after.ledger.revision) == (timedelta(days=1), before.ledger.revision)
    assert after.period != before.period
    assert after.period.start == after.today
    assert (len(after.causes), after.truncated) == (0, False)


async def test_another_time_zone_moves_the_midnight(
    database: Database, services: Services, clock: Clock, alice: Person
) -> None:
    clock.now = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    async with stream(services, alice) as updates:
        first = await following(updates)
        assert first.today == date(2026, 11, 23)
        async with Changes(database, clock, services.live.ring).open(alice.ledger_id) as change:
            await ledgers.change(change.connection, alice.ledger_id, time_zone="Europe/Kyiv")
            await change.happened(LedgerUpdated())
        assert (await following(updates)).today == date(2026, 11, 23)
        clock.now += timedelta(minutes=30)
        assert (await following(updates, SWEPT)).today == date(2026, 11, 24)


@pytest.mark.parametrize("rung", [True, False])
async def test_a_deleted_ledger_ends_its_streams(
    database: Database, services: Services, alice: Person, rung: bool
) -> None:
    async with stream(services, alice) as updates:
        await following(updates)
        waiting = asyncio.create_task(following(updates, 0.8 if rung else SWEPT))
        await asyncio.sleep(0.05)
        async with database.write() as connection:
            await ledgers.delete(connection, alice.ledger_id)
        if rung:
            services.live.ring(alice.ledger_id, 1)
        with pytest.raises(Unauthenticated):
            await waiting
    async with stream(services, alice) as updates:
        with pytest.raises(Unauthenticated):
            await following(updates)


async def test_returning_reader_is_told_the_events_meanwhile(services: Services, alice: Person) -> None:
    for _ in range(5):
        await spend(services, alice)
    for after, told in ((0, [1, 2, 3, 4, 5]), (3, [4, 5]), (5, [])):
        async with stream(services, alice, after) as updates:
            first = await following(updates)
            assert (first.ledger.revision, revisions(first), first.truncated) == (5, told, False)
            assert len(first.recent) == 5


async def test_future_revision_gets_the_state_alone_and_then_the_events(services: Services, alice: Person) -> None:
    for revision in (1, 2):
        async with stream(services, alice, after=900) as updates:
            first = await following(updates)
            assert (first.ledger.revision, revisions(first), first.truncated) == (revision - 1, [], True)
            await spend(services, alice)
            update = await following(updates)
            assert (revisions(update), update.truncated) == ([revision], False)


async def test_more_than_fifty_causes_are_truncated(services: Services, alice: Person) -> None:
    for _ in range(51):
        await spend(services, alice)
    exactly = await services.dashboard.read(alice.ledger_id, CURRENT, ALL, after=1)
    assert (revisions(exactly), exactly.truncated) == (list(range(2, 52)), False)
    more = await services.dashboard.read(alice.ledger_id, CURRENT, ALL, after=0)
    assert (revisions(more), more.truncated) == (list(range(1, 51)), True)


async def test_a_log_that_does_not_reach_back_is_truncated(services: Services, clock: Clock, alice: Person) -> None:
    for _ in range(3):
        await spend(services, alice)
    clock.now += timedelta(days=8)
    await services.live.prune()
    await spend(services, alice)
    for after, told, truncated in ((-1, [3, 4], True), (0, [3, 4], True), (2, [3, 4], False), (3, [4], False)):
        snapshot = await services.dashboard.read(alice.ledger_id, CURRENT, ALL, after)
        assert (revisions(snapshot), snapshot.truncated) == (told, truncated)


async def test_reader_without_a_revision_is_told_the_present_alone(services: Services, alice: Person) -> None:
    await spend(services, alice)
    snapshot = await services.dashboard.read(alice.ledger_id, CURRENT, ALL)
    assert (snapshot.ledger.revision, snapshot.causes, snapshot.truncated) == (1, (), False)


async def test_a_period_that_cannot_be_refuses_the_stream(services: Services, alice: Person) -> None:
    with pytest.raises(Refused):
        await anext(services.dashboard.updates(alice.ledger_id, PeriodChoice(month="2026-13"), ALL))


async def test_a_reader_that_leaves_is_forgotten_at_once(services: Services, alice: Person) -> None:
    updates = services.dashboard.updates(alice.ledger_id, CURRENT, ALL)
    await anext(updates)
    waiting = asyncio.create_task(anext(updates))
    await asyncio.sleep(0)
    assert services.live._watches
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert not services.live._watches


async def test_the_causes_are_those_of_the_log(database: Database, services: Services, alice: Person) -> None:
    await spend(services, alice)
    snapshot = await services.dashboard.read(alice.ledger_id, CURRENT, ALL, after=0)
    async with database.read() as connection:
        assert list(snapshot.causes) == await event_log.after(connection, alice.ledger_id, 0, 50)
