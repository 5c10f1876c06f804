"""The rows that figures are computed from; rows of the database fit."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class CategoryKind(StrEnum):
    """The kind of a category, which decides how its transactions count."""

    EXPENSE = "EXPENSE"
    INCOME = "INCOME"
    TRANSFER = "TRANSFER"


class Carry(StrEnum):
    """The amounts that a plan carries to the next period: none, what is left of it, or also what is missing."""

    NONE = "NONE"
    SURPLUS = "SURPLUS"
    BOTH = "BOTH"


class Category(Protocol):
    """A category at the top level or below one; a child has the `CategoryKind` of its parent."""

    @property
    def id(self) -> UUID: ...
    @property
    def parent_id(self) -> UUID | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...


class Counted(Protocol):
    """The money in and out of a category, in minor units of the base currency.

    `money_in` sums the positive amounts, `money_out` the negative ones without their sign. `category_id` is None
    for uncategorised entries and TRANSFERRED for transfers that count nowhere.
    """

    @property
    def category_id(self) -> UUID | None: ...
    @property
    def money_in(self) -> int: ...
    @property
    def money_out(self) -> int: ...
    @property
    def entries(self) -> int: ...


class Total(Counted, Protocol):
    """The money in and out of a category within a bucket of days; `first_on` is the first with an entry.

    The buckets are those of `flows.buckets` and `history.history_buckets`.
    """

    @property
    def bucket(self) -> int: ...
    @property
    def first_on(self) -> date | None: ...


class Plan(Protocol):
    """The amount planned for a category from a day on, in minor units; None ends it.

    It is planned for each cycle of its own rhythm: every so many weeks, months or years, as `Schedule` counts them.
    """

    @property
    def category_id(self) -> UUID: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def amount(self) -> int | None: ...
    @property
    def every(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def first_on(self) -> date: ...
    @property
    def weekend(self) -> str: ...
    @property
    def carry(self) -> str: ...


def top_levels(categories: Iterable[Category]) -> dict[UUID, Category]:
    """Return the top-level category of each category: its parent or itself."""
    by_id = {category.id: category for category in categories}
    return {category.id: by_id[category.parent_id or category.id] for category in by_id.values()}


def families(tops: Mapping[UUID, Category]) -> dict[UUID, list[UUID]]:
    """Return the ids of each category and its children."""
    members = {category_id: [category_id] for category_id in tops}
    for category_id, top in tops.items():
        if top.id != category_id:
            members[top.id].append(category_id)
    return members


def name_order(category_id: UUID | None, categories: Mapping[UUID, Category]) -> tuple[bool, str, int]:
    """Return a sort key: by name without case, uncategorised last."""
    if category_id is None:
        return True, "", 0
    return False, categories[category_id].name.casefold(), category_id.int
