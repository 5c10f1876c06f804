"""The followers of a ledger hear of each change: by the bell at once, without it by the sweep."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event

from db import event_log, idempotency, ledgers
from db.stores.channels import Channel
from db.stores.engine import Database
from db.stores.ids import new_id
from services.changes import Changes, Once
from services.events.goals import GoalDeleted
from services.events.ledgers import LedgerUpdated
from services.live import Live, Watch
from services.users import Passwords, UserService
from services.values.errors import Refused, invalid
from tests.people import NOW, Clock, Person
from tests.requirements import require_server
from tests.servers import own_redis
from tests.services.users.people import ALICE, BOB, HOME, OPEN, QUICK

AT_ONCE, SWEPT = 0.5, 2.0


@pytest.fixture
async def live(database: Database, clock: Clock) -> AsyncIterator[Live]:
    """Yield the followers of one process."""
    live = Live(database, Channel("memory://"), clock)
    await live.start()
    yield live
    await live.stop()


async def write(changes: Changes, ledger_id: UUID) -> int:
    """One change of a ledger, and its revision."""
    async with changes.open(ledger_id) as change:
        await change.happened(LedgerUpdated())
    return change.ledger.revision


async def wakes(
    watch: Watch, since: int, seconds: float, epoch: UUID | None = None, until: datetime | None = None
) -> bool:
    """Return True if a watch tells of a change in time."""
    try:
        async with asyncio.timeout(seconds):
            await watch.changed(since, epoch, until)
    except TimeoutError:
        return False
    return True


async def test_a_bell_wakes_at_once_all_who_follow_the_ledger_and_nobody_else(
    database: Database, live: Live, clock: Clock, alice: Person, bob: Person
) -> None:
    with live.follow(alice.ledger_id) as hers, live.follow(bob.ledger_id) as his:
        waiting = [asyncio.create_task(wakes(hers, 0, AT_ONCE)) for _ in range(3)]
        elsewhere = asyncio.create_task(wakes(his, 0, AT_ONCE))
        await asyncio.sleep(0)
        await write(Changes(database, clock, live.ring), alice.ledger_id)
        assert await asyncio.gather(*waiting, elsewhere) == [True, True, True, False]
        assert (hers.newest, his.newest) == (1, 0)


async def test_newer_revision_is_told_without_waiting(live: Live, alice: Person) -> None:
    with live.follow(alice.ledger_id) as watch:
        watch.see(7, first := new_id(), watch.newest)
        assert await wakes(watch, 6, 0, first)
        assert await wakes(watch, 7, 0, new_id())
        assert await wakes(watch, 7, 0, first, NOW)
        assert not await wakes(watch, 7, 0, first)


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("server", ["AQUA_THISTLE_TEST_REDIS", "AQUA_THISTLE_TEST_POSTGRESQL"])
async def test_a_write_on_one_process_wakes_those_on_another(
    server: str, database: Database, clock: Clock, alice: Person
) -> None:
    here, there = (Live(database, Channel(require_server(server)), clock) for _ in range(2))
    await here.start()
    await there.start()
    with there.follow(alice.ledger_id) as watch:
        await there.sweep()
        waiting = asyncio.create_task(wakes(watch, 0, AT_ONCE))
        await asyncio.sleep(0)
        here.ring(alice.ledger_id, 1)
        assert await waiting
    await here.stop()
    await there.stop()


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_frozen_server_of_the_channel_delays_neither_a_write_nor_those_who_follow_it_here(
    database: Database, clock: Clock, alice: Person
) -> None:
    with own_redis() as server:
        await asyncio.to_thread(server.start)
        live = Live(database, Channel(server.url), clock)
        await live.start()
        server.freeze()
        with live.follow(alice.ledger_id) as watch:
            async with asyncio.timeout(2):
                for revision in range(1, 21):
                    assert await write(Changes(database, clock, live.ring), alice.ledger_id) == watch.newest == revision
        async with asyncio.timeout(2):
            await live.stop()


async def test_the_sweep_heals_a_bell_that_nobody_heard(
    database: Database, live: Live, clock: Clock, alice: Person
) -> None:
    changes = Changes(database, clock)
    with live.follow(alice.ledger_id) as watch:
        for _ in range(2):
            revision = await write(changes, alice.ledger_id)
            assert await wakes(watch, revision - 1, SWEPT)
            assert watch.newest == revision


async def test_a_bell_of_a_lineage_that_ended_wakes_once_and_hides_nothing(live: Live, alice: Person) -> None:
    epoch = new_id()
    with live.follow(alice.ledger_id) as watch:
        live.ring(alice.ledger_id, 900)
        assert await wakes(watch, 0, AT_ONCE)
        watch.see(0, epoch, before=900)
        assert watch.newest == 0
        live.ring(alice.ledger_id, 1)
        assert await wakes(watch, 0, AT_ONCE)


async def test_a_bell_during_a_read_is_not_forgotten(live: Live, alice: Person) -> None:
    with live.follow(alice.ledger_id) as watch:
        before = watch.newest
        live.ring(alice.ledger_id, 5)
        watch.see(4, new_id(), before)
        assert watch.newest == 5


async def test_a_restored_database_and_a_deleted_ledger_wake(database: Database, live: Live, alice: Person) -> None:
    with live.follow(alice.ledger_id) as watch:
        await live.sweep()
        before = watch.epoch
        assert before is not None
        assert not await wakes(watch, 0, 0.01, before)
        async with database.write() as connection:
            await ledgers.begin_epoch(connection, new_id(), NOW)
        assert await wakes(watch, 0, SWEPT, before)
        assert watch.epoch != before
        async with database.write() as connection:
            await ledgers.delete(connection, alice.ledger_id)
        assert await wakes(watch, watch.newest, SWEPT, watch.epoch)
        assert watch.gone


async def test_the_clock_wakes_whoever_waits_for_a_moment(live: Live, clock: Clock, alice: Person) -> None:
    with live.follow(alice.ledger_id) as watch:
        waiting = asyncio.create_task(watch.changed(0, None, NOW + timedelta(hours=14)))
        await asyncio.sleep(0)
        clock.now += timedelta(hours=13, minutes=59, seconds=59)
        await live.sweep()
        assert not waiting.done()
        clock.now += timedelta(seconds=1)
        async with asyncio.timeout(SWEPT):
            await waiting


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_moment_is_met_on_time(database: Database, alice: Person) -> None:
    started = time.monotonic()
    live = Live(database, Channel("memory://"), lambda: NOW + timedelta(seconds=time.monotonic() - started))
    await live.start()
    with live.follow(alice.ledger_id) as watch:
        await watch.changed(0, None, NOW + timedelta(seconds=1.7))
        assert 1.7 <= time.monotonic() - started < 1.95
    await live.stop()


async def test_all_followed_ledgers_are_swept_by_one_statement(
    database: Database, clock: Clock, alice: Person, bob: Person
) -> None:
    live, statements = Live(database, Channel("memory://"), clock), 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    await live.sweep()
    for engine in database._engines:
        event.listen(engine.sync_engine, "before_cursor_execute", count)
    await live.sweep()
    assert statements == 0
    with live.follow(alice.ledger_id), live.follow(bob.ledger_id), live.follow(gone := new_id()):
        await live.sweep()
        with live.follow(gone) as watch:
            assert watch.gone
    assert statements == (2 if database.is_sqlite else 1)  # SQLite's BEGIN is counted too


async def test_followers_share_one_watch_that_goes_with_the_last(live: Live, alice: Person) -> None:
    with live.follow(alice.ledger_id) as first:
        with live.follow(alice.ledger_id) as second:
            assert second is first
        with live.follow(alice.ledger_id) as third:
            assert third is first
    with live.follow(alice.ledger_id) as fourth:
        assert fourth is not first


async def test_message_that_is_no_bell_is_ignored(database: Database, clock: Clock, alice: Person) -> None:
    channel = Channel("memory://")
    live = Live(database, channel, clock)
    await live.start()
    with live.follow(alice.ledger_id) as watch:
        for message in ("?", ":", f"{alice.ledger_id.hex}:", f"{alice.ledger_id.hex}:one", f"{new_id().hex}:3"):
            channel.publish(message)
        assert not await wakes(watch, 0, 0.1)
        channel.publish(f"{alice.ledger_id.hex}:3")
        assert await wakes(watch, 0, AT_ONCE)
    await live.stop()


async def test_a_database_that_fails_for_a_while_is_swept_again(
    live: Live, alice: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise ConnectionError("The database is away.")

    caplog.set_level(logging.WARNING, Live.__module__)
    with live.follow(alice.ledger_id) as watch:
        with monkeypatch.context() as broken:
            broken.setattr(ledgers, "revisions", fail)
            live.ring(alice.ledger_id, 8)
            await asyncio.sleep(SWEPT)
        assert caplog.text.count("could not be looked at") == 1
        async with asyncio.timeout(SWEPT):
            while watch.newest:
                await asyncio.sleep(0.01)


async def test_the_log_is_kept_a_week_and_its_newest_event_for_ever(
    database: Database, live: Live, changes: Changes, clock: Clock, alice: Person, bob: Person
) -> None:
    for _ in range(3):
        await write(changes, alice.ledger_id)
        await write(changes, bob.ledger_id)
    clock.now += timedelta(days=4)
    await write(changes, alice.ledger_id)

    async def logged(person: Person) -> list[int]:
        async with database.read() as connection:
            return [row.revision for row in await event_log.after(connection, person.ledger_id, 0, 10)]

    clock.now += timedelta(days=3)
    await live.prune()
    assert (await logged(alice), await logged(bob)) == ([1, 2, 3, 4], [1, 2, 3])
    clock.now += timedelta(microseconds=1)
    await live.prune()
    assert (await logged(alice), await logged(bob)) == ([4], [3])
    clock.now += timedelta(days=300)
    await live.prune()
    assert (await logged(alice), await logged(bob)) == ([4], [3])


async def test_idempotency_keys_are_kept_a_week(
    database: Database, live: Live, changes: Changes, clock: Clock, alice: Person
) -> None:
    async with changes.open(alice.ledger_id, Once("k", "updateLedger", None)) as change:
        await change.happened(LedgerUpdated())
    kept = []
    for later in (timedelta(days=7), timedelta(microseconds=1)):
        clock.now += later
        await live.prune()
        async with database.read() as connection:
            kept.append(await idempotency.used(alice.ledger_id, "updateLedger", "k").within(connection) is not None)
    assert kept == [True, False]


async def test_a_long_log_is_pruned_in_several_transactions(
    database: Database,
    live: Live,
    changes: Changes,
    clock: Clock,
    alice: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.live._PRUNED_AT_ONCE", 2)
    for _ in range(6):
        await write(changes, alice.ledger_id)
    clock.now += timedelta(days=8)
    await live.prune()
    async with database.read() as connection:
        assert [row.revision for row in await event_log.after(connection, alice.ledger_id, 0, 10)] == [6]


async def test_only_committed_changes_ring_the_bell(database: Database, clock: Clock, alice: Person) -> None:
    rung: list[tuple[UUID, int]] = []
    changes = Changes(database, clock, lambda *bell: rung.append(bell))
    async with changes.open(alice.ledger_id) as change:
        change.abandon()
    with suppress(Refused):
        async with changes.open(alice.ledger_id) as change:
            await change.happened(GoalDeleted(new_id()))
            raise invalid("No.")
    assert rung == []
    async with changes.open(alice.ledger_id) as change:
        await change.happened(LedgerUpdated())
        assert rung == []
    assert rung == [(alice.ledger_id, 1)]


async def test_signing_out_and_leaving_for_good_are_rung(database: Database, clock: Clock) -> None:
    rung: list[tuple[UUID, int]] = []
    changes = Changes(database, clock, lambda *bell: rung.append(bell))
    users = UserService(database, changes, clock, OPEN, Passwords(QUICK))
    alice, bob = [(await users.sign_up(draft, HOME)).object.viewer for draft in (ALICE, BOB)]
    await users.sign_out(alice)
    await users.delete_user(bob, BOB.password)
    assert rung == [(alice.ledger_id, 2), (bob.ledger_id, 2)]
