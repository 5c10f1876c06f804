"""The pie of a period: what each top-level category cost, beside its plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.calculations.budget import PlannedSpending
from services.calculations.flows import Flow
from services.calculations.projection import Projection
from services.calculations.rows import Category, name_order


@dataclass(frozen=True, slots=True)
class BudgetSlice(PlannedSpending):
    """One top-level category (None: not categorised) with its children, in minor units.

    `share` is its part of all that was spent, 0 to 1; a category that got back more than it spent has none.
    """

    category_id: UUID | None
    share: float


@dataclass(frozen=True, slots=True)
class BudgetBreakdown:
    """The slices, the costliest first; they never overlap, and together they are all expenses and all plans.

    `projected` is all that will have been spent, None while nothing tells it: also by categories without a slice.
    """

    slices: tuple[BudgetSlice, ...]
    projected: int | None

    @property
    def planned(self) -> int:
        """All that is planned, in minor units."""
        return sum(each.planned for each in self.slices)

    @property
    def actual(self) -> int:
        """All that was spent, in minor units."""
        return sum(each.actual for each in self.slices)


def breakdown(
    flow: Flow,
    expected: Projection,
    *,
    planned: Mapping[UUID, int],
    tops: Mapping[UUID, Category],
    families: Mapping[UUID, Sequence[UUID]],
) -> BudgetBreakdown:
    """A slice for each category that has a plan or that money was spent on."""
    spent = {category_id: amount for category_id, amount in flow.spent.items() if amount}
    pie = sum(amount for amount in spent.values() if amount > 0)

    def slice_of(category_id: UUID | None) -> BudgetSlice:
        plan = planned.get(category_id, 0) if category_id else 0
        actual = spent.get(category_id, 0)
        projected = expected.of(families[category_id] if category_id else [None])
        share = max(actual, 0) / pie if pie else 0.0
        return BudgetSlice(plan, actual, projected, category_id, share)

    def costliest_first(each: BudgetSlice) -> tuple[int, int, tuple[bool, str, int]]:
        return -each.actual, -each.planned, name_order(each.category_id, tops)

    slices = sorted(map(slice_of, spent.keys() | planned.keys()), key=costliest_first)
    return BudgetBreakdown(tuple(slices), expected.whole)
