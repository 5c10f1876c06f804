"""Advice: what the figures of an answer justify beyond them, each with the figures it stands on; else nothing."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from services.calculations import BudgetStatus
from services.finny import advice_phrases as words
from services.finny.facts import Budget, BudgetLine, GoalFacts, Overview, Spending, Trend

DAYS_OF_NEWS = 31  # what was spent before is past mending
FEWEST_PERCENT_OVER = 5


def on_budget(facts: Budget) -> str | None:
    """To spend less where the running plan is exceeded most for its size, if that matters to the whole budget."""
    if not facts.period.running:
        return None
    over = [line for line in facts.lines if line.status == BudgetStatus.OVER and _matters(line, facts)]
    worst = max(over, key=lambda line: Fraction(line.actual.minor, line.planned.minor), default=None)
    return words.spend_less(worst, facts.period) if worst else None


def _matters(line: BudgetLine, facts: Budget) -> bool:
    excess = -100 * line.remaining.minor
    return excess >= FEWEST_PERCENT_OVER * line.planned.minor and excess >= facts.planned.minor


def on_spending(facts: Spending, today: date) -> str | None:
    """To look at a category that cost far more than on average, and than in the period before."""
    fresh = facts.period.whole and (today - facts.period.end).days <= DAYS_OF_NEWS
    if facts.category is None or facts.kind != "EXPENSE" or facts.average is None or not fresh:
        return None
    more = 10 * facts.amount.minor >= 13 * facts.average.minor and facts.amount.minor > facts.previous.minor
    return words.look_at(facts) if more and facts.previous.minor > 0 else None


def on_overview(facts: Overview, today: date) -> str | None:
    """To spend less than comes in, after a period in which that was not so."""
    fresh = facts.period.whole and 0 < (today - facts.period.end).days <= DAYS_OF_NEWS
    return words.live_within(facts.period, facts.expenses, facts.income) if fresh and facts.net.minor < 0 else None


def on_trend(facts: Trend) -> str | None:
    """The same after several such periods, by the latest of them."""
    lost = [point for point in facts.points if not point.period.running and point.net.minor < 0]
    if facts.average_net.minor >= 0 or not lost:
        return None
    return words.live_within(lost[-1].period, lost[-1].expenses, lost[-1].income)


def on_goals(facts: Sequence[GoalFacts], today: date) -> str | None:
    """To put aside what the goal needs that is furthest behind, by more than a month."""
    behind = [goal for goal in facts if _is_behind(goal, today)]
    return words.put_aside(min(behind, key=lambda goal: (goal.progress, goal.name))) if behind else None


def _is_behind(goal: GoalFacts, today: date) -> bool:
    """Who saves once a month is behind for days before each payment; what is overdue needs no pace any more."""
    if not (goal.target_date and goal.due and goal.needed_per_month) or goal.target_date <= today:
        return False
    return goal.due.minor - goal.saved.minor > goal.needed_per_month.minor
