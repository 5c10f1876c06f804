"""What built-in Finny says: sentences made of facts, without a figure of their own."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.calculations import BudgetStatus
from services.finny.facts import (
    Amount,
    Budget,
    BudgetLine,
    Change,
    Days,
    Entries,
    Entry,
    GoalFacts,
    Overview,
    Spending,
    Trend,
)
from services.money import Money
from services.writing import amount, day, percent, same_days

MOST_LISTED = 5

HELP = (
    "I can answer questions about your own money, for example: “How much did I spend on groceries last month?”, "
    "“What changed against last month?”, “Does my budget hold?”, “How far are my goals?”, "
    "“What were my biggest expenses this year?”, “Is anything unusual?”, “What is safe to spend?”, "
    "“What do the next months look like at this pace?”, “What was my income since July?” and “Do you have any tips?”. "
    "Name a category or a payee, and a period such as “this year”, “in September” or “since July”."
)
NOT_UNDERSTOOD = f"I did not understand that. {HELP}"
GREETING = f"Hello! {HELP}"
THANKS = "You are welcome. Ask me anything about your money."
READ_ONLY = f"I only read and answer; I change nothing. {HELP}"
NO_PAST = "No earlier period tells yet what is to be expected by the end."
NO_BALANCES = "I do not know the balances of your accounts, only what came in and what was spent."
ADVICE = "This is what your figures suggest:"
NOT_LEFT_OUT = (
    "I can leave categories of expenses out of all that you spent in a period, but nothing out of anything else. "
    "Ask, for example, “How much did I spend without rent last month?”."
)
NO_ADVICE = "I see nothing in your figures that calls for advice."

STATUSES = {
    BudgetStatus.UNPLANNED: "there is no plan",
    BudgetStatus.UNDER: "well under the plan",
    BudgetStatus.ON_TRACK: "on track",
    BudgetStatus.AT_RISK: "at risk",
    BudgetStatus.OVER: "over the plan",
}


def unsigned(figure: Money) -> str:
    """An amount without its sign: “1,234.50 EUR”."""
    return amount(Money(abs(figure.minor), figure.currency))


def cost(figure: Money) -> str:
    """An expense, or what came back of it: “12.00 EUR back”."""
    return f"{unsigned(figure)} back" if figure.minor < 0 else unsigned(figure)


def unknown(name: str) -> str:
    """Something was named that the ledger does not have."""
    return f"I know no category or payee called “{name}”, so this is about all of them."


def unsure(days: str) -> str:
    """A period was named that is not understood."""
    return f"I am not sure which days you mean, so this is about {days}."


def during(days: Days) -> str:
    """“in November 2026 (so far; 8 days left)”."""
    preposition = "in"
    if days.name.startswith(same_days("")) or days.start == days.end:
        preposition = "on"
    elif " to " in days.name:
        preposition = "from"
    left = f" (so far; {days.days_left} days left)" if days.running else ""
    return f"{preposition} {days.name}{left}"


def more_or_less(now: Money, before: Money) -> str:
    """How one amount stands to another: “23.10 EUR more than”."""
    difference = Money(now.minor - before.minor, now.currency)
    if difference.minor == 0:
        return "as much as"
    return f"{unsigned(difference)} {'more' if difference.minor > 0 else 'less'} than"


def spent(facts: Spending) -> str:
    """What was spent, received or moved."""
    name = f" on {facts.category}" if facts.category else ""
    if facts.kind == "INCOME":
        said = f"You received {unsigned(facts.amount)} as {facts.category}"
    elif facts.kind == "TRANSFER":
        said = f"You moved {unsigned(facts.amount)} {'to' if facts.amount.minor >= 0 else 'back from'} {facts.category}"
    elif facts.amount.minor < 0:
        said = f"You got back {unsigned(facts.amount)} more than you spent{name}"
    elif facts.amount.minor == 0:
        return f"You spent nothing{name} {during(facts.period)}."
    else:
        said = f"You spent {unsigned(facts.amount)}{name}"
    return f"{said} {during(facts.period)}."


def beside_before(facts: Spending) -> str:
    """The same beside the period before and the average."""
    compared, told = more_or_less(facts.amount, facts.previous), cost if facts.kind == "EXPENSE" else amount
    said = f"That is {compared} {during(facts.previous_period)}, when it was {told(facts.previous)}"
    if facts.comparable_average is not None and facts.averaged is not None:
        name = facts.averaged.name
        days = f"on {same_days(name)}" if facts.period.running else during(facts.averaged)
        said += f"; {days} it was {told(facts.comparable_average)} on average"
    return f"{said}."


def on_average(facts: Spending) -> str:
    """What it was on average; of a period that has no average, what it was."""
    if facts.average is None or facts.averaged is None:
        return spent(facts)
    verb = {"INCOME": "received", "TRANSFER": "moved"}.get(facts.kind, "spent")
    name = f" on {facts.category}" if facts.category else ""
    return f"You {verb} {unsigned(facts.average)} a month{name} on average {during(facts.averaged)}. {spent(facts)}"


def parts(facts: Spending) -> str:
    """What it was made of."""
    shown = facts.parts[:MOST_LISTED]
    told = cost if facts.kind == "EXPENSE" else amount
    said = "; ".join(f"{part.name} {told(part.amount)}" for part in shown)
    others = len(facts.parts) - len(shown)
    return f"The largest parts: {said}{f'; and {others} smaller' if others else ''}."


def paid_to(name: str, category: str | None, facts: Entries) -> str:
    """What went to, or came from, whoever has a name in payee or note."""
    verb = "paid" if facts.total.minor <= 0 else "received"
    direction = "in" if facts.total.minor <= 0 else "from"
    on = f" on {category}" if category else ""
    count = transactions(facts.found - facts.transfers)
    said = f"You {verb} {unsigned(facts.total)} {direction} {count} with “{name}”{on} {during(facts.period)}."
    said += transfers(facts)
    return said if facts.complete else f"{said} I read only the newest of them."


def transfers(facts: Entries) -> str:
    """What was left out of a sum, if anything was."""
    count = transactions(facts.transfers)
    return f" I left out {count} that only moved {unsigned(facts.transferred)}." if facts.transfers else ""


def transactions(count: int) -> str:
    """So many of them."""
    return "1 transaction" if count == 1 else f"{count:,} transactions"


def often(name: str | None, facts: Entries) -> str:
    """How often something was paid, or came in."""
    named = f" for {name}" if name else ""
    said = f"I found {transactions(facts.found - facts.transfers)}{named} {during(facts.period)}"
    return f"{said}, {unsigned(facts.total)} in all.{transfers(facts)}"


def nobody(name: str, days: Days, categories: Iterable[str]) -> str:
    """Neither category nor payee has the name."""
    known = ", ".join(list(categories)[:12])
    return f"I found neither a category nor a payee “{name}” {during(days)}. Some of your categories: {known}."


def entry(each: Entry) -> str:
    """One transaction in a list."""
    category = f", {each.category}" if each.category else ""
    at = "from" if each.amount.minor > 0 else "at"
    return f"- {day(each.date)}: {unsigned(each.amount)} {at} {each.payee}{category}"


def biggest(days: Days, entries: Sequence[Entry]) -> str:
    """The biggest expenses of a period."""
    if not entries:
        return f"There were no expenses {during(days)}."
    several = ", one of each payee" if len({each.payee for each in entries}) > 1 else ""
    return "\n".join((f"Your biggest expenses {during(days)}{several}:", *map(entry, entries)))


def latest(facts: Entries) -> str:
    """The newest transactions of a period."""
    if not facts.entries:
        return f"There are no transactions {during(facts.period)}."
    return "\n".join((f"Your latest transactions {during(facts.period)}:", *map(entry, facts.entries)))


def overview(facts: Overview) -> str:
    """What changed."""
    now, before = during(facts.period), during(facts.previous_period)
    compared = more_or_less(facts.expenses, facts.previous_expenses)
    said = f"You spent {unsigned(facts.expenses)} {now}, {compared} {before} ({unsigned(facts.previous_expenses)})."
    income = more_or_less(facts.income, facts.previous_income)
    return f"{said} Your income was {unsigned(facts.income)}, {income} before ({unsigned(facts.previous_income)})."


def changes(facts: Sequence[Change]) -> str:
    """The largest changes by category."""
    lines = (
        f"- {each.category}: {cost(each.now)}, {more_or_less(each.now, each.before)} before ({cost(each.before)})"
        for each in facts[:MOST_LISTED]
    )
    return "\n".join(("What changed most:", *lines))


def net(facts: Overview) -> str:
    """What was left over."""
    kind = "left over" if facts.net.minor >= 0 else "missing: you spent more than came in"
    rate = f", {percent(facts.savings_rate)} of your income" if facts.savings_rate and facts.net.minor > 0 else ""
    flow = f"{unsigned(facts.income)} came in and {unsigned(facts.expenses)} was spent"
    when = during(facts.period)
    return f"{when[0].upper()}{when[1:]}, {flow}, so {unsigned(facts.net)} was {kind}{rate}."


def income(facts: Overview) -> str:
    """All that came in."""
    said = f"Your income was {unsigned(facts.income)} {during(facts.period)}"
    if not facts.period.whole:
        return f"{said}."
    compared = more_or_less(facts.income, facts.previous_income)
    return f"{said}, {compared} {during(facts.previous_period)} ({unsigned(facts.previous_income)})."


def budget(facts: Budget) -> str:
    """Whether the whole budget holds."""
    if facts.status == BudgetStatus.UNPLANNED:
        return f"You have no budget {during(facts.period)}; you spent {unsigned(facts.actual)}."
    broken = facts.status == BudgetStatus.OVER
    if not facts.period.running:
        holds = "did not hold" if broken else "held"
    elif facts.status == BudgetStatus.AT_RISK:
        holds = "is at risk"
    else:
        holds = "does not hold" if broken else "holds so far"
    said = (
        f"Your budget {holds} {during(facts.period)}: {unsigned(facts.actual)} of {unsigned(facts.planned)} is spent, "
    )
    said += f"{unsigned(facts.remaining)} {'remains' if facts.remaining.minor >= 0 else 'too much'}."
    return f"{said} {heading(facts)}" if facts.period.running else said


def heading(facts: Budget) -> str:
    """Where the period ends up, and where the one before was on the same day."""
    before = f"{during(facts.previous_period)} it was {unsigned(facts.before)}"
    if facts.projected is None:
        return f"{NO_PAST} {before[0].upper()}{before[1:]}."
    said = expected(facts.projected, facts.period).removesuffix(".")
    return f"{said}{counted_once(facts.fixed)}; {before}."


def expected(projected: Money, days: Days) -> str:
    """What will have been spent at the end of a period."""
    return f"{unsigned(projected)} is to be expected by {day(days.end)}."


def counted_once(fixed: Sequence[str]) -> str:
    """What is paid at once, in a sentence of what is to be expected."""
    if not fixed:
        return ""
    shown = ", ".join(fixed[:MOST_LISTED])
    others = len(fixed) - MOST_LISTED
    return f" ({shown}{f' and {others} more' if others > 0 else ''} counted once, the rest at its usual pace)"


def budget_line(line: BudgetLine, days: Days) -> str:
    """Whether one category's budget holds."""
    left = "remains" if line.remaining.minor >= 0 else "too much"
    said = f"{line.category} is {STATUSES[line.status]} {during(days)}: {unsigned(line.actual)} of "
    said += f"{unsigned(line.planned)} is spent, {unsigned(line.remaining)} {left}."
    if days.running:
        said += f" {NO_PAST}" if line.projected is None else f" {expected(line.projected, days)}"
    return said


