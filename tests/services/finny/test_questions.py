"""Questions are parsed into names of the ledger, also where these are everyday words, and follow-ups."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from threading import Event
from time import process_time
from uuid import UUID

import pytest

from services.calendars import Calendar
from services.finny import Turn
from services.finny.builtin import BuiltInFinny
from services.finny.questions import Intent, Question, parse
from services.finny.tools import QuestionContext, Tools

CONTEXT = QuestionContext(
    date(2026, 11, 23),
    Calendar(1),
    {"Food": "EXPENSE", "Car": "EXPENSE", "Rent": "EXPENSE", "Salary": "INCOME"},
    ("New kitchen", "Rainy days"),
    ("Next", "Total", "Target", "May", "Car Wash Bob", "Rent a Bike", "Corner Shop", "Rent", "Where To Go"),
)


def asked(text: str, *earlier: str) -> Question:
    """Parse a text after earlier questions."""
    return parse(text, earlier, CONTEXT)


@pytest.mark.parametrize(
    ("text", "intent", "payee", "categories"),
    [
        ("what do the next months look like", Intent.UPCOMING, None, ()),
        ("total spending this month", Intent.SPENT, None, ()),
        ("where does my money go", Intent.WHERE, None, ()),
        ("how much may i still spend", Intent.SAFE, None, ()),
        ("what did i spend at target", Intent.SPENT, "Target", ()),
        ("how much did i pay at Next last month", Intent.SPENT, "Next", ()),
        ("how much at the car wash bob", Intent.SPENT, "Car Wash Bob", ()),
        ("how much for the car", Intent.SPENT, None, ("Car",)),
        ("how much is the rent", Intent.SPENT, None, ("Rent",)),
        ("rent a bike last year", Intent.SPENT, "Rent a Bike", ()),
        ("corner shop food", Intent.SPENT, "Corner Shop", ("Food",)),
        ("food and rent in october", Intent.SPENT, None, ("Food", "Rent")),
        ("did my salary arrive", Intent.INCOME, None, ("Salary",)),
    ],
)
def test_a_name_is_told_from_an_everyday_word(
    text: str, intent: Intent, payee: str | None, categories: tuple[str, ...]
) -> None:
    question = asked(text)
    assert (question.intent, question.payee, question.categories) == (intent, payee, categories)


def test_a_goal_is_known_by_one_of_its_words() -> None:
    assert (asked("how far is the kitchen").goal, asked("hows the newkitchen").goal) == ("New kitchen", "New kitchen")
    assert asked("how far are my goals").goal is None


def test_a_number_says_how_many_are_wanted_unless_it_is_part_of_something_else() -> None:
    assert asked("my 3 biggest expenses in 2025").count == 3
    assert asked("biggest expenses in the last 3 months").count is None
    assert asked("can i afford 12.50").count is None


def test_a_follow_up_takes_over_the_rest() -> None:
    assert asked("and rent?", "does my budget for food hold") == asked("does my budget for rent hold")
    assert asked("in September", "my biggest expenses") == asked("my biggest expenses in September")
    assert asked("food last month", "does my budget hold").intent == Intent.SPENT
    assert asked("thanks", "does my budget hold").intent == Intent.THANKS
    assert asked("and what can you do?", "does my budget hold").intent == Intent.HELP


def test_exceptions_are_no_subject() -> None:
    whole = parse("how much did i spend without rent and food in october", (), CONTEXT)
    assert (whole.without, whole.categories, whole.intent) == (("Rent", "Food"), (), Intent.SPENT)
    assert parse("everything but rent and food in october", (), CONTEXT) == whole
    assert parse("and without rent and food?", ("how much did i spend in october",), CONTEXT) == whole
    assert parse("is my budget not on track", (), CONTEXT).without == ()


def test_a_part_of_a_payee_is_known_by_its_words() -> None:
    shops = replace(CONTEXT, payees=("KARTENZAHLUNG Grün-Korb Markt 0815 Berlin", "Grün Allee", "C. Marktler"))
    assert parse("how much at gruen-korb markts", (), shops).payee == "Grün-Korb Markt"
    assert parse("how much on the allee", (), shops).payee == "Allee"


@pytest.mark.parametrize(
    ("text", "payee", "categories"),
    [
        ("how much did i spend on paint supplies", None, ("Paint supplies",)),
        ("how much on the old hobby", None, ("Old hobby",)),
        ("how much at Paint for paint supplies", "Paint", ("Paint supplies",)),
        ("how much at Paint Supplies Depot", "Paint Supplies Depot", ()),
    ],
)
def test_the_longest_name_counts_whether_it_is_a_payee_or_a_category(
    text: str, payee: str | None, categories: tuple[str, ...]
) -> None:
    context = replace(
        CONTEXT,
        categories={"Paint supplies": "EXPENSE", "Old hobby": "EXPENSE"},
        payees=("Paint", "Old", "Paint Supplies Depot"),
    )
    question = parse(text, (), context)
    assert (question.payee, question.categories) == (payee, categories)


def test_two_thousand_long_payees_are_no_burden() -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=3)) for _ in range(4_000)]
    payees = tuple(f"kart {' '.join(chance.choices(words, k=28))} {number:04}" for number in range(2_000))
    text = "what did I pay by kart last mounth, pleese tell mee"
    began = process_time()
    assert parse(text, [text], replace(CONTEXT, payees=payees)).payee == "kart"
    assert process_time() - began < 1.0  # a tenth of it is plenty; part by part of each payee it took half a minute


class Waiting(tuple[str, ...]):
    """Payees that become available only after another task has run."""

    __slots__ = ()
    turn = Event()

    def __iter__(self) -> Iterator[str]:
        """Return the payees after another task has run."""
        assert self.turn.wait(5), "Nobody else had a turn."
        return super().__iter__()


class Names(Tools):
    """Tools that know only names."""

    def __init__(self, context: QuestionContext) -> None:
        self._around = context

    async def question_context(self) -> QuestionContext:
        """Return the names."""
        return self._around


async def test_others_have_their_turn_while_a_question_is_being_parse() -> None:
    asyncio.get_running_loop().call_later(0.01, Waiting.turn.set)
    tools = Names(replace(CONTEXT, payees=Waiting(("Corner Shop",))))
    assert not (await BuiltInFinny().reply(Turn(UUID(int=0), "xyzzy", (), tools))).about_money
