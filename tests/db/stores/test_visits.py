"""A visit reads one snapshot, and stores a proposal whole or not at all, on both databases."""

import asyncio
import sqlite3
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]
import pytest

from db import budgets, categories, event_log, goals, idempotency, ledgers, movements, totals, transactions
from db.budgets import PlanRow
from db.event_log import EventRow
from db.goals import ContributionRow, GoalRow
from db.idempotency import IdempotencyRow
from db.stores.engine import Database, read_at_once
from db.stores.ids import new_id
from db.stores.visits import Proposal, Read, Write
from db.totals import Bucket, DailyTotal
from tests.db import rows

DAY = date(2026, 3, 1)
REFUSED = (sqlite3.IntegrityError, asyncpg.UniqueViolationError)


async def fill(database: Database, ledger_id: UUID) -> None:
    """Give a ledger a row of everything that is read in visits."""
    category = rows.category(ledger_id)
    goal = GoalRow(ledger_id, new_id(), "Bike", 90_000, None, DAY, None, 0)
    async with database.write() as connection:
        await categories.create(connection, category)
        plan = PlanRow(ledger_id, category.id, DAY, 400)
        await budgets.set_all(connection, [plan, plan._replace(starts_on=date(2026, 4, 1), amount=None)])
        await goals.create(connection, goal)
        await goals.contribute(connection, ContributionRow(ledger_id, new_id(), goal.id, DAY, 316, ""))
        for category_id in (None, category.id):
            await transactions.add(connection, [rows.transaction(ledger_id)._replace(category_id=category_id)])
            await totals.add(connection, ledger_id, [DailyTotal(DAY, ledger_id, category_id, 0, 1250, 1)])
        await event_log.append(connection, EventRow(ledger_id, 1, "GoalCreated", {"goal_id": goal.id.hex}, rows.NOON))
        key = IdempotencyRow(ledger_id, "record", "k", b"\0\xff" * 16, [new_id().hex], 1, rows.NOON, changed=True)
        await idempotency.remembering(key).within(connection)


def of(ledger_id: UUID, *rest: EventRow, revision: int = 0) -> Proposal:
    """A proposal that adds a transaction and an event to a ledger at this revision, and further events."""
    event = EventRow(ledger_id, revision + 1, "TransactionRecorded", {"amount": "100 %", "payee": "Café"}, rows.NOON)
    writes: list[Write] = [*transactions.adding([rows.transaction(ledger_id)]), event_log.appending(event)]
    return Proposal(ledgers.raise_from(ledger_id, revision), [*writes, *map(event_log.appending, rest)])


async def standing(database: Database, ledger_id: UUID) -> tuple[int, int, int]:
    """The revision of a ledger, and how many transactions and events it has."""
    current, newest = ledgers.current(ledger_id), transactions.newest_in(ledger_id, 500)
    events = event_log.all_after(ledger_id, 0, 500)
    await database.visit(ledger_id, current, newest, events)
    assert current.result
    return current.result.ledger.revision, len(newest.result), len(events.result)


async def test_a_visit_reads_what_statements_of_a_transaction_read(database: Database, alice: UUID, bob: UUID) -> None:
    await fill(database, alice)
    for ledger_id in (alice, bob, new_id()):
        reads: list[Read[Any]] = [
            ledgers.current(ledger_id),
            categories.all_in(ledger_id),
            budgets.all_in(ledger_id),
            goals.all_in(ledger_id, since=DAY, until=DAY),
            transactions.newest_in(ledger_id, 10),
            movements.newest_in(ledger_id, DAY, 10),
            totals.in_buckets(ledger_id, [Bucket(0, DAY, DAY), Bucket(7, DAY - timedelta(days=30), DAY)]),
            event_log.all_after(ledger_id, 0, 10),
            idempotency.used(ledger_id, "record", "k"),
        ]
        await database.visit(ledger_id, *reads)
        visited = [read.result for read in reads]
        async with database.read() as connection:
            assert [await read.within(connection) for read in reads] == visited
            await read_at_once(connection, *reads)
            assert [read.result for read in reads] == visited
        assert all(visited) == (ledger_id == alice)


async def test_all_reads_of_a_visit_are_of_one_state(database: Database, alice: UUID) -> None:
    async def write() -> None:
        for revision in range(60):
            assert await database.store(of(alice, revision=revision))

    writing = asyncio.create_task(write())
    while not writing.done():
        revision, recorded, told = await standing(database, alice)
        assert revision == recorded == told
    await writing


async def test_a_proposal_that_was_overtaken_stores_nothing(database: Database, alice: UUID) -> None:
    assert await database.store(of(alice))
    assert not await database.store(of(alice))
    assert not await database.store(of(new_id()))
    assert await standing(database, alice) == (1, 1, 1)


async def test_simultaneous_proposals_are_stored_independently(database: Database, alice: UUID, bob: UUID) -> None:
    in_the_way = EventRow(bob, 1, "InTheWay", {}, rows.NOON)
    proposals = [of(alice), of(bob, in_the_way), of(alice)]
    first, refused, second = await asyncio.gather(*map(database.store, proposals), return_exceptions=True)
    assert isinstance(refused, REFUSED)
    assert {first, second} == {False, True}
    assert await database.store(of(bob))
    assert [await standing(database, ledger) for ledger in (alice, bob)] == [(1, 1, 1), (1, 1, 1)]


async def test_a_proposal_whose_caller_is_cancelled_is_stored_whole_or_not_at_all(
    database: Database, alice: UUID
) -> None:
    for _ in range(20):
        before = (await standing(database, alice))[0]
        storing = asyncio.create_task(database.store(of(alice, revision=before)))
        await asyncio.sleep(0)
        storing.cancel()
        with suppress(asyncio.CancelledError):
            await storing
        assert len(set(await standing(database, alice))) == 1
    revision = (await standing(database, alice))[0]
    async with asyncio.timeout(10):
        while not await database.store(of(alice, revision=revision)):
            revision = (await standing(database, alice))[0]


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_simultaneous_proposals_are_committed_together(database: Database) -> None:
    opened = [rows.ledger() for _ in range(40)]
    async with database.write() as connection:
        for ledger in opened:
            await ledgers.create(connection, ledger)
    version = sqlite3.connect(str(database.url.database))

    def commits() -> int:
        """Every commit of another connection raises it by one."""
        return int(version.execute("PRAGMA data_version").fetchone()[0])

    before = commits()
    assert all(await asyncio.gather(*(database.store(of(ledger.id)) for ledger in opened)))
    changed = commits() - before
    version.close()
    assert 1 <= changed <= 2