def budget_trouble(lines: Sequence[BudgetLine]) -> str:
    """The categories whose budget does not hold, or may not."""
    if not lines:
        return "No category looks like going over its plan."
    said = (
        f"- {line.category}: {STATUSES[line.status]}, {unsigned(line.actual)} of {unsigned(line.planned)} is spent"
        f"{'' if line.projected is None else f', and {unsigned(line.projected)} is to be expected'}"
        for line in lines[:MOST_LISTED]
    )
    return "\n".join(("Watch these:", *said))


def unplanned(category: str, days: Days) -> str:
    """A category without a budget."""
    return f"{category} has no budget {during(days)}."


def safe(facts: Budget) -> str:
    """What is safe to spend a day."""
    if facts.safe_to_spend_per_day is None:
        return f"You have no budget {during(facts.period)}, so I cannot tell what is safe to spend."
    if facts.remaining.minor <= 0:
        return (
            f"Nothing is safe to spend {during(facts.period)}: the budget is overspent by {unsigned(facts.remaining)}."
        )
    said = f"{unsigned(facts.safe_to_spend_per_day)} a day is safe to spend {during(facts.period)}"
    return f"{said}: {unsigned(facts.remaining)} of your budget of {unsigned(facts.planned)} remains."


_PACES = {True: "it is on track", False: "it is behind its pace", None: "it has just begun"}


