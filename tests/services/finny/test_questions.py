"""Questions are parsed into names of the ledger, also where these are everyday words, and follow-ups."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Event
from time import process_time
from uuid import UUID

import pytest

from services.finny import Turn
from services.finny.builtin import BuiltInFinny, Reading, understood
from services.finny.question_context import QuestionContext
from services.finny.tools import Tools
from services.values.calendars import Calendar

CONTEXT = QuestionContext(
    date(2026, 11, 23),
    Calendar(),
    {"Food": "EXPENSE", "Car": "EXPENSE", "Rent": "EXPENSE", "Salary": "INCOME"},
    ("New kitchen", "Rainy days"),
    ("Next", "Total", "Target", "May", "Car Wash Bob", "Rent a Bike", "Corner Shop", "Rent", "Where To Go"),
)


def asked(text: str, *earlier: str) -> Reading:
    """Read a text after earlier questions."""
    return understood(text, earlier, CONTEXT)


@pytest.mark.parametrize(
    ("text", "topic", "payee", "categories"),
    [
        ("what do the next months look like", "forecast", None, ()),
        ("total spending this month", "spending", None, ()),
        ("where does my money go", "where", None, ()),
        ("how much may i still spend", "safe", None, ()),
        ("what did i spend at target", "spending", "Target", ()),
        ("how much did i pay at Next last month", "spending", "Next", ()),
        ("how much at the car wash bob", "spending", "Car Wash Bob", ()),
        ("how much for the car", "spending", None, ("Car",)),
        ("how much is the rent", "spending", None, ("Rent",)),
        ("rent a bike last year", "spending", "Rent a Bike", ()),
        ("corner shop food", "spending", "Corner Shop", ("Food",)),
        ("food and rent in october", "spending", None, ("Food", "Rent")),
        ("did my salary arrive", "income", None, ("Salary",)),
    ],
)
def test_a_name_is_told_from_an_everyday_word(
    text: str, topic: str, payee: str | None, categories: tuple[str, ...]
) -> None:
    reading = asked(text)
    assert reading.topic is not None
    question = reading.question
    assert (reading.topic.name, question.payees, question.categories) == (topic, (payee,) if payee else (), categories)
    assert reading.left == ()


def test_a_goal_is_known_by_one_of_its_words() -> None:
    for text in ("how far is the kitchen", "hows the newkitchen"):
        assert asked(text).question.goals == ("New kitchen",)
    assert asked("how far are my goals").question.goals == ()


def test_a_number_says_how_many_are_wanted_unless_it_is_part_of_something_else() -> None:
    assert asked("my 3 biggest expenses in 2025").question.count == 3
    assert asked("biggest expenses in the last 3 months").question.count is None
    assert asked("can i afford 12.50").question.amount == Decimal("12.50")


def test_a_follow_up_takes_over_the_rest() -> None:
    for text, before, whole in (
        ("and rent?", "does my budget for food hold", "does my budget for rent hold"),
        ("in September", "my biggest expenses", "my biggest expenses in September"),
    ):
        merged, alone = asked(text, before), asked(whole)
        assert merged.topic is alone.topic
        assert (merged.question.categories, merged.question.period) == (
            alone.question.categories,
            alone.question.period,
        )
        assert merged.question.measure == alone.question.measure
    for text, topic in (("food last month", "spending"), ("and what can you do?", "help")):
        reading = asked(text, "does my budget hold")
        assert reading.topic is not None
        assert reading.topic.name == topic


def test_exceptions_are_no_subject() -> None:
    for text, earlier in (
        ("how much did i spend without rent and food in october", ()),
        ("everything but rent and food in october", ()),
        ("and without rent and food?", ("how much did i spend in october",)),
    ):
        reading = asked(text, *earlier)
        assert sorted(name for kinds in reading.question.without for name in kinds.values()) == ["Food", "Rent", "Rent"]
        assert (reading.question.subjects, reading.left) == (0, ())
    assert asked("is my budget not on track").question.without == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("how much did i spend on food for the dog", ("dog",)),
        ("what did my neighbour spend on food", ("neighbour",)),
        ("how much rent did you pay", ("you",)),
        ("how many litres of food did i buy", ("litres",)),
        ("does my budget for food smell", ("smell",)),
        ("how much did i spend only on food", ("only",)),
    ],
)
def test_a_word_that_is_not_understood_is_left_over(text: str, left: tuple[str, ...]) -> None:
    assert asked(text).left == left


def test_a_part_of_a_payee_is_known_by_its_words() -> None:
    shops = replace(CONTEXT, payees=("KARTENZAHLUNG Grün-Korb Markt 0815 Berlin", "Grün Allee", "C. Marktler"))
    assert understood("how much at gruen-korb markts", (), shops).question.payees == ("Grün-Korb Markt",)
    assert understood("how much on the allee", (), shops).question.payees == ("Allee",)


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
    question = understood(text, (), context).question
    assert (question.payees, question.categories) == ((payee,) if payee else (), categories)


def test_two_thousand_long_payees_are_no_burden() -> None:
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=3)) for _ in range(4_000)]
    payees = tuple(f"kart {' '.join(chance.choices(words, k=28))} {number:04}" for number in range(2_000))
    text = "what did I pay by kart last mounth, pleese tell mee"
    began = process_time()
    assert understood(text, [text], replace(CONTEXT, payees=payees)).question.payees == ("kart",)
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
