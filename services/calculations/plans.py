"""The plans that hold in a period, in proportion to the days if it covers a budget period only partly."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from services.calculations.rows import Category, CategoryKind, Plan
from services.values.calendars import Calendar
from services.values.periods import Period

DatedPlan = TypeVar("DatedPlan", bound=Plan)

_starts_on = attrgetter("starts_on")


Due = Callable[[UUID, Period], date | None]


def planned_expenses(by_category: Mapping[UUID, int], tops: Mapping[UUID, Category]) -> dict[UUID, int]:
    """Add the plans of single categories up by top-level expense category, in minor units."""
    planned: defaultdict[UUID, int] = defaultdict(int)
    for category_id, amount in by_category.items():
        top = tops[category_id]
        if top.kind == CategoryKind.EXPENSE:
            planned[top.id] += amount
    return dict(planned)


def planned_by_category(
    period: Period, calendar: Calendar, plans: Iterable[Plan], due: Due | None = None
) -> dict[UUID, int]:
    """Return the plan of each category that has its own, in minor units, rounded half to even.

    `due` returns the day on which a category is paid at once in a budget period, None if it is spread over the
    days.
    """
    shares = [(budget, _share(budget, period)) for budget in calendar.overlapping(period)]
    planned = {}
    for category_id, dated in by_category(plans).items():
        parts = []
        for budget, share in shares:
            amount = amount_holding(dated, budget.start)
            if amount is not None:
                day = due(category_id, budget) if due and share != 1 else None
                parts.append(amount * (share if day is None else period.start <= day <= period.end))
        if parts:
            planned[category_id] = round(sum(parts))
    return planned


def amount_holding(dated: Sequence[Plan], start: date) -> int | None:
    """Return the amount of the plan that holds at `start`; None if nothing is planned."""
    plan = plan_holding(dated, start)
    return plan.amount if plan else None


def plan_holding(dated: Sequence[DatedPlan], start: date) -> DatedPlan | None:
    """Return the latest plan at or before `start`; `dated` are the plans of one category, the oldest first."""
    count = bisect_right(dated, start, key=_starts_on)
    return dated[count - 1] if count else None


def _share(budget: Period, period: Period) -> Fraction | int:
    """Return the part of a budget period that a period covers; 1 is an integer, which adds up faster."""
    days = budget.overlap(period)
    return 1 if days == budget.days else Fraction(days, budget.days)


def by_category(plans: Iterable[DatedPlan]) -> defaultdict[UUID, list[DatedPlan]]:
    """Return the plans of each category, the oldest first."""
    grouped: defaultdict[UUID, list[DatedPlan]] = defaultdict(list)
    for plan in sorted(plans, key=_starts_on):
        grouped[plan.category_id].append(plan)
    return grouped
