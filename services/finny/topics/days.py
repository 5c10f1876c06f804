"""Days of payments, the latest payments, and lists of them."""

from dataclasses import replace
from datetime import date, timedelta

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.facts import Entries
from services.finny.question import Question
from services.finny.question_context import QuestionContext
from services.finny.tools import NOW, Tools
from services.finny.topics.kinds import kind_of
from services.finny.topics.topic import Answer, answer, cannot, subject_of, wanted
from services.values.periods import PeriodChoice
from services.values.writing import day

DAYS_KNOWN = 3_650
DAYS_LISTED = 365


async def when(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Say when the last or the first payment was; in a named period list the days."""
    if len(question.payees) > 1 or not (question.subjects or question.is_some):
        return cannot("name a category or a payee.", "When did I last pay the rent?")
    entries = await _entries(question, tools, context, oldest=question.first, count=phrases.MOST_LISTED)
    if not entries.rows:
        return _none(question, entries, context)
    if question.often and question.period is not None:
        days = ", ".join(day(row.date) for row in entries.rows[: phrases.MOST_LISTED])
        return answer(
            f"You had {phrases.transactions(len(entries.rows))}{subject_of(question, context)} "
            f"{phrases.during(entries.period)}: {days}."
        )
    if question.often and len(entries.rows) > 1:
        return cannot("there were several days.", "When was the last time?", "When was the first time?")
    return _one(question, entries, context)


async def latest(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Say the last or the first payment, with its day."""
    if len(question.payees) > 1:
        return cannot("name one category or payee.", "What was my last purchase?")
    entries = await _entries(question, tools, context, oldest=question.first, count=1)
    return _one(question, entries, context) if entries.rows else _none(question, entries, context)


async def listed(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """List the newest payments."""
    if len(question.payees) > 1:
        return cannot("name one category or payee.", "Show me the latest transactions")
    if question.subjects or question.is_some:
        since = context.today - timedelta(days=DAYS_LISTED)
        lately = replace(question, period=question.period or PeriodChoice(start=since, end=context.today))
        entries = await tools.entries(wanted(lately, kind_of(question, context)))
        rows, period = entries.rows, entries.period
    else:
        facts = await tools.transactions(question.period or NOW, limit=question.count or phrases.MOST_LISTED)
        rows, period = facts.entries, facts.period
    if not rows:
        return answer(f"There are no transactions{subject_of(question, context)} {phrases.during(period)}.")
    about = f"{subject_of(question, context)} {phrases.during(period)}"
    return answer(
        "\n".join(
            (f"Your latest transactions{about}:", *map(phrases.entry, rows[: question.count or phrases.MOST_LISTED]))
        )
    )


def ever(context: QuestionContext) -> PeriodChoice:
    """Return all days up to today from the first entry on, at most ten years."""
    since = max(context.today - timedelta(days=DAYS_KNOWN), context.first_entry or date.min)
    return PeriodChoice(start=min(since, context.today), end=context.today)


async def _entries(question: Question, tools: Tools, context: QuestionContext, *, oldest: bool, count: int) -> Entries:
    kind = kind_of(question, context)
    chosen = wanted(question, kind, question.period or ever(context))
    if kind is CategoryKind.EXPENSE:
        chosen = replace(chosen, refunds=False)
    return await tools.entries(chosen, limit=count, oldest=oldest)


def _one(question: Question, entries: Entries, context: QuestionContext) -> Answer:
    row = entries.rows[-1] if question.first else entries.rows[0]
    which = "first" if question.first else "last"
    category = f", {row.category}" if row.category else ""
    sentence = f"The {which} payment{subject_of(question, context)} was on {day(row.date)}"
    return answer(f"{sentence}: {phrases.unsigned(row.amount)}, {row.payee}{category}.")


def _none(question: Question, entries: Entries, context: QuestionContext) -> Answer:
    return Answer(
        (f"I found no payments{subject_of(question, context)} {phrases.during(entries.period)}.",), about_money=False
    )
