"""The English sentences of the findings, and the labels of their figures."""

from datetime import date

from services.money import Money, money_decimal
from services.periods import Period

SPENT = "Spent"
PLANNED = "Planned"
OVER_PLAN = "Over the plan"
PROJECTED = "Expected by the end"
AVERAGE = "Average before"
ABOVE_AVERAGE = "Above the average"
BEFORE = "Before"
NOW = "Now"
MORE = "More"
LAST_PAYMENT = "Last payment"
CHARGE = "Charge"
AT_STAKE = "Charged more than once"
SAVED = "Saved"
TARGET = "Target"
DUE_BY_NOW = "Needed by now for an even pace"
BEHIND = "Behind"
LEFT_OVER = "Left over"
INCOME = "Income"
UNCATEGORISED = "What is not categorised"
WHOLE_BUDGET = "The whole budget"


def money(minor: int, currency: str) -> str:
    """An amount as people read it: 1,234.50 EUR."""
    return f"{money_decimal(Money(minor, currency)):,} {currency}"


def day_name(day: date) -> str:
    """A date as people read it: 3 November 2026."""
    return f"{day.day} {day:%B %Y}"


def period_name(period: Period) -> str:
    """A calendar month by its name, any other range by its days."""
    if period.start.day == 1 and period.label == f"{period.start:%Y-%m}":
        return f"{period.start:%B %Y}"
    return f"the period from {day_name(period.start)} to {day_name(period.end)}"


def above_average(name: str, spent: str, average: str, count: int, when: str) -> str:
    """A category cost much more than it usually does."""
    return f"{name} cost {spent} in {when}, against {average} on average in the {count} periods before."


def budget_over(name: str, over: str, planned: str, when: str) -> str:
    """More than the plan is spent."""
    return f"{name} is {over} over its plan of {planned} in {when}."


def budget_at_risk(name: str, projected: str, planned: str, when: str) -> str:
    """More than the plan will be spent."""
    return f"{name} is heading for {projected} in {when}, more than its plan of {planned}."


def new_recurring(payee: str, amount: str, since: date) -> str:
    """A payment that repeats has begun."""
    return f"{payee} is a new recurring payment of {amount} since {day_name(since)}."


def risen_recurring(payee: str, before: str, now: str, since: date) -> str:
    """A payment that repeats costs more."""
    return f"{payee} has risen from {before} to {now} since {day_name(since)}."


def duplicate(payee: str, amount: str, count: int, first: date, last: date) -> str:
    """The same charge came more than once."""
    times = "twice" if count == 2 else f"{count} times"
    when = f"on {day_name(first)}" if first == last else f"between {day_name(first)} and {day_name(last)}"
    return f"{payee} charged {amount} {times} {when}: is that right?"


def income_missing(payee: str, amount: str, expected: date) -> str:
    """Income that came regularly did not come."""
    return f"The {amount} from {payee} expected around {day_name(expected)} have not arrived."


def goal_behind(name: str, behind: str, needed: str, target_date: date) -> str:
    """A goal will not be reached in time at an even pace."""
    return f"“{name}” is {behind} behind; {needed} a month would reach it by {day_name(target_date)}."


def goal_overdue(name: str, missing: str, target_date: date) -> str:
    """A goal's date has passed."""
    return f"“{name}” still lacks {missing}, and its date was {day_name(target_date)}."


def better_period(when: str, left: str, average: str, count: int) -> str:
    """More was left over than usual."""
    return f"In {when} {left} were left over, against {average} on average in the {count} periods before."
