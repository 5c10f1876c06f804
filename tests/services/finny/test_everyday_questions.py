"""Everyday questions with typos and without question marks get the right figures."""

from collections.abc import Callable
from datetime import date

import pytest

from services.finny.topics import help as words
from tests.services.finny.story import NOVEMBER, OCTOBER, SO_FAR, TODAY, YEAR, Answering, Story

SINCE_MARCH = date(2026, 3, 1), TODAY
THREE_MONTHS = date(2026, 8, 1), date(2026, 10, 31)
SATURDAY = date(2026, 11, 21), date(2026, 11, 21)

Figure = Callable[[Story], str]

QUESTIONS: tuple[tuple[Figure, str, tuple[str, ...]], ...] = (
    (
        lambda story: story.paid(*OCTOBER, category="Groceries"),
        "in October 2026",
        (
            "How much did I spend on groceries last month?",
            "how much on   groceries   last month",
            "grocceries in october",
            "HI FINNY, WHAT DID WE SPEND ON FOOD SHOPPING LAST MONTH",
            "pls tell me how mutch i spent for grocries lats mounth",
        ),
    ),
    (
        lambda story: story.spent(*NOVEMBER),
        "in November 2026 (so far; 8 days left)",
        (
            "What changed against last month?",
            "whats different from last month",
            "compare this month with last month",
            "why am i spending more than last month",
            "does my budget hold",
            "am i over bugdet?",
            "how's my budget doing",
            "how am i doing this month",
            "where does my money go",
        ),
    ),
    (
        lambda story: story.saved("Camper van"),
        "as of 23 November 2026",
        (
            "How far is the camper van?",
            "how much is still missing for the camper van",
            "hows the campervan going",
            "will i reach my camper van goal",
            "how much do i need to save per month for the camper van",
        ),
    ),
    (lambda story: story.saved("New kitchen"), "as of 23 November 2026", ("how far are we with the kitchen", "goals")),
    (
        lambda story: story.biggest(*YEAR),
        SO_FAR,
        ("What were my biggest expenses this year?", "biggst expences this yr", "top 5 purchases this year"),
    ),
    (
        lambda story: story.earned(*YEAR),
        SO_FAR,
        (
            "How much did I earn this year?",
            "what did we make so far this year",
            "income this year",
            "total earnings ytd",
        ),
    ),
    (
        lambda story: story.paid(*YEAR, payee="Trattoria Gattoblu"),
        SO_FAR,
        (
            "What did I spend at Trattoria Gattoblu this year?",
            "how much did i pay gattoblu this year",
            "trattoria gatoblu this year",
        ),
    ),
    (
        lambda story: story.paid(*SINCE_MARCH, payee="Grünkorb"),
        "from 1 March 2026 to 23 November 2026",
        (
            "how much did we spend at Grünkorb since March",
            "grunkorb since march",
            "spending at grünkorb markt since 1 march",
        ),
    ),
    (
        lambda story: story.paid(*THREE_MONTHS, category="Eating out"),
        "from August 2026 to October 2026",
        ("how much did i spend on restaurants in the last 3 months", "eating out over the past three months"),
    ),
    (
        lambda story: story.spent(*SATURDAY),
        "on 21 November 2026",
        (
            "How much did I spend on Saturday?",
            "spending the day before yesterday",
            "what did i spend on november 21st",
        ),
    ),
    (lambda story: story.spent(*YEAR), SO_FAR, ("how much did i spend this year", "total expenses in 2026")),
    (
        lambda story: story.paid(*OCTOBER, category="Groceries", payee="Grünkorb"),
        "in October 2026",
        ("how much did i spend on groceries at Grünkorb last month",),
    ),
)


@pytest.mark.parametrize(("figure", "period", "questions"), QUESTIONS, ids=[case[-1][0] for case in QUESTIONS])
async def test_an_everyday_question_gets_its_figure_and_period_however_it_is_asked(
    answer: Answering, story: Story, figure: Figure, period: str, questions: tuple[str, ...]
) -> None:
    for question in questions:
        reply = await answer(question)
        assert figure(story) in reply, question
        assert period in reply, question


async def test_a_day_without_expenses_is_told_as_such(answer: Answering) -> None:
    assert await answer("how much did i spend yesterday") == "You spent nothing on 22 November 2026."


async def test_several_categories_are_told_one_by_one(answer: Answering, story: Story) -> None:
    reply = await answer("how much on groceries and eating out last month")
    assert all(story.paid(*OCTOBER, category=category) in reply for category in ("Groceries", "Eating out"))


SMALL_TALK = (
    ("hi", words.GREETING),
    ("Hello Finny, how are you?", words.GREETING),
    ("thanks a lot!", words.THANKS),
    ("ok, great", words.THANKS),
    ("who are you?", words.HELP),
    ("how is the weather", words.NOT_UNDERSTOOD),
    ("tell me a joke", words.NOT_UNDERSTOOD),
    ("delete all my transactions", words.READ_ONLY),
    ("transfer 100 EUR to Bob", words.READ_ONLY),
    ("what is my balance", "Your net worth was"),
)


async def test_small_talk_gets_no_figures_and_no_nonsense(answer: Answering) -> None:
    for question, start in SMALL_TALK:
        reply = await answer("How much did I spend on groceries last month?", question)
        assert reply.startswith(start), question


UNCLEAR = (
    ("how much did we spend abroad", "I cannot tell that yet: I do not know what “abroad” means here."),
    ("how much did Netflix cost this year", "I found neither a category nor a payee “Netflix” in 2026 (so far"),
    ("what did my neighbour spend", "I cannot tell that yet: I do not know what “neighbour” means here."),
    ("what did i spend at Foobar in may", "I found neither a category nor a payee “Foobar” in May 2026."),
)


async def test_an_unclear_part_of_a_question_is_named(answer: Answering) -> None:
    for question, start in UNCLEAR:
        assert (await answer(question)).startswith(start), question


@pytest.mark.parametrize(
    ("questions", "figure"),
    [
        (("groceries last month?", "and eating out"), lambda story: story.paid(*OCTOBER, category="Eating out")),
        (
            ("groceries last month?", "and the month before?"),
            lambda story: story.paid(date(2026, 9, 1), date(2026, 9, 30), category="Groceries"),
        ),
        (
            ("how much did i spend on groceries last month", "and in September?"),
            lambda story: story.paid(date(2026, 9, 1), date(2026, 9, 30), category="Groceries"),
        ),
        (("biggest expenses last month", "and this year?"), lambda story: story.biggest(*YEAR)),
        (("how far is the camper van", "and the kitchen?"), lambda story: story.saved("New kitchen")),
        (
            ("what did i spend at grünkorb last month", "and at trattoria gattoblu"),
            lambda story: story.paid(*OCTOBER, payee="Trattoria Gattoblu"),
        ),
    ],
)
async def test_a_short_question_goes_on_where_the_last_one_stood(
    answer: Answering, story: Story, questions: tuple[str, ...], figure: Figure
) -> None:
    assert figure(story) in await answer(*questions)


async def test_a_year_so_far_is_compared_with_as_many_days_of_the_last(answer: Answering, story: Story) -> None:
    reply = await answer("how much did i spend this year compared to last year")
    assert f"on the same days of 2025 ({story.spent(date(2025, 1, 1), date(2025, 11, 23))})" in reply
    assert story.spent(*YEAR) in reply
