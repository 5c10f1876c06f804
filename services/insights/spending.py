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


def above_average(outlook: LedgerView) -> Iterator[Finding]:
    """What cost far more than its own average; a parent only when none of its children explains it."""
    if outlook.figures.known < FEWEST_PERIODS:
        return
    told: set[UUID] = set()
    for node in _nodes(outlook):
        if node.category_id in told or (found := _above_average(outlook, node)) is None:
            continue
        if node.parent_id:
            told.add(node.parent_id)
        yield found


def _above_average(outlook: LedgerView, node: Node) -> Finding | None:
    spent = node.spent(0)
    before = [node.spent(age) for age in range(1, outlook.figures.known + 1)]
    mean, expected = average(before), usual(before)
    excess = spent - expected
    # Against nothing at all any purchase is far above: it must matter to the whole household.
    least = outlook.size // (33 if expected > 0 else 10)
    if expected < 0 or 10 * spent < 13 * expected or excess < max(least, 1):
        return None
    when = phrases.period_name(outlook.period)
    name = outlook.name(node.category_id)
    return Finding(
        FindingKind.SPENDING_ABOVE_AVERAGE,
        InsightSeverity.WARNING if 10 * excess >= outlook.size else InsightSeverity.NOTICE,
        (str(node.category_id), outlook.period.label),
        phrases.above_average(name, outlook.say(spent), outlook.say(mean), len(before), when),
        (
            outlook.figure(phrases.SPENT, spent, node.category_id),
            outlook.figure(phrases.AVERAGE, mean, node.category_id, _span(outlook, len(before))),
            outlook.figure(phrases.ABOVE_AVERAGE, spent - mean, node.category_id),
        ),
        spent - mean,
        advice=phrases.look_at(name, outlook.say(spent), outlook.say(mean), when) if outlook.is_news else "",
        subject_id=node.category_id,
    )


def budgets(outlook: LedgerView) -> Iterator[Finding]:
    """Plans that are overspent, or that will be."""
    for plan in _plans(outlook):
        spending = plan.spending
        if spending.status is BudgetStatus.OVER and -spending.remaining >= outlook.size // 200:
            yield _over(outlook, plan, -spending.remaining)
        elif spending.status is BudgetStatus.AT_RISK and spending.projected and _is_sure(outlook):
            least = max(outlook.size // 100, spending.planned // 20)
            if spending.projected - spending.planned >= least:
                yield _at_risk(outlook, plan, spending.projected)


def _is_sure(outlook: LedgerView) -> bool:
    """Whether what is only expected is news: a third of the period has passed, and enough periods before it tell it."""
    passed = (outlook.as_of - outlook.period.start).days + 1
    return 3 * passed >= outlook.period.days and outlook.figures.projection.known >= FEWEST_PERIODS


def _over(outlook: LedgerView, plan: Plan, excess: int) -> Finding:
    grave = 20 * excess >= outlook.size
    return Finding(
        FindingKind.BUDGET_OVER,
        InsightSeverity.ALERT if grave else InsightSeverity.WARNING,
        (str(plan.category_id), plan.name if plan.category_id is None else "", outlook.period.label),
        phrases.budget_over(
            plan.name, outlook.say(excess), outlook.say(plan.spending.planned), phrases.period_name(outlook.period)
        ),
        (
            outlook.figure(phrases.SPENT, plan.spending.actual, plan.category_id),
            outlook.figure(phrases.PLANNED, plan.spending.planned, plan.category_id),
            outlook.figure(phrases.OVER_PLAN, excess, plan.category_id),
        ),
        excess,
        advice=_spend_less(outlook, plan, phrases.is_spent(outlook.say(plan.spending.actual)))
        if outlook.is_running
        else "",
        subject_id=plan.category_id,
    )


def _at_risk(outlook: LedgerView, plan: Plan, projected: int) -> Finding:
    return Finding(
        FindingKind.BUDGET_AT_RISK,
        InsightSeverity.WARNING,
        (str(plan.category_id), outlook.period.label),
        phrases.budget_at_risk(
            plan.name, outlook.say(projected), outlook.say(plan.spending.planned), phrases.period_name(outlook.period)
        ),
        (
            outlook.figure(phrases.SPENT, plan.spending.actual, plan.category_id),
            outlook.figure(phrases.PLANNED, plan.spending.planned, plan.category_id),
            outlook.figure(phrases.PROJECTED, projected, plan.category_id),
            outlook.figure(phrases.OVER_PLAN, projected - plan.spending.planned, plan.category_id),
        ),
        projected - plan.spending.planned,
        advice=_spend_less(outlook, plan, phrases.is_expected(outlook.say(projected))),
        subject_id=plan.category_id,
    )


def _spend_less(outlook: LedgerView, plan: Plan, spent: str) -> str:
    name, when = plan.name if plan.category_id else "", phrases.period_name(outlook.period)
    return phrases.spend_less(name, outlook.period.end, spent, outlook.say(plan.spending.planned), when)


def _plans(outlook: LedgerView) -> Iterator[Plan]:
    figures = outlook.figures
    # A parent without a plan of its own is no promise: only its children were planned.
    for category in sorted(figures.categories, key=lambda category: category.parent_id is None):
        if category.kind == CategoryKind.EXPENSE and figures.planned_by_category.get(category.id):
            yield Plan(category.id, category.name, figures.planned_spending(category.id))
    whole = figures.budget()
    # A plan for a small part of the spending says nothing of the rest.
    if 10 * whole.planned >= 6 * outlook.size and sum(map(bool, figures.planned_by_category.values())) > 1:
        yield Plan(None, phrases.WHOLE_BUDGET, whole)


def _nodes(outlook: LedgerView) -> Iterator[Node]:
    """Children first, then the top level, what is not categorised included."""
    for child in outlook.children:
        yield Node(child.id, child.parent_id, outlook.figures.own_flows)
    for each in outlook.figures.categories:
        if each.parent_id is None and each.kind == CategoryKind.EXPENSE:
            yield Node(each.id, None, outlook.figures.flows)
    yield Node(None, None, outlook.figures.flows)


def _span(outlook: LedgerView, count: int) -> Period:
    return Period(outlook.earlier[count - 1].start, outlook.earlier[0].end)
