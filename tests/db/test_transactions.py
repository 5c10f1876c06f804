"""Transactions come back as stored, in pages that neither repeat nor skip, and only to their own ledger."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from db import (
    categories,
    ledgers,
    recounts,
    touched_transactions,
    transaction_removal,
    transaction_search,
    transactions,
)
from db.categories import MergeRow
from db.imported_transactions import imported
from db.stores.engine import Database
from db.stores.ids import new_id
from db.totals import DailyTotal
from db.transactions import Position, TransactionFilter, TransactionRow
from tests.db import rows

ALL = TransactionFilter()
FIRST = date(2026, 3, 1)


async def stored(database: Database, *new: TransactionRow) -> list[TransactionRow]:
    """The same rows, newest first, once the database has them."""
    async with database.write() as connection:
        await transactions.add(connection, new)
    return sorted(new, key=lambda row: (row.date, row.id), reverse=True)


@pytest.fixture
async def month(database: Database, alice: UUID) -> list[TransactionRow]:
    """Alice's March, three transactions a day for eight days, newest first."""
    new = (rows.transaction(alice, -100 - n, FIRST + timedelta(n % 8)) for n in range(24))
    return await stored(database, *new)


def position(row: TransactionRow) -> Position:
    return Position(row.date, row.id)


async def test_a_transaction_comes_back_as_stored(database: Database, alice: UUID) -> None:
    category = rows.category(alice)
    async with database.write() as connection:
        await categories.create(connection, category)
    row = TransactionRow(
        alice, new_id(), alice, FIRST, -(10**12), "KWD", "3.0701", -3 * 10**12, -4 * 10**12, "Café “Zoë” 🥐",
        "two\nlines", category.id, 3, 7, True, new_id(), "2026-1", bytes(range(16)), 2,
    )  # fmt: skip
    await stored(database, row)
    async with database.read() as connection:
        assert await transactions.get(connection, alice, row.id) == row


async def test_pages_forwards_neither_repeat_nor_skip(
    database: Database, alice: UUID, month: list[TransactionRow]
) -> None:
    seen: list[TransactionRow] = []
    async with database.read() as connection:
        while page := await transaction_search.page(
            connection, alice, ALL, 5, after=position(seen[-1]) if seen else None
        ):
            seen += page
    assert seen == month


async def test_pages_backwards_neither_repeat_nor_skip(
    database: Database, alice: UUID, month: list[TransactionRow]
) -> None:
    seen: list[TransactionRow] = []
    async with database.read() as connection:
        while page := await transaction_search.page(
            connection, alice, ALL, 5, before=position(seen[0]) if seen else None, backwards=True
        ):
            seen = page + seen
    assert seen == month


async def test_a_page_lies_between_two_positions(database: Database, alice: UUID, month: list[TransactionRow]) -> None:
    after, before = position(month[3]), position(month[20])
    async with database.read() as connection:
        newest = await transaction_search.page(connection, alice, ALL, 4, after=after, before=before)
        oldest = await transaction_search.page(connection, alice, ALL, 4, after=after, before=before, backwards=True)
    assert newest == month[4:8]
    assert oldest == month[16:20]


async def test_the_next_page_is_not_moved_by_a_new_transaction(
    database: Database, alice: UUID, month: list[TransactionRow]
) -> None:
    await stored(database, rows.transaction(alice, day=FIRST + timedelta(30)))
    async with database.read() as connection:
        assert await transaction_search.page(connection, alice, ALL, 5, after=position(month[4])) == month[5:10]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (ALL, "abcd"),
        (TransactionFilter(start=date(2026, 3, 2)), "bcd"),
        (TransactionFilter(end=date(2026, 3, 2)), "ab"),
        (TransactionFilter(start=date(2026, 3, 2), end=date(2026, 3, 3)), "bc"),
        (TransactionFilter(at_least=-200), "abd"),
        (TransactionFilter(at_most=-200), "bc"),
        (TransactionFilter(text="BAKERY"), "ac"),
        (TransactionFilter(text="100%"), "b"),
        (TransactionFilter(text="_"), "d"),
        (TransactionFilter(deleted=True), "e"),
    ],
    ids=str,
)
async def test_a_filter_takes_what_meets_every_condition(
    database: Database, alice: UUID, chosen: TransactionFilter, expected: str
) -> None:
    like = rows.transaction(alice)
    await stored(
        database,
        like._replace(id=new_id(), date=date(2026, 3, 1), note="a", base_amount=-100, payee="The Bakery"),
        like._replace(id=new_id(), date=date(2026, 3, 2), note="b 100%", base_amount=-200),
        like._replace(id=new_id(), date=date(2026, 3, 3), note="c bakery", base_amount=-300),
        like._replace(id=new_id(), date=date(2026, 3, 4), note="d_", base_amount=400),
        like._replace(id=new_id(), date=date(2026, 3, 5), note="e", deleted=True),
    )
    async with database.read() as connection:
        listed = await transaction_search.page(connection, alice, chosen, 10)
    assert "".join(sorted(row.note[0] for row in listed)) == expected


async def test_a_filter_by_category_knows_none(database: Database, alice: UUID) -> None:
    food, rent = rows.category(alice, "Food"), rows.category(alice, "Rent")
    async with database.write() as connection:
        await categories.create(connection, food)
        await categories.create(connection, rent)
    fed, housed, other = (
        rows.transaction(alice)._replace(category_id=category_id) for category_id in (food.id, rent.id, None)
    )
    await stored(database, fed, housed, other)

    async def found(*category_ids: UUID | None) -> set[TransactionRow]:
        async with database.read() as connection:
            chosen = TransactionFilter(category_ids=category_ids)
            return set(await transaction_search.page(connection, alice, chosen, 10))

    assert await found(food.id) == {fed}
    assert await found(None) == {other}
    assert await found(food.id, None) == {fed, other}
    assert await found() == set()


