"""Misspelled words are corrected by the words of Finny and the ledger; all else stays as written."""

from datetime import date
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finny.builtin import understood
from services.finny.question_context import QuestionContext
from services.finny.question_words import WORDS
from services.finny.spelling import folded, respelled
from services.values.calendars import Calendar

SECONDS = 1  # of 4 where each word is compared with each name
NAMES = ("Groceries", "Eating out", "Grünkorb Markt", "Café Pustewind", "Marché", "Camper van", "Augusta")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("grocries", "Groceries"),
        ("grunkorb", "Grünkorb"),
        ("Gruenkorb", "Grünkorb"),
        ("cafe", "Café"),
        ("how mutch lats mounth", "how much last month"),
        ("bugdet", "budget"),
        ("biggst expences this yr", "biggest expenses this year"),
        ("Marche", "Marché"),
    ],
)
def test_a_misspelled_word_is_taken_for_the_one_that_is_close(written: str, meant: str) -> None:
    assert respelled(written, NAMES) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Foobar",
        "charged twice",
        "42.50 EUR at Augusta",
        "groceries",
        "transfer",
        "x" * 301,
        "où ça ?",
        "grocrie " * 99,
    ],
)
def test_other_words_and_long_texts_stay_as_they_are(text: str) -> None:
    assert respelled(text, (*NAMES, "Transfers")) == text


@given(st.sampled_from(sorted(WORDS)))
def test_an_everyday_word_is_spelled_right(word: str) -> None:
    assert respelled(word, NAMES) == word


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4))
def test_the_ledgers_own_names_are_never_changed(names: list[str]) -> None:
    text = " and ".join(names)
    assert respelled(text, NAMES) == text
    assert folded(respelled(folded(text), NAMES)) == folded(text)


@given(st.lists(st.text(max_size=80), min_size=1, max_size=2), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_can_be_read(texts: list[str], names: list[str]) -> None:
    context = QuestionContext(date(2026, 11, 23), Calendar(), dict.fromkeys(names, "EXPENSE"), names, names)
    question = understood(texts[-1], texts[:-1], context).question
    assert {*question.categories, *question.goals} <= set(names)


def test_many_names_that_are_almost_the_asked_words_cost_no_seconds() -> None:
    chance = Random(7)
    words = ["a" + "".join(chance.sample("bcdefghi", 8)) for _ in range(4_000)]
    began = process_time()
    respelled(" ".join(words[:30]), words[1_000:])
    assert process_time() - began < SECONDS
