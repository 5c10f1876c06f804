"""Numbers of payments."""

from services.finny import phrases
from services.finny.question_context import QuestionContext
from services.finny.questions import Question
from services.finny.tools import Tools
from services.finny.topics.kinds import kind_of
from services.finny.topics.payees import nobody, several_of
from services.finny.topics.topic import Answer, answer, entries_of, subject_of


async def count(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Say how many payments there were, and their sum."""
    kind = kind_of(question, context)
    entries = await entries_of(question, tools, kind, payments=True)
    if question.payees and not entries.rows and not set(question.payees) <= set(context.payees):
        return Answer((nobody(question.payees[0], entries, context),), about_money=False)
    about, when = subject_of(question, context), phrases.during(entries.period)
    sentence = (
        f"I found {phrases.transactions(len(entries.rows))}{about} {when}, {phrases.unsigned(entries.total)} in all."
    )
    return answer(sentence + (several_of(entries.rows) if len(question.payees) == 1 else ""))
