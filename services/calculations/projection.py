"""What will have been spent when a period ends: one figure for every part of the product that tells it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

from services.calculations.flows import Flow
from services.calculations.history import History
from services.calculations.plans import amount_holding, by_category
from services.calculations.rows import Plan
from services.periods import Period


@dataclass(frozen=True, slots=True)
class Projection:
    """What each single category (None: not categorised) will have cost at the end of a period, in minor units.

    `amounts` is None while the ledger has no earlier budget period to tell it from; `known` counts those that it has.
    `fixed` are the categories that are paid at once and count for something, the costliest first.
    """

    amounts: Mapping[UUID | None, int] | None
    known: int = 0
    fixed: tuple[UUID, ...] = ()

    @property
    def whole(self) -> int | None:
        """All that will have been spent."""
        return None if self.amounts is None else sum(self.amounts.values())

    def of(self, category_ids: Iterable[UUID | None]) -> int | None:
        """Return what some categories will have cost together."""
        return None if self.amounts is None else sum(self.amounts.get(each, 0) for each in category_ids)


def projection(history: History, actual: Flow, to_today: Flow, plans: Iterable[Plan]) -> Projection:
    """Return what will have been spent; the flows are of single categories, in the whole period and up to today.

    What is recorded for days to come counts, and replaces what is expected of them.
    """
    rest = _rest(history)
    if rest is None:
        return Projection(dict(actual.spent))
    if not history.known:
        return Projection(None)
    budgets = list(history.calendar.overlapping(rest))
    planned = by_category(plans)
    amounts: dict[UUID | None, int] = {}
    for category_id in history.habits:
        spent, so_far = actual.spent.get(category_id, 0), to_today.spent.get(category_id, 0)
        dated = planned.get(category_id, []) if category_id else []
        expected = round(sum(_expected(history, category_id, each, rest, dated) for each in budgets))
        if spent or so_far or expected:
            amounts[category_id] = so_far + max(spent - so_far, expected)
    fixed = [each for each in amounts if each and history.habits[each].fixed]
    return Projection(amounts, history.known, tuple(sorted(fixed, key=lambda each: (-amounts[each], each))))


def _rest(history: History) -> Period | None:
    """The days of the period that are still to come, None if it is over or this is its last day."""
    period, today = history.period, history.today
    if today >= period.end:
        return None
    first = max(period.start, today + timedelta(days=1))
    return Period(first, period.end)


def _expected(
    history: History, category_id: UUID | None, budget: Period, rest: Period, dated: Sequence[Plan]
) -> Fraction | int:
    """What is still to be spent in those days of a budget period that belong to the rest."""
    habit = history.habits[category_id]
    is_current = budget.start == history.current.start
    if habit.fixed:
        plan = amount_holding(dated, budget.start)
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
