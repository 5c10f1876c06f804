"""Phrases that all answers share: amounts, periods, comparisons and lists of transactions."""

from collections.abc import Sequence

from services.finny.facts import CategoryChange, Days, SpendingFacts, TransactionFacts
from services.values.money import Money
from services.values.writing import amount, day, same_days

MOST_LISTED = 5


def unsigned(figure: Money) -> str:
    """Format an amount without its sign: “1,234.50 EUR”."""
    return amount(Money(abs(figure.minor), figure.currency))


def cost(figure: Money) -> str:
    """Format an expense, or a refund: “12.00 EUR back”."""
    return f"{unsigned(figure)} back" if figure.minor < 0 else unsigned(figure)


def during(days: Days) -> str:
    """Format a period: “in November 2026 (so far; 8 days left)”."""
    preposition = "in"
    if days.name.startswith(same_days("")) or days.start == days.end:
        preposition = "on"
    elif " to " in days.name:
        preposition = "from"
    left = f" (so far; {days.days_left} days left)" if days.running else ""
    return f"{preposition} {days.name}{left}"


def more_or_less(now: Money, before: Money) -> str:
    """Compare an amount with another: “23.10 EUR more than”."""
    difference = Money(now.minor - before.minor, now.currency)
    if difference.minor == 0:
        return "as much as"
    return f"{unsigned(difference)} {'more' if difference.minor > 0 else 'less'} than"


def spent(facts: SpendingFacts) -> str:
    """Say how much was spent, received or moved."""
    name = f" on {facts.category}" if facts.category else ""
    if facts.kind == "INCOME":
        sentence = f"You received {unsigned(facts.amount)} as {facts.category}"
    elif facts.kind == "TRANSFER":
        sentence = (
            f"You moved {unsigned(facts.amount)} {'to' if facts.amount.minor >= 0 else 'back from'} {facts.category}"
        )
    elif facts.amount.minor < 0:
        sentence = f"You got back {unsigned(facts.amount)} more than you spent{name}"
    elif facts.amount.minor == 0:
        return f"You spent nothing{name} {during(facts.period)}."
    else:
        sentence = f"You spent {unsigned(facts.amount)}{name}"
    return f"{sentence} {during(facts.period)}."


def beside_before(facts: SpendingFacts) -> str:
    """Compare an amount with the previous period and the average."""
    compared, written = more_or_less(facts.amount, facts.previous), cost if facts.kind == "EXPENSE" else amount
    sentence = f"That is {compared} {during(facts.previous_period)}, when it was {written(facts.previous)}"
    if facts.comparable_average is not None and facts.averaged is not None:
        name = facts.averaged.name
        days = f"on {same_days(name)}" if facts.period.running else during(facts.averaged)
        sentence += f"; {days} it was {written(facts.comparable_average)} on average"
    return f"{sentence}."


def parts(facts: SpendingFacts) -> str:
    """List the largest parts."""
    shown = facts.parts[:MOST_LISTED]
    written = cost if facts.kind == "EXPENSE" else amount
    listed = "; ".join(f"{part.name} {written(part.amount)}" for part in shown)
    others = len(facts.parts) - len(shown)
    return f"The largest parts: {listed}{f'; and {others} smaller' if others else ''}."


def transactions(count: int) -> str:
    """Format a number of transactions."""
    return "1 transaction" if count == 1 else f"{count:,} transactions"


def entry(transaction: TransactionFacts) -> str:
    """Format a transaction in a list."""
    category = f", {transaction.category}" if transaction.category else ""
    at = "from" if transaction.amount.minor > 0 else "at"
    return f"- {day(transaction.date)}: {unsigned(transaction.amount)} {at} {transaction.payee}{category}"


def changes(facts: Sequence[CategoryChange]) -> str:
    """List the largest changes by category."""
    lines = (
        f"- {change.category}: {cost(change.now)}, {more_or_less(change.now, change.before)} before"
        f" ({cost(change.before)})"
        for change in facts[:MOST_LISTED]
    )
    return "\n".join(("What changed most:", *lines))
