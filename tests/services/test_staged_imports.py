"""Staged rows are hidden until the import commits, and none remain of a failed one."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest

from db import ledgers, transaction_removal
from db import transactions as store
from db.stores.engine import Database
from db.stores.ids import new_id
from db.transactions import TransactionFilter
from services.categories import CategoryService
from services.imports import ImportHistory, ImportRequest, ImportService
from services.imports.looking import Looking, Seen
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.values.errors import Refused, Unauthenticated
from services.values.pages import PageRequest
from tests.db import rows
from tests.ledger_facts import check_totals, refused, revision_of, unchanged
from tests.people import Clock, Person
from tests.services.importing import HEADER, MARCH, days, imported, is_sound, last, request, rows_of


async def test_staged_rows_are_seen_by_nobody_and_nobody_waits_for_them(
    short_chunks: None, database: Database, imports: ImportService, transactions: TransactionService, alice: Person
) -> None:
    seen: list[int] = []

    async def look() -> None:
        while not running.done():
            draft = TransactionDraft((await rows_of(transactions, alice))[0].date, Decimal(-1), "Meanwhile")
            await transactions.record(alice.ledger_id, draft)
            await check_totals(database, alice.ledger_id)
            shops = await transactions.page(alice.ledger_id, TransactionFilter(text="Shop"), PageRequest(first=100))
            seen.append(len(shops.rows))

    # So many chunks that several looks come in between, however busy the machine is.
    april = "".join(f"2026-04-{day:02},Stall {stall},-1.00,\n" for day in range(1, 31) for stall in range(20))
    await imported(imports, alice, days(1))
    running = asyncio.create_task(imported(imports, alice, days(31) + april))
    await look()
    assert (await running).recorded == 630
    assert set(seen) <= {1, 31}
    assert seen[0] == 1
    await check_totals(database, alice.ledger_id)


async def staged(database: Database, person: Person, count: int, clock: Clock) -> UUID:
    """Stage the rows of an import whose process then dies."""
    import_id = new_id()
    row = rows.transaction(person.ledger_id, -100, clock.now.date())._replace(import_id=import_id)
    async with database.write() as connection:
        until = clock.now + timedelta(seconds=60)
        await ledgers.change(connection, person.ledger_id, import_id=import_id, import_lease=until)
        await store.add(connection, [row._replace(id=new_id()) for _ in range(count)])
    return import_id


async def test_a_second_import_at_the_same_time_is_refused(
    database: Database, imports: ImportService, alice: Person, clock: Clock
) -> None:
    await staged(database, alice, 3, clock)
    async with refused(database, [alice.ledger_id], "CONFLICT", "", "Another import is running"):
        await imported(imports, alice, MARCH)


@pytest.mark.parametrize("lines", [2, 7])
async def test_lines_that_another_import_brings_meanwhile_are_there_already(
    short_chunks: None,
    database: Database,
    imports: ImportService,
    alice: Person,
    monkeypatch: pytest.MonkeyPatch,
    lines: int,
) -> None:
    looked = Looking.see
    other = [days(lines)]

    async def look(self: Looking, *given: Any) -> Seen:
        seen = await looked(self, *given)
        if other:
            await imported(imports, alice, other.pop())
        return seen

    monkeypatch.setattr(Looking, "see", look)
    report = await imported(imports, alice, days(lines))
    assert (report.recorded, report.duplicates) == (0, lines)
    await is_sound(database, alice)


async def test_a_transaction_that_is_undone_while_it_is_compared_is_recorded_again(
    database: Database,
    imports: ImportService,
    history: ImportHistory,
    alice: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await imported(imports, alice, HEADER + "2026-03-01,Bakery,-3.20,\n2026-03-02,Bar,-9.00,\n")
    looked = Looking.see
    undone = [await last(history, alice)]

    async def look(self: Looking, *given: Any) -> Seen:
        seen = await looked(self, *given)
        if undone:
            await history.undo(alice.ledger_id, undone.pop(), lost=2)
        return seen

    monkeypatch.setattr(Looking, "see", look)
    report = await imported(imports, alice, HEADER + "2026-03-01,BAKERY GMBH,-3.20,\n2026-03-02,BAR GMBH,-9.00,\n")
    assert (report.recorded, report.duplicates) == (2, 0)
    await is_sound(database, alice)


@pytest.mark.parametrize("lines", [2, 7])
async def test_rows_of_a_dead_import_are_removed_by_the_next(
    short_chunks: None, database: Database, imports: ImportService, alice: Person, clock: Clock, lines: int
) -> None:
    dead = await staged(database, alice, 5, clock)
    clock.now += timedelta(seconds=60)
    assert (await imported(imports, alice, days(lines))).recorded == lines
    async with database.read() as connection:
        assert not await transaction_removal.any_of_import(connection, alice.ledger_id, dead)
        ledger = await ledgers.get(connection, alice.ledger_id)
    assert ledger is not None
    assert ledger.lease is None
    assert sum(total.entries for total in await check_totals(database, alice.ledger_id)) == lines


async def test_a_cancelled_import_leaves_no_trace(
    short_chunks: None, database: Database, imports: ImportService, alice: Person
) -> None:
    read = 0

    def cancel(_bytes: int) -> None:
        nonlocal read
        read += 1
        if read == 4:
            running.cancel()

    async with unchanged(database, alice.ledger_id):
        running = asyncio.create_task(imports.run(alice.ledger_id, request(days(31)), cancel))
        with pytest.raises(asyncio.CancelledError):
            await running


async def test_an_import_that_fails_leaves_no_trace(
    short_chunks: None, database: Database, imports: ImportService, alice: Person
) -> None:
    def fail(_bytes: int) -> None:
        if ahead := passed.pop():
            raise OSError(ahead)

    passed = ["The disk is gone.", "", "", ""]
    async with unchanged(database, alice.ledger_id):
        with pytest.raises(OSError, match="disk"):
            await imports.run(alice.ledger_id, request(days(31)), fail)


async def test_an_import_that_slept_too_long_is_given_up(
    short_chunks: None, database: Database, imports: ImportService, alice: Person, clock: Clock
) -> None:
    def sleep(_bytes: int) -> None:
        clock.now += timedelta(seconds=40)
        if clock.now.minute > 31:
            clock.now += timedelta(seconds=60)

    with pytest.raises(Refused, match="paused for too long"):
        await imports.run(alice.ledger_id, request(days(31)), sleep)
    assert await revision_of(database, alice.ledger_id) == 0
    assert await check_totals(database, alice.ledger_id) == []
    clock.now += timedelta(seconds=100)
    assert (await imported(imports, alice, days(31))).recorded == 31


async def test_an_import_ends_with_its_ledger(
    short_chunks: None, database: Database, imports: ImportService, alice: Person, bob: Person
) -> None:
    read = 0
    loop = asyncio.get_running_loop()
    gone: list[asyncio.Task[None]] = []

    async def delete() -> None:
        async with database.write() as connection:
            await ledgers.delete(connection, alice.ledger_id)

    def leave(_bytes: int) -> None:
        nonlocal read
        read += 1
        if read == 3:
            gone.append(loop.create_task(delete()))

    with pytest.raises(Unauthenticated):
        await imports.run(alice.ledger_id, request(days(31)), leave)
    await asyncio.gather(*gone)
    async with database.read() as connection:
        assert not await store.any_exists(connection, alice.ledger_id)
    with pytest.raises(Unauthenticated):
        await imported(imports, alice, days(3))


class Interrupted(BytesIO):
    """A file during whose first reading something else happens."""

    def __init__(self, text: str, meanwhile: Callable[[], object]) -> None:
        super().__init__(text.encode())
        self._meanwhile = [meanwhile]

    def read(self, size: int | None = -1) -> bytes:
        """Read after that has happened."""
        while self._meanwhile:
            self._meanwhile.pop()()
        return super().read(size)


@pytest.mark.parametrize("lines", [2, 9])
async def test_categories_that_go_before_anything_is_staged_end_the_import(
    short_chunks: None, imports: ImportService, categories: CategoryService, alice: Person, lines: int
) -> None:
    loop = asyncio.get_running_loop()

    def merge() -> object:
        merging = categories.merge(alice.ledger_id, alice.categories["Food"], alice.categories["Rent"])
        return asyncio.run_coroutine_threadsafe(merging, loop).result()

    text = days(lines).replace(",\n", ",Food\n")
    with pytest.raises(Refused, match="changed meanwhile"):
        await imports.run(alice.ledger_id, ImportRequest(Interrupted(text, merge)))
    assert (await imported(imports, alice, text)).recorded == lines


async def test_categories_are_not_merged_while_rows_are_staged(
    short_chunks: None, imports: ImportService, categories: CategoryService, alice: Person
) -> None:
    merging: list[asyncio.Task[object]] = []

    def merge(bytes_read: int) -> None:
        food, rent = alice.categories["Food"], alice.categories["Rent"]
        chunks.append(bytes_read)
        if len(chunks) == 2:
            merging.append(asyncio.ensure_future(categories.merge(alice.ledger_id, food, rent)))

    chunks: list[int] = []
    saved = await imports.run(alice.ledger_id, request(days(31).replace(",\n", ",Food\n")), merge)
    assert saved.object.recorded == 31
    with pytest.raises(Refused, match="merge when that has finished"):
        await merging[0]
