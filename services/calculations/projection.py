"""The projection: the expected spending by the end of a period, which every part of the product shows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

from services.calculations.flows import Flow
from services.calculations.history import History
from services.calculations.plans import by_category, planned_in
from services.calculations.rows import Plan
from services.values.periods import Period


@dataclass(frozen=True, slots=True)
class Projection:
    """The expected spending of each single category (None: not categorised), in minor units.

    `amounts` is None if the ledger has no earlier budget period; `known` counts those that it has. `fixed` are the
    categories that are paid at once, the costliest first.
    """

    amounts: Mapping[UUID | None, int] | None
    known: int = 0
    fixed: tuple[UUID, ...] = ()

    @property
    def whole(self) -> int | None:
        """Return all expected spending."""
        return None if self.amounts is None else sum(self.amounts.values())

    def of(self, category_ids: Iterable[UUID | None]) -> int | None:
        """Return the expected spending of some categories together."""
        return None if self.amounts is None else sum(self.amounts.get(category_id, 0) for category_id in category_ids)


def projection(history: History, actual: Flow, to_today: Flow, plans: Iterable[Plan]) -> Projection:
    """Return the projection from the flows of single categories, of the whole period and up to today.

    Entries with later dates count, and replace what is expected of them. What is due of series counts as itself.
    """
    rest = _rest(history)
    if rest is None:
        return Projection(dict(actual.spent))
    if not history.known:
        return Projection(None)
    budgets = list(history.calendar.overlapping(rest))
    planned = by_category(plans)
    due, ahead = _of_series(history, rest)
    amounts: dict[UUID | None, int] = {}
    for category_id in history.habits:
        spent, so_far = actual.spent.get(category_id, 0), to_today.spent.get(category_id, 0)
        # What a series expects takes the place of a plan.
        dated = planned.get(category_id, []) if category_id and category_id not in history.of_series else []
        expected = round(sum(_expected(history.others, category_id, budget, rest, dated) for budget in budgets))
        later = spent - so_far - ahead[category_id]
        if spent or so_far or expected or due[category_id]:
            amounts[category_id] = so_far + ahead[category_id] + max(later, expected) + due[category_id]
    fixed = [category_id for category_id in amounts if category_id and history.habits[category_id].fixed]
    return Projection(
        amounts, history.known, tuple(sorted(fixed, key=lambda category_id: (-amounts[category_id], category_id)))
    )


def _of_series(history: History, rest: Period) -> tuple[Counter[UUID | None], Counter[UUID | None]]:
    """Return what series still cost in the rest of the period, and what of it is recorded with later dates."""
    due, ahead = Counter[UUID | None](), Counter[UUID | None]()
    first = min(rest.start, max(history.today, history.period.start))  # what is due today is not paid yet
    for cost in history.costs:
        if cost.is_paid and rest.start <= cost.day <= rest.end:
            ahead[cost.category_id] += cost.amount
        elif not cost.is_paid and first <= cost.day <= rest.end:
            due[cost.category_id] += cost.amount
    return due, ahead


def _rest(history: History) -> Period | None:
    """Return the days after today, None if the period ends today or earlier."""
    period, today = history.period, history.today
    if today >= period.end:
        return None
    first = max(period.start, today + timedelta(days=1))
    return Period(first, period.end)


def _expected(
    history: History, category_id: UUID | None, budget: Period, rest: Period, dated: Sequence[Plan]
) -> Fraction | int:
    """Return the spending that is expected on those days of the rest that lie in a budget period."""
    habit = history.habits[category_id]
    is_current = budget.start == history.current.start
    if habit.fixed:
        plan = planned_in(dated, budget)
        amount = habit.usual if plan is None else plan
        if is_current:
            amount = 0 if history.is_paid(category_id) else max(amount - history.paid_so_far(category_id), 0)
    else:
        amount = habit.rest if is_current else habit.usual
    due = history.due_on(category_id, budget)
    if due is None:
        days = (budget.end - max(budget.start, rest.start)).days + 1
        return Fraction(amount * budget.overlap(rest), days)
    return amount if rest.start <= due <= rest.end else 0
