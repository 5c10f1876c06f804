"""The lines by which Finny advises, each with figures of the ledger."""

from services.assistant.facts import BudgetLine, Days, GoalFacts, Spending
from services.english import writing
from services.english.answers import money
from services.money import Money


def spend_less(line: BudgetLine, days: Days) -> str:
    """A plan is exceeded."""
    return (
        f"You could spend less on {line.category} until {writing.day(days.end)}: {money(line.actual)} is spent"
        f" in {days.name}, and {money(line.planned)} was planned."
    )


def look_at(facts: Spending) -> str:
    """A category cost far more than usual."""
    return (
        f"You could look at what made {facts.category} cost {money(facts.amount)} in {facts.period.name},"
        f" after {money(facts.previous)} in {facts.previous_period.name}."
    )


def live_within(days: Days, spent: Money, earned: Money) -> str:
    """More was spent than came in."""
    return f"You should spend less than comes in: in {days.name} {money(spent)} was spent, and {money(earned)} came in."


def put_aside(goal: GoalFacts) -> str:
    """A goal is behind its pace."""
    needed = money(goal.needed_per_month) if goal.needed_per_month else ""
    until = f" until {writing.day(goal.target_date)}" if goal.target_date else ""
    return (
        f"You could put {needed} a month aside for {goal.name}{until}: {money(goal.saved)} of {money(goal.target)}"
        " is saved."
    )
