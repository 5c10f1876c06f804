"""What a question is about: names of the ledger, also where they are everyday words, and what belongs together."""

from datetime import date

import pytest

from services.assistant.questions import Intent, Question, parse
from services.assistant.tools import Surroundings

AROUND = Surroundings(
    date(2026, 11, 23),
    1,
    {"Food": "EXPENSE", "Car": "EXPENSE", "Rent": "EXPENSE", "Salary": "INCOME"},
    ("New kitchen", "Rainy days"),
    ("Next", "Total", "Target", "May", "Car Wash Bob", "Rent a Bike", "Corner Shop", "Rent", "Where To Go"),
)


def asked(text: str, *earlier: str) -> Question:
    """The question of a text, after others."""
    return parse(text, earlier, AROUND)


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
    found = asked(text)
    assert (found.intent, found.payee, found.categories) == (intent, payee, categories)


def test_a_goal_is_known_by_one_of_its_words() -> None:
    assert (asked("how far is the kitchen").goal, asked("hows the newkitchen").goal) == ("New kitchen", "New kitchen")
    assert asked("how far are my goals").goal is None


def test_a_number_says_how_many_are_wanted_unless_it_is_part_of_something_else() -> None:
    assert asked("my 3 biggest expenses in 2025").count == 3
    assert asked("biggest expenses in the last 3 months").count is None
    assert asked("can i afford 12.50").count is None


def test_what_goes_on_takes_over_the_rest() -> None:
    assert asked("and rent?", "does my budget for food hold") == asked("does my budget for rent hold")
    assert asked("in September", "my biggest expenses") == asked("my biggest expenses in September")
    assert asked("food last month", "does my budget hold").intent == Intent.SPENT
    assert asked("thanks", "does my budget hold").intent == Intent.THANKS
    assert asked("and what can you do?", "does my budget hold").intent == Intent.HELP
