"""Cacheability: the endpoint tells the response cache whether an answer may be cached."""

from collections.abc import MutableMapping
from typing import Any

from app.observability.metrics import Answered

_KEY = "aqua_thistle.cacheable"


def ask_if_cacheable(scope: MutableMapping[str, Any]) -> None:
    """Let the endpoint say whether the answer to this request is cacheable."""
    scope[_KEY] = None


def mark_cacheable(scope: MutableMapping[str, Any], answered: Answered) -> None:
    """Say that the answer depends only on the caller, the ledger's revision and its day.

    `answered` is what observers are told, with other times, each time that the answer is repeated.
    """
    if _KEY in scope:
        scope[_KEY] = answered


def cacheable_of(scope: MutableMapping[str, Any]) -> Answered | None:
    """Return the report of a cacheable answer; None if the answer is not cacheable."""
    answered: Answered | None = scope.get(_KEY)
    return answered
