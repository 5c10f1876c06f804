"""Results: encode each result once, even if several readers get it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson
from strawberry.types import ExecutionResult


@dataclass
class SharedResult(ExecutionResult):
    """A result for several readers; `made_at` is a time of the event loop's clock."""

    made_at: float = 0.0

    @cached_property
    def encoded(self) -> orjson.Fragment:
        """Return the answer as JSON, which is written once."""
        return orjson.Fragment(orjson.dumps(_answer(self)))


def encoded(result: ExecutionResult) -> orjson.Fragment | dict[str, Any]:
    """Return the answer of a result, ready for orjson."""
    return result.encoded if isinstance(result, SharedResult) else _answer(result)


def made_at(result: ExecutionResult) -> float | None:
    """Return when a shared result was made, or None for a result of one reader."""
    return result.made_at if isinstance(result, SharedResult) else None


def _answer(result: ExecutionResult) -> dict[str, Any]:
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    if result.extensions:
        answer["extensions"] = result.extensions
    return answer
