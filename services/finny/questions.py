"""Parse a question into its intent, names and period."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.finny import name_matching
from services.finny import period_words as periods
from services.finny import question_words as questions
from services.finny.period_phrases import named_period
from services.finny.spelling import respelled
from services.finny.tools import NOW, QuestionContext
from services.periods import PeriodChoice

LONGEST_READ = 1_000  # characters


class Intent(StrEnum):
    """The intents of questions."""

    GREETING = "GREETING"
    THANKS = "THANKS"
    HELP = "HELP"
    COMMAND = "COMMAND"
    ADVICE = "ADVICE"
    SPENT = "SPENT"
    OFTEN = "OFTEN"
    CHANGED = "CHANGED"
    AVERAGE = "AVERAGE"
    BUDGET = "BUDGET"
    GOAL = "GOAL"
    BIGGEST = "BIGGEST"
    UNUSUAL = "UNUSUAL"
    SAFE = "SAFE"
    UPCOMING = "UPCOMING"
    INCOME = "INCOME"
    SAVED = "SAVED"
    BALANCE = "BALANCE"
    SUMMARY = "SUMMARY"
    WHERE = "WHERE"
    LATEST = "LATEST"


_UNRELATED = {Intent.GREETING, Intent.THANKS, Intent.HELP, Intent.COMMAND}
_OF_A_GOAL = {Intent.SPENT, Intent.SAVED, Intent.BUDGET, Intent.AVERAGE, Intent.UPCOMING, Intent.LATEST, None}
_OF_A_PERIOD = {Intent.SPENT, Intent.OFTEN, Intent.BIGGEST, Intent.UNUSUAL, Intent.INCOME, Intent.SAVED, Intent.WHERE}
_OF_NAMES = {Intent.SPENT, Intent.OFTEN, Intent.BIGGEST, Intent.LATEST, Intent.AVERAGE}


@dataclass(frozen=True, slots=True)
class Question:
    """A parsed question; `payee` is a possible payee, `count` the number of entries that are wanted.

    `period` is None if none was named, `against` is the one to compare with, and `unsure` is True for one that was
    not understood. `unknown` is a name that the ledger does not have. `without` are the names to leave out.
    """

    intent: Intent | None
    categories: tuple[str, ...] = ()
    payee: str | None = None
    goal: str | None = None
    count: int | None = None
    period: PeriodChoice | None = None
    against: PeriodChoice | None = None
    unsure: bool = False
    unknown: str | None = None
    without: tuple[str, ...] = ()

    @property
    def when(self) -> PeriodChoice:
        """Return the named period, or the current one."""
        return self.period or NOW

    @property
    def category(self) -> str | None:
        """Return the first category."""
        return self.categories[0] if self.categories else None


def parse(text: str, earlier: Sequence[str], context: QuestionContext) -> Question:
    """Parse a question; a short one that continues the latest of the `earlier` ones takes over its rest."""
    question = _parse_alone(text, context)
    if earlier and _is_follow_up(question, text):
        before = _with_default_intent(_parse_alone(earlier[-1], context), earlier[-1])
        if before.intent and before.intent not in _UNRELATED:
            return _merged(question, before, text, context)
    return _with_default_intent(question, text)


def _with_default_intent(question: Question, text: str) -> Question:
    """Return the question with an intent, if it has none but names something."""
    if question.intent is None and (question.categories or question.payee or question.without):
        return replace(question, intent=Intent.SPENT)
    if question.intent is None and question.period and name_matching.unknown(text) is None:
        return replace(question, intent=Intent.SUMMARY)
    return question


def _is_follow_up(question: Question, text: str) -> bool:
    """Return True for a question that continues the last one, or that names a single thing."""
    if question.intent in _UNRELATED:
        return False
    named = [bool(part) for part in (question.period, question.categories, question.payee, question.without)]
    return bool(questions.FOLLOW_UP.match(text)) or (question.intent is None and sum(named) == 1)


def _merged(question: Question, before: Question, text: str, context: QuestionContext) -> Question:
    subject = question if question.categories or question.payee or question.goal else before
    period = question.period or before.period
    if periods.THE_ONE_BEFORE.search(text) and not question.period:
        last = context.calendar.previous(context.calendar.chosen(before.when, context.today))
        period = PeriodChoice(start=last.start, end=last.end)
    without = question.without or subject.without
    return replace(subject, intent=question.intent or before.intent, period=period, without=without, unsure=False)


def _parse_alone(text: str, context: QuestionContext) -> Question:
    """Parse a question without the earlier ones."""
    text = " ".join(text[:LONGEST_READ].split())
    if pleasantry := _pleasantry(text):
        return Question(pleasantry)
    text = respelled(text, [*context.goals, *context.categories, *context.payees])
    text, base = _split_comparison(text, context)
    named = named_period(text, context.today, context.calendar)
    rest = named.rest if named else text
    rest, without = _split_exception(rest, context)
    question = _about(rest, context)
    intent = _refined_intent(question, rest, base, context)
    return replace(
        question,
        intent=intent,
        period=named.choice if named else _this_year_beside(base, context),
        against=base,
        without=without,
        unsure=intent in _OF_A_PERIOD and bool(periods.SOME_PERIOD.search(rest)),
    )


def _about(text: str, context: QuestionContext) -> Question:
    """Return the intent and the names of a text without its period."""
    payee = name_matching.whole(text, context.payees, context.categories)
    rest = name_matching.without(text, payee)
    intent = _intent(rest)
    categories, goal = name_matching.categories_in(rest, context.categories), name_matching.longest(rest, context.goals)
    payee = payee or name_matching.a_part(rest, context.payees, context.categories)
    if goal is None and not (payee or categories) and intent in {*_OF_A_GOAL, Intent.GOAL}:
        goal = name_matching.sharing_a_word(rest, context.goals)
    if goal and not categories and intent in _OF_A_GOAL:
        intent = Intent.GOAL
    how_many = questions.HOW_MANY.search(rest)
    question = Question(intent, categories, payee, goal, int(how_many["count"]) if how_many else None)
    if payee or categories or goal or not (intent or questions.FOLLOW_UP.match(rest)):
        return question
    if payee := name_matching.subject(rest):
        return replace(question, payee=payee)
    return replace(question, unknown=name_matching.unknown(rest)) if intent in _OF_NAMES else question


def _split_exception(text: str, context: QuestionContext) -> tuple[str, tuple[str, ...]]:
    """Split off the categories or the payee to leave out, if the text names any."""
    match = questions.EXCEPT.search(text)
    others = text[match.end() :] if match else ""
    payee = name_matching.whole(others, context.payees, context.categories)
    without = name_matching.categories_in(others, context.categories) or ((payee,) if payee else ())
    return (text[: match.start()], without) if match and without else (text, ())


def _pleasantry(text: str) -> Intent | None:
    words = set(re.findall(r"[\w']+", text.casefold()))
    if words and words <= questions.GREETINGS:
        return Intent.GREETING
    return Intent.THANKS if words and words <= questions.THANKS else None


def _refined_intent(
    question: Question, text: str, base: PeriodChoice | None, context: QuestionContext
) -> Intent | None:
    """Return the intent that fits the names and the comparison."""
    intent, categories = question.intent, question.categories
    if intent == Intent.BIGGEST and questions.CATEGORY_OF_BIGGEST.search(text):
        return Intent.WHERE
    if intent in {Intent.SPENT, None} and categories and context.categories[categories[0]] == "INCOME":
        return Intent.INCOME
    if base and intent in {Intent.SPENT, Intent.WHERE, None}:
        return Intent.CHANGED
    if len(categories) > 1 and not base and intent == Intent.CHANGED:
        return Intent.SPENT
    return intent


def _split_comparison(text: str, context: QuestionContext) -> tuple[str, PeriodChoice | None]:
    """Split off the period to compare with, if there is one."""
    for match in filter(None, (questions.COMPARED_WITH.search(text), questions.COMPARED_BY.search(text))):
        other = text[match.end() :]
        named = named_period(f"in {other}", context.today, context.calendar)
        if named and not name_matching.categories_in(other, context.categories):
            return f"{text[: match.end()]} {named.rest}", named.choice
    return text, None


def _this_year_beside(base: PeriodChoice | None, context: QuestionContext) -> PeriodChoice | None:
    """Return this year to compare with another year, None for any other period."""
    if base is None or base.start is None or base.end is None or (base.end - base.start).days < 364:
        return None
    return PeriodChoice(start=context.today.replace(month=1, day=1), end=context.today)


def _intent(text: str) -> Intent | None:
    plain = text.casefold()
    return next((Intent(name) for name, pattern in questions.INTENTS if re.search(pattern, plain)), None)
