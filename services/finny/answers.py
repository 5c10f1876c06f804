"""The answers of built-in Finny: each reads the facts for one intent and words them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from services.calculations import AVERAGED_PERIODS, BudgetStatus
from services.finny import answer_phrases as words
from services.finny.facts import SpendingFacts, TransactionFacts, days_of
from services.finny.questions import Intent, Question
from services.finny.tools import MOST_ENTRIES, NOW, QuestionContext, Tools
from services.insights import FindingKind as Kind
from services.payees import payee_key
from services.periods import PeriodChoice, same_day

DAYS_KNOWN = 365
BUDGET_KINDS = (Kind.BUDGET_OVER, Kind.BUDGET_AT_RISK)


@dataclass(frozen=True, slots=True)
class Answer:
    """The paragraphs of an answer, and the advice that follows them."""

    paragraphs: tuple[str, ...]
    advice: tuple[str, ...] = ()
    about_money: bool = True

    @property
    def text(self) -> str:
        """Join the paragraphs and the advice."""
        advised = [f"- {advice}" for advice in self.advice] if len(self.advice) > 1 else self.advice
        return "\n\n".join((*self.paragraphs, *(["\n".join(advised)] if advised else [])))


def _answer(*paragraphs: str, advised: str | None = None) -> Answer:
    return Answer(paragraphs, (advised,) if advised else ())


Answering = Callable[[Question, Tools, QuestionContext], Awaitable[Answer]]


async def _spent(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.payee:
        payments = await tools.transactions(question.when, text=question.payee, category=question.category, limit=0)
        if payments.count:
            return _answer(words.paid_to(question.payee, question.category, payments))
        if not question.categories:
            return _answer(words.nobody(question.payee, payments.period, context.categories))
    if len(question.categories) > 1:
        several = [await tools.spending(category, question.when) for category in question.categories]
        return _answer(*map(_beside_before, several))
    facts = await tools.spending(question.category, question.when)
    parts = [words.parts(facts)] if len(facts.parts) > 1 else []
    return _answer(_beside_before(facts), *parts, advised=await _on_spending(question, tools))


async def spent_without(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Answer how much was spent without some categories; refuse to leave anything else out."""
    whole = question.intent in {Intent.SPENT, Intent.WHERE} and not (question.categories or question.payee)
    if not whole or any(context.categories.get(name) != "EXPENSE" for name in question.without):
        return _answer(words.NOT_LEFT_OUT)
    return _answer(_beside_before(await tools.spending(None, question.when, question.without)))


def _beside_before(facts: SpendingFacts) -> str:
    return words.spent(facts) if facts.average is None else f"{words.spent(facts)} {words.beside_before(facts)}"


