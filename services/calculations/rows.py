"""The rows that the figures are computed from, as the figures see them; rows of the database fit as they are."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class CategoryKind(StrEnum):
    """Where the transactions of a category count, whatever their sign."""

    EXPENSE = "EXPENSE"
    INCOME = "INCOME"
    TRANSFER = "TRANSFER"


class Category(Protocol):
    """A category at the top level or below one that is; a child has its parent's kind, a `CategoryKind`."""

    @property
    def id(self) -> UUID: ...
    @property
    def parent_id(self) -> UUID | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...


class Total(Protocol):
    """What went in and out of a category within one bucket of days, in minor units of the base currency.

    `money_in` sums the positive amounts, `money_out` the negative ones without their sign; both are at least 0.
    `category_id` is None for what is not categorised. `first_on` is the first day with an entry. The buckets are those
    of `flows.buckets` and `history.history_buckets`.
    """

    @property
    def bucket(self) -> int: ...
    @property
    def category_id(self) -> UUID | None: ...
    @property
    def money_in(self) -> int: ...
    @property
    def money_out(self) -> int: ...
    @property
    def entries(self) -> int: ...
    @property
    def first_on(self) -> date | None: ...


class Plan(Protocol):
    """What is planned for a category from a day on, in minor units a budget period; None ends the plan before it."""

    @property
    def category_id(self) -> UUID: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def amount(self) -> int | None: ...


def top_levels(categories: Iterable[Category]) -> dict[UUID, Category]:
    """The top-level category of every category: its parent, or itself when it has none."""
    by_id = {category.id: category for category in categories}
    return {category.id: by_id[category.parent_id or category.id] for category in by_id.values()}


def families(tops: Mapping[UUID, Category]) -> dict[UUID, list[UUID]]:
    """Return each category with its children."""
    found = {category_id: [category_id] for category_id in tops}
    for category_id, top in tops.items():
        if top.id != category_id:
            found[top.id].append(category_id)
    return found


def name_order(category_id: UUID | None, categories: Mapping[UUID, Category]) -> tuple[bool, str, int]:
    """A sort key: by name whatever its case, what is not categorised last."""
    if category_id is None:
        return True, "", 0
    return False, categories[category_id].name.casefold(), category_id.int
