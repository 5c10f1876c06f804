"""The parts of an answer beside its text: figures, suggested questions and proposals."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct


class Figure(Struct, frozen=True, tag="FIGURE"):
    """A figure of an answer, in minor units, and the transactions that it adds up."""

    label: str
    amount: int
    currency: str
    start: date
    end: date
    kind: str
    category_ids: tuple[UUID, ...] = ()
    uncategorised: bool = False
    account_ids: tuple[UUID, ...] = ()
    tag_ids: tuple[UUID, ...] = ()
    text: str = ""


class Suggestion(Struct, frozen=True, tag="SUGGESTION"):
    """A question that Finny can answer."""

    question: str


class SetBudget(Struct, frozen=True, tag="setBudget"):
    """A plan for a category from the budget period of a day on."""

    category_id: UUID
    amount: Decimal
    on: date


class Categorise(Struct, frozen=True, tag="categoriseTransactions"):
    """A category for transactions."""

    transaction_ids: tuple[UUID, ...]
    category_id: UUID


class CreateGoal(Struct, frozen=True, tag="createGoal"):
    """A new goal."""

    name: str
    target: Decimal
    target_date: date | None


Change = SetBudget | Categorise | CreateGoal


class Proposal(Struct, frozen=True, tag="PROPOSAL"):
    """A change that Finny proposes, and that only a person can accept."""

    text: str
    change: Change


Part = Figure | Suggestion | Proposal


def stored(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return parts as plain JSON."""
    builtins: list[dict[str, Any]] = msgspec.to_builtins(list(parts))
    return builtins


def read_parts(plain: object) -> list[Part]:
    """Read parts from plain JSON."""
    return msgspec.convert(plain, list[Part])
