"""Findings in what is left over: goals behind their pace, and periods that went better than usual."""

from collections.abc import Iterator
from itertools import takewhile

from services.calculations import AVERAGED_PERIODS, Flow, due_by, goal_progress
from services.insights import phrases
from services.insights.finding import Finding, FindingKind, InsightSeverity
from services.insights.outlook import Goal, Outlook, days_between
from services.money import divide
from services.periods import Period

FEWEST_PERIODS = 3
FEWEST_LOST = 2
FEWEST_DAYS = 31  # who saves once a month is behind for days before each payment


def goals_behind(outlook: Outlook) -> Iterator[Finding]:
    """Goals that a month of even saving could not bring back to their pace, or whose date has passed."""
    today = outlook.figures.today
    for goal in outlook.goals:
        if goal.target_date is None or goal.saved >= goal.target:
            continue
        days, passed = days_between(goal.started_on, goal.target_date), days_between(goal.started_on, today)
        due = due_by(today, goal.target, goal.target_date, goal.started_on)
        month = divide(goal.target * FEWEST_DAYS, max(days, FEWEST_DAYS))
        if passed > days or (passed >= FEWEST_DAYS and due - goal.saved > month):
            yield _behind(outlook, goal, due)


def _behind(outlook: Outlook, goal: Goal, due: int) -> Finding:
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


def above_income(outlook: Outlook) -> Iterator[Finding]:
    """Several complete periods in a row, up to the last one, in each of which more was spent than came in."""
    age = 1 if outlook.is_running else 0
    ages = range(age, age + AVERAGED_PERIODS)
    least = max(outlook.size // 20, 1)
    lost = list(takewhile(lambda each: _excess(outlook.figures.flows[each]) >= least, ages))
    if len(lost) < FEWEST_LOST:
        return
    period, flow = outlook.earlier[0] if age else outlook.period, outlook.figures.flows[age]
    when, expenses, income = phrases.period_name(period), outlook.say(flow.expenses), outlook.say(flow.income)
    excess = sum(_excess(outlook.figures.flows[each]) for each in lost)
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


def _excess(flow: Flow) -> int:
    return flow.expenses - flow.income


def better_period(outlook: Outlook) -> Iterator[Finding]:
    """The last period that is complete, when much more was left over in it than usual."""
    age = 1 if outlook.is_running else 0
    flow = outlook.figures.flows
    ages = range(age + 1, age + AVERAGED_PERIODS + 1)
    known = max((each for each in ages if flow[each].entries), default=age) - age
    if known < FEWEST_PERIODS or not flow[age].entries:
        return
    left = flow[age].income - flow[age].expenses
    before = [flow[each].income - flow[each].expenses for each in ages[:known]]
    average = divide(sum(before), known)
    # The first period may have been kept only in part.
    usual = max(average, divide(sum(before[:-1]), known - 1))
    if left <= 0 or 10 * (left - usual) < outlook.size or 5 * (left - usual) < abs(usual):
        return
    period = outlook.earlier[0] if age else outlook.period
    span = Period(outlook.earlier[age + known - 1].start, outlook.earlier[age].end)
    yield Finding(
        FindingKind.BETTER_PERIOD,
        InsightSeverity.GOOD,
        (period.label,),
        phrases.better_period(phrases.period_name(period), outlook.say(left), outlook.say(average), known),
        (
            outlook.figure(phrases.LEFT_OVER, left, period=period),
            outlook.figure(phrases.AVERAGE, average, period=span),
            outlook.figure(phrases.MORE, left - average, period=period),
        ),
        left - average,
    )
