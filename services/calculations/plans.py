"""What is planned for a period: the plans that hold in it, by day where it covers a budget period in part."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from services.calculations.rows import Category, CategoryKind, Plan
from services.periods import Period, budget_periods

DatedPlan = TypeVar("DatedPlan", bound=Plan)

_starts_on = attrgetter("starts_on")


def planned_expenses(
    period: Period, start_day: int, plans: Iterable[Plan], tops: Mapping[UUID, Category]
) -> dict[UUID, int]:
    """Minor units planned for each top-level expense category that has a plan, those of its children included."""
    planned: defaultdict[UUID, int] = defaultdict(int)
    for category_id, amount in planned_by_category(period, start_day, plans).items():
        top = tops[category_id]
        if top.kind == CategoryKind.EXPENSE:
            planned[top.id] += amount
    return dict(planned)


def planned_by_category(period: Period, start_day: int, plans: Iterable[Plan]) -> dict[UUID, int]:
    """Minor units planned for each category that has a plan of its own, rounded half to even once a category."""
    shares = [(budget.start, _share(budget, period)) for budget in budget_periods(period, start_day)]
    planned = {}
    for category_id, dated in by_category(plans).items():
        parts = [amount * share for start, share in shares if (amount := amount_holding(dated, start)) is not None]
        if parts:
            planned[category_id] = round(sum(parts))
    return planned


def amount_holding(dated: Sequence[Plan], start: date) -> int | None:
    """The amount of the latest plan at or before a period's start; `dated` are one category's plans, oldest first."""
    held = bisect_right(dated, start, key=_starts_on)
    return dated[held - 1].amount if held else None


def _share(budget: Period, period: Period) -> Fraction | int:
    """The part of a budget period that a period covers; a plain 1 for all of it, which adds up faster."""
    days = budget.overlap(period)
    return 1 if days == budget.days else Fraction(days, budget.days)


def by_category(plans: Iterable[DatedPlan]) -> defaultdict[UUID, list[DatedPlan]]:
    """The plans of each category, oldest first."""
    grouped: defaultdict[UUID, list[DatedPlan]] = defaultdict(list)
    for plan in sorted(plans, key=_starts_on):
        grouped[plan.category_id].append(plan)
    return grouped
