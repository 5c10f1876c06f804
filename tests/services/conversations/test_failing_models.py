"""The built-in Finny answers when a remote one is slow, refuses or sends nonsense."""

import asyncio
from contextlib import aclosing
from datetime import date
from decimal import Decimal

import pytest

from services.budgets import BudgetDraft
from services.conversations import Author, MessageArrived, MessageState, ReplyProgress
from services.conversations.assistant import LONGEST_REPLY
from services.dashboard.service import DashboardNeeds
from services.finny.topics.help import GREETING
from services.insights import InsightSource
from services.transaction_drafts import TransactionDraft
from services.transactions import TransactionService
from services.values.periods import PeriodChoice
from tests.patience import PATIENCE
from tests.people import Person
from tests.providers import Scripted
from tests.services.conversations.talking import Serve, answered, said

QUESTION = "How much did I spend on food?"
ANSWER = "You spent 150.25 EUR on Food in November 2026 (so far; 8 days left)."
UNANSWERABLE = "What is the meaning of life?"


@pytest.fixture
async def fed(alice: Person, transactions: TransactionService) -> Person:
    """Give Alice an expense for food."""
    draft = TransactionDraft(date(2026, 11, 3), Decimal("-150.25"), "Shop", category_id=alice.categories["Food"])
    await transactions.record(alice.ledger_id, draft)
    return alice


def below(words: str, why: str) -> str:
    """Return the parts of a reply that the built-in Finny adds to."""
    return f"{words}\n\nScripted {why}, so here is the built-in Finny's answer:\n\n{ANSWER}"


async def test_a_provider_that_fails_before_its_first_word_is_replaced(serve: Serve, fed: Person) -> None:
    services = serve(Scripted(pieces=(" ",), failure=OSError("away")))
    await services.conversations.send(fed.ledger_id, QUESTION)
    reply = (await answered(services, fed))[1]
    assert (reply.text, reply.state, reply.provider) == (ANSWER, MessageState.COMPLETE, "built-in")
    assert reply.note == "Scripted did not answer; the built-in Finny did."


@pytest.mark.parametrize(
    ("words", "why", "unverified"),
    [
        ("You spent 99.99 EUR.", "said things that your ledger does not hold", ["99.99 EUR"]),
        ("You spent quite a lot.", "did not name your ledger's figures for this", []),
        ("\ufffd\ufffd?! \ufffd|-|_|<|>| a", "made no sense", []),
        ("How much did I spend on food? " * 40, "made no sense", []),
        ("".join(f"{number} is a number. " for number in range(9_000)), "did not come to an end", None),
    ],
    ids=["invented", "beside", "garbled", "circles", "endless"],
)
async def test_nonsense_is_followed_by_the_built_in_finnys_answer(
    serve: Serve, fed: Person, words: str, why: str, unverified: list[str] | None
) -> None:
    services = serve(Scripted(pieces=tuple(words[at : at + 7] for at in range(0, len(words), 7))))
    await services.conversations.send(fed.ledger_id, QUESTION)
    reply = (await answered(services, fed))[1]
    nonsense = reply.text.partition("\n\nScripted ")[0]
    assert words.startswith(nonsense)
    assert reply.text == below(nonsense, why)
    assert reply.note == f"Scripted {why}, so the built-in Finny answered as well."
    assert (reply.state, reply.provider) == (MessageState.COMPLETE, "Scripted")
    if unverified is not None:
        assert reply.unverified == unverified, "only the words of the provider are judged"


async def test_a_provider_that_goes_in_circles_is_not_heard_out(serve: Serve, fed: Person) -> None:
    services = serve(Scripted(pieces=("And so it goes on. ",) * 5_000))
    await services.conversations.send(fed.ledger_id, QUESTION)
    reply = (await answered(services, fed))[1]
    assert len(reply.text) < 1_000
    assert reply.text.endswith(ANSWER)


async def test_a_provider_that_breaks_off_leaves_its_words_and_the_built_in_finny_answers(
    serve: Serve, fed: Person
) -> None:
    services = serve(Scripted(failure=OSError("away")))
    await services.conversations.send(fed.ledger_id, QUESTION)
    reply = (await answered(services, fed))[1]
    assert (reply.text, reply.state) == (below(Scripted().text, "broke off"), MessageState.COMPLETE)


