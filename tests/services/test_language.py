"""What Finny and the insights say, and the words they understand, stand in one folder: another language is another."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import services
from services.assistant.questions import Intent
from services.english import writing
from services.english.questions import INTENTS, RESPELLINGS, SYNONYMS, WORDS

ROOMS = ("assistant", "conversations", "insights")
# They speak to the model, in the language that it was taught most of.
TO_THE_MODEL = {"remote.py", "remote_tools.py"}
SENTENCE = re.compile(r"[a-z]{2,} [a-z]{2,}")
# The log, and refusals, which are English in every room.
ENGLISH_EVERYWHERE = {"warning", "not_found", "conflict", "invalid", "Unauthenticated"}


def said_by(tree: ast.AST) -> Iterator[str]:
    """The texts of a module that are neither docstrings nor for the log or a refusal."""
    passed_over: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed_over.add(node.value)
        called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
        if called in ENGLISH_EVERYWHERE:
            passed_over.update(ast.walk(node))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in passed_over:
            yield node.value


def test_no_rule_speaks_english() -> None:
    folder = Path(services.__file__).parent
    paths = [path for room in ROOMS for path in (folder / room).rglob("*.py") if path.name not in TO_THE_MODEL]
    assert len(paths) > 20
    said = [f"{path.name}: {text}" for path in paths for text in said_by(ast.parse(path.read_text(encoding="utf-8")))]
    assert [each for each in said if SENTENCE.search(each.partition(": ")[2])] == []


def test_every_word_names_something_that_finny_knows() -> None:
    assert {name for name, _ in INTENTS} < {each.value for each in Intent}
    assert all(name == name.casefold() for name in SYNONYMS)
    assert all(word == word.casefold() for word in WORDS)
    assert not WORDS & set(RESPELLINGS)


def test_figures_are_read_as_they_are_written() -> None:
    text = "On 3 May 2026 it was 1,234.50 EUR, 44% or €7, in 2025 then 12k and 99."
    assert [(each.written, str(each.number)) for each in writing.figures(text)] == [
        ("1,234.50 EUR", "1234.50"),
        ("44%", "44"),
        ("€7", "7"),
        ("12k", "12000"),
        ("99", "99"),
    ]
