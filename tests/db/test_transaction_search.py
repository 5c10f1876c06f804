"""A page of any filter has the rows that a look at every row finds, in the order of the list."""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest

from db import (
    categories,
    recounts,
    text_index,
    totals,
    touched_transactions,
    transaction_removal,
    transaction_search,
    transaction_sums,
    transactions,
)
from db.categories import MergeRow
from db.ledgers import change
from db.stores.engine import Database
from db.stores.ids import new_id
from db.totals import Entry
from db.transactions import Position, TransactionFilter, TransactionRow
from tests.db import rows

FIRST = date(2025, 11, 20)
WORDS = ("Bakery", "bäckerei", "H&M", "Café “Rot”", "100%", "a_b", "ÄÖÜ", "Σίöυφος", "zz", "x", "REF 0042", "coffee")
LOOKED_FOR = (
    "",
    "",
    "bak",
    "BAKERY",
    "ck",
    "h&m",
    "é “",
    "%",
    "_",
    "äö",
    "ö",
    "zz",
    "x",
    "42",
    "coffee bak",
    "no such",
)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows are many here, so that every way of finding is gone."""
    monkeypatch.setattr(transaction_search, "LOOKED_AT_FIRST", 3)
    monkeypatch.setattr(transaction_search, "PLACES_MORE", -2)


@pytest.fixture
async def household(database: Database, alice: UUID, bob: UUID) -> list[TransactionRow]:
    """Alice's rows, newest first, beside rows of Bob and an import of hers that nobody may see yet."""
    chance = random.Random(4)
    kinds = [rows.category(alice, name) for name in ("Food", "Rent")]
    unfinished = new_id()

    def row(ledger_id: UUID) -> TransactionRow:
        made = rows.transaction(ledger_id, day=FIRST + timedelta(days=chance.randrange(120)))
        return made._replace(
            id=new_id(),
            payee=" ".join(chance.choices(WORDS, k=2)),
            note=chance.choice(["", *WORDS]),
            base_amount=chance.randrange(-20, 20),
            category_id=chance.choice([None, *(kind.id for kind in kinds)]) if ledger_id == alice else None,
            deleted=chance.random() < 0.2,
        )

    async with database.write() as connection:
        for kind in kinds:
            await categories.create(connection, kind)
        mine = [row(alice) for _ in range(150)]
        await transactions.add_bulk(connection, mine[:100])
        await transactions.add(connection, mine[100:])
        await transactions.add_bulk(connection, [row(bob) for _ in range(100)])
        await transactions.add_bulk(connection, [row(alice)._replace(import_id=unfinished) for _ in range(50)])
        await change(connection, alice, import_id=unfinished)
    return sorted(mine, key=lambda each: (each.date, each.id), reverse=True)


def meets(row: TransactionRow, chosen: TransactionFilter) -> bool:
    """Return True if a row meets a filter."""
    amount, words = row.base_amount, chosen.text.lower()
    of_sign = chosen.uncategorised_in in (None, amount > 0) or row.category_id is not None
    amount = abs(amount) if chosen.absolute else amount
    return (
        row.deleted == chosen.deleted
        and (chosen.start is None or row.date >= chosen.start)
        and (chosen.end is None or row.date <= chosen.end)
        and (chosen.category_ids is None or (row.category_id in chosen.category_ids and of_sign))
        and (chosen.at_least is None or amount >= chosen.at_least)
        and (chosen.at_most is None or amount <= chosen.at_most)
        and (words in row.payee.lower() or words in row.note.lower())
    )


def filters(household: Sequence[TransactionRow]) -> list[TransactionFilter]:
    """Many filters, one condition after another and all together."""
    chance = random.Random(7)
    kinds = sorted({row.category_id for row in household if row.category_id})
    made = [TransactionFilter(text=text, deleted=deleted) for text in LOOKED_FOR for deleted in (False, True)]
    for _ in range(60):
        first = FIRST + timedelta(days=chance.randrange(-5, 130))
        chosen = TransactionFilter(
            start=chance.choice([None, None, first]),
            end=chance.choice([None, None, first + timedelta(days=chance.randrange(60))]),
            category_ids=chance.choice([None, tuple(chance.sample([None, *kinds], chance.randrange(3)))]),
            uncategorised_in=chance.choice([None, None, False, True]),
            text=chance.choice(LOOKED_FOR),
            at_least=chance.choice([None, None, chance.randrange(-25, 25)]),
            at_most=chance.choice([None, None, chance.randrange(-25, 25)]),
            absolute=chance.random() < 0.3,
            deleted=chance.random() < 0.3,
        )
        made.append(chosen)
    return made


