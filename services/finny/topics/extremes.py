"""The biggest and the smallest payments, and the name, month or day with the most or the least."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.facts import Entries, NamedAmount, TransactionFacts
from services.finny.question import Question
from services.finny.question_context import QuestionContext
from services.finny.tools import Tools
from services.finny.topics.days import ever
from services.finny.topics.kinds import kind_of
from services.finny.topics.topic import WEEKDAYS, Answer, answer, cannot, entries_of, subject_of, wanted
from services.values.money import Money
from services.values.payees import payee_key, payee_name
from services.values.periods import PeriodChoice
from services.values.writing import day

_KEYS: dict[str, Callable[[TransactionFacts], str]] = {
    "payee": lambda row: payee_name(row.payee),
    "day": lambda row: day(row.date),
    "weekday": lambda row: WEEKDAYS[row.date.weekday()],
    "category": lambda row: row.category or "Not categorised",
}


async def extreme(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """List the biggest or the smallest payments."""
    if question.often or len(question.payees) > 1:
        return cannot(
            "I can list the biggest payments of a category or a payee.", "What were my biggest expenses this year?"
        )
    kind = kind_of(question, context)
    if question.payees and question.period is None:
        question = replace(question, period=ever(context))
    count = question.count or phrases.MOST_LISTED
    chosen = replace(wanted(question, kind), refunds=False) if kind is CategoryKind.EXPENSE else wanted(question, kind)
    facts = await tools.extremes(chosen, 8 * count, least=question.least)
    rows = facts.rows
    if not question.payees and not question.categories and not question.least:
        of_payee: dict[str, TransactionFacts] = {}
        for transaction in rows:
            of_payee.setdefault(payee_key(transaction.payee), transaction)
        rows = tuple(of_payee.values())
    return answer(_listed(question, replace(facts, rows=rows[:count]), kind, context, several=rows != facts.rows))


def _listed(question: Question, facts: Entries, kind: CategoryKind, context: QuestionContext, *, several: bool) -> str:
    noun = "income" if kind is CategoryKind.INCOME else "expenses"
    about, when = subject_of(question, context), phrases.during(facts.period)
    if not facts.rows:
        return f"There were no {noun}{about} {when}."
    size = "smallest" if question.least else "biggest"
    which_ones = ", one of each payee" if several and len(facts.rows) > 1 else ""
    return "\n".join((f"Your {size} {noun}{about} {when}{which_ones}:", *map(phrases.entry, facts.rows)))


async def which(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Name the payee, category, month or day with the most or the least money or payments."""
    kind = kind_of(question, context)
    if question.group == "month":
        return await _which_month(question, tools, context)
    whole = not question.subjects and not question.is_some and not question.often
    if question.group == "category" and whole and kind is CategoryKind.EXPENSE:
        facts = await tools.spending(None, question.when)
        return answer(_ranked(question, list(facts.parts), f" {phrases.during(facts.period)}"))
    entries = await entries_of(question, tools, kind, payments=question.often)
    if not entries.rows:
        return answer(f"There is nothing{subject_of(question, context)} {phrases.during(entries.period)}.")
    sums: defaultdict[str, int] = defaultdict(int)
    for row in entries.rows:
        sums[_KEYS[question.group](row)] += 1 if question.often else -row.amount.minor
    if kind is CategoryKind.INCOME and not question.often:
        sums = defaultdict(int, {name: -amount for name, amount in sums.items()})
    when = f"{subject_of(question, context)} {phrases.during(entries.period)}"
    if question.often:
        ranked = sorted(sums.items(), key=lambda item: item[1], reverse=not question.least)
        listed = "; ".join(f"{name} {phrases.transactions(count)}" for name, count in ranked[: phrases.MOST_LISTED])
        return answer(f"{ranked[0][0]} comes {'least' if question.least else 'most'} often{when}: {listed}.")
    amounts = [NamedAmount(name, Money(amount, context.currency)) for name, amount in sums.items()]
    return answer(_ranked(question, amounts, when))


async def _which_month(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.payees or question.is_some or question.often or len(question.categories) > 1:
        example = "Which month was the most expensive this year?"
        return cannot("I can name the month for the sum of all spending or of one category.", example)
    income = kind_of(question, context) is CategoryKind.INCOME
    months = await tools.months(question.period or _so_far(context), question.category, income=income)
    about = subject_of(question, context)
    return answer(_ranked(question, list(months), f"{about} of {len(months)} months"))


def _so_far(context: QuestionContext) -> PeriodChoice:
    return PeriodChoice(start=date(context.today.year, 1, 1), end=context.today)


def _ranked(question: Question, amounts: list[NamedAmount], when: str) -> str:
    if not amounts:
        return "There is nothing to compare in that time."
    amounts.sort(key=lambda named: named.amount.minor, reverse=not question.least)
    listed = "; ".join(f"{named.name} {phrases.cost(named.amount)}" for named in amounts[: phrases.MOST_LISTED])
    size = "least" if question.least else "most"
    return f"{amounts[0].name} has the {size}{when}: {listed}."
