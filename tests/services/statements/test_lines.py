"""Texts are cleaned, and a line keeps one identity."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.statements import StatementLine, fingerprint
from services.statements.texts import CleanTexts, clean

LINE = StatementLine(2, "DE12", "", date(2026, 1, 5), -1250, "EUR", "Bakery", "bread", "Food")


def test_control_characters_and_doubled_spaces_become_one_space() -> None:
    assert clean("  a\x00\x1b\tb \r\n c\x85d ", 200) == "a b c d"


def test_marks_that_turn_text_around_are_dropped() -> None:
    assert clean("Bank\u202egnp\ufeff", 200) == "Bankgnp"


def test_composed_and_decomposed_letters_are_the_same_text() -> None:
    assert clean("Cafe\u0301", 200) == clean("Café", 200) == "Café"


@given(st.text(), st.integers(1, 50))
def test_cleaning_is_stable_and_bounded(text: str, length: int) -> None:
    once = clean(text, length)

    assert len(once) <= length
    assert clean(once, length) == once
    assert CleanTexts(length)[text] == once


def test_a_line_keeps_its_fingerprint_wherever_it_stands() -> None:
    assert len(fingerprint(LINE, "EUR")) == 16
    assert fingerprint(LINE, "EUR") == fingerprint(LINE._replace(line=9, category="Treats"), "EUR")


def test_each_part_of_the_identity_counts() -> None:
    others = [
        LINE._replace(account="DE13"),
        LINE._replace(bank_id="7"),
        LINE._replace(date=date(2026, 1, 6)),
        LINE._replace(amount=-1251),
        LINE._replace(payee="Baker"),
        LINE._replace(note="bread rolls"),
        LINE._replace(payee="Bakery bread", note=""),
    ]

    assert len({fingerprint(line, "EUR") for line in [LINE, *others]}) == len(others) + 1
    assert fingerprint(LINE, "EUR") != fingerprint(LINE, "USD")


def test_words_do_not_count_in_a_line_that_the_bank_names() -> None:
    named = LINE._replace(bank_id="7")

    assert fingerprint(named, "EUR") == fingerprint(named._replace(payee="BAKERY 0042", note=""), "EUR")