@pytest.mark.parametrize(
    "words", ["You spent 150.25 EUR on food this month.", "In November 2026 food has cost you about €150."]
)
async def test_a_reply_with_the_ledgers_figures_is_left_alone(serve: Serve, fed: Person, words: str) -> None:
    provider = Scripted(pieces=(words,))
    services = serve(provider)
    provider.known_figures = {Decimal("150.25")}
    await services.conversations.send(fed.ledger_id, QUESTION)
    reply = (await answered(services, fed))[1]
    assert (reply.text, reply.note, reply.unverified) == (words, "", [])


@pytest.mark.parametrize(
    ("provider", "state", "note"),
    [
        (Scripted(failure=OSError("away")), MessageState.INTERRUPTED, "The reply broke off; ask again."),
        (
            Scripted(pieces=tuple(f"{number} " for number in range(9_000))),
            MessageState.COMPLETE,
            "The reply was cut off because it grew too long.",
        ),
        (Scripted(pieces=("It is 42.00 EUR.",)), MessageState.COMPLETE, ""),
        (Scripted(pieces=("Hello!",)), MessageState.COMPLETE, ""),
    ],
    ids=["broken", "endless", "invented", "polite"],
)
async def test_a_reply_is_only_marked_if_the_built_in_finny_has_no_answer(
    serve: Serve, fed: Person, provider: Scripted, state: MessageState, note: str
) -> None:
    services = serve(provider)
    await services.conversations.send(fed.ledger_id, UNANSWERABLE)
    reply = (await answered(services, fed))[1]
    assert provider.text.startswith(reply.text)
    assert len(reply.text) <= LONGEST_REPLY
    assert (reply.author, reply.state, reply.note) == (Author.FINNY, state, note)
    assert ("42.00 EUR" in provider.text) == (reply.unverified == ["42.00 EUR"])


async def test_garbled_small_talk_is_followed_by_the_built_in_finnys_answer(serve: Serve, fed: Person) -> None:
    services = serve(Scripted(pieces=("?!?! ",)))
    await services.conversations.send(fed.ledger_id, "Hi")
    reply = (await answered(services, fed))[1]
    assert reply.text.endswith(f"\n\n{GREETING}")
    assert reply.state == MessageState.COMPLETE


async def test_the_built_in_finnys_words_follow_on_the_others_wherever_they_are_heard(
    serve: Serve, fed: Person
) -> None:
    provider = Scripted(pieces=("You spent ", "99.99 EUR."), held=2)
    services = serve(provider)
    await services.conversations.send(fed.ledger_id, QUESTION)
    await said(services, fed, provider.text)
    text = ""
    async with asyncio.timeout(PATIENCE), aclosing(services.conversations.follow(fed.ledger_id)) as events:
        async for event in events:
            if isinstance(event, ReplyProgress):
                assert event.offset == len(text), "one text, of which nothing is taken back"
                text += event.text
                provider.go.set()
            elif isinstance(event, MessageArrived) and event.message.author == Author.FINNY:
                break
    assert (
        text
        == (await answered(services, fed))[1].text
        == below(provider.text, "said things that your ledger does not hold")
    )


async def test_only_the_built_in_finnys_advice_is_kept_of_a_reply_that_it_had_to_mend(
    serve: Serve, fed: Person
) -> None:
    services = serve(Scripted(pieces=("You should buy a boat. ", "You spent 99.99 EUR.")))
    await services.budgets.set(fed.ledger_id, BudgetDraft(fed.categories["Food"], Decimal(100), "2026-11"))
    await services.conversations.send(fed.ledger_id, "Does my budget hold?")
    reply = (await answered(services, fed))[1]
    shown = await services.dashboard.read(fed.ledger_id, PeriodChoice(), DashboardNeeds(insights=True))
    (tip,) = [insight for insight in shown.insights if insight.source is InsightSource.REPLY]
    assert tip.text.startswith("You could spend less on Food")
    assert tip.message_id == reply.id
    assert {figure.amount for figure in tip.evidence} == {15_025, 10_000}
