"""The categories that cost most, beside the previous period and their own average."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.calculations.flows import Flow, since_first_entry
from services.calculations.rows import Category, name_order
from services.money import divide

AVERAGED_PERIODS = 6


@dataclass(frozen=True, slots=True)
class CategoryBar:
    """One top-level category (None: not categorised) now, in the period before, and on average, in minor units."""

    category_id: UUID | None
    current: int
    previous: int
    average: int

    @property
    def change(self) -> float | None:
        """The rise over the previous period as a part of it; None when nothing was spent then."""
        return (self.current - self.previous) / self.previous if self.previous > 0 else None


@dataclass(frozen=True, slots=True)
class CategoryComparison:
    """The bars, the costliest first, and what all other categories cost, in minor units."""

    bars: tuple[CategoryBar, ...]
    others: int


def comparison(
    top: int, current: Flow, before: Sequence[Flow], categories: Mapping[UUID, Category]
) -> CategoryComparison:
    """At most `top` bars; `before` are the flows of the periods before the current one, the latest first."""
    kept = since_first_entry(before)

    def bar_of(category_id: UUID | None) -> CategoryBar:
        spent = [flow.spent.get(category_id, 0) for flow in kept]
        average = divide(sum(spent), len(spent)) if spent else 0
        return CategoryBar(category_id, current.spent.get(category_id, 0), spent[0] if spent else 0, average)

    def costliest_first(bar: CategoryBar) -> tuple[int, tuple[bool, str, int]]:
        return -bar.current, name_order(bar.category_id, categories)

    bars = [bar for bar in map(bar_of, _categories_of(current, *kept)) if bar.current or bar.previous or bar.average]
    shown = tuple(sorted(bars, key=costliest_first)[:top])
    return CategoryComparison(shown, current.expenses - sum(bar.current for bar in shown))


def _categories_of(*flows: Flow) -> set[UUID | None]:
    return {category_id for flow in flows for category_id in flow.spent}
