"""Findings in savings: goals behind their pace, spending above income, and periods better than usual."""

from collections.abc import Iterator
from itertools import takewhile

from services.calculations import (
    AVERAGED_PERIODS,
    average,
    due_by,
    goal_progress,
    is_far_behind,
    since_first_entry,
    usual,
)
from services.insights import phrases
from services.insights.finding import Finding, FindingKind, InsightSeverity
from services.insights.ledger_view import SEASONS, LedgerView, NamedGoal
from services.values.periods import Period

FEWEST_PERIODS = 3
FEWEST_LOST = 2


def goals_behind(view: LedgerView) -> Iterator[Finding]:
    """Find goals that are far behind their pace, or whose date has passed."""
    today = view.figures.today
    for goal in (goal for goal in view.goals if goal.known):
        due = due_by(goal, today)
        if due is not None and is_far_behind(goal, today):
            yield _behind(view, goal, due)


def _behind(view: LedgerView, goal: NamedGoal, due: int) -> Finding:
    today, target_date = view.figures.today, goal.target_date or view.figures.today
    behind = due - goal.saved
    overdue = today > target_date
    progress = goal_progress(goal, today, view.figures.calendar)
    needed = view.say(progress.needed_per_month or 0)
    saved = goal.saved, goal.target
    until_now, whole = (
        Period(goal.started_on, max(today, goal.started_on)),
        Period(goal.started_on, target_date),
    )
    if overdue:
        text = phrases.goal_overdue(goal.name, view.say(behind), target_date)
    else:
        text = phrases.goal_behind(goal.name, view.say(behind), needed, target_date)
    return Finding(
        FindingKind.GOAL_OFF_PACE,
        InsightSeverity.ALERT if overdue else InsightSeverity.WARNING,
        (goal.id.hex, str(target_date), str(overdue)),
        text,
        (
            view.figure(phrases.SAVED, goal.saved, period=until_now),
            view.figure(phrases.DUE_BY_NOW, due, period=until_now),
            view.figure(phrases.BEHIND, behind, period=until_now),
            view.figure(phrases.TARGET, goal.target, period=whole),
        ),
        behind,
        view.money(behind),
        advice="" if overdue else phrases.put_aside(goal.name, needed, target_date, *map(view.say, saved)),
        subject_id=goal.id,
    )


def goals_reached(view: LedgerView) -> Iterator[Finding]:
    """Find goals that were reached in the current budget period."""
    if not view.period.start <= view.figures.today <= view.period.end:
        return
    for goal in view.goals:
        if goal.known and goal.saved - goal.paid < goal.target <= goal.saved:
            days = Period(goal.started_on, max(view.figures.today, goal.started_on))
            yield Finding(
                FindingKind.GOAL_REACHED,
                InsightSeverity.GOOD,
                (goal.id.hex, str(goal.target)),
                phrases.goal_reached(goal.name, view.say(goal.saved), view.say(goal.target)),
                (
                    view.figure(phrases.SAVED, goal.saved, period=days),
                    view.figure(phrases.TARGET, goal.target, period=days),
                ),
                goal.saved,
                view.money(goal.saved),
                subject_id=goal.id,
            )


def above_income(view: LedgerView) -> Iterator[Finding]:
    """Find several complete periods in a row, up to the last one, with more spending than income."""
    age = 1 if view.is_running else 0
    ages = range(age, age + AVERAGED_PERIODS)
    least = max(view.size // 20, 1)
    nets = takewhile(
        lambda net: -net >= least, (max(view.even_net(earlier), view.figures.flows[earlier].net) for earlier in ages)
    )
    lost = list(zip(ages, nets, strict=False))
    # One costly month and a little after it, such as a holiday, is no habit.
    if len(lost) < FEWEST_LOST or (len(lost) == FEWEST_LOST and -3 * max(net for _, net in lost) < 4 * least):
        return
    period, flow = view.earlier[0] if age else view.period, view.figures.flows[age]
    when, expenses, income = phrases.period_name(period), view.say(flow.expenses), view.say(flow.income)
    excess = -sum(view.figures.flows[earlier].net for earlier, _ in lost)
    oldest = lost[-1][0]
    first = view.earlier[oldest - 1] if oldest else view.period
    yield Finding(
        FindingKind.SPENDING_ABOVE_INCOME,
        InsightSeverity.WARNING,
        (period.label,),
        phrases.above_income(len(lost), view.say(excess), when, expenses, income),
        (
            view.figure(phrases.SPENT, flow.expenses, period=period),
            view.figure(phrases.INCOME, flow.income, period=period),
            view.figure(phrases.MORE, excess, period=Period(first.start, period.end)),
        ),
        excess,
        view.money(excess),
        advice=phrases.live_within(when, expenses, income) if view.is_news else "",
    )


def better_period(view: LedgerView) -> Iterator[Finding]:
    """Find the last complete period, if much more was left over than usual."""
    age = 1 if view.is_running else 0
    flow = view.figures.flows
    ages = range(age + 1, age + AVERAGED_PERIODS + 1)
    before = [earlier.net for earlier in since_first_entry([flow[earlier] for earlier in ages])]
    known, left = len(before), flow[age].net
    if view.even_net(age) < left:
        return  # regular income came twice, one of it early or late
    if known < FEWEST_PERIODS or not flow[age].entries:
        return
    more = left - usual(before)
    if left <= 0 or 5 * more < view.size or 5 * more < abs(usual(before)) or left <= max(before):
        return
    if any(4 * flow[earlier].net >= 3 * left for earlier in SEASONS if earlier > age):
        return  # a bonus that also came then
    left_before = average(before)
    period = view.earlier[0] if age else view.period
    span = Period(view.earlier[age + known - 1].start, view.earlier[age].end)
    yield Finding(
        FindingKind.BETTER_PERIOD,
        InsightSeverity.GOOD,
        (period.label,),
        phrases.better_period(phrases.period_name(period), view.say(left), view.say(left_before), known),
        (
            view.figure(phrases.LEFT_OVER, left, period=period),
            view.figure(phrases.AVERAGE, left_before, period=span),
            view.figure(phrases.MORE, left - left_before, period=period),
        ),
        left - left_before,
        view.money(left),
    )
