"""Findings in what is left over: goals behind their pace, and periods that went better than usual."""

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
from services.insights.ledger_view import Goal, LedgerView
from services.periods import Period

FEWEST_PERIODS = 3
FEWEST_LOST = 2


def goals_behind(outlook: LedgerView) -> Iterator[Finding]:
    """Goals that a month of even saving could not bring back to their pace, or whose date has passed."""
    today = outlook.figures.today
    for goal in outlook.goals:
        due = due_by(goal, today)
        if due is not None and is_far_behind(goal, today):
            yield _behind(outlook, goal, due)


def _behind(outlook: LedgerView, goal: Goal, due: int) -> Finding:
    today, target_date = outlook.figures.today, goal.target_date or outlook.figures.today
    behind = due - goal.saved
    overdue = today > target_date
    progress = goal_progress(goal, today, outlook.figures.calendar)
    needed = outlook.say(progress.needed_per_month or 0)
    saved = goal.saved, goal.target
    until_now, whole = (
        Period(goal.started_on, max(today, goal.started_on)),
        Period(goal.started_on, target_date),
    )
    if overdue:
        text = phrases.goal_overdue(goal.name, outlook.say(behind), target_date)
    else:
        text = phrases.goal_behind(goal.name, outlook.say(behind), needed, target_date)
    return Finding(
        FindingKind.GOAL_OFF_PACE,
        InsightSeverity.ALERT if overdue else InsightSeverity.WARNING,
        (goal.id.hex, str(target_date), str(overdue)),
        text,
        (
            outlook.figure(phrases.SAVED, goal.saved, period=until_now),
            outlook.figure(phrases.DUE_BY_NOW, due, period=until_now),
            outlook.figure(phrases.BEHIND, behind, period=until_now),
            outlook.figure(phrases.TARGET, goal.target, period=whole),
        ),
        behind,
        advice="" if overdue else phrases.put_aside(goal.name, needed, target_date, *map(outlook.say, saved)),
        subject_id=goal.id,
    )


def above_income(outlook: LedgerView) -> Iterator[Finding]:
    """Several complete periods in a row, up to the last one, in each of which more was spent than came in."""
    age = 1 if outlook.is_running else 0
    ages = range(age, age + AVERAGED_PERIODS)
    least = max(outlook.size // 20, 1)
    lost = list(takewhile(lambda earlier: -outlook.figures.flows[earlier].net >= least, ages))
    if len(lost) < FEWEST_LOST:
        return
    period, flow = outlook.earlier[0] if age else outlook.period, outlook.figures.flows[age]
    when, expenses, income = phrases.period_name(period), outlook.say(flow.expenses), outlook.say(flow.income)
    excess = -sum(outlook.figures.flows[earlier].net for earlier in lost)
    first = outlook.earlier[lost[-1] - 1] if lost[-1] else outlook.period
    yield Finding(
        FindingKind.SPENDING_ABOVE_INCOME,
        InsightSeverity.WARNING,
        (period.label,),
        phrases.above_income(len(lost), outlook.say(excess), when, expenses, income),
        (
            outlook.figure(phrases.SPENT, flow.expenses, period=period),
            outlook.figure(phrases.INCOME, flow.income, period=period),
            outlook.figure(phrases.MORE, excess, period=Period(first.start, period.end)),
        ),
        excess,
        advice=phrases.live_within(when, expenses, income) if outlook.is_news else "",
    )


def better_period(outlook: LedgerView) -> Iterator[Finding]:
    """The last period that is complete, when much more was left over in it than usual."""
    age = 1 if outlook.is_running else 0
    flow = outlook.figures.flows
    ages = range(age + 1, age + AVERAGED_PERIODS + 1)
    before = [earlier.net for earlier in since_first_entry([flow[earlier] for earlier in ages])]
    known, left = len(before), flow[age].net
    if known < FEWEST_PERIODS or not flow[age].entries:
        return
    more = left - usual(before)
    if left <= 0 or 10 * more < outlook.size or 5 * more < abs(usual(before)):
        return
    left_before = average(before)
    period = outlook.earlier[0] if age else outlook.period
    span = Period(outlook.earlier[age + known - 1].start, outlook.earlier[age].end)
    yield Finding(
        FindingKind.BETTER_PERIOD,
        InsightSeverity.GOOD,
        (period.label,),
        phrases.better_period(phrases.period_name(period), outlook.say(left), outlook.say(left_before), known),
        (
            outlook.figure(phrases.LEFT_OVER, left, period=period),
            outlook.figure(phrases.AVERAGE, left_before, period=span),
            outlook.figure(phrases.MORE, left - left_before, period=period),
        ),
        left - left_before,
    )
