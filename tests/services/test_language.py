"""English: its words name what Finny knows, and its figures are read as they are written."""

from services.finny.question_words import RESPELLINGS, SYNONYMS, WORDS
from services.values import writing


def test_every_word_is_written_as_finny_compares_it() -> None:
    assert all(name == name.casefold() for name in SYNONYMS)
    assert all(word == word.casefold() for word in WORDS)
    assert not WORDS & set(RESPELLINGS)


def test_figures_are_read_as_they_are_written() -> None:
    text = "On 3 May 2026 it was 1,234.50 EUR, 44% or €7, in 2025 then 12k and 99."
    assert [(figure.written, str(figure.number)) for figure in writing.figures(text)] == [
        ("1,234.50 EUR", "1234.50"),
        ("44%", "44"),
        ("€7", "7"),
        ("12k", "12000"),
        ("99", "99"),
    ]
