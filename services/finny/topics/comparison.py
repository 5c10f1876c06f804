"""Comparisons: with another period, with the period before, with what is usual, and of two subjects."""

from dataclasses import replace

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.facts import Days, OverviewFacts, SpendingFacts
from services.finny.question import Question
from services.finny.question_context import QuestionContext
from services.finny.question_words import BETTER_OFF, LESS
from services.finny.tools import NOW, Tools
from services.finny.topics.kinds import kind_of
from services.finny.topics.topic import Answer, answer, cannot, entries_of, subject_of
from services.insights import FindingKind as Kind
from services.values import writing
from services.values.money import Money
from services.values.periods import PeriodChoice, same_day
from services.values.writing import same_days

EXAMPLE = "Did I spend more on food in October than in September?"


async def changed(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Compare a period with another, or two subjects in one period."""
    if question.subjects == 2 == max(len(question.tags), len(question.paying)) and question.against is None:
        return await _two(question, tools)
    if question.is_some or question.amount is not None:
        return cannot("I cannot compare with a condition.", EXAMPLE)
    if question.against:
        return await _with_a_period(question, tools, context)
    return await _in_a_period(question, tools)


async def _with_a_period(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Compare with a period that was named."""
    current = context.calendar.chosen(question.when, context.today)
    base = context.calendar.chosen(question.against or NOW, context.today)
    if base == current:
        return cannot("both periods are the same.", EXAMPLE)
    if base == context.calendar.previous(current) and not question.payees and not BETTER_OFF.search(question.rest):
        return await _in_a_period(replace(question, against=None), tools)
    return await _with_another(question, tools, context)


async def _in_a_period(question: Question, tools: Tools) -> Answer:
    """Compare with the period before, or two subjects."""
    if question.subjects == 2 and len(question.categories) in {0, 2} and len(question.payees) in {0, 2}:
        return await _two(question, tools)
    if question.subjects > 1 or question.payees:
        return cannot("with what shall I compare that?", EXAMPLE)
    if question.category or question.usual:
        return await _with_before(question, tools)
    overview = await tools.overview(question.when)
    changes = [phrases.changes(overview.changes)] if overview.changes else []
    yes = _yes(question, overview.expenses, overview.previous_expenses)
    advised = await tools.advice(question.when, Kind.SPENDING_ABOVE_INCOME)
    return answer(f"{yes}{_beside(overview)}", *changes, advised=advised)


async def _with_before(question: Question, tools: Tools) -> Answer:
    """Compare with the period before, or with what is usual."""
    facts = await tools.spending(question.category, question.when)
    before: Money | None = facts.previous
    if question.usual:
        before = facts.comparable_average if facts.period.running else facts.average
    if before is None:
        return cannot("no earlier period tells yet what is usual.", EXAMPLE)
    about = {"about": question.category} if question.category else {}
    advised = await tools.advice(question.when, Kind.SPENDING_ABOVE_AVERAGE, **about) if about else None
    yes = _yes(question, facts.amount, before)
    return answer(f"{yes}{phrases.spent(facts)} {phrases.beside_before(facts)}", advised=advised)


def _yes(question: Question, now: Money, before: Money) -> str:
    if not question.yes_or_no:
        return ""
    less = bool(LESS.search(question.rest))
    return "Yes. " if (now.minor < before.minor if less else now.minor > before.minor) else "No. "


async def _with_another(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Compare a period with any other; if one of them runs, with the same days of the other."""
    base = question.against or NOW
    period, base = _as_far(question.when, base, context)
    if BETTER_OFF.search(question.rest) and not question.subjects:
        later, earlier = await tools.overview(period), await tools.overview(base)
        better = phrases.more_or_less(later.net, earlier.net)
        kept = f"{_yes(question, later.net, earlier.net)}{_left(later)} {_left(earlier)}"
        return answer(f"{kept} That is {better} {phrases.during(earlier.period)}.")
    kind = kind_of(question, context)
    if question.payees or len(question.categories) > 1:
        if question.subjects > 1:
            return cannot("I can compare two periods for one category or payee.", EXAMPLE)
        first, second = [await entries_of(replace(question, period=when), tools, kind) for when in (period, base)]
        sums = ((first.total, first.period), (second.total, second.period))
    elif kind is CategoryKind.INCOME and question.category is None:
        incomes = [await tools.overview(when) for when in (period, base)]
        sums = ((incomes[0].income, incomes[0].period), (incomes[1].income, incomes[1].period))
    else:
        facts = [await tools.spending(question.category, when) for when in (period, base)]
        sums = ((facts[0].amount, facts[0].period), (facts[1].amount, _as_same_days(facts[1], question, context)))
    (now, days), (before, other) = sums
    verb = "received" if kind is CategoryKind.INCOME else "spent"
    sentence = (
        f"{_yes(question, now, before)}You {verb} {phrases.cost(now)}{subject_of(question, context)} "
        f"{phrases.during(days)}."
    )
    return answer(
        f"{sentence} That is {phrases.more_or_less(now, before)} {phrases.during(other)} ({phrases.cost(before)})."
    )


def _as_same_days(facts: SpendingFacts, question: Question, context: QuestionContext) -> Days:
    """Name the days of an earlier period that are compared with a running one."""
    whole = context.calendar.chosen(question.against or NOW, context.today)
    if (facts.period.start, facts.period.end) == (whole.start, whole.end):
        return facts.period
    return replace(facts.period, name=same_days(writing.period(whole)), whole=False, running=False)


def _as_far(period: PeriodChoice, base: PeriodChoice, context: QuestionContext) -> tuple[PeriodChoice, PeriodChoice]:
    """Return both periods; if one of them runs, the other counts up to the same day."""
    first, second = (context.calendar.chosen(choice, context.today) for choice in (period, base))
    if first.is_running(context.today) and second.start < first.start:
        return period, PeriodChoice(start=second.start, end=same_day(context.today, first, second))
    if second.is_running(context.today) and first.start < second.start:
        return PeriodChoice(start=first.start, end=same_day(context.today, second, first)), base
    return period, base


async def _two(question: Question, tools: Tools) -> Answer:
    sums: list[tuple[Money, str]] = []
    for names in question.marked:
        one = replace(question, marked=(names,), spared=frozenset())
        entries = (
            await tools.spending(one.category, one.when)
            if one.category
            else await entries_of(one, tools, CategoryKind.EXPENSE)
        )
        total = entries.amount if isinstance(entries, SpendingFacts) else entries.total
        sums.append((total, one.category or next(iter((*one.payees, *one.tags, *one.paying)))))
        when = phrases.during(entries.period)
    (first, name), (second, other) = sums
    lower = bool(LESS.search(question.rest))
    chosen = name if (first.minor < second.minor) == lower else other
    verdict = (
        "Both cost the same" if first.minor == second.minor else f"You spent {'less' if lower else 'more'} on {chosen}"
    )
    return answer(f"{verdict} {when}: {name} {phrases.cost(first)}, {other} {phrases.cost(second)}.")


def _beside(facts: OverviewFacts) -> str:
    """Compare spending and income with the previous period."""
    now, before = phrases.during(facts.period), phrases.during(facts.previous_period)
    compared = phrases.more_or_less(facts.expenses, facts.previous_expenses)
    sentence = (
        f"You spent {phrases.unsigned(facts.expenses)} {now}, {compared} {before} "
        f"({phrases.unsigned(facts.previous_expenses)})."
    )
    income = phrases.more_or_less(facts.income, facts.previous_income)
    return (
        f"{sentence} Your income was {phrases.unsigned(facts.income)}, {income} before "
        f"({phrases.unsigned(facts.previous_income)})."
    )


def _left(facts: OverviewFacts) -> str:
    kind = "left over" if facts.net.minor >= 0 else "missing"
    when = phrases.during(facts.period)
    return f"{when[0].upper()}{when[1:]} {phrases.unsigned(facts.net)} was {kind}."
