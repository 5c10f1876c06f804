"""Sentences of built-in Finny, made of facts, without figures of their own."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.calculations import BudgetStatus
from services.finny.facts import (
    BudgetFacts,
    BudgetLine,
    CategoryChange,
    Days,
    GoalFacts,
    NamedAmount,
    OverviewFacts,
    SpendingFacts,
    TransactionFacts,
    TransactionList,
    TrendFacts,
)
from services.money import Money
from services.payees import payee_key
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
    """Format an amount without its sign: “1,234.50 EUR”."""
    return amount(Money(abs(figure.minor), figure.currency))


def cost(figure: Money) -> str:
    """Format an expense, or a refund: “12.00 EUR back”."""
    return f"{unsigned(figure)} back" if figure.minor < 0 else unsigned(figure)


def unknown(name: str) -> str:
    """Say that the ledger has no such name."""
    return f"I know no category or payee called “{name}”, so this is about all of them."


def unsure(days: str) -> str:
    """Say that the period was not understood."""
    return f"I am not sure which days you mean, so this is about {days}."


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


def on_average(facts: SpendingFacts) -> str:
    """Say the monthly average and the amount; without an average only the amount."""
    if facts.average is None or facts.averaged is None:
        return spent(facts)
    verb = {"INCOME": "received", "TRANSFER": "moved"}.get(facts.kind, "spent")
    name = f" on {facts.category}" if facts.category else ""
    return f"You {verb} {unsigned(facts.average)} a month{name} on average {during(facts.averaged)}. {spent(facts)}"


def parts(facts: SpendingFacts) -> str:
    """List the largest parts."""
    shown = facts.parts[:MOST_LISTED]
    written = cost if facts.kind == "EXPENSE" else amount
    listed = "; ".join(f"{part.name} {written(part.amount)}" for part in shown)
    others = len(facts.parts) - len(shown)
    return f"The largest parts: {listed}{f'; and {others} smaller' if others else ''}."


def paid_to(name: str, category: str | None, facts: TransactionList) -> str:
    """Say how much was paid to, or received from, a name in payees and notes."""
    verb = "paid" if facts.total.minor <= 0 else "received"
    direction = "in" if facts.total.minor <= 0 else "from"
    on = f" on {category}" if category else ""
    count = transactions(facts.count - facts.transfers)
    sentence = f"You {verb} {unsigned(facts.total)} {direction} {count} with “{name}”{on} {during(facts.period)}."
    sentence += transfers(facts)
    return sentence if facts.complete else f"{sentence} I read only the newest of them."


def transfers(facts: TransactionList) -> str:
    """Say which transfers were left out, if any."""
    count = transactions(facts.transfers)
    return f" I left out {count} that only moved {unsigned(facts.transferred)}." if facts.transfers else ""


def transactions(count: int) -> str:
    """Format a number of transactions."""
    return "1 transaction" if count == 1 else f"{count:,} transactions"


def often(name: str | None, facts: TransactionList) -> str:
    """Say how many transactions there were."""
    named = f" for {name}" if name else ""
    sentence = f"I found {transactions(facts.count - facts.transfers)}{named} {during(facts.period)}"
    return f"{sentence}, {unsigned(facts.total)} in all.{transfers(facts)}"


def nobody(name: str, days: Days, categories: Iterable[str]) -> str:
    """Say that neither a category nor a payee has the name."""
    known = ", ".join(list(categories)[:12])
    return f"I found neither a category nor a payee “{name}” {during(days)}. Some of your categories: {known}."


def entry(transaction: TransactionFacts) -> str:
    """Format a transaction in a list."""
    category = f", {transaction.category}" if transaction.category else ""
    at = "from" if transaction.amount.minor > 0 else "at"
    return f"- {day(transaction.date)}: {unsigned(transaction.amount)} {at} {transaction.payee}{category}"


def biggest(days: Days, entries: Sequence[TransactionFacts]) -> str:
    """List the biggest expenses of a period."""
    if not entries:
        return f"There were no expenses {during(days)}."
    several = ", one of each payee" if len({payee_key(transaction.payee) for transaction in entries}) > 1 else ""
    return "\n".join((f"Your biggest expenses {during(days)}{several}:", *map(entry, entries)))


def latest(facts: TransactionList) -> str:
    """List the newest transactions of a period."""
    if not facts.entries:
        return f"There are no transactions {during(facts.period)}."
    return "\n".join((f"Your latest transactions {during(facts.period)}:", *map(entry, facts.entries)))


def overview(facts: OverviewFacts) -> str:
    """Compare spending and income with the previous period."""
    now, before = during(facts.period), during(facts.previous_period)
    compared = more_or_less(facts.expenses, facts.previous_expenses)
    sentence = f"You spent {unsigned(facts.expenses)} {now}, {compared} {before} ({unsigned(facts.previous_expenses)})."
    income = more_or_less(facts.income, facts.previous_income)
    return f"{sentence} Your income was {unsigned(facts.income)}, {income} before ({unsigned(facts.previous_income)})."


def changes(facts: Sequence[CategoryChange]) -> str:
    """List the largest changes by category."""
    lines = (
        f"- {change.category}: {cost(change.now)}, {more_or_less(change.now, change.before)} before"
        f" ({cost(change.before)})"
        for change in facts[:MOST_LISTED]
    )
    return "\n".join(("What changed most:", *lines))


def net(facts: OverviewFacts) -> str:
    """Say how much was left over."""
    kind = "left over" if facts.net.minor >= 0 else "missing: you spent more than came in"
    rate = f", {percent(facts.savings_rate)} of your income" if facts.savings_rate and facts.net.minor > 0 else ""
    flow = f"{unsigned(facts.income)} came in and {unsigned(facts.expenses)} was spent"
    when = during(facts.period)
    return f"{when[0].upper()}{when[1:]}, {flow}, so {unsigned(facts.net)} was {kind}{rate}."


def income(facts: OverviewFacts) -> str:
    """Say how much came in."""
    sentence = f"Your income was {unsigned(facts.income)} {during(facts.period)}"
    if not facts.period.whole:
        return f"{sentence}."
    compared = more_or_less(facts.income, facts.previous_income)
    return f"{sentence}, {compared} {during(facts.previous_period)} ({unsigned(facts.previous_income)})."


def budget(facts: BudgetFacts) -> str:
    """Say whether the whole budget holds."""
    if facts.status == BudgetStatus.UNPLANNED:
        return f"You have no budget {during(facts.period)}; you spent {unsigned(facts.actual)}."
    broken = facts.status == BudgetStatus.OVER
    if not facts.period.running:
        holds = "did not hold" if broken else "held"
    elif facts.status == BudgetStatus.AT_RISK:
        holds = "is at risk"
    else:
        holds = "does not hold" if broken else "holds so far"
    sentence = (
        f"Your budget {holds} {during(facts.period)}: {unsigned(facts.actual)} of {unsigned(facts.planned)} is spent, "
    )
    sentence += f"{unsigned(facts.remaining)} {'remains' if facts.remaining.minor >= 0 else 'too much'}."
    return f"{sentence} {heading(facts)}" if facts.period.running else sentence


def heading(facts: BudgetFacts) -> str:
    """Say the projection of a period, and the spending of the previous one up to the same day."""
    before = f"{during(facts.previous_period)} it was {unsigned(facts.before)}"
    if facts.projected is None:
        return f"{NO_PAST} {before[0].upper()}{before[1:]}."
    sentence = expected(facts.projected, facts.period).removesuffix(".")
    return f"{sentence}{counted_once(facts.fixed)}; {before}."


def expected(projected: Money, days: Days) -> str:
    """Say the projection of a period."""
    return f"{unsigned(projected)} is to be expected by {day(days.end)}."


def counted_once(fixed: Sequence[str]) -> str:
    """List the categories that are paid at once, within a sentence."""
    if not fixed:
        return ""
    shown = ", ".join(fixed[:MOST_LISTED])
    others = len(fixed) - MOST_LISTED
    return f" ({shown}{f' and {others} more' if others > 0 else ''} counted once, the rest at its usual pace)"


def budget_line(line: BudgetLine, days: Days) -> str:
    """Say whether the budget of a category holds."""
    left = "remains" if line.remaining.minor >= 0 else "too much"
    sentence = f"{line.category} is {STATUSES[line.status]} {during(days)}: {unsigned(line.actual)} of "
    sentence += f"{unsigned(line.planned)} is spent, {unsigned(line.remaining)} {left}."
    if days.running:
        sentence += f" {NO_PAST}" if line.projected is None else f" {expected(line.projected, days)}"
    return sentence


def budget_trouble(lines: Sequence[BudgetLine]) -> str:
    """List the categories whose budget is exceeded or at risk."""
    if not lines:
        return "No category looks like going over its plan."
    warnings = (
        f"- {line.category}: {STATUSES[line.status]}, {unsigned(line.actual)} of {unsigned(line.planned)} is spent"
        f"{'' if line.projected is None else f', and {unsigned(line.projected)} is to be expected'}"
        for line in lines[:MOST_LISTED]
    )
    return "\n".join(("Watch these:", *warnings))


def unplanned(category: str, days: Days) -> str:
    """Say that a category has no budget."""
    return f"{category} has no budget {during(days)}."


def safe(facts: BudgetFacts) -> str:
    """Say how much is safe to spend a day."""
    if facts.safe_to_spend_per_day is None:
        return f"You have no budget {during(facts.period)}, so I cannot tell what is safe to spend."
    if facts.remaining.minor <= 0:
        return (
            f"Nothing is safe to spend {during(facts.period)}: the budget is overspent by {unsigned(facts.remaining)}."
        )
    sentence = f"{unsigned(facts.safe_to_spend_per_day)} a day is safe to spend {during(facts.period)}"
    return f"{sentence}: {unsigned(facts.remaining)} of your budget of {unsigned(facts.planned)} remains."


_PACES = {True: "it is on track", False: "it is behind its pace", None: "it has just begun"}


def goal(facts: GoalFacts, today: date) -> str:
    """Say the progress of a goal."""
    if not facts.known:
        return (
            f"{facts.name}: nobody knows how much of {unsigned(facts.target)} is saved, as its account has no balance."
        )
    sentence = f"{facts.name}: {unsigned(facts.saved)} of {unsigned(facts.target)} is saved ({percent(facts.progress)})"
    if facts.remaining.minor == 0:
        return f"{sentence}; it is reached."
    sentence += f", {unsigned(facts.remaining)} to go"
    if facts.target_date and facts.target_date <= today:
        sentence += f"; its date was {day(facts.target_date)}"
    elif facts.target_date and facts.needed_per_month:
        pace = _PACES[facts.on_track]
        sentence += f"; {pace}, and needs {unsigned(facts.needed_per_month)} a month until {day(facts.target_date)}"
    return f"{sentence}."


def goals(facts: Sequence[GoalFacts], today: date) -> str:
    """List the progress of goals."""
    if not facts:
        return "You have no savings goals yet."
    return "\n".join((f"Your goals as of {day(today)}:", *(f"- {goal(goal_facts, today)}" for goal_facts in facts)))


def average(facts: TrendFacts) -> str:
    """Say the average income and spending of a month."""
    flow = f"{unsigned(facts.average_income)} came in and {unsigned(facts.average_expenses)} was spent a month"
    kept = "was left over" if facts.average_net.minor >= 0 else "was missing"
    return f"On average {flow} {during(facts.averaged)}, so {unsigned(facts.average_net)} {kept}."


def upcoming(months: Sequence[NamedAmount]) -> str:
    """List the amounts that the next months would leave, added up."""
    ends = ((month, "ahead" if month.amount.minor >= 0 else "short") for month in months)
    lines = (f"- {month.name}: {unsigned(month.amount)} {word} by its end" for month, word in ends)
    return "\n".join(("If the next months go on at this pace:", *lines))


def unusual(insights: Sequence[str], days: Days) -> str:
    """List the insights into single payments of a period."""
    if not insights:
        return f"I see nothing unusual {during(days)}."
    return "\n".join((f"Unusual {during(days)}:", *(f"- {insight}" for insight in insights[:MOST_LISTED])))


def this_period(facts: BudgetFacts) -> str:
    """Say the spending and the projection of the current period."""
    return f"You spent {unsigned(facts.actual)} {during(facts.period)}. {heading(facts)}"


def against(now: SpendingFacts, base: SpendingFacts) -> str:
    """Compare a period with any other."""
    compared, written = more_or_less(now.amount, base.amount), cost if base.kind == "EXPENSE" else amount
    return f"That is {compared} {during(base.period)}, when it was {written(base.amount)}."
