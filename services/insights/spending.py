"""Findings in what categories cost: far above their own average, over their plan, or heading there."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from services.calculations import CategoryKind
from services.calculations.flows import TO_TODAY, Flow
from services.calculations.plans import planned_by_category
from services.english import insights as phrases
from services.insights.finding import Finding, FindingKind, InsightSeverity
from services.insights.outlook import Outlook, custom_range, early
from services.money import divide
from services.periods import Period

FEWEST_PERIODS = 3
FEWEST_DAYS_OF_CHARGES = 5


class Node(NamedTuple):
    """A category with what it cost in each bucket: a child alone, a parent together with its children."""

    category_id: UUID | None
    parent_id: UUID | None
    flow_of: Mapping[int, Flow]

    def spent(self, bucket: int) -> int:
        """What it cost in a bucket, in minor units."""
        return self.flow_of[bucket].spent.get(self.category_id, 0)


class Plan(NamedTuple):
    """What may be spent, what was, and what was at the same time of the earlier periods; in minor units."""

    category_id: UUID | None
    name: str
    planned: int
    actual: int
    to_today: int
    rests: tuple[int, ...]


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
    )


def budgets(outlook: Outlook) -> Iterator[Finding]:
    """Plans that are overspent, or that will be at the pace of earlier periods."""
    for plan in _plans(outlook):
        excess = plan.actual - plan.planned
        if excess >= max(outlook.size // 200, 1):
            yield _over(outlook, plan, excess)
        elif excess <= 0 and (projected := _projected(outlook, plan)) is not None:
            least = max(outlook.size // 100, plan.planned // 20, 1)
            if projected - plan.planned >= least:
                yield _at_risk(outlook, plan, projected)


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
    )


def _projected(outlook: Outlook, plan: Plan) -> int | None:
    """What will have been spent at the end, None when it is too early to say.

    Earlier periods tell what usually follows after this day: rent that is paid on the 1st is not spent again. Without
    any, the pace so far counts, but only of what is spent on many days.
    """
    period, passed = outlook.period, (outlook.as_of - outlook.period.start).days + 1
    if not outlook.is_running or 3 * passed < period.days:
        return None
    if len(plan.rests) >= 2:
        return max(plan.actual, plan.to_today + divide(sum(plan.rests), len(plan.rests)))
    if 2 * passed < period.days or plan.category_id is None:
        return None
    below = {each.id for each in outlook.figures.categories if plan.category_id in {each.id, each.parent_id}}
    days = {each.date for each in outlook.past if each.category_id in below and each.date >= period.start}
    pace = divide(plan.to_today * period.days, passed)
    steady = len(days) >= FEWEST_DAYS_OF_CHARGES and 4 * pace >= 5 * plan.planned
    return max(plan.actual, pace) if steady else None


def _plans(outlook: Outlook) -> Iterator[Plan]:
    own = planned_by_category(outlook.period, outlook.figures.start_day, outlook.figures.plans)
    breakdown = {each.category_id: each.planned for each in outlook.figures.breakdown().slices}
    for node in _nodes(outlook):
        # A parent without a plan of its own is no promise: only its children were planned.
        planned = own.get(node.category_id, 0) if node.category_id else 0
        if planned and node.parent_id is None:
            planned = breakdown[node.category_id]
        if planned:
            rests = tuple(node.spent(age) - node.spent(early(age)) for age in range(1, outlook.known + 1))
            name = outlook.name(node.category_id)
            to_today = node.spent(TO_TODAY)
            yield Plan(node.category_id, name, planned, node.spent(0), to_today, rests)
    whole = sum(breakdown.values())
    # A plan for a small part of the spending says nothing of the rest.
    if 10 * whole >= 6 * outlook.size and len([1 for planned in own.values() if planned]) > 1:
        flow = outlook.rolled
        rests = tuple(flow[age].expenses - flow[early(age)].expenses for age in range(1, outlook.known + 1))
        to_today = flow[TO_TODAY].expenses
        yield Plan(None, phrases.WHOLE_BUDGET, whole, flow[0].expenses, to_today, rests)


def _nodes(outlook: Outlook) -> Iterator[Node]:
    """Children first, then the top level, what is not categorised included."""
    for child in outlook.children:
        yield Node(child.id, child.parent_id, outlook.own)
    for each in outlook.figures.categories:
        if each.parent_id is None and each.kind == CategoryKind.EXPENSE:
            yield Node(each.id, None, outlook.rolled)
    yield Node(None, None, outlook.rolled)


def _span(outlook: Outlook, count: int) -> Period:
    return custom_range(outlook.earlier[count - 1].start, outlook.earlier[0].end)
