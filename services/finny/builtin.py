"""Built-in Finny, which answers everyday questions from the ledger's figures without network or model."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.finny.period_words import THE_ONE_BEFORE
from services.finny.provider import Turn
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.questions import is_follow_up, read, unread_words, with_a_subject, with_names
from services.finny.spelling import folded
from services.finny.tools import Tools
from services.finny.topics import help as help_
from services.finny.topics.all_topics import continues, is_bare, lacks, suggestions, topic_of
from services.finny.topics.commands import COMMANDS, is_of_a_goal
from services.finny.topics.days import ever
from services.finny.topics.forecast import AFFORD
from services.finny.topics.goals import GOALS
from services.finny.topics.help import pleasantry
from services.finny.topics.income import INCOME
from services.finny.topics.spending import SPENDING
from services.finny.topics.topic import Answer, Topic, cannot
from services.values.errors import Refused
from services.values.periods import PeriodChoice

MOST_DAYS_TOLD = 3_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with its topic, and the words that neither it nor the topic understands."""

    question: Question
    topic: Topic | None
    left: tuple[str, ...]


class BuiltInFinny:
    """The assistant without a model. What it read must cover the question, or it says that it cannot tell."""

    async def reply(self, turn: Turn) -> Answer:
        """Answer a turn."""
        if answer := pleasantry(turn.question):
            return answer
        context = await turn.tools.question_context()
        earlier = [message.text for message in turn.history if message.author == "USER"]
        reading = await asyncio.to_thread(understood, turn.question, earlier, context)
        try:
            answer = _refusal(reading, context) or await _answer(reading, turn.tools, context)
        except Refused as refused:
            answer = Answer((str(refused),), about_money=False)
        return answer


async def _answer(reading: Reading, tools: Tools, context: QuestionContext) -> Answer:
    assert reading.topic  # noqa: S101  there is no refusal
    question = replace(reading.question, of_income=reading.topic is INCOME)
    if question.tags and question.period is None:
        question = replace(question, period=ever(context))
    answer = await reading.topic.answers[question.measure or Measure.SUM](question, tools, context)
    figures = [await tools.figure(*shown) for shown in answer.shown]
    paragraphs = (*answer.paragraphs, *_begins_within(question, context))
    return replace(answer, paragraphs=paragraphs, parts=(*answer.parts, *figures))


def _refusal(reading: Reading, context: QuestionContext) -> Answer | None:
    """Return the answer to a question that was not read as a whole, or that its topic cannot answer."""
    question, topic = reading.question, reading.topic
    if topic is None:
        bare = is_bare(question) and not reading.left
        return Answer((help_.ASK_BACK if bare else help_.NOT_UNDERSTOOD,), about_money=False)
    if topic is COMMANDS:
        known = not reading.left or is_of_a_goal(question)
        return None if known else Answer((help_.READ_ONLY,), about_money=False)
    if question.without and not reading.left and (topic is not SPENDING or question.measure):
        return Answer((help_.NOT_LEFT_OUT,), about_money=False)
    reason = _reason(reading, topic, context)
    return cannot(reason, *suggestions(topic, question)) if reason else None


def _reason(reading: Reading, topic: Topic, context: QuestionContext) -> str | None:
    """Return the reason why a topic cannot answer a question, if there is one."""
    question = reading.question
    if reading.left:
        return help_.not_read(reading.left)
    if question.amount is not None and topic is not AFFORD:
        return help_.not_read([f"{question.amount}"])
    if question.goals and not question.categories and topic is not GOALS:
        return help_.not_read(question.goals)
    if (question.measure or Measure.SUM) not in topic.answers:
        return lacks(topic, question.measure or Measure.SUM)
    return _outside(question, topic, context)


def understood(text: str, earlier: Sequence[str], context: QuestionContext) -> Reading:
    """Read a question and find its topic; a short one takes the rest from the latest of the `earlier` ones."""
    question = read(text, context)
    topic = topic_of(question, context)
    if left := _left(question, topic):
        question = with_names(question, left, context)
        topic = topic_of(question, context)
        left = _left(question, topic)
    if earlier and _goes_on(question, topic, text):
        before = understood(earlier[-1], earlier[:-1][-1:], context)
        if continues(before.topic) and not before.left:
            merged = _after(question, before.question, context)
            topic = topic if topic and _is_special(topic) else before.topic
            return Reading(merged, topic, _left(merged, topic))
    if left and not (topic and _is_special(topic)):
        named = with_a_subject(question, left)
        if named is not question:
            question, topic = named, topic_of(named, context)
            left = _left(question, topic)
    return Reading(question, topic, left)


def _after(question: Question, before: Question, context: QuestionContext) -> Question:
    """Return a question that goes on, also with the period before that of the last one."""
    merged = question.after(before)
    if question.period is None and (match := THE_ONE_BEFORE.search(question.unread)):
        last = context.calendar.previous(context.calendar.chosen(before.when, context.today))
        unread = f"{question.unread[: match.start()]} {question.unread[match.end() :]}"
        return replace(merged, period=PeriodChoice(start=last.start, end=last.end), unread=unread)
    return merged


def _goes_on(question: Question, topic: Topic | None, text: str) -> bool:
    """Return True for a question that continues the last one, or that names nothing but one thing or a measure."""
    if topic is not None and not continues(topic):
        return False
    named = bool(question.subjects) + (question.period is not None) + bool(question.without)
    return is_follow_up(question, text) or (named <= 1 and (topic is None or named == 1) and not _left(question, None))


def _is_special(topic: Topic) -> bool:
    """Return True unless the topic is that of questions without one."""
    return topic.name not in {"spending", "summary"}


def _left(question: Question, topic: Topic | None) -> tuple[str, ...]:
    """Return the words that neither the question nor its topic understands."""
    known = topic.words if topic else frozenset[str]()
    return tuple(
        word
        for word in unread_words(question)
        if folded(word) not in known and folded(word).removesuffix("'s") not in known
    )


def _outside(question: Question, topic: Topic, context: QuestionContext) -> str | None:
    """Return the reason if a period lies before the ledger's first entry, or after today for a topic of the past."""
    first = context.first_entry
    for choice in filter(None, (question.period, question.against)):
        period = context.calendar.chosen(choice, context.today)
        if first and period.end < first:
            return help_.begins(first, within=False)
        if period.start > context.today and not topic.looks_ahead:
            return help_.STILL_TO_COME
    return None


def _begins_within(question: Question, context: QuestionContext) -> tuple[str, ...]:
    """Say that the ledger begins within the period."""
    first = context.first_entry
    for choice in filter(None, (question.period, question.against)):
        period = context.calendar.chosen(choice, context.today)
        if first and period.start < first and period.days < MOST_DAYS_TOLD:
            return (help_.begins(first, within=True),)
    return ()
