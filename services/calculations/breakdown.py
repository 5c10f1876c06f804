"""The spending of each top-level category in a period, beside its plan."""

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

    `share` is its part of all spending, 0 to 1. It is 0 if the category got back more than it spent.
    """

    category_id: UUID | None
    share: float


@dataclass(frozen=True, slots=True)
class BudgetBreakdown:
    """The slices, the costliest first; together they are all expenses and all plans.

    `projected` is all expected spending, also of categories without a slice, and None if it is unknown.
    """

    slices: tuple[BudgetSlice, ...]
    projected: int | None

    @property
    def planned(self) -> int:
        """Return the sum of the plans, in minor units."""
        return sum(part.planned for part in self.slices)

    @property
    def actual(self) -> int:
        """Return the sum of the spending, in minor units."""
        return sum(part.actual for part in self.slices)


def breakdown(
    flow: Flow,
    expected: Projection,
    *,
    planned: Mapping[UUID, int],
    tops: Mapping[UUID, Category],
    families: Mapping[UUID, Sequence[UUID]],
) -> BudgetBreakdown:
    """Return a slice for each category that has a plan or spending."""
    spent = {category_id: amount for category_id, amount in flow.spent.items() if amount}
    pie = sum(amount for amount in spent.values() if amount > 0)

    def slice_of(category_id: UUID | None) -> BudgetSlice:
        plan = planned.get(category_id, 0) if category_id else 0
        actual = spent.get(category_id, 0)
        projected = expected.of(families[category_id] if category_id else [None])
        share = max(actual, 0) / pie if pie else 0.0
        return BudgetSlice(plan, actual, projected, category_id, share)

    def costliest_first(part: BudgetSlice) -> tuple[int, int, tuple[bool, str, int]]:
        return -part.actual, -part.planned, name_order(part.category_id, tops)

    slices = sorted(map(slice_of, spent.keys() | planned.keys()), key=costliest_first)
    return BudgetBreakdown(tuple(slices), expected.whole)
