"""Repeatability: how the endpoint tells the response cache that an answer may be given again."""

from collections.abc import MutableMapping
from typing import Any

from app.observability.metrics import Answered

_KEY = "aqua_thistle.repeatable"


def ask_for_promise(scope: MutableMapping[str, Any]) -> None:
    """Let the endpoint say whether the answer to this request may be given again."""
    scope[_KEY] = None


def promise_repeatable(scope: MutableMapping[str, Any], answered: Answered) -> None:
    """Say that the answer depends on nothing but who asks, the ledger's revision and its day.

    `answered` is what observers are told, with other times, each time that the answer is given again.
    """
    if _KEY in scope:
        scope[_KEY] = answered


def promise_of(scope: MutableMapping[str, Any]) -> Answered | None:
    """Return what the endpoint promised; None if the answer may not be given again."""
    answered: Answered | None = scope.get(_KEY)
    return answered
