"""Lists of transactions are sorted by date or by amount, and their cursors lead through all of them once."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from db.stores.engine import Database
from db.transactions import TransactionFilter
from services.transaction_drafts import TransactionDraft
from services.transaction_order import TransactionOrder
from services.transactions import TransactionService
from services.values.pages import PageRequest
from tests.ledger_facts import refused
from tests.people import Person

ALL = TransactionFilter()
ORDERS = list(TransactionOrder)


@pytest.fixture
async def ids(transactions: TransactionService, alice: Person) -> list[UUID]:
    """Transactions of few days and amounts, oldest first."""
    chance = Random(5)
    days = [date(2026, 11, 1) + timedelta(days=chance.randrange(3)) for _ in range(20)]
    drafts = [TransactionDraft(day, Decimal(chance.choice([-3, -1, 2])), "Market") for day in sorted(days)]
    return [row.id for row in (await transactions.record_many(alice.ledger_id, drafts)).object]


@pytest.mark.parametrize("order", ORDERS)
async def test_pages_lead_through_a_sorted_list_in_both_directions(
    transactions: TransactionService, alice: Person, ids: list[UUID], order: TransactionOrder
) -> None:
    every = {row.id: row for row in await transactions.get_many(alice.ledger_id, ids)}
    if order.by_amount:
        expected = sorted(ids, key=lambda key: (every[key].base_amount, every[key].date, key))
    else:
        expected = sorted(ids, key=lambda key: (every[key].date, key))
    if order in {TransactionOrder.NEWEST_FIRST, TransactionOrder.HIGHEST_FIRST}:
        expected.reverse()
    forwards: list[UUID] = []
    request = PageRequest(first=7)
    while True:
        page = await transactions.page(alice.ledger_id, ALL, request, order=order)
        forwards += [row.id for row in page.rows]
        if not page.has_next:
            break
        request = PageRequest(first=7, after=page.cursors[-1])
    assert forwards == expected
    assert page.has_previous
    middle = await transactions.page(alice.ledger_id, ALL, PageRequest(last=5, before=page.cursors[0]), order=order)
    assert [row.id for row in middle.rows] == expected[9:14]
    between = PageRequest(first=50, after=middle.cursors[0], before=middle.cursors[-1])
    rows = (await transactions.page(alice.ledger_id, ALL, between, order=order)).rows
    assert [row.id for row in rows] == expected[10:13]


async def test_a_list_by_amount_keeps_its_filter_and_shows_no_other_ledger(
    transactions: TransactionService, alice: Person, bob: Person, ids: list[UUID]
) -> None:
    chosen = TransactionFilter(at_most=-200)
    page = await transactions.page(alice.ledger_id, chosen, PageRequest(), order=TransactionOrder.LOWEST_FIRST)
    assert {row.base_amount for row in page.rows} == {-300}
    other = await transactions.page(bob.ledger_id, ALL, PageRequest(), order=TransactionOrder.LOWEST_FIRST)
    assert (other.rows, len(ids)) == ([], 20)


async def test_a_cursor_of_another_order_is_refused(
    database: Database, transactions: TransactionService, alice: Person, ids: list[UUID]
) -> None:
    lists = [await transactions.page(alice.ledger_id, ALL, PageRequest(), order=order) for order in ORDERS]
    for order, other in ((TransactionOrder.NEWEST_FIRST, 2), (TransactionOrder.LOWEST_FIRST, 0)):
        request = PageRequest(after=lists[other].cursors[3])
        async with refused(database, [alice.ledger_id], "INVALID", "after", "not a cursor of this list"):
            await transactions.page(alice.ledger_id, ALL, request, order=order)


async def test_a_list_that_is_too_long_is_not_sorted_by_amount(
    database: Database,
    transactions: TransactionService,
    alice: Person,
    ids: list[UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.transaction_order.MOST_SORTED", len(ids) - 1)
    async with refused(database, [alice.ledger_id], "TOO_LARGE", "order", "narrow the filter"):
        await transactions.page(alice.ledger_id, ALL, PageRequest(), order=TransactionOrder.LOWEST_FIRST)
    narrow = TransactionFilter(at_least=0)
    page = await transactions.page(alice.ledger_id, narrow, PageRequest(), order=TransactionOrder.HIGHEST_FIRST)
    assert page.rows