async def _where(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    facts = await tools.spending(question.category, question.when)
    parts = [words.parts(facts)] if facts.parts else []
    return _answer(words.spent(facts), *parts)


async def _often(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    facts = await tools.transactions(question.when, text=question.payee or "", category=question.category, limit=0)
    if question.payee and not facts.count:
        return _answer(words.nobody(question.payee, facts.period, context.categories))
    return _answer(words.often(question.payee or question.category, facts))


async def _changed(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    facts = await tools.spending(question.category, question.when)
    if question.against:
        base = await tools.spending(question.category, _as_far(question, context))
        if base.period.start != facts.previous_period.start:
            return _answer(f"{words.spent(facts)} {words.against(facts, base)}")
    if question.category:
        sentence = f"{words.spent(facts)} {words.beside_before(facts)}"
        return _answer(sentence, advised=await _on_spending(question, tools))
    overview = await tools.overview(question.when)
    changes = [words.changes(overview.changes)] if overview.changes else []
    return _answer(
        words.overview(overview), *changes, advised=await tools.advice(question.when, Kind.SPENDING_ABOVE_INCOME)
    )


def _as_far(question: Question, context: QuestionContext) -> PeriodChoice:
    """Return the period to compare with; if the asked one runs, an earlier one counts up to the same day."""
    base = question.against or NOW
    period = context.calendar.chosen(question.when, context.today)
    other = context.calendar.chosen(base, context.today)
    if not period.is_running(context.today) or other.start >= period.start:
        return base
    return PeriodChoice(start=other.start, end=same_day(context.today, period, other))


async def _average(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.payee:
        return await _spent(question, tools, context)
    if question.categories:
        return _answer(words.on_average(await tools.spending(question.category, question.when)))
    trend = await tools.trend(AVERAGED_PERIODS + 1)
    return _answer(words.average(trend), advised=await tools.advice(NOW, Kind.SPENDING_ABOVE_INCOME))


async def _budget(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    facts = await tools.budget(question.when)
    if question.category:
        # The lines of categories with the same name also name their parents.
        own = (question.category, f"{question.category} (")
        lines = [line for line in facts.lines if line.category == own[0] or line.category.startswith(own[1])]
        if not lines:
            return _answer(words.unplanned(question.category, facts.period))
        return _answer(*(words.budget_line(line, facts.period) for line in lines))
    if facts.status == BudgetStatus.UNPLANNED:
        return _answer(words.budget(facts))
    trouble = [line for line in facts.lines if line.status in {BudgetStatus.AT_RISK, BudgetStatus.OVER}]
    trouble.sort(key=lambda line: (line.status, line.remaining.minor))
    return _answer(
        words.budget(facts), words.budget_trouble(trouble), advised=await tools.advice(question.when, *BUDGET_KINDS)
    )


async def _safe(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.category:
        return await _budget(replace(question, period=None), tools, context)
    return _answer(words.safe(await tools.budget(NOW)), advised=await tools.advice(NOW, *BUDGET_KINDS))


async def _goal(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    facts = await tools.goals()
    chosen = [goal_facts for goal_facts in facts if goal_facts.name == question.goal] or facts
    advised = await tools.advice(NOW, Kind.GOAL_OFF_PACE, about=question.goal)
    return _answer(words.goals(chosen, context.today), advised=advised)


async def _biggest(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    facts = await tools.transactions(
        question.when, text=question.payee or "", category=question.category, biggest=True, limit=MOST_ENTRIES
    )
    entries = facts.entries
    if question.payee is None:
        of_payee: dict[str, TransactionFacts] = {}
        for transaction in entries:
            of_payee.setdefault(payee_key(transaction.payee), transaction)
        entries = tuple(of_payee.values())
    return _answer(words.biggest(facts.period, entries[: question.count or words.MOST_LISTED]))


async def _latest(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    since = context.today - timedelta(days=DAYS_KNOWN)
    lately = PeriodChoice(start=since, end=context.today) if question.payee or question.category else NOW
    facts = await tools.transactions(
        question.period or lately,
        text=question.payee or "",
        category=question.category,
        limit=question.count or words.MOST_LISTED,
    )
    return _answer(words.latest(facts))


async def _unusual(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    period = context.calendar.chosen(question.when, context.today)
    return _answer(words.unusual(await tools.unusual(period), days_of(period, context.today)))


async def _upcoming(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    period = context.calendar.chosen(question.when, context.today)
    if period.is_running(context.today) and period != context.calendar.chosen(NOW, context.today):
        return _answer(words.this_period(await tools.budget(question.when)))
    trend, budget = await tools.trend(AVERAGED_PERIODS + 1), await tools.budget(NOW)
    sentence = f"{words.average(trend)} {words.this_period(budget)}"
    return _answer(sentence, words.upcoming(trend.ahead), advised=await tools.advice(NOW, Kind.SPENDING_ABOVE_INCOME))


async def _income(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.category and context.categories[question.category] == "INCOME":
        return _answer(_beside_before(await tools.spending(question.category, question.when)))
    return _answer(words.income(await tools.overview(question.when)))


async def _saved(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    facts = await tools.overview(question.when)
    return _answer(words.net(facts), advised=await tools.advice(question.when, Kind.SPENDING_ABOVE_INCOME))


async def _balance(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    return _answer(f"{words.NO_BALANCES} {words.net(await tools.overview(question.when))}")


async def _summary(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    overview, budget = await tools.overview(question.when), await tools.budget(question.when)
    paragraphs = [words.net(overview)]
    if overview.period.whole and budget.status != BudgetStatus.UNPLANNED:
        paragraphs.append(words.budget(budget))
    if overview.changes:
        paragraphs.append(words.changes(overview.changes))
    return _answer(*paragraphs, advised=await tools.advice(question.when, *BUDGET_KINDS, Kind.SPENDING_ABOVE_INCOME))


async def _advice(_: Question, tools: Tools, __: QuestionContext) -> Answer:
    kinds = BUDGET_KINDS, (Kind.GOAL_OFF_PACE,), (Kind.SPENDING_ABOVE_INCOME,)
    advised = tuple(filter(None, [await tools.advice(NOW, *group) for group in kinds]))
    return Answer((words.ADVICE if advised else words.NO_ADVICE,), advised)


async def _on_spending(question: Question, tools: Tools) -> str | None:
    """Return the advice on the category that was asked about."""
    if not question.category:
        return None
    return await tools.advice(question.when, Kind.SPENDING_ABOVE_AVERAGE, about=question.category)


ANSWERS: Mapping[Intent, Answering] = {
    Intent.SPENT: _spent,
    Intent.WHERE: _where,
    Intent.OFTEN: _often,
    Intent.CHANGED: _changed,
    Intent.AVERAGE: _average,
    Intent.BUDGET: _budget,
    Intent.SAFE: _safe,
    Intent.GOAL: _goal,
    Intent.BIGGEST: _biggest,
    Intent.LATEST: _latest,
    Intent.UNUSUAL: _unusual,
    Intent.UPCOMING: _upcoming,
    Intent.INCOME: _income,
    Intent.SAVED: _saved,
    Intent.BALANCE: _balance,
    Intent.SUMMARY: _summary,
    Intent.ADVICE: _advice,
}
