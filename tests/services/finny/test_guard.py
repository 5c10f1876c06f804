"""The guard marks figures that no tool returned, but not dates, counts and the user's own figures."""

from decimal import Decimal
from time import process_time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finny import PastMessage, Turn, is_grounded, unverified_claims
from services.finny.evidence import Evidence, Held
from services.finny.facts import GoalFacts, NamedAmount
from services.finny.tools import Tools
from services.values.money import Money

KNOWN = {Decimal("429.58"), Decimal("1234.50"), Decimal("-3.20"), Decimal("44.05")}


def turn(question: str = "", *history: PastMessage, known: set[Decimal] = KNOWN) -> Turn:
    """Make a turn whose tools have returned some figures."""
    tools: Tools = Tools.__new__(Tools)
    return Turn(UUID(int=0), question, history, tools, Evidence([Held(abs(figure)) for figure in known]))


@pytest.mark.parametrize(
    "reply",
    [
        "You spent 429.58 EUR.",
        "You spent €429.58, about 430 EUR or 429.6 EUR.",
        "It is 1,234.50 EUR, so 1.2k EUR, 1234.5",
        "In November 2026, from 2026-11-01 to 30 November 2026, on Nov 3rd and in 2025.",
        "1. First\n2. Second\n31 days, 12 shops",
        "That is 44% of the plan, or 44.05 percent.",
        "On 3 November, on Nov. 3, 2026, on 31 May 2026, 30.11.2026 and 11/30/2026 it was so; in 2026 EUR 430 as well.",
        "It decreased in March 2026; may it go on. In Sept 2025 429.58 EUR, by December 2026, 429.58 EUR 3 times.",
        "429,58 EUR, 1.234,50 EUR, 1 234,50 €, 1\u2009234.50 EUR, 1'234.50 CHF, 1\u2019234.50 CHF, EUR429.58.",
        "Es waren 429,58 EUR, also rund 430 EUR oder 429,6 EUR, und 1.234,50 € oder 1\u202f234,50 € im Jahr.",
    ],
)
def test_figures_that_a_tool_returned_may_be_rounded_and_dates_are_no_figures(reply: str) -> None:
    assert unverified_claims(reply, turn()) == ()


@pytest.mark.parametrize(
    ("reply", "marked"),
    [
        ("You spent 429.59 EUR.", ("429.59 EUR",)),
        ("You spent €5 and 5 EUR.", ("€5", "5 EUR")),
        ("It cost 2,000 or 2000.50, again 2000.50.", ("2,000", "2000.50")),
        ("That is 97% more.", ("97%",)),
        ("Save 777 a month, in 12 transactions.", ("777", "12")),
        ("All of 2k euros", ("2k euros",)),
        ("Spending decreased 5000 EUR. Maybe 4500 EUR more.", ("5000 EUR", "4500 EUR")),
        ("At Market 4321 EUR, on 31 May 4500 EUR, in March 1850 EUR.", ("4321 EUR", "4500 EUR", "1850 EUR")),
        ("In March 2026 EUR, on May 20 EUR, in May 5 000 EUR", ("2026 EUR", "20 EUR", "5 000 EUR")),
        ("5 000 EUR, 5\u00a0001 EUR, 5\u2009002 EUR", ("5 000 EUR", "5\u00a0001 EUR", "5\u2009002 EUR")),
        ("5\u2019000 CHF or 6'000 CHF or 5_000 EUR", ("5\u2019000 CHF", "6'000 CHF", "5_000 EUR")),
        ("5K EUR, 1e6 EUR, EUR5000, x5000", ("5K EUR", "1e6 EUR", "EUR5000", "x5000")),
        ("2 million euros, 3M EUR, 4 thousand, 2 Mio. EUR", ("2 million euros", "3M EUR", "4 thousand", "2 Mio. EUR")),
        ("_5000 EUR_ and Market5000 EUR", ("5000", "5000 EUR")),
    ],
)
def test_figures_that_no_tool_returned_are_marked_once_each(reply: str, marked: tuple[str, ...]) -> None:
    assert unverified_claims(reply, turn()) == marked


