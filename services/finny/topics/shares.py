"""Shares in percent: of all spending, of a category, or of the income."""

from dataclasses import replace

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.question import Question
from services.finny.question_context import QuestionContext
from services.finny.question_words import OF_INCOME, OF_WHOLE
from services.finny.tools import Tools
from services.finny.topics.topic import Answer, answer, cannot, entries_of, subject_of
from services.values.money import Money
from services.values.writing import percent


async def share(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Say which part of the spending, of a category or of the income a subject is."""
    example = "What percent of my spending was rent this year?"
    if question.is_some or question.subjects not in {1, 2} or len(question.payees) > 1:
        return cannot("a share is that of one category or payee.", example)
    part, whole = question, None
    if question.subjects == 2:
        names = list(question.categories)
        inner = {
            name
            for name in names
            for facts in [await tools.spending(name, question.when)]
            for p in facts.parts
            if p.name in names
        }
        outer = [name for name in names if name in inner] or (names if question.payees else [])
        if len(outer) != 1:
            return cannot("I know the share of a category in the one that contains it.", example)
        whole = outer[0]
        part = replace(question, marked=tuple(kinds for kinds in question.marked if whole not in kinds.values()))
    elif not OF_WHOLE.search(question.rest):
        return cannot("I do not know of what that is a part.", example)
    if part.payees:
        entries = await entries_of(replace(part, period=question.when), tools, CategoryKind.EXPENSE)
        some, days = entries.total, entries.period
    else:
        facts = await tools.spending(part.category, question.when)
        some, days = facts.amount, facts.period
    if OF_INCOME.search(question.rest) and whole is None:
        total, name = (await tools.overview(question.when)).income, "your income"
    else:
        total, name = (await tools.spending(whole, question.when)).amount, whole or "your spending"
    return answer(_share(some, total, f"{subject_of(part, context)}", name, phrases.during(days)))


def _share(some: Money, total: Money, about: str, whole: str, when: str) -> str:
    if total.minor <= 0 or some.minor < 0:
        return (
            f"I cannot tell that yet: there is no share of {whole} {when}, of which there was none, or more came back."
        )
    part = percent(some.minor / total.minor)
    return (
        f"{part} of {whole}{about.replace(' on ', ' went to ', 1) or ''} {when}: {phrases.unsigned(some)} of "
        f"{phrases.unsigned(total)}."
    )
