"""New ledgers get answers too: nothing is divided by zero, and months before the first entry do not count."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from db.stores.engine import Database
from services.finny import Turn
from services.finny.builtin import BuiltInFinny
from services.finny.topics import help as words
from services.finny.topics.budget import NO_PAST
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.wiring import build_services
from tests.people import Clock, Person
from tests.services.finny.story import Answering, tools_of

EVERYTHING = (
    "food last month",
    "what changed",
    "does my budget hold",
    "how far are my goals",
    "biggest expenses",
    "anything unusual?",
    "safe to spend",
    "next months",
    "income this year",
    "how much at the sushi bar",
    "how much a month on average",
    "food a month",
    "how am i doing",
    "any tips?",
    "latest transactions",
    "how often food",
    "where does my money go",
    "savings rate",
    "ever",
)

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
async def answer_bob(bob: Person, database: Database, clock: Clock) -> AsyncIterator[Answering]:
    """Ask built-in Finny about Bob's ledger, in dollars and with paydays."""
    services = build_services(database, clock)
    tools = tools_of(services, bob.ledger_id)

    async def asked(question: str) -> str:
        return (await BuiltInFinny().reply(Turn(bob.ledger_id, question, (), tools))).text

    yield asked
    await services.users.close()


async def test_an_empty_ledger_has_an_answer_to_everything(answer_bob: Answering) -> None:
    for question in EVERYTHING:
        assert await answer_bob(question) != words.NOT_UNDERSTOOD, question
    assert await answer_bob("safe to spend") == (
        "You have no budget from 25 October 2026 to 24 November 2026 (so far; 2 days left),"
        " so I cannot tell what is safe to spend."
    )
    assert NO_PAST in await answer_bob("next months")


async def test_months_before_the_first_transaction_are_not_averaged(
    answer_bob: Answering, bob: Person, transactions: TransactionService
) -> None:
    for day, amount in ((date(2026, 10, 1), "-300"), (date(2026, 11, 1), "-40")):
        draft = TransactionDraft(day, Decimal(amount), "Sushi Bar", category_id=bob.categories["Food"])
        await transactions.record(bob.ledger_id, draft)
    assert "40.00 USD is to be expected by 24 November 2026; on the same days" in await answer_bob("next months")
    last_period = "from 25 September 2026 to 24 October 2026"
    assert f"300.00 USD was spent a month {last_period}" in await answer_bob("next months")
    assert f"300.00 USD a month on Food on average {last_period}" in await answer_bob("food a month")
    for question in EVERYTHING:
        assert await answer_bob(question) != words.NOT_UNDERSTOOD, question


async def test_a_payee_is_asked_for_without_its_references(
    answer_bob: Answering, bob: Person, transactions: TransactionService
) -> None:
    for day, reference in ((date(2026, 10, 5), 559299), (date(2026, 11, 5), 559300)):
        draft = TransactionDraft(day, Decimal("-9.99"), f"Alder Films Ref {reference}")
        await transactions.record(bob.ledger_id, draft)
    assert "19.98 USD" in await answer_bob("how much did i pay alder films this year")