def test_a_point_or_a_comma_before_three_digits_may_be_either_mark() -> None:
    asked = turn(known={Decimal("20.500"), Decimal(1_235)})
    assert unverified_claims("20.500 KWD, 20,500 KWD, 1.235 EUR, 1,235 EUR, not 1.236 EUR", asked) == ("1.236 EUR",)


def test_neither_earlier_figures_nor_those_of_the_owner_are_evidence() -> None:
    history = (
        PastMessage("USER", "I earn 2,500 EUR"),
        PastMessage("FINNY", "You spent 999.99 EUR of 777.77 EUR", ("999.99 EUR",)),
    )
    asked = turn("Can I afford 87 euros?", *history)
    assert unverified_claims("2,500 EUR less 87 EUR and 777.77 EUR", asked) == ("2,500 EUR", "87 EUR", "777.77 EUR")


def test_every_figure_of_a_turn_that_nobody_remembers_is_marked() -> None:
    assert unverified_claims("It was 429.58 EUR.", None) == ("429.58 EUR",)


@given(st.integers(min_value=100, max_value=10**10))
def test_figures_of_a_tool_are_never_marked_in_any_format(minor: int) -> None:
    amount = Decimal(minor).scaleb(-2)
    asked = turn(known={amount})
    for written in (f"{amount} EUR", f"{amount:,f} EUR", f"€{amount}", f"{amount:.0f} EUR"):
        assert unverified_claims(f"It was {written}.", asked) == ()


def test_every_figure_of_facts_is_known_as_people_write_it() -> None:
    money = Money(-12_345, "JPY")
    goal = GoalFacts("Boat", money, Money(1, "EUR"), Money(0, "KWD"), 0.125, None, None, True, None)
    evidence = Evidence()
    evidence.add((goal, NamedAmount("x", Money(7, "USD"))))
    assert {(held.number, held.means, held.names) for held in evidence.held if held.unit != "count"} == {
        (Decimal(12_345), "target", frozenset({"boat"})),
        (Decimal("0.01"), "saved", frozenset({"boat"})),
        (Decimal("0.000"), "left", frozenset({"boat"})),
        (Decimal("12.500"), "saved", frozenset({"boat"})),
        (Decimal("0.07"), "", frozenset({"x"})),
    }


@pytest.mark.parametrize("text", ["1,", "1 ", "1 000", "a1.", "May ", "EUR ", "9", "\n"])
def test_no_text_keeps_the_guard_for_long(text: str) -> None:
    began = process_time()
    unverified_claims(text * (8_000 // len(text)), turn())
    assert process_time() - began < 2.0


def test_a_tip_on_figures_of_the_tools_is_grounded() -> None:
    assert is_grounded("You could spend less than the 429.58 EUR of last month on eating out.", turn())
    assert is_grounded("Set aside 430 EUR of the 1,234.50 EUR that were left over.", turn())


@pytest.mark.parametrize(
    "tip",
    [
        "You could cancel a subscription.",
        "You could save 500 EUR of the 429.58 EUR.",
        "You could save 87 EUR.",
        "You could save 429.58 EUR at www.evil-bank.example/login.",
        "You could save 429.58 EUR with evil-bank.com today.",
        "You could ask help@evil-bank.test about the 429.58 EUR.",
        "You could save 429.58 EUR in DE89 3704 0044 0532 0130 00.",
        "You could save 429.58 EUR with card number 4111 1111 1111 1111.",
        "You should confirm the 429.58 EUR with your PIN.",
        "You should confirm the 429.58 EUR with your password.",
        "I have deleted the 429.58 EUR; you should check it.",
        "You could relax: I moved 429.58 EUR to savings.",
        "You could relax: the 429.58 EUR has been paid.",
        "You should invest the 429.58 EUR.",
        "You could buy Bitcoin for 429.58 EUR.",
        "You could put 429.58 EUR into an ETF.",
        "You should buy stocks for 429.58 EUR.",
        "You could borrow 429.58 EUR.",
        "You should send 429.58 EUR to Bob.",
        "You should transfer the 429.58 EUR to the bank of Bob.",
        "You could save\u202e 429.58 EUR.",
        "You could save\u200b 429.58 EUR.",
        "You could save\x07 429.58 EUR.",
    ],
)
def test_other_tips_of_a_model_are_not(tip: str) -> None:
    assert not is_grounded(tip, turn("Can I save 87 EUR?"))
