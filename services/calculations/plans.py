"""The plans that hold in a period, in proportion to the days of their cycles that it has."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from services.calculations.rows import Category, CategoryKind, Plan
from services.values.calendars import Calendar
from services.values.periods import DAY, Period, PeriodKind
from services.values.schedules import Schedule, ScheduleUnit, WeekendRule

DatedPlan = TypeVar("DatedPlan", bound=Plan)

_starts_on = attrgetter("starts_on")


Part = tuple[int, Period, Fraction | int]
"""The amount of a cycle of a plan, the cycle, and the part of it that is meant."""

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
    planned = {}
    for category_id, dated in by_category(plans).items():
        parts = []
        for amount, cycle, share in cycles_in(dated, period):
            day = _due_in(cycle, calendar, category_id, due) if due and share != 1 else None
            parts.append(amount * (share if day is None else period.start <= day <= period.end))
        if parts:
            planned[category_id] = round(sum(parts))
    return planned


def planned_in(dated: Sequence[Plan], period: Period) -> int | None:
    """Return what the plans of a category give a period by its days, in minor units; None if nothing is planned."""
    parts = [amount * share for amount, _, share in cycles_in(dated, period)]
    return round(sum(parts)) if parts else None


def cycles_in(dated: Sequence[Plan], period: Period) -> Iterator[Part]:
    """Yield the amount of each cycle of the plans that shares days with a period, the cycle, and the shared part."""
    first = max(bisect_right(dated, period.start, key=_starts_on) - 1, 0)
    for number in range(first, len(dated)):
        plan = dated[number]
        start, end = max(plan.starts_on, period.start), period.end
        if number + 1 < len(dated):
            end = min(end, dated[number + 1].starts_on - DAY)
        if start > end:
            continue
        if plan.amount is not None:
            for cycle, share in _shares(rhythm_of(plan), start, end):
                yield plan.amount, cycle, share


def rhythm_of(plan: Plan) -> Schedule:
    """Return the first days of the cycles of a plan."""
    unit, weekend = ScheduleUnit(plan.unit), WeekendRule(plan.weekend)
    return Schedule(plan.first_on, plan.every, unit, weekend=weekend)


@lru_cache(maxsize=4096)
def _shares(rhythm: Schedule, start: date, end: date) -> tuple[tuple[Period, Fraction | int], ...]:
    """Return the cycles of a rhythm that share some days, each with its part of them.

    A whole cycle is an integer, which adds up faster.
    """
    shares: list[tuple[Period, Fraction | int]] = []
    while start <= end:
        first, after = rhythm.around(start)
        days, whole = (min(after, end + DAY) - start).days, (after - first).days
        shares.append((Period(first, after - DAY), 1 if days == whole else Fraction(days, whole)))
        start = after
    return tuple(shares)


def _due_in(cycle: Period, calendar: Calendar, category_id: UUID, due: Due) -> date | None:
    """Return the day on which a category is paid in a cycle that is a budget period; None for other cycles."""
    budget = calendar.recognised(cycle)
    return None if budget.kind is PeriodKind.RANGE else due(category_id, budget)


def cycle_amount(plan: Plan, other: Plan, start: date) -> int:
    """Return the amount of a plan for a cycle of another one's rhythm, by the days of both cycles from a day on."""
    amount = plan.amount or 0
    if (plan.every, plan.unit) == (other.every, other.unit):
        return amount
    days = [(after - first).days for first, after in (rhythm_of(row).around(start) for row in (plan, other))]
    return round(Fraction(amount * days[1], days[0]))


def plan_holding(dated: Sequence[DatedPlan], start: date) -> DatedPlan | None:
    """Return the latest plan at or before `start`; `dated` are the plans of one category, the oldest first."""
    count = bisect_right(dated, start, key=_starts_on)
    return dated[count - 1] if count else None


def by_category(plans: Iterable[DatedPlan]) -> defaultdict[UUID, list[DatedPlan]]:
    """Return the plans of each category, the oldest first."""
    grouped: defaultdict[UUID, list[DatedPlan]] = defaultdict(list)
    for plan in sorted(plans, key=_starts_on):
        grouped[plan.category_id].append(plan)
    return grouped
