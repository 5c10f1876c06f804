"""Numbers of payments."""

import re

from services.finny import phrases
from services.finny.question import Question
from services.finny.question_context import QuestionContext
from services.finny.tools import Tools
from services.finny.topics.kinds import kind_of
from services.finny.topics.payees import nobody, several_of
from services.finny.topics.topic import Answer, answer, cannot, entries_of, subject_of


async def count(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Say how many payments there were, and their sum."""
    kind = kind_of(question, context)
    if not question.subjects and not question.is_some and re.search(r"\btransactions\b", question.rest):
        facts = await tools.transactions(question.when, limit=0)
        if not facts.complete:
            return cannot("there are too many; ask about fewer days.", "How many transactions are there this month?")
        moved = f", {facts.transfers:,} of which only move money" if facts.transfers else ""
        return answer(f"There are {phrases.transactions(facts.count)} {phrases.during(facts.period)}{moved}.")
    entries = await entries_of(question, tools, kind, payments=True)
    if question.payees and not entries.rows and not set(question.payees) <= set(context.payees):
        return Answer((nobody(question.payees[0], entries, context),), about_money=False)
    about, when = subject_of(question, context), phrases.during(entries.period)
    sentence = (
        f"I found {phrases.transactions(len(entries.rows))}{about} {when}, {phrases.unsigned(entries.total)} in all."
    )
    return answer(sentence + (several_of(entries.rows) if len(question.payees) == 1 else ""))
