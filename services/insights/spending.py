"""Findings in what categories cost: far above their own average, over their plan, or heading there."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from services.calculations import CategoryKind
from services.calculations.flows import Flow
from services.insights import phrases
from services.insights.finding import Finding, FindingKind, InsightSeverity
from services.insights.outlook import Outlook
from services.money import divide
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
    """What may be spent, what was, and what will have been, None while nothing tells it; in minor units."""

    category_id: UUID | None
    name: str
    planned: int
    actual: int
    projected: int | None


def above_average(outlook: Outlook) -> Iterator[Finding]:
    """What cost far more than its own average; a parent only when none of its children explains it."""
    if outlook.known < FEWEST_PERIODS:
        return
    told: set[UUID] = set()
    for node in _nodes(outlook):
        if node.category_id in told or (found := _above_average(outlook, node)) is None:
            continue
        if node.parent_id:
            told.add(node.parent_id)
        yield found


def _above_average(outlook: Outlook, node: Node) -> Finding | None:
    spent = node.spent(0)
    before = [node.spent(age) for age in range(1, outlook.known + 1)]
    average = divide(sum(before), len(before))
    # The first period may have been kept only in part.
    usual = max(average, divide(sum(before[:-1]), len(before) - 1))
    excess = spent - usual
    # Against nothing at all any purchase is far above: it must matter to the whole household.
    least = outlook.size // (33 if usual > 0 else 10)
    if usual < 0 or 10 * spent < 13 * usual or excess < max(least, 1):
        return None
    when = phrases.period_name(outlook.period)
    name = outlook.name(node.category_id)
    return Finding(
        FindingKind.SPENDING_ABOVE_AVERAGE,
        InsightSeverity.WARNING if 10 * excess >= outlook.size else InsightSeverity.NOTICE,
        (str(node.category_id), outlook.period.label),
        phrases.above_average(name, outlook.say(spent), outlook.say(average), len(before), when),
        (
            outlook.figure(phrases.SPENT, spent, node.category_id),
            outlook.figure(phrases.AVERAGE, average, node.category_id, _span(outlook, len(before))),
            outlook.figure(phrases.ABOVE_AVERAGE, spent - average, node.category_id),
        ),
        spent - average,
        advice=phrases.look_at(name, outlook.say(spent), outlook.say(average), when) if outlook.is_news else "",
        subject_id=node.category_id,
    )


def budgets(outlook: Outlook) -> Iterator[Finding]:
    """Plans that are overspent, or that will be."""
    for plan in _plans(outlook):
        excess = plan.actual - plan.planned
        if excess >= max(outlook.size // 200, 1):
            yield _over(outlook, plan, excess)
        elif excess <= 0 and plan.projected is not None and _is_sure(outlook):
            least = max(outlook.size // 100, plan.planned // 20, 1)
            if plan.projected - plan.planned >= least:
                yield _at_risk(outlook, plan, plan.projected)


def _is_sure(outlook: Outlook) -> bool:
    """Whether what is only expected is news: a third of the period has passed, and enough periods before it tell it."""
    passed = (outlook.as_of - outlook.period.start).days + 1
    return 3 * passed >= outlook.period.days and outlook.figures.projection.known >= FEWEST_PERIODS


def _over(outlook: Outlook, plan: Plan, excess: int) -> Finding:
    grave = 20 * excess >= outlook.size
    return Finding(
        FindingKind.BUDGET_OVER,
        InsightSeverity.ALERT if grave else InsightSeverity.WARNING,
        (str(plan.category_id), plan.name if plan.category_id is None else "", outlook.period.label),
        phrases.budget_over(
            plan.name, outlook.say(excess), outlook.say(plan.planned), phrases.period_name(outlook.period)
        ),
        (
            outlook.figure(phrases.SPENT, plan.actual, plan.category_id),
            outlook.figure(phrases.PLANNED, plan.planned, plan.category_id),
            outlook.figure(phrases.OVER_PLAN, excess, plan.category_id),
        ),
        excess,
        advice=_spend_less(outlook, plan, phrases.is_spent(outlook.say(plan.actual))) if outlook.is_running else "",
        subject_id=plan.category_id,
    )


def _at_risk(outlook: Outlook, plan: Plan, projected: int) -> Finding:
    return Finding(
        FindingKind.BUDGET_AT_RISK,
        InsightSeverity.WARNING,
        (str(plan.category_id), outlook.period.label),
        phrases.budget_at_risk(
            plan.name, outlook.say(projected), outlook.say(plan.planned), phrases.period_name(outlook.period)
        ),
        (
            outlook.figure(phrases.SPENT, plan.actual, plan.category_id),
            outlook.figure(phrases.PLANNED, plan.planned, plan.category_id),
            outlook.figure(phrases.PROJECTED, projected, plan.category_id),
            outlook.figure(phrases.OVER_PLAN, projected - plan.planned, plan.category_id),
        ),
        projected - plan.planned,
        advice=_spend_less(outlook, plan, phrases.is_expected(outlook.say(projected))),
        subject_id=plan.category_id,
    )


def _spend_less(outlook: Outlook, plan: Plan, spent: str) -> str:
    name, when = plan.name if plan.category_id else "", phrases.period_name(outlook.period)
    return phrases.spend_less(name, outlook.period.end, spent, outlook.say(plan.planned), when)


def _plans(outlook: Outlook) -> Iterator[Plan]:
    own, projection = outlook.figures.planned_by_category, outlook.figures.projection
    breakdown = outlook.figures.breakdown()
    slices = {each.category_id: each for each in breakdown.slices}
    for child in outlook.children:
        if planned := own.get(child.id, 0):
            spent = outlook.figures.own_flows[0].spent.get(child.id, 0)
            yield Plan(child.id, child.name, planned, spent, projection.of([child.id]))
    for category_id, each in slices.items():
        # A parent without a plan of its own is no promise: only its children were planned.
        if category_id and own.get(category_id):
            yield Plan(category_id, outlook.name(category_id), each.planned, each.actual, each.projected)
    # A plan for a small part of the spending says nothing of the rest.
    if 10 * breakdown.planned >= 6 * outlook.size and len([1 for planned in own.values() if planned]) > 1:
        yield Plan(None, phrases.WHOLE_BUDGET, breakdown.planned, breakdown.actual, breakdown.projected)


def _nodes(outlook: Outlook) -> Iterator[Node]:
    """Children first, then the top level, what is not categorised included."""
    for child in outlook.children:
        yield Node(child.id, child.parent_id, outlook.figures.own_flows)
    for each in outlook.figures.categories:
        if each.parent_id is None and each.kind == CategoryKind.EXPENSE:
            yield Node(each.id, None, outlook.figures.flows)
    yield Node(None, None, outlook.figures.flows)


def _span(outlook: Outlook, count: int) -> Period:
    return Period(outlook.earlier[count - 1].start, outlook.earlier[0].end)
