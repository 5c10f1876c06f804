"""Pages of transactions keep their place whatever is written meanwhile, and filters choose what is on them."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from db.stores.engine import Database
from db.transactions import TransactionFilter
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.values.pages import PageRequest
from tests.ledger_facts import refused
from tests.people import Person

DAY = date(2026, 11, 2)
ALL = TransactionFilter()


def bread(amount: str = "-3.20", day: date = DAY, category_id: UUID | None = None) -> TransactionDraft:
    """Bread, as it may be bought on any day."""
    return TransactionDraft(day, Decimal(amount), "Bakery", category_id=category_id)


async def ids_of(transactions: TransactionService, alice: Person, request: PageRequest) -> list[UUID]:
    """The ids on a page of all transactions."""
    return [row.id for row in (await transactions.page(alice.ledger_id, ALL, request)).rows]


async def test_pages_follow_each_other_while_others_record(transactions: TransactionService, alice: Person) -> None:
    days = [date(2026, 11, 1 + number // 2) for number in range(6)]
    rows = (await transactions.record_many(alice.ledger_id, [bread(day=day) for day in days])).object
    newest_first = [row.id for row in sorted(rows, key=lambda row: (row.date, row.id), reverse=True)]
    seen: list[UUID] = []
    after = None
    for _ in range(3):
        page = await transactions.page(alice.ledger_id, ALL, PageRequest(first=2, after=after))
        seen += [row.id for row in page.rows]
        after = page.cursors[-1]
        await transactions.record(alice.ledger_id, bread(day=date(2026, 11, 28)))
        await transactions.delete(alice.ledger_id, page.rows[-1].id)
    assert seen == newest_first
    assert not page.has_next
    assert page.has_previous


async def test_pages_lead_back_to_where_they_began(transactions: TransactionService, alice: Person) -> None:
    rows = (await transactions.record_many(alice.ledger_id, [bread() for _ in range(6)])).object
    newest_first = [row.id for row in rows][::-1]
    seen: list[UUID] = []
    before = None
    for _ in range(3):
        page = await transactions.page(alice.ledger_id, ALL, PageRequest(last=2, before=before))
        seen = [*(row.id for row in page.rows), *seen]
        before = page.cursors[0]
        await transactions.record(alice.ledger_id, bread(day=date(2026, 11, 1)))
    assert seen == newest_first
    assert page.has_next
    assert not page.has_previous


async def test_a_page_can_lie_between_two_cursors(transactions: TransactionService, alice: Person) -> None:
    await transactions.record_many(alice.ledger_id, [bread() for _ in range(5)])
    page = await transactions.page(alice.ledger_id, ALL, PageRequest())
    ids = [row.id for row in page.rows]
    between = PageRequest(first=10, after=page.cursors[0], before=page.cursors[4])
    assert await ids_of(transactions, alice, between) == ids[1:4]
    assert await ids_of(transactions, alice, replace(between, first=2)) == ids[1:3]
    assert await ids_of(transactions, alice, replace(between, first=None, last=2)) == ids[2:4]


@pytest.mark.parametrize(
    ("request_", "field", "says"),
    [
        (PageRequest(first=0), "first", "1 to 100"),
        (PageRequest(last=101), "last", "1 to 100"),
        (PageRequest(first=1, last=1), "first", "not for both"),
        (PageRequest(after="nonsense"), "after", "use one that an answer has given"),
        (PageRequest(before="é"), "before", "use one that an answer has given"),
        (PageRequest(after="A" * 36), "after", "use one that an answer has given"),
    ],
)
async def test_a_bad_page_is_refused(
    database: Database,
    transactions: TransactionService,
    alice: Person,
    request_: PageRequest,
    field: str,
    says: str,
) -> None:
    async with refused(database, [alice.ledger_id], "INVALID", field, says):
        await transactions.page(alice.ledger_id, ALL, request_)


async def test_a_filter_finds_what_all_its_conditions_hold_for(transactions: TransactionService, alice: Person) -> None:
    food = alice.categories["Food"]
    drafts = [
        bread("-1", DAY, food),
        bread("-2", date(2026, 11, 5), food),
        replace(bread(), note="50% off_now"),
    ]
    one, two, three = [row.id for row in (await transactions.record_many(alice.ledger_id, drafts)).object]
    expected = {
        TransactionFilter(start=date(2026, 11, 3)): {two},
        TransactionFilter(end=DAY, category_ids=(food,)): {one},
        TransactionFilter(category_ids=(None,)): {three},
        TransactionFilter(category_ids=(None, food)): {one, two, three},
        TransactionFilter(text=" BAKE "): {one, two, three},
        TransactionFilter(text="0% OFF_"): {three},
        TransactionFilter(text="f_n"): {three},
        TransactionFilter(text="f%n"): set(),
        TransactionFilter(at_least=-200, at_most=-100): {one, two},
    }
    for chosen, ids in expected.items():
        page = await transactions.page(alice.ledger_id, chosen, PageRequest())
        assert {row.id for row in page.rows} == ids


@pytest.mark.parametrize(
    ("chosen", "field", "says"),
    [
        (TransactionFilter(text="a\x00"), "filter.text", "remove them"),
        (TransactionFilter(text="x" * 201), "filter.text", "at most 200"),
        (TransactionFilter(at_least=2**70), "filter.at_least", "use a smaller one"),
        (TransactionFilter(at_most=-(2**70)), "filter.at_most", "use a smaller one"),
        (TransactionFilter(category_ids=(None,) * 501), "filter.category_ids", "at most 500"),
    ],
)
async def test_a_filter_that_nothing_can_pass_is_refused(
    database: Database,
    transactions: TransactionService,
    alice: Person,
    chosen: TransactionFilter,
    field: str,
    says: str,
) -> None:
    async with refused(database, [alice.ledger_id], "INVALID", field, says):
        await transactions.page(alice.ledger_id, chosen, PageRequest())


async def test_searches_leave_connections_for_everything_else(
    database: Database, transactions: TransactionService, alice: Person
) -> None:
    held: list[int] = []
    readers: Any = database._engines[1].pool

    async def search(number: int) -> None:
        await transactions.page(alice.ledger_id, TransactionFilter(text=f"nothing {number}"), PageRequest(first=1))

    async def watch() -> None:
        while True:
            held.append(readers.checkedout())
            await asyncio.sleep(0)

    watcher = asyncio.create_task(watch())
    await asyncio.gather(*map(search, range(20)))
    watcher.cancel()
    assert 1 <= max(held) <= 2
