"""Totals by tag agree with the sums of the list of transactions, and each split counts once in the total."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db import tags as stored
from db.stores.engine import Database
from db.tag_choices import TagChoice
from db.transactions import TransactionFilter
from services.account_service import AccountService
from services.accounts import AccountDraft
from services.calculations import Flow
from services.splits import SplitDraft
from services.tag_totals import TagTotals, TagTotalService
from services.tags import TagService
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.values.pages import PageRequest
from services.values.periods import PeriodChoice
from tests.ledger_facts import refused
from tests.people import Clock, Person

DAY = date(2026, 11, 2)
NOVEMBER = PeriodChoice("2026-11")
MARKET = TransactionDraft(DAY, Decimal("-50.00"), "Market")


@pytest.fixture
def tag_totals(database: Database, clock: Clock) -> TagTotalService:
    """The totals by tag."""
    return TagTotalService(database, clock)


@pytest.fixture
async def trip(tags: TagService, alice: Person) -> UUID:
    """A tag of Alice."""
    return (await tags.create(alice.ledger_id, "Trip")).object.id


@pytest.fixture
async def work(tags: TagService, alice: Person) -> UUID:
    """Another tag of Alice."""
    return (await tags.create(alice.ledger_id, "Work")).object.id


async def fill(transactions: TransactionService, accounts: AccountService, alice: Person, *tag_ids: UUID) -> UUID:
    """Record tagged and untagged money, in and out, some of it in an account that is not counted; return that one."""
    trip, work = tag_ids
    food, salary = alice.categories["Food"], alice.categories["Salary"]
    depot = (await accounts.create(alice.ledger_id, AccountDraft("Depot", counted=False))).object.id
    halves = (SplitDraft(Decimal(-30), food, tag_ids=(trip, work)), SplitDraft(None, tag_ids=(trip,)))
    drafts = [
        replace(MARKET, tag_ids=(trip, work), category_id=food),
        replace(MARKET, splits=halves, tag_ids=(work,)),
        replace(MARKET, splits=(SplitDraft(Decimal(-20), food), SplitDraft(tag_ids=(trip,)))),
        replace(MARKET, amount=Decimal(9), tag_ids=(trip,), category_id=food),
        replace(MARKET, amount=Decimal(100), tag_ids=(work,), category_id=salary),
        replace(MARKET, amount=Decimal(7)),
        replace(MARKET, account_id=depot, tag_ids=(trip,)),
        replace(MARKET, date=date(2026, 10, 31), tag_ids=(trip,)),
        replace(MARKET, tag_ids=(trip,), category_id=alice.categories["Savings"]),
    ]
    rows = (await transactions.record_many(alice.ledger_id, drafts)).object
    gone = (await transactions.record(alice.ledger_id, replace(MARKET, tag_ids=(trip,)))).object
    await transactions.delete(alice.ledger_id, gone.id)
    return rows[6].account_id


def sums(flow: Flow | None) -> tuple[int, int]:
    """The income and the expenses of a flow."""
    assert flow is not None
    return flow.income, flow.expenses


async def check_as_listed(
    transactions: TransactionService, ledger_id: UUID, totals: TagTotals, account_ids: tuple[UUID, ...] | None = None
) -> None:
    """Check that the list of transactions has the same sums for each tag, for none, and for all."""
    wanted = [
        *((TagChoice(any_of=(tag.id,)), flow) for tag, flow in totals.by_tag),
        (TagChoice(untagged=True), totals.untagged),
        (TagChoice(), totals.total),
    ]
    for choice, flow in wanted:
        chosen = TransactionFilter(totals.period.start, totals.period.end, account_ids, tags=choice)
        page = await transactions.page(ledger_id, chosen, PageRequest(), with_sums=True)
        assert sums(page.flow) == sums(flow), choice


async def test_totals_by_tag_are_those_of_the_list(
    database: Database,
    transactions: TransactionService,
    accounts: AccountService,
    tags: TagService,
    tag_totals: TagTotalService,
    alice: Person,
    trip: UUID,
    work: UUID,
) -> None:
    await tags.create(alice.ledger_id, "Unused")
    depot = await fill(transactions, accounts, alice, trip, work)
    totals = await tag_totals.of(alice.ledger_id, NOVEMBER)
    assert [(tag.name, *sums(flow)) for tag, flow in totals.by_tag] == [("Trip", 0, 12100), ("Work", 10000, 10000)]
    assert (sums(totals.untagged), sums(totals.total)) == ((700, 2000), (10700, 14100))
    await check_as_listed(transactions, alice.ledger_id, totals)
    (everyday,) = (row.id for row in await accounts.all(alice.ledger_id) if row.id != depot)
    for chosen in ((everyday,), (depot,), ()):
        totals = await tag_totals.of(alice.ledger_id, NOVEMBER, chosen)
        await check_as_listed(transactions, alice.ledger_id, totals, chosen)
    async with database.write() as connection:
        await stored.begin_removal(connection, alice.ledger_id, work, trip, 1)
    merged = await tag_totals.of(alice.ledger_id, NOVEMBER)
    assert [(tag.name, *sums(flow)) for tag, flow in merged.by_tag] == [("Trip", 10000, 12100)]
    assert sums(merged.untagged) == (700, 2000)


async def test_totals_by_tag_belong_to_their_ledger(
    database: Database,
    transactions: TransactionService,
    accounts: AccountService,
    tag_totals: TagTotalService,
    alice: Person,
    bob: Person,
    trip: UUID,
    work: UUID,
) -> None:
    depot = await fill(transactions, accounts, alice, trip, work)
    totals = await tag_totals.of(bob.ledger_id, NOVEMBER)
    assert (totals.by_tag, sums(totals.untagged), sums(totals.total)) == ([], (0, 0), (0, 0))
    async with refused(database, [alice.ledger_id, bob.ledger_id], "NOT_FOUND", "account_ids", "choose one of yours"):
        await tag_totals.of(bob.ledger_id, NOVEMBER, [depot])
    async with refused(database, [bob.ledger_id], "INVALID", "period.month", "use the form"):
        await tag_totals.of(bob.ledger_id, PeriodChoice("November"))