async def test_an_edit_is_the_next_version(database: Database, alice: UUID, month: list[TransactionRow]) -> None:
    async with database.write() as connection:
        await transactions.change(connection, alice, [month[0].id, month[1].id], payee="Market")
    async with database.read() as connection:
        assert await transactions.recent(connection, alice, 3) == [
            month[0]._replace(payee="Market", version=2),
            month[1]._replace(payee="Market", version=2),
            month[2],
        ]


async def test_a_merged_category_moves_its_transactions(database: Database, alice: UUID) -> None:
    food, meals = rows.category(alice, "Food"), rows.category(alice, "Meals")
    row = rows.transaction(alice)._replace(category_id=meals.id)
    async with database.write() as connection:
        await categories.create(connection, food)
        await categories.create(connection, meals)
        await transactions.add(connection, [row])
        await touched_transactions.move_category(connection, MergeRow(alice, meals.id, food.id, 7), 10)
        assert await transactions.get(connection, alice, row.id) == row._replace(category_id=food.id, touched=7)


async def test_a_stream_is_oldest_first(database: Database, alice: UUID, month: list[TransactionRow]) -> None:
    async with database.read() as connection:
        assert [row async for row in transactions.stream(connection, alice)] == month[::-1]


async def test_another_ledger_sees_and_changes_nothing(
    database: Database, alice: UUID, bob: UUID, month: list[TransactionRow]
) -> None:
    ids = [row.id for row in month]
    async with database.write() as connection:
        await transactions.change(connection, bob, ids, payee="Bob was here")
        assert await transactions.get_many(connection, bob, ids) == []
        assert await transaction_search.page(connection, bob, ALL, 5) == []
        assert await transactions.recent(connection, bob, 5) == []
        assert not await transactions.any_exists(connection, bob)
    async with database.read() as connection:
        assert await transaction_search.page(connection, alice, ALL, 50) == month


async def test_rows_of_an_unfinished_import_are_invisible(database: Database, alice: UUID) -> None:
    import_id = new_id()
    hidden = rows.transaction(alice)._replace(import_id=import_id, import_fingerprint=b"f" * 16, import_ordinal=1)
    shown = rows.transaction(alice)._replace(import_id=new_id(), import_fingerprint=b"f" * 16, import_ordinal=2)
    await stored(database, hidden, shown)
    async with database.write() as connection:
        await ledgers.change(connection, alice, import_id=import_id, import_lease=rows.NOON)
    async with database.read() as connection:
        assert await transactions.get(connection, alice, hidden.id) is None
        assert await transactions.get_many(connection, alice, [hidden.id, shown.id]) == [shown]
        assert await transactions.recent(connection, alice, 10) == [shown]
        assert await transaction_search.page(connection, alice, ALL, 10) == [shown]
        assert [row async for row in transactions.stream(connection, alice)] == [shown]
        assert await recounts.recount(connection, alice) == [DailyTotal(FIRST, alice, None, 0, 1250, 1)]
        assert len(await imported(connection, alice, [b"f" * 16])) == 2
    async with database.write() as connection:
        await ledgers.change(connection, alice, import_id=None, import_lease=None)
        assert set(await transactions.recent(connection, alice, 10)) == {hidden, shown}


async def test_an_abandoned_import_is_removed_in_steps(database: Database, alice: UUID) -> None:
    import_id = new_id()
    kept = rows.transaction(alice)
    await stored(database, kept, *(rows.transaction(alice)._replace(import_id=import_id) for _ in range(5)))
    async with database.write() as connection:
        removed = [await transaction_removal.delete_import(connection, alice, import_id, 2) for _ in range(4)]
        assert removed == [2, 2, 1, 0]
        assert await transactions.recent(connection, alice, 10) == [kept]


async def test_transactions_of_one_place_are_removed_one_by_one(database: Database, alice: UUID, bob: UUID) -> None:
    alike = new_id().int >> 76 << 76  # one moment, and one last digit
    import_id = UUID(int=alike)  # an import is older than its rows
    said = ["Alpha", "Beta", "Alpha", "Gamma and more"]
    for ledger_id in (alice, bob):
        rows_there = [
            rows.transaction(ledger_id)._replace(
                id=UUID(int=alike | number << 4), import_id=import_id, payee=payee, note=payee[::-1]
            )
            for number, payee in enumerate(said)
        ]
        await stored(database, *rows_there)
    async with database.write() as connection:
        for ledger_id in (alice, bob):
            removed = [await transaction_removal.delete_import(connection, ledger_id, import_id, 1) for _ in range(5)]
            assert removed == [1, 1, 1, 1, 0]


async def test_a_recount_is_by_day_and_category_without_the_deleted(database: Database, alice: UUID) -> None:
    like = rows.transaction(alice)
    await stored(
        database,
        like._replace(id=new_id(), base_amount=-300),
        like._replace(id=new_id(), base_amount=500),
        like._replace(id=new_id(), base_amount=-400, deleted=True),
        like._replace(id=new_id(), base_amount=0, date=date(2026, 3, 2)),
    )
    async with database.read() as connection:
        assert set(await recounts.recount(connection, alice)) == {
            DailyTotal(FIRST, alice, None, 500, 300, 2),
            DailyTotal(date(2026, 3, 2), alice, None, 0, 0, 1),
        }
