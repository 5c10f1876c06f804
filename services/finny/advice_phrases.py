"""The lines by which Finny advises, each with figures of the ledger."""

from services import writing
from services.finny.answer_phrases import unsigned
from services.finny.facts import BudgetLine, Days, GoalFacts, Spending
from services.money import Money


def spend_less(line: BudgetLine, days: Days) -> str:
    """A plan is exceeded."""
    return (
        f"You could spend less on {line.category} until {writing.day(days.end)}: {unsigned(line.actual)} is spent"
        f" in {days.name}, and {unsigned(line.planned)} was planned."
    )


def look_at(facts: Spending) -> str:
    """A category cost far more than usual."""
    return (
        f"You could look at what made {facts.category} cost {unsigned(facts.amount)} in {facts.period.name},"
        f" after {unsigned(facts.previous)} in {facts.previous_period.name}."
    )


def live_within(days: Days, spent: Money, earned: Money) -> str:
    """More was spent than came in."""
    flow = f"{unsigned(spent)} was spent, and {unsigned(earned)} came in"
    return f"You should spend less than comes in: in {days.name} {flow}."


def put_aside(goal: GoalFacts) -> str:
    """A goal is behind its pace."""
    needed = unsigned(goal.needed_per_month) if goal.needed_per_month else ""
    until = f" until {writing.day(goal.target_date)}" if goal.target_date else ""
    return (
        f"You could put {needed} a month aside for {goal.name}{until}:"
        f" {unsigned(goal.saved)} of {unsigned(goal.target)} is saved."
    )