async def test_totals_are_what_a_look_at_every_row_counts(
    database: Database, alice: UUID, household: list[TransactionRow]
) -> None:
    async with database.write() as connection:
        counted = [
            Entry(row.date, row.account_id, row.category_id, row.base_amount) for row in household if not row.deleted
        ]
        await totals.add(connection, alice, totals.summed(counted))
    days = [TransactionFilter(), TransactionFilter(start=FIRST + timedelta(days=9)), TransactionFilter(FIRST, FIRST)]
    nothing = TransactionFilter(start=FIRST + timedelta(days=3), end=FIRST)
    async with database.read() as connection:
        for chosen in (*filters(household), *days, nothing):
            expected: defaultdict[UUID | None, list[int]] = defaultdict(lambda: [0, 0, 0])
            for row in household:
                if meets(row, chosen):
                    sums = expected[row.category_id]
                    sums[row.base_amount <= 0] += abs(row.base_amount)
                    sums[2] += 1
            stored = await transaction_sums.totals_of(connection, alice, chosen)
            assert {total.category_id: [*total[2:5]] for total in stored} == expected, chosen


async def test_a_page_is_what_a_look_at_every_row_finds(
    database: Database, alice: UUID, household: list[TransactionRow]
) -> None:
    chance = random.Random(8)
    async with database.read() as connection:
        for chosen in filters(household):
            matching = [row for row in household if meets(row, chosen)]
            assert await transaction_search.page(connection, alice, chosen, 1000) == matching, chosen
            for backwards in (False, True):
                after, before = (Position(row.date, row.id) for row in chance.sample(household, 2))
                between = [row for row in matching if before < (row.date, row.id) < after]
                page = await transaction_search.page(
                    connection, alice, chosen, 4, after=after, before=before, backwards=backwards
                )
                assert page == (between[-4:] if backwards else between[:4]), (chosen, backwards)


async def test_edited_transaction_is_found_by_its_new_words_and_day_alone(
    database: Database, alice: UUID, household: list[TransactionRow]
) -> None:
    row = next(row for row in household if not row.deleted)
    async with database.write() as connection:
        await transactions.change(connection, alice, [row.id], payee="Zoo", note="", date=date(2024, 2, 29))

    async def found(text: str) -> set[UUID]:
        async with database.read() as connection:
            rows = await transaction_search.page(connection, alice, TransactionFilter(text=text), 500)
            return {row.id for row in rows}

    assert await found("zoo") == {row.id}
    for word in row.payee.split():
        assert row.id not in await found(word)


async def test_every_id_has_a_place_and_is_found_there(database: Database, alice: UUID) -> None:
    """Also ids of a machine whose clock is wrong, and of another version."""
    chance = random.Random(9)
    ids = [UUID(int=0x1234), UUID(int=2**128 - 2), *(UUID(int=chance.getrandbits(128)) for _ in range(20))]
    like = rows.transaction(alice)._replace(payee="The same words")
    made = [like._replace(id=object_id) for object_id in ids]
    async with database.write() as connection:
        await transactions.add_bulk(connection, made)
        listed = await transaction_search.page(connection, alice, TransactionFilter(text="same"), 100)
    assert listed == sorted(made, key=lambda row: row.id, reverse=True)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_rows_that_are_deleted_for_good_leave_no_words(
    database: Database, alice: UUID, household: list[TransactionRow]
) -> None:
    async with database.write() as connection:
        while await transaction_removal.delete_some(connection, alice, 30):
            pass
        for text in LOOKED_FOR:
            wanted = text_index.matching(alice, text or "a")
            rest = await connection.exec_driver_sql(
                "SELECT count(*) FROM transaction_texts WHERE transaction_texts MATCH ?", (wanted,)
            )
            assert rest.scalar() == 0, text
    assert household


def untouched(found: Sequence[TransactionRow]) -> list[TransactionRow]:
    """Rows as if nothing had touched them."""
    return [row._replace(touched=None) for row in found]


async def test_a_category_that_is_being_merged_is_seen_as_the_other_one(
    database: Database, alice: UUID, household: list[TransactionRow]
) -> None:
    source, target = sorted({row.category_id for row in household if row.category_id})
    seen = [row._replace(category_id=target) if row.category_id == source else row for row in household]
    async with database.write() as connection:
        before = await recounts.recount(connection, alice)
        merge = MergeRow(alice, source, target, 7)
        await categories.begin_merge(connection, merge)
        while True:
            chosen = await categories.with_children(connection, alice, [target])
            listed = await transaction_search.page(connection, alice, TransactionFilter(category_ids=chosen), 500)
            assert untouched(listed) == [row for row in seen if row.category_id == target and not row.deleted]
            known = await transactions.get_many(connection, alice, [row.id for row in seen])
            assert set(untouched(known)) == set(seen)
            assert [row.id for row in await categories.all_of(connection, alice)] == [target]
            counted = await recounts.recount(connection, alice)
            assert {row.category_id for row in counted} <= {target, None}
            assert sum(row.entries for row in counted) == sum(row.entries for row in before)
            if await touched_transactions.move_category(connection, merge, 20) < 20:
                break
        await categories.end_merge(connection, alice, source)
    async with database.read() as connection:
        known = await transactions.get_many(connection, alice, [row.id for row in seen])
        assert set(untouched(known)) == set(seen)
        assert {row.touched for row in known if row.category_id == target} == {None, 7}
        assert not await categories.unfinished_merges(connection)
        merged = TransactionFilter(category_ids=(source,))
        assert await transaction_search.page(connection, alice, merged, 500) == []
