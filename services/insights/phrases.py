"""Sentences of findings, labels of their figures, and the words that mark a tip in a reply."""

import re
from datetime import date

from services.values import writing
from services.values.money import Money
from services.values.periods import Period

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
USUAL = "Usual payment"
AT_STAKE = "Charged more than once"
SAVED = "Saved"
TARGET = "Target"
DUE_BY_NOW = "Needed by now for an even pace"
BEHIND = "Behind"
LEFT_OVER = "Left over"
INCOME = "Income"
ALL_UNCATEGORISED = "What is not categorised"
WHOLE_BUDGET = "The whole budget"


ADVISING = re.compile(
    r"^(?:(?:so|also|then|perhaps|maybe|if [^,]{1,80}),?\s+)?(?:"
    r"you (?:could|might|should|may want to|can (?!ask|say|tell))|consider\b|try (?!again|asking)\w"
    r"|it (?:might|would|may) (?:help|pay|be (?:worth|wise|good))|i(?:'d| would)? (?:suggest|recommend|advise)"
    r"|(?:put|set) (?:aside|up|yourself)\b"
    r"|(?:cut|cancel|reduce|lower|limit|review|compare|avoid|plan|save|keep|move|spend less) \w)",
    re.IGNORECASE,
)
CALLED_A_TIP = re.compile(r"^(?:tip|advice|suggestion)s?\s*:\s*", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'])")


def money(minor: int, currency: str) -> str:
    """Format an amount in minor units."""
    return writing.amount(Money(minor, currency))


def period_name(period: Period) -> str:
    """Format a period for the middle of a sentence."""
    if period.days == 1:
        return f"the day {writing.day(period.start)}"
    name = writing.period(period)
    return f"the period from {name}" if " to " in name else name


def above_average(name: str, spent: str, average: str, count: int, when: str) -> str:
    """Say that a category cost much more than its average."""
    return f"{name} cost {spent} in {when}, against {average} on average in the {count} whole periods before."


def budget_over(name: str, over: str, planned: str, when: str) -> str:
    """Say that a plan is exceeded."""
    return f"{name} is {over} over its plan of {planned} in {when}."


def spend_less(name: str, until: date, spent: str, planned: str, when: str) -> str:
    """Advise on a plan that is, or will be, exceeded; the whole budget has no name."""
    less = f"spend less on {name}" if name else "spend less"
    return f"You could {less} until {writing.day(until)}: {spent} in {when}, and {planned} was planned."


def is_spent(amount: str) -> str:
    """Format a spent amount for an advice."""
    return f"{amount} is spent"


def is_expected(amount: str) -> str:
    """Format an expected amount for an advice."""
    return f"{amount} is expected"


def look_at(name: str, spent: str, average: str, when: str) -> str:
    """Advise on a category that cost much more than it usually does."""
    return f"You could look at what made {name} cost {spent} in {when}, against {average} on average before."


def above_income(count: int, more: str, when: str, spent: str, earned: str) -> str:
    """Say that spending was above income in several periods."""
    flow = f"{spent} against {earned} in {when}"
    return f"In each of the last {count} periods more was spent than came in, {more} in all: {flow}."


def live_within(when: str, spent: str, earned: str) -> str:
    """Advise on spending above income."""
    return f"You should spend less than comes in: in {when} {spent} was spent, and {earned} came in."


def put_aside(name: str, needed: str, until: date, saved: str, target: str) -> str:
    """Advise on a goal that is behind its pace."""
    return f"You could put {needed} a month aside for {name} until {writing.day(until)}: {saved} of {target} is saved."


def unusual_purchase(payee: str, amount: str, when: date, name: str, usual: str) -> str:
    """Say that a purchase cost far more than is usual in its category."""
    return f"{payee} on {writing.day(when)} cost {amount}; a payment for {name} is usually about {usual}."


def budget_at_risk(name: str, projected: str, planned: str, when: str) -> str:
    """Say that a plan will be exceeded."""
    return f"{name} is heading for {projected} in {when}, more than its plan of {planned}."


def new_recurring(payee: str, amount: str, since: date) -> str:
    """Say that a recurring payment has begun."""
    return f"{payee} is a new recurring payment of {amount} since {writing.day(since)}."


def risen_recurring(payee: str, before: str, now: str, since: date) -> str:
    """Say that a recurring payment costs more."""
    return f"{payee} has risen from {before} to {now} since {writing.day(since)}."


def bill_is_late(payee: str, amount: str, expected: date) -> str:
    """Say that a regular bill has not come."""
    return f"{payee} usually takes {amount} around {writing.day(expected)}; so far nothing was paid."


def bill_was_late(payee: str, amount: str, paid: date, days: int) -> str:
    """Say that a regular bill came late."""
    return f"{payee} took {amount} on {writing.day(paid)}, {days} days later than usual."


def bill_was_early(payee: str, amount: str, paid: date, days: int) -> str:
    """Say that a regular bill came early."""
    return f"{payee} took {amount} on {writing.day(paid)}, {days} days earlier than usual."


def stopped_recurring(payee: str, amount: str, last: date) -> str:
    """Say that a recurring payment has stopped."""
    return f"{payee} has stopped: the last payment of {amount} was on {writing.day(last)}."


def first_of_its_kind(payee: str, amount: str, when: date, name: str) -> str:
    """Say that a purchase is the largest by far in a category with few others."""
    return f"{payee} on {writing.day(when)} cost {amount}; no payment for {name} was so large in the months before."


def new_fee(payee: str, amount: str, when: date) -> str:
    """Say that a bank takes a fee that it did not take before."""
    return f"{payee} is a new bank fee: {amount} on {writing.day(when)}."


def foreign_fee(payee: str, amount: str, when: date) -> str:
    """Say that a payment abroad cost a fee."""
    return f"{payee} is a fee for a payment abroad: {amount} on {writing.day(when)}."


def transfer_as_spending(payee: str, amount: str, when: date) -> str:
    """Say that money which only moved counts as spending."""
    return f"{payee} on {writing.day(when)} looks like a transfer, and its {amount} count as spending."


def refund_missing(payee: str, amount: str, when: date) -> str:
    """Say that a purchase was not paid back."""
    return f"The {amount} paid to {payee} on {writing.day(when)} have not been paid back."


def risen_income(payee: str, before: str, now: str, since: date) -> str:
    """Say that regular income has risen."""
    return f"Income from {payee} has risen from {before} to {now} since {writing.day(since)}."


def goal_reached(name: str, saved: str, target: str) -> str:
    """Say that a goal is reached."""
    return f"“{name}” is reached: {saved} of {target} is saved."


def duplicate(payee: str, amount: str, count: int, first: date, last: date) -> str:
    """Say that a charge came more than once."""
    times = "twice" if count == 2 else f"{count} times"
    when = f"on {writing.day(first)}" if first == last else f"between {writing.day(first)} and {writing.day(last)}"
    return f"{payee} charged {amount} {times} {when}: is that right?"


def income_missing(payee: str, amount: str, expected: date) -> str:
    """Say that regular income did not come."""
    return f"The {amount} from {payee} expected around {writing.day(expected)} have not arrived."


def goal_behind(name: str, behind: str, needed: str, target_date: date) -> str:
    """Say that an even pace will not reach a goal in time."""
    return f"“{name}” is {behind} behind; {needed} a month would reach it by {writing.day(target_date)}."


def goal_overdue(name: str, missing: str, target_date: date) -> str:
    """Say that the date of a goal has passed."""
    return f"“{name}” still lacks {missing}, and its date was {writing.day(target_date)}."


def better_period(when: str, left: str, average: str, count: int) -> str:
    """Say that more was left over than usual."""
    return f"In {when} {left} were left over, against {average} on average in the {count} periods before."
