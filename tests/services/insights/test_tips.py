"""Tips of replies are kept with the figures that they name, until those change."""

from datetime import date
from decimal import Decimal

import pytest

from db import conversations
from db.conversations import MessageRow
from db.stores.engine import Database
from db.stores.ids import new_id
from services.changes import Changes
from services.dashboard.service import DashboardNeeds
from services.events.conversations import MessageAdded
from services.insights import Insight, InsightSource, keep_tips, mined_tips
from services.transaction_drafts import TransactionDraft
from services.values.periods import PeriodChoice
from services.wiring import Services, build_services
from tests.people import NOW, Clock, Person

TODAY = NOW.date()

REPLY = """In November 2026 you spent 1,250.00 EUR on Food.

- You could cook at home more often: Food cost 1,250.00 EUR this month.
- **Tip:** put 50 EUR aside on payday.
Would you like to know more?"""


@pytest.fixture
def services(database: Database, clock: Clock) -> Services:
    """One process."""
    return build_services(database, clock)


@pytest.mark.parametrize(
    ("line", "tip"),
    [
        ("You could cancel one of the two streaming services.", "You could cancel one of the two streaming services."),
        ("1. Consider a cheaper phone contract.", "Consider a cheaper phone contract."),
        ("* **Tip**: keep 20 EUR a week for lunch.", "keep 20 EUR a week for lunch."),
        ("Food rose by a third. Try cooking twice a week.", "Try cooking twice a week."),
        (
            "If you go on like this, you should save 90 EUR more.",
            "If you go on like this, you should save 90 EUR more.",
        ),
        ("I'd suggest setting a budget for Clothes.", "I'd suggest setting a budget for Clothes."),
    ],
)
def test_a_line_that_advises_is_a_tip(line: str, tip: str) -> None:
    assert mined_tips(f"You spent 12.00 EUR.\n{line}\n") == [tip]


@pytest.mark.parametrize(
    "line",
    [
        "You spent 12.00 EUR on Food in November 2026.",
        "You can ask me about budgets.",
        "Should you save more?",
        "Try again later, please do.",
        "Save it.",
        "You could " + "save and " * 100,
        "",
    ],
)
def test_other_lines_are_none(line: str) -> None:
    assert mined_tips(line) == []


def test_a_reply_gives_five_tips_at_most_and_each_once() -> None:
    lines = [f"You could save {number} EUR a month." for number in (1, 1, 2, 3, 4, 5, 6)]
    assert mined_tips("\n".join(lines)) == [f"You could save {number} EUR a month." for number in range(1, 6)]


async def say(changes: Changes, person: Person, text: str) -> MessageRow:
    """Store a reply of Finny with its tips."""
    async with changes.open(person.ledger_id) as change:
        revision = change.ledger.revision
        row = MessageRow(person.ledger_id, new_id(), revision, "FINNY", text, "COMPLETE", "model", "", [], change.now)
        await conversations.add(change.connection, row)
        await keep_tips(change, row.id, mined_tips(text), text)
        await change.happened(MessageAdded(row.id))
    return row


async def spend(services: Services, person: Person, amount: str, day: date = TODAY) -> None:
    draft = TransactionDraft(day, Decimal(amount), "Corner Shop", category_id=person.categories["Food"])
    await services.transactions.record(person.ledger_id, draft)


async def tips(services: Services, person: Person) -> list[Insight]:
    needs = DashboardNeeds(insights=True)
    insights = (await services.dashboard.read(person.ledger_id, PeriodChoice(), needs)).insights
    return [insight for insight in insights if insight.source is InsightSource.REPLY]


async def test_tips_keep_their_evidence_and_are_stale_once_it_has_moved(
    services: Services, changes: Changes, alice: Person, bob: Person, clock: Clock
) -> None:
    await spend(services, alice, "-1250")
    message = await say(changes, alice, REPLY)
    cook, aside = sorted(await tips(services, alice), key=lambda tip: len(tip.evidence), reverse=True)
    assert cook.text == "You could cook at home more often: Food cost 1,250.00 EUR this month."
    assert cook.message_id == aside.message_id == message.id
    (figure,) = cook.evidence
    assert (figure.label, figure.amount, figure.currency) == ("Spent", 125_000, "EUR")
    assert figure.period is not None
    assert figure.period.label == "2026-11"
    assert (aside.text, aside.evidence) == ("put 50 EUR aside on payday.", ())
    assert not cook.stale
    clock.now = NOW.replace(month=12)  # a month later November is still what it was
    assert [tip.stale for tip in await tips(services, alice)] == [False, False]
    await spend(services, alice, "-1")
    assert {tip.text: tip.stale for tip in await tips(services, alice)} == {cook.text: True, aside.text: False}
    assert await tips(services, bob) == []


async def test_tips_go_with_their_conversation_and_can_be_dismissed(
    services: Services, changes: Changes, database: Database, alice: Person
) -> None:
    await say(changes, alice, REPLY)
    kept_tips = await tips(services, alice)
    await services.insights.dismiss(alice.ledger_id, kept_tips[0].id, PeriodChoice())
    assert [tip.id for tip in await tips(services, alice)] == [kept_tips[1].id]
    async with database.write() as connection:
        await conversations.archive(connection, alice.ledger_id)
    assert await tips(services, alice) == []


async def test_a_figure_is_of_what_the_tip_itself_names(services: Services, changes: Changes, alice: Person) -> None:
    await spend(services, alice, "-50")  # all that was spent, and what Food cost
    await say(changes, alice, "Travel cost nothing.\nYou could cook more: 50.00 EUR went to Food.")
    (tip,) = await tips(services, alice)
    assert [figure.category_id for figure in tip.evidence] == [alice.categories["Food"]]
