"""Findings in what categories cost: far above their own average, over their plan, or heading there."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from services.calculations import BudgetStatus, CategoryKind, PlannedSpending, average, usual
from services.calculations.flows import Flow
from services.insights import phrases
from services.insights.finding import Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import LedgerView
from services.periods import Period

FEWEST_PERIODS = 3


class Node(NamedTuple):
    """A category with what it cost in each bucket: a child alone, a parent together with its children."""

    category_id: UUID | None
    parent_id: UUID | None
    flow_of: Mapping[int, Flow]

    def spent(self, bucket: int) -> int:
        """What it cost in a bucket, in minor units."""
        return self.flow_of[bucket].spent.get(self.category_id, 0)


class Plan(NamedTuple):
    """The plan of a category, or of the whole budget (None), beside what was spent."""

    category_id: UUID | None
    name: str
    spending: PlannedSpending


def above_average(view: LedgerView) -> Iterator[Finding]:
    """What cost far more than its own average; a parent only when none of its children explains it."""
    if view.figures.known < FEWEST_PERIODS:
        return
    told: set[UUID] = set()
    for node in _nodes(view):
        if node.category_id in told or (found := _above_average(view, node)) is None:
            continue
        if node.parent_id:
            told.add(node.parent_id)
        yield found


def _above_average(view: LedgerView, node: Node) -> Finding | None:
    spent = node.spent(0)
    before = [node.spent(age) for age in range(1, view.figures.known + 1)]
    mean, expected = average(before), usual(before)
    excess = spent - expected
    # Against nothing at all any purchase is far above: it must matter to the whole household.
    least = view.size // (33 if expected > 0 else 10)
    if expected < 0 or 10 * spent < 13 * expected or excess < max(least, 1):
        return None
    when = phrases.period_name(view.period)
    name = view.name(node.category_id)
    return Finding(
        FindingKind.SPENDING_ABOVE_AVERAGE,
        InsightSeverity.WARNING if 10 * excess >= view.size else InsightSeverity.NOTICE,
        (str(node.category_id), view.period.label),
        phrases.above_average(name, view.say(spent), view.say(mean), len(before), when),
        (
            view.figure(phrases.SPENT, spent, node.category_id),
            view.figure(phrases.AVERAGE, mean, node.category_id, _span(view, len(before))),
            view.figure(phrases.ABOVE_AVERAGE, spent - mean, node.category_id),
        ),
        spent - mean,
        advice=phrases.look_at(name, view.say(spent), view.say(mean), when) if view.is_news else "",
        subject_id=node.category_id,
    )


def budgets(view: LedgerView) -> Iterator[Finding]:
    """Plans that are overspent, or that will be."""
    for plan in _plans(view):
        spending = plan.spending
        if spending.status is BudgetStatus.OVER and -spending.remaining >= view.size // 200:
            yield _over(view, plan, -spending.remaining)
        elif spending.status is BudgetStatus.AT_RISK and spending.projected and _is_sure(view):
            least = max(view.size // 100, spending.planned // 20)
            if spending.projected - spending.planned >= least:
                yield _at_risk(view, plan, spending.projected)


def _is_sure(view: LedgerView) -> bool:
    """Whether what is only expected is news: a third of the period has passed, and enough periods before it tell it."""
    passed = (view.as_of - view.period.start).days + 1
    return 3 * passed >= view.period.days and view.figures.projection.known >= FEWEST_PERIODS


def _over(view: LedgerView, plan: Plan, excess: int) -> Finding:
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
        advice=_spend_less(view, plan, phrases.is_spent(view.say(plan.spending.actual))) if view.is_running else "",
        subject_id=plan.category_id,
    )


def _at_risk(view: LedgerView, plan: Plan, projected: int) -> Finding:
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
        advice=_spend_less(view, plan, phrases.is_expected(view.say(projected))),
        subject_id=plan.category_id,
    )


def _spend_less(view: LedgerView, plan: Plan, spent: str) -> str:
    name, when = plan.name if plan.category_id else "", phrases.period_name(view.period)
    return phrases.spend_less(name, view.period.end, spent, view.say(plan.spending.planned), when)


def _plans(view: LedgerView) -> Iterator[Plan]:
    figures = view.figures
    # A parent without a plan of its own is no promise: only its children were planned.
    for category in sorted(figures.categories, key=lambda category: category.parent_id is None):
        if category.kind == CategoryKind.EXPENSE and figures.planned_by_category.get(category.id):
            yield Plan(category.id, category.name, figures.planned_spending(category.id))
    whole = figures.budget()
    # A plan for a small part of the spending says nothing of the rest.
    if 10 * whole.planned >= 6 * view.size and sum(map(bool, figures.planned_by_category.values())) > 1:
        yield Plan(None, phrases.WHOLE_BUDGET, whole)


def _nodes(view: LedgerView) -> Iterator[Node]:
    """Children first, then the top level, what is not categorised included."""
    for child in view.children:
        yield Node(child.id, child.parent_id, view.figures.own_flows)
    for each in view.figures.categories:
        if each.parent_id is None and each.kind == CategoryKind.EXPENSE:
            yield Node(each.id, None, view.figures.flows)
    yield Node(None, None, view.figures.flows)


def _span(view: LedgerView, count: int) -> Period:
    return Period(view.earlier[count - 1].start, view.earlier[0].end)
