"""Deprecated parts of the schema say since when, and what to use in their place; the limits are told as they are."""

import re
from typing import Any

from app.graphql.schema import build_schema
from schema.limits import Limits, RequestLimits
from schema.strawberry_internals import core_schema

# docs/clients.md promises this form.
REASON = re.compile(r"Since \d{4}-\d{2}-\d{2}: use \S.*\.")


def deprecations() -> list[str]:
    """The reasons of all deprecated fields, arguments and values."""
    reasons: list[str | None] = []
    for kind in core_schema(build_schema()).type_map.values():
        members: Any = [*getattr(kind, "fields", {}).values(), *getattr(kind, "values", {}).values()]
        reasons += [member.deprecation_reason for member in members]
        reasons += [
            argument.deprecation_reason for member in members for argument in getattr(member, "args", {}).values()
        ]
    return [reason for reason in reasons if reason is not None]


def test_each_deprecation_says_since_when_and_what_to_use() -> None:
    assert REASON.fullmatch("Since 2026-11-28: use `changes`.")
    assert [reason for reason in deprecations() if not REASON.fullmatch(reason)] == []


def test_limits_are_told_as_they_are() -> None:
    told = RequestLimits.of(Limits(), [])
    assert (told.cost, told.page, told.depth) == (Limits().cost, Limits().page, Limits().depth)
