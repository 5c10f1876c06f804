"""Figures are right with refunds, transfers and categories of the same name."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db.stores.engine import Database
from services.calculations import CategoryKind
from services.categories import CategoryDraft
from services.finny import Turn
from services.finny.builtin import BuiltInFinny
from services.splits import SplitDraft
from services.transaction_drafts import TransactionDraft
from services.wiring import Services, build_services
from tests.people import Clock, Person
from tests.services.finny.story import Answering, tools_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
async def services(database: Database, clock: Clock) -> AsyncIterator[Services]:
    """One process."""
    services = build_services(database, clock)
    yield services
    await services.users.close()


@pytest.fixture
async def answer_alice(alice: Person, services: Services) -> Answering:
    """Ask built-in Finny about Alice's odd ledger."""

    async def category(name: str, parent: UUID | None = None) -> UUID:
        draft = CategoryDraft(name, CategoryKind.EXPENSE, parent_id=parent)
        return (await services.categories.create(alice.ledger_id, draft)).object.id

    home, kids = await category("Home"), await category("Kids")
    of_home, of_kids = await category("Odds", home), await category("Odds", kids)
    for day, amount, payee, chosen in (
        (date(2026, 11, 2), "-1.25", "Lulu", of_home),
        (date(2026, 11, 3), "-20.50", "Toys", of_kids),
        (date(2026, 11, 5), "9", "Lulu", home),
        (date(2026, 11, 6), "-50", "Lulu", alice.categories["Savings"]),
        (date(2026, 10, 3), "-1", "Lulu", home),
        (date(2026, 11, 7), "-4", "Baker", alice.categories["Food"]),
    ):
        draft = TransactionDraft(day, Decimal(amount), payee, category_id=chosen)
        await services.transactions.record(alice.ledger_id, draft)
    tools = tools_of(services, alice.ledger_id)

    async def asked(question: str) -> str:
        return (await BuiltInFinny().reply(Turn(alice.ledger_id, question, (), tools))).text

    return asked


async def test_refunds_are_no_cost(answer_alice: Answering) -> None:
    assert "Home 7.75 EUR back" in await answer_alice("where did my money go this month")
    changed = await answer_alice("what changed against last month")
    assert "Home: 7.75 EUR back, 8.75 EUR less than before (1.00 EUR)" in changed


async def test_categories_of_the_same_name_count_together_and_it_is_said_whose_they_are(
    answer_alice: Answering,
) -> None:
    reply = await answer_alice("how much on odds this month")
    assert "You spent 21.75 EUR on Odds (of " in reply
    assert "Odds (of Kids) 20.50 EUR; Odds (of Home) 1.25 EUR" in reply
    assert "2 transactions" in await answer_alice("how often odds this month")


async def test_transfers_are_left_out_of_payments(answer_alice: Answering) -> None:
    reply = await answer_alice("how much did I spend at Lulu this month")
    assert "You received 7.75 EUR from 2 transactions with “Lulu” in November 2026" in reply
    assert "I left out 1 transaction that only moved 50.00 EUR." in reply


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("how much did I spend without kids this month", "You got back 3.75 EUR more than you spent on everything"),
        ("how much did I spend excluding home this month", "You spent 24.50 EUR on everything but Home in November"),
        ("what did i spend this month except for food and odds", "You got back 9.00 EUR more than you spent on every"),
        ("how much did i not spend on food this month", "You spent 12.75 EUR on everything but Food in November"),
        ("how much did i spend on kids without odds", "I can leave categories of expenses out of all"),
        ("my biggest expenses apart from food", "I can leave categories of expenses out of all"),
        ("how much did I spend without Lulu", "I can leave categories of expenses out of all"),
    ],
)
async def test_exceptions_are_left_out(answer_alice: Answering, question: str, reply: str) -> None:
    assert reply in await answer_alice(question)


async def test_a_split_is_listed_as_what_it_was_for(services: Services, alice: Person) -> None:
    splits = (SplitDraft(Decimal(-7), alice.categories["Food"]), SplitDraft(Decimal(-3), alice.categories["Rent"]))
    draft = TransactionDraft(date(2026, 11, 7), Decimal(-10), "Market", splits=splits)
    await services.transactions.record(alice.ledger_id, draft)
    tools = tools_of(services, alice.ledger_id)
    listed = await tools.transactions(category="Food")
    assert [(entry.category, entry.amount.minor) for entry in listed.entries] == [("Food", -700)]
    assert (await tools.transactions()).total.minor == -1000


async def test_a_transfer_is_no_expense_and_is_told_apart(services: Services, alice: Person) -> None:
    draft = TransactionDraft(date(2026, 11, 7), Decimal(-10), "Bank")
    row = (await services.transactions.record(alice.ledger_id, draft)).object
    await services.transfers.link(alice.ledger_id, row.id)
    tools = tools_of(services, alice.ledger_id)
    listed = await tools.transactions()
    assert (listed.total.minor, listed.transfers, listed.transferred.minor) == (0, 1, -1000)
    assert [entry.category for entry in listed.entries] == ["Transfer"]
    assert (await tools.transactions(biggest=True)).count == 0
