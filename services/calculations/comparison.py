"""The costliest categories beside the previous period and their own average."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.calculations.averages import average
from services.calculations.flows import Flow, since_first_entry
from services.calculations.rows import Category, name_order
from services.values.periods import Period


@dataclass(frozen=True, slots=True)
class CategoryBar:
    """A top-level category (None: not categorised) now, in the previous period and on average, in minor units.

    `so_far` is the part of `current` up to today.
    """

    category_id: UUID | None
    current: int
    so_far: int
    previous: int
    average: int

    @property
    def change(self) -> float | None:
        """Return the change from the previous period as a part of it, None if nothing was spent then."""
        return (self.so_far - self.previous) / self.previous if self.previous > 0 else None


@dataclass(frozen=True, slots=True)
class CategoryComparison:
    """The bars, the costliest first, and the sum of all other categories, in minor units.

    `before` is the previous period. While the period runs, earlier periods count up to the same day. `until` is
    that day in the previous period, None if it counts as a whole.
    """

    bars: tuple[CategoryBar, ...]
    others: int
    before: Period
    until: date | None


def comparison(
    top: int,
    current: Flow,
    so_far: Flow,
    earlier: Sequence[Flow],
    *,
    before: Period,
    until: date | None,
    categories: Mapping[UUID, Category],
) -> CategoryComparison:
    """Return at most `top` bars; `earlier` are the flows to compare `so_far` with, the latest first."""
    kept = since_first_entry(earlier)

    def bar_of(category_id: UUID | None) -> CategoryBar:
        spent = [flow.spent.get(category_id, 0) for flow in kept]
        return CategoryBar(
            category_id,
            current=current.spent.get(category_id, 0),
            so_far=so_far.spent.get(category_id, 0),
            previous=spent[0] if spent else 0,
            average=average(spent),
        )

    def costliest_first(bar: CategoryBar) -> tuple[int, tuple[bool, str, int]]:
        return -bar.current, name_order(bar.category_id, categories)

    bars = [bar for bar in map(bar_of, _categories_of(current, *kept)) if bar.current or bar.previous or bar.average]
    shown = tuple(sorted(bars, key=costliest_first)[:top])
    return CategoryComparison(shown, current.expenses - sum(bar.current for bar in shown), before, until)


def _categories_of(*flows: Flow) -> set[UUID | None]:
    return {category_id for flow in flows for category_id in flow.spent}
