"""Findings in categories: far above their average, over their plan, or about to exceed it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.calculations import (
    BudgetStatus,
    CategoryKind,
    Figures,
    PlannedSpending,
    average,
    middle,
    same_days,
    usual,
)
from services.calculations.flows import Flow
from services.insights import phrases
from services.insights.charges import said_by
from services.insights.finding import Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import SEASONS, LedgerView
from services.insights.payment_words import Said
from services.values.periods import Period, PeriodKind

FEWEST_PERIODS = 3
TIMES_CHANGE = 3
FEW_ENTRIES = 5  # in a period; their days vary so much that what was spent early is not spent later


class CategoryHistory(NamedTuple):
    """The spending of a category in each bucket; a parent includes its children."""

    category_id: UUID | None
    parent_id: UUID | None
    flow_of: Mapping[int, Flow]

    def spent(self, bucket: int) -> int:
        """Return the spending in a bucket, in minor units."""
        return self.flow_of[bucket].spent.get(self.category_id, 0)


class NamedPlan(NamedTuple):
    """The plan and the spending of a category, or of the whole budget (None)."""

    category_id: UUID | None
    name: str
    spending: PlannedSpending


def above_average(view: LedgerView) -> Iterator[Finding]:
    """Find categories far above their average; leave out a parent if one of its children is."""
    if view.figures.known < FEWEST_PERIODS:
        return
    covered: set[UUID] = set()
    for history in _histories(view):
        if history.category_id in covered or (finding := _above_average(view, history)) is None:
            continue
        if history.parent_id:
            covered.add(history.parent_id)
        yield finding


def _above_average(view: LedgerView, history: CategoryHistory) -> Finding | None:
    spent = history.spent(0)
    before = [history.spent(age) for age in range(1, view.figures.known + 1)]
    mean, expected = average(before), usual(before)
    excess = spent - expected
    change = _usual_change(before)
    # What varies much, or was never bought, must matter to the whole household.
    least = view.size // (
        10 if expected <= 0 else 14 if min(before) <= 0 else 18 if 7 * change > middle(before) else 33
    )
    if expected < 0 or 10 * spent < 13 * expected or excess < max(least, 1):
        return None
    if spent <= middle(before) + TIMES_CHANGE * change:
        return None
    if any(5 * history.spent(age) >= 4 * spent for age in SEASONS) or _is_cash(view, history, spent - expected):
        return None
    when = phrases.period_name(view.period)
    name = view.name(history.category_id)
    return Finding(
        FindingKind.SPENDING_ABOVE_AVERAGE,
        InsightSeverity.WARNING if 10 * excess >= view.size else InsightSeverity.NOTICE,
        (str(history.category_id), view.period.label),
        phrases.above_average(name, view.say(spent), view.say(mean), len(before), when),
        (
            view.figure(phrases.SPENT, spent, history.category_id),
            view.figure(phrases.AVERAGE, mean, history.category_id, _span(view, len(before))),
            view.figure(phrases.ABOVE_AVERAGE, spent - mean, history.category_id),
        ),
        spent - mean,
        view.money(spent),
        advice=phrases.look_at(name, view.say(spent), view.say(mean), when) if view.is_news else "",
        subject_id=history.category_id,
    )


def _is_cash(view: LedgerView, history: CategoryHistory, excess: int) -> bool:
    """Return True if at least half of the excess was taken as cash, whose use the ledger does not know."""
    known = view.figures.known
    first, cash, before = view.earlier[known - 1].start, 0, 0
    for movement in view.movements:
        if movement.date < first:
            break
        if movement.category_id == history.category_id and movement.amount < 0 and Said.CASH in said_by(movement):
            if movement.date >= view.period.start:
                cash -= movement.base_amount
            else:
                before -= movement.base_amount
    return 2 * (cash - before // known) >= excess


def _usual_change(before: Sequence[int]) -> int:
    """Return the median of the changes of a category from its median, at least a tenth of that."""
    centre = middle(before)
    return max(middle(abs(spent - centre) for spent in before), centre // 10)


def budgets(view: LedgerView) -> Iterator[Finding]:
    """Find plans that are, or will be, exceeded."""
    for plan in _plans(view):
        spending = plan.spending
        if spending.status is BudgetStatus.OVER and -spending.remaining >= view.size // 200:
            yield _over(view, plan, -spending.remaining)
        elif spending.status is BudgetStatus.AT_RISK and spending.projected and _is_sure(view):
            least = max(view.size // 100, spending.planned // 12)
            if spending.projected - spending.planned >= least and _is_certain(view, plan):
                yield _at_risk(view, plan, spending.projected)


def _is_sure(view: LedgerView) -> bool:
    """Return True if a third of the period has passed and enough earlier periods support the projection."""
    passed = (view.as_of - view.period.start).days + 1
    return 3 * passed >= view.period.days and view.figures.projection.known >= FEWEST_PERIODS


def _is_certain(view: LedgerView, plan: NamedPlan) -> bool:
    """Return True if a plan breaks even if the rest costs as little as in the cheaper earlier periods.

    What is paid at once, and the whole budget, is as certain as the projection.
    """
    figures, category_id = view.figures, plan.category_id
    if category_id is None or view.period.kind is PeriodKind.RANGE:
        return True
    family = figures.families[category_id]
    if not set(figures.projection.fixed).isdisjoint(family):
        return True
    planned, known = plan.spending.planned, figures.projection.known
    rests = sorted(_rest(figures, family, age) for age in range(1, known + 1))
    least = rests[1] if len(rests) > FEWEST_PERIODS else rests[0]
    if plan.spending.actual + least <= planned:
        return False
    whole = middle(_spent_in(figures, family, age) for age in range(1, known + 1))
    entries = sum(
        total.entries for total in figures.totals if 1 <= total.bucket <= known and total.category_id in family
    )
    return entries >= FEW_ENTRIES * known or 20 * whole >= 19 * planned or 10 * plan.spending.actual >= 9 * planned


def _rest(figures: Figures, family: Iterable[UUID], age: int) -> int:
    """Return the cost of some categories in an earlier period after the same day as today."""
    return _spent_in(figures, family, age) - _spent_in(figures, family, same_days(age))


def _spent_in(figures: Figures, family: Iterable[UUID], bucket: int) -> int:
    spent = figures.own_flows[bucket].spent
    return sum(spent.get(member, 0) for member in family)


def _over(view: LedgerView, plan: NamedPlan, excess: int) -> Finding:
    grave = 20 * excess >= view.size
    return Finding(
        FindingKind.BUDGET_OVER,
        InsightSeverity.ALERT if grave else InsightSeverity.WARNING,
        (str(plan.category_id), plan.name if plan.category_id is None else "", view.period.label),
        phrases.budget_over(
            plan.name, view.say(excess), view.say(plan.spending.planned), phrases.period_name(view.period)
        ),
        (
            view.figure(phrases.SPENT, plan.spending.actual, plan.category_id),
            view.figure(phrases.PLANNED, plan.spending.planned, plan.category_id),
            view.figure(phrases.OVER_PLAN, excess, plan.category_id),
        ),
        excess,
        view.money(excess),
        advice=_spend_less(view, plan, phrases.is_spent(view.say(plan.spending.actual))) if view.is_running else "",
        subject_id=plan.category_id,
    )


def _at_risk(view: LedgerView, plan: NamedPlan, projected: int) -> Finding:
    return Finding(
        FindingKind.BUDGET_AT_RISK,
        InsightSeverity.WARNING,
        (str(plan.category_id), view.period.label),
        phrases.budget_at_risk(
            plan.name, view.say(projected), view.say(plan.spending.planned), phrases.period_name(view.period)
        ),
        (
            view.figure(phrases.SPENT, plan.spending.actual, plan.category_id),
            view.figure(phrases.PLANNED, plan.spending.planned, plan.category_id),
            view.figure(phrases.PROJECTED, projected, plan.category_id),
            view.figure(phrases.OVER_PLAN, projected - plan.spending.planned, plan.category_id),
        ),
        projected - plan.spending.planned,
        view.money(projected - plan.spending.planned),
        advice=_spend_less(view, plan, phrases.is_expected(view.say(projected))),
        subject_id=plan.category_id,
    )


def _spend_less(view: LedgerView, plan: NamedPlan, spent: str) -> str:
    name, when = plan.name if plan.category_id else "", phrases.period_name(view.period)
    return phrases.spend_less(name, view.period.end, spent, view.say(plan.spending.planned), when)


def _plans(view: LedgerView) -> Iterator[NamedPlan]:
    figures = view.figures
    # A parent without its own plan has no limit: only its children were planned.
    for category in sorted(figures.categories, key=lambda category: category.parent_id is None):
        if category.kind == CategoryKind.EXPENSE and figures.planned_by_category.get(category.id):
            yield NamedPlan(category.id, category.name, figures.planned_spending(category.id))
    whole = figures.budget()
    # A plan for a small part of the spending says nothing of the rest.
    if 10 * whole.planned >= 6 * view.size and sum(map(bool, figures.planned_by_category.values())) > 1:
        yield NamedPlan(None, phrases.WHOLE_BUDGET, whole)


def _histories(view: LedgerView) -> Iterator[CategoryHistory]:
    """Return the children first, then the top level with the uncategorised spending."""
    for child in view.children:
        yield CategoryHistory(child.id, child.parent_id, view.figures.own_flows)
    for category in view.figures.categories:
        if category.parent_id is None and category.kind == CategoryKind.EXPENSE:
            yield CategoryHistory(category.id, None, view.figures.flows)
    yield CategoryHistory(None, None, view.figures.flows)


def _span(view: LedgerView, count: int) -> Period:
    return Period(view.earlier[count - 1].start, view.earlier[0].end)
