"""The guard on figures marks what no tool returned, and leaves dates, counts and the user's own figures alone."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assistant import Said, Turn, unverified_figures
from services.assistant.facts import Amount, GoalFacts, numbers_in
from services.assistant.tools import Tools
from services.money import Money

KNOWN = {Decimal("429.58"), Decimal("1234.50"), Decimal("-3.20"), Decimal("44.05")}


def turn(question: str = "", *history: Said, known: set[Decimal] = KNOWN) -> Turn:
    """A turn whose tools have returned some figures."""
    tools: Tools = Tools.__new__(Tools)
    return Turn(UUID(int=0), question, history, tools, {abs(each) for each in known})


@pytest.mark.parametrize(
    "reply",
    [
        "You spent 429.58 EUR.",
        "You spent €429.58, about 430 EUR or 429.6 EUR.",
        "It is 1,234.50 EUR, so 1.2k EUR, 1234.5",
        "In November 2026, from 2026-11-01 to 30 November 2026, on Nov 3rd and in 2025.",
        "1. First\n2. Second\n31 days, 12 transactions",
        "That is 44% of the plan, or 44.05 percent.",
        "Es waren 429,58 EUR, also rund 430 EUR oder 429,6 EUR, und 1.234,50 € oder 1\u202f234,50 € im Jahr.",
    ],
)
def test_figures_that_a_tool_returned_may_be_rounded_and_dates_are_no_figures(reply: str) -> None:
    assert unverified_figures(reply, turn()) == ()


@pytest.mark.parametrize(
    ("reply", "marked"),
    [
        ("You spent 429.59 EUR.", ("429.59 EUR",)),
        ("You spent €5 and 5 EUR.", ("€5", "5 EUR")),
        ("It cost 2,000 or 2000.50, again 2000.50.", ("2,000", "2000.50")),
        ("That is 97% more.", ("97%",)),
        ("Save 777 a month.", ("777",)),
        ("All of 2k euros", ("2k euros",)),
    ],
)
def test_figures_that_no_tool_returned_are_marked_once_each(reply: str, marked: tuple[str, ...]) -> None:
    assert unverified_figures(reply, turn()) == marked


def test_what_was_said_before_may_be_repeated_but_not_what_finny_made_up() -> None:
    history = Said("USER", "I earn 2,500 EUR"), Said("FINNY", "You spent 999.99 EUR of 777.77 EUR", ("999.99 EUR",))
    asked = turn("Can I afford 87 euros?", *history)
    assert unverified_figures("2,500 EUR less 87 EUR and 777.77 EUR, not 999.99 EUR", asked) == ("999.99 EUR",)


def test_every_figure_of_a_turn_that_nobody_remembers_is_marked() -> None:
    assert unverified_figures("It was 429.58 EUR.", None) == ("429.58 EUR",)


@given(st.integers(min_value=100, max_value=10**10))
def test_what_a_tool_returned_is_never_marked_however_it_is_written(minor: int) -> None:
    amount = Decimal(minor).scaleb(-2)
    asked = turn(known={amount})
    for written in (f"{amount} EUR", f"{amount:,f} EUR", f"€{amount}", f"{amount:.0f} EUR"):
        assert unverified_figures(f"It was {written}.", asked) == ()


def test_every_figure_of_facts_is_known_as_people_write_it() -> None:
    money = Money(-12_345, "JPY")
    goal = GoalFacts("Boat", money, Money(1, "EUR"), Money(0, "KWD"), 0.125, None, None, True, None)
    assert numbers_in((goal, Amount("x", Money(7, "USD")))) == {
        Decimal(12_345),
        Decimal("0.01"),
        Decimal("0.000"),
        Decimal("12.500"),
        Decimal("0.07"),
    }
