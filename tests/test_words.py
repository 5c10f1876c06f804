"""The words of the code: descriptions, names, and what Finny and the insights say."""

import ast
import re
from collections.abc import Iterator

from tests.modules import FUNCTION, MODULES, SOURCES, functions_of, modules_of, name_of, tree_of

# What Finny and the insights say, and the words that Finny understands, stand in its topics and in files of words.
ROOMS_THAT_SPEAK = ("finny", "conversations", "insights")
FILES_OF_WORDS = re.compile(r"(phrases|_words)\.py$|/topics/")
# They speak to the model, in the language that it was taught most of.
TO_THE_MODEL = {"remote.py", "remote_tools.py"}
SENTENCE = re.compile(r"[a-z]{2,} [a-z]{2,}")
# The log, and refusals, which are English in every room.
ENGLISH_EVERYWHERE = {"warning", "not_found", "conflict", "invalid", "Unauthenticated"}
OBLIQUE = re.compile(r"(What|Whether|Who|Whom|Whose|Whoever|Whatever|How|Where|Why)\b")
INVERTED = re.compile(r": test_(what|who|whoever|whatever|whether|when|where|if|while|after|before|with|without|on)_")
VAGUE_NAMES = {"asked", "each", "found", "heard", "said", "speeches", "told"}


def spoken_texts(tree: ast.AST) -> Iterator[str]:
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
    paths = [path for room in ROOMS_THAT_SPEAK for path in modules_of(f"services/{room}")]
    paths = [path for path in paths if not FILES_OF_WORDS.search(path.as_posix())]
    texts = [
        (path.name, text) for path in paths if path.name not in TO_THE_MODEL for text in spoken_texts(tree_of(path))
    ]
    assert len(paths) > 20
    assert [text for text in texts if SENTENCE.search(text[1])] == []


def descriptions_in(tree: ast.AST) -> Iterator[str]:
    """The docstrings of a module and of all that is in it, and the descriptions of GraphQL, settings and commands."""
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Expr) else None
        if isinstance(node, ast.keyword) and node.arg in {"description", "help"}:
            text = node.value
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield text.value.strip()


def test_descriptions_say_at_once_what_they_describe() -> None:
    oblique = [
        f"{name_of(path)}: {text}" for path in MODULES for text in descriptions_in(tree_of(path)) if OBLIQUE.match(text)
    ]
    assert not oblique


def test_names_of_tests_begin_with_their_subject() -> None:
    names = (f"{name_of(path)}: {function.name}" for path in modules_of("tests") for function in functions_of(path))
    assert not [name for name in names if INVERTED.search(name)]


def names_given_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The names that a module gives to values, functions and arguments, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id if isinstance(node, ast.Name) else node.attr
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, FUNCTION):
            yield node.lineno, node.name


def test_values_are_named_for_what_they_are() -> None:
    vague = [
        f"{name_of(path)}:{line}: {name}"
        for path in [*SOURCES, *modules_of("bench")]
        for line, name in names_given_in(tree_of(path))
        if name in VAGUE_NAMES
    ]
    assert not vague


def test_a_loop_calls_its_value_one_only_beside_the_other() -> None:
    loops = (ast.For, ast.AsyncFor, ast.comprehension)
    lonely = []
    for path in [*SOURCES, *modules_of("bench")]:
        for target in (node.target for node in ast.walk(tree_of(path)) if isinstance(node, loops)):
            names = {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
            if "one" in names and "other" not in names:
                lonely.append(f"{name_of(path)}:{target.lineno}")
    assert not lonely
