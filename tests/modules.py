"""The Python files of the product and its tests, read for the house laws."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("app", "resolvers", "schema", "services", "db")
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def modules_of(*folders: str) -> Iterator[Path]:
    """The Python files below some folders."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


MODULES = list(modules_of(*PACKAGES, "tests", "bench"))
SOURCES = list(modules_of(*PACKAGES))


def name_of(path: Path) -> str:
    """A path as people write it."""
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module."""
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, FUNCTION))
