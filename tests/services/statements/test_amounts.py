"""Amounts in every notation that banks use, exact to the last minor unit."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.statements.amounts import MarkEvidence, amount_reader, read_decimal
from services.statements.texts import Unreadable
from services.values.money import MAX_MINOR_UNITS


@given(st.integers(-MAX_MINOR_UNITS, MAX_MINOR_UNITS), st.sampled_from(["., ", ",. ", ".' ", ",  "]))
def test_every_notation_of_an_amount_reads_back(minor: int, marks: str) -> None:
    mark, group = marks[0], marks[1]
    whole, cents = divmod(abs(minor), 100)
    sign = "-" if minor < 0 else ""
    grouped = f"{whole:,}".replace(",", group)
    read = amount_reader(mark, "EUR")

    assert read(f"{sign}{whole}{mark}{cents:02}") == minor
    assert read(f"{sign}{grouped}{mark}{cents:02}") == minor
    assert read(f"{grouped}{mark}{cents:02}{sign}") == minor
    assert read(f"€ {sign}{grouped}{mark}{cents:02}") == minor
    assert read(f"{sign}{grouped}{mark}{cents:02} EUR") == minor


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("(12.50)", ".", "-12.50"),
        ("12.50-", ".", "-12.50"),
        ("+12.50", ".", "12.50"),
        ("\u221212.50", ".", "-12.50"),
        ("12.50 CR", ".", "12.50"),
        ("12.50DR", ".", "-12.50"),
        ("-$1,234.50", ".", "-1234.50"),
        ("$-1,234.50", ".", "-1234.50"),
        ("1\u202f234,5", ",", "1234.5"),
        ("1\u00a0234,50 €", ",", "1234.50"),
        ("CHF 1'234.50", ".", "1234.50"),
        ("1,00,000.00", ".", "100000"),
        ("12,-", ",", "12"),
        (".5", ".", "0.5"),
        ("7", ",", "7"),
        (" -7.00 ", ".", "-7"),
    ],
)
def test_signs_groups_and_symbols_are_understood(text: str, mark: str, expected: str) -> None:
    assert read_decimal(text, mark)[0] == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "NaN",
        "Infinity",
        "1e5",
        "1.2.3",
        "1,23.00",
        "--5.00",
        "-(5.00)",
        "(5.00",
        "5 apples",
        "1_0.00",
        "0x10",
    ],
)
def test_other_text_is_a_faulty_amount(text: str) -> None:
    with pytest.raises(Unreadable):
        amount_reader(".", "EUR")(text)


@given(st.text(max_size=70), st.sampled_from(".,"))
def test_any_text_is_an_amount_or_a_fault(text: str, mark: str) -> None:
    with suppress(Unreadable):
        assert isinstance(amount_reader(mark, "EUR")(text), int)


@pytest.mark.parametrize(
    ("currency", "text", "minor"), [("JPY", "1,200", 1200), ("KWD", "1.234", 1234), ("USD", "5", 500)]
)
def test_the_currency_decides_the_places(currency: str, text: str, minor: int) -> None:
    assert amount_reader(".", currency)(text) == minor


@pytest.mark.parametrize(("currency", "text"), [("JPY", "12.5"), ("EUR", "1.005"), ("KWD", "1.0005")])
def test_too_many_places_are_a_fault(currency: str, text: str) -> None:
    with pytest.raises(Unreadable, match="too many decimal places"):
        amount_reader(".", currency)(text)


def test_beyond_the_largest_amount_is_a_fault() -> None:
    assert amount_reader(".", "EUR")("10000000000.00") == MAX_MINOR_UNITS
    with pytest.raises(Unreadable, match="too large"):
        amount_reader(".", "EUR")("10000000000.01")


def test_another_currency_beside_the_amount_is_a_fault_and_never_taken_for_ours() -> None:
    with pytest.raises(Unreadable, match="USD"):
        amount_reader(".", "EUR")("12.50 USD")


def mark_of(*texts: str, places: int = 2) -> tuple[str, bool]:
    evidence = MarkEvidence(places)
    for text in texts:
        evidence.add(text)
    return evidence.mark, evidence.decided


def test_the_last_mark_is_the_decimal_mark() -> None:
    assert mark_of("1.234,56") == (",", True)
    assert mark_of("1,234.56") == (".", True)
    assert mark_of("-3,5", "1.000") == (",", True)
    assert mark_of("1.234.567") == (",", True)
    assert mark_of("100", "-7") == (".", True)
    assert mark_of("0.500") == (".", True)


def test_three_digits_that_the_currency_does_not_have_are_thousands() -> None:
    assert mark_of("1.234") == (",", True)
    assert mark_of("1,234", "5,600") == (".", True)
    assert mark_of("1.200", places=0) == (",", True)


def test_three_digits_after_one_mark_may_leave_it_open() -> None:
    assert mark_of("1.230")[1] is False
    assert mark_of("1.234", places=3)[1] is False


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("د.ا.\u200f4.750", "4.750", "JOD"),
        ("Rs.100.00", "100.00", None),
        ("R$ 1,50", None, None),
        ("US$12.50", "12.50", "USD"),
        ("12.50 zł", "12.50", "PLN"),
        ("-1 234.00 Ft", "-1234.00", "HUF"),
        ("+ £1,100.00", "1100.00", "GBP"),
        ("\u061c-7.00", "-7.00", None),
    ],
)
def test_currency_words_and_marks_of_arabic_are_understood(text: str, amount: str | None, currency: str | None) -> None:
    if amount is None:
        with pytest.raises(Unreadable):
            read_decimal(text, ".")
    else:
        assert read_decimal(text, ".") == (Decimal(amount), currency)