def goal(facts: GoalFacts, today: date) -> str:
    """How far one goal is."""
    said = f"{facts.name}: {unsigned(facts.saved)} of {unsigned(facts.target)} is saved ({percent(facts.progress)})"
    if facts.remaining.minor == 0:
        return f"{said}; it is reached."
    said += f", {unsigned(facts.remaining)} to go"
    if facts.target_date and facts.target_date <= today:
        said += f"; its date was {day(facts.target_date)}"
    elif facts.target_date and facts.needed_per_month:
        pace = _PACES[facts.on_track]
        said += f"; {pace}, and needs {unsigned(facts.needed_per_month)} a month until {day(facts.target_date)}"
    return f"{said}."


def goals(facts: Sequence[GoalFacts], today: date) -> str:
    """How far all goals are."""
    if not facts:
        return "You have no savings goals yet."
    return "\n".join((f"Your goals as of {day(today)}:", *(f"- {goal(each, today)}" for each in facts)))


def average(facts: Trend) -> str:
    """What a month costs on average."""
    flow = f"{unsigned(facts.average_income)} came in and {unsigned(facts.average_expenses)} was spent a month"
    kept = "was left over" if facts.average_net.minor >= 0 else "was missing"
    return f"On average {flow} {during(facts.averaged)}, so {unsigned(facts.average_net)} {kept}."


def upcoming(months: Sequence[Amount]) -> str:
    """What the next months would leave, added up."""
    ends = ((month, "ahead" if month.amount.minor >= 0 else "short") for month in months)
    lines = (f"- {month.name}: {unsigned(month.amount)} {word} by its end" for month, word in ends)
    return "\n".join(("If the next months go on at this pace:", *lines))


def unusual(insights: Sequence[str], days: Days) -> str:
    """The insights into single payments of a period."""
    if not insights:
        return f"I see nothing unusual {during(days)}."
    return "\n".join((f"Unusual {during(days)}:", *(f"- {insight}" for insight in insights[:MOST_LISTED])))


def this_period(facts: Budget) -> str:
    """Where the current period is heading."""
    return f"You spent {unsigned(facts.actual)} {during(facts.period)}. {heading(facts)}"


def against(now: Spending, base: Spending) -> str:
    """A period beside any other."""
    compared, told = more_or_less(now.amount, base.amount), cost if base.kind == "EXPENSE" else amount
    return f"That is {compared} {during(base.period)}, when it was {told(base.amount)}."
