"""What a question asks: what about, of which categories, payee or goal, and when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.finny import name_matching
from services.finny import period_words as periods
from services.finny import question_words as questions
from services.finny.period_phrases import named_period
from services.finny.spelling import respelled
from services.finny.tools import NOW, Surroundings
from services.periods import PeriodChoice

LONGEST_READ = 1_000  # characters


class Intent(StrEnum):
    """What is asked."""

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
    """A question as understood; `payee` is what may be one, `count` how many of them are wanted.

    `period` is None when none was named, `against` the one to compare with; `unsure` says that one was named that is
    not understood, and `unknown` is a name that means nothing to the ledger. `without` are names
    of what is to be left out.
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
        """The period that was named, or the current one."""
        return self.period or NOW

    @property
    def category(self) -> str | None:
        """The category, the first of several."""
        return self.categories[0] if self.categories else None


def parse(text: str, earlier: Sequence[str], around: Surroundings) -> Question:
    """The question of a text; a short one that goes on from the latest of the `earlier` ones takes over the rest."""
    question = _parse_alone(text, around)
    if earlier and _is_follow_up(question, text):
        before = _with_default_intent(_parse_alone(earlier[-1], around), earlier[-1])
        if before.intent and before.intent not in _UNRELATED:
            return _merged(question, before, text, around)
    return _with_default_intent(question, text)


def _with_default_intent(question: Question, text: str) -> Question:
    """What asks nothing in words, but names something."""
    if question.intent is None and (question.categories or question.payee or question.without):
        return replace(question, intent=Intent.SPENT)
    if question.intent is None and question.period and name_matching.unknown(text) is None:
        return replace(question, intent=Intent.SUMMARY)
    return question


def _is_follow_up(question: Question, text: str) -> bool:
    """Whether it says so, or names nothing but one thing."""
    if question.intent in _UNRELATED:
        return False
    named = [bool(each) for each in (question.period, question.categories, question.payee, question.without)]
    return bool(questions.FOLLOW_UP.match(text)) or (question.intent is None and sum(named) == 1)


def _merged(question: Question, before: Question, text: str, around: Surroundings) -> Question:
    subject = question if question.categories or question.payee or question.goal else before
    period = question.period or before.period
    if periods.THE_ONE_BEFORE.search(text) and not question.period:
        last = around.calendar.previous(around.calendar.chosen(before.when, around.today))
        period = PeriodChoice(start=last.start, end=last.end)
    without = question.without or subject.without
    return replace(subject, intent=question.intent or before.intent, period=period, without=without, unsure=False)


def _parse_alone(text: str, around: Surroundings) -> Question:
    """The question of a text, whatever was said before."""
    text = " ".join(text[:LONGEST_READ].split())
    if pleasantry := _pleasantry(text):
        return Question(pleasantry)
    text = respelled(text, [*around.goals, *around.categories, *around.payees])
    text, base = _split_comparison(text, around)
    named = named_period(text, around.today, around.calendar)
    rest = named.rest if named else text
    rest, without = _split_exception(rest, around)
    question = _about(rest, around)
    intent = _refined_intent(question, rest, base, around)
    return replace(
        question,
        intent=intent,
        period=named.choice if named else _this_year_beside(base, around),
        against=base,
        without=without,
        unsure=intent in _OF_A_PERIOD and bool(periods.SOME_PERIOD.search(rest)),
    )


def _about(text: str, around: Surroundings) -> Question:
    """What a text without its period asks, and about whom or what."""
    payee = name_matching.whole(text, around.payees, around.categories)
    rest = name_matching.without(text, payee)
    intent = _intent(rest)
    categories, goal = name_matching.categories_in(rest, around.categories), name_matching.longest(rest, around.goals)
    payee = payee or name_matching.a_part(rest, around.payees, around.categories)
    if goal is None and not (payee or categories) and intent in {*_OF_A_GOAL, Intent.GOAL}:
        goal = name_matching.sharing_a_word(rest, around.goals)
    if goal and not categories and intent in _OF_A_GOAL:
        intent = Intent.GOAL
    found = questions.HOW_MANY.search(rest)
    question = Question(intent, categories, payee, goal, int(found["count"]) if found else None)
    if payee or categories or goal or not (intent or questions.FOLLOW_UP.match(rest)):
        return question
    if payee := name_matching.subject(rest):
        return replace(question, payee=payee)
    return replace(question, unknown=name_matching.unknown(rest)) if intent in _OF_NAMES else question


def _split_exception(text: str, around: Surroundings) -> tuple[str, tuple[str, ...]]:
    """The text up to what is to be left out, and the categories or the payee that are, if it names any."""
    match = questions.EXCEPT.search(text)
    others = text[match.end() :] if match else ""
    payee = name_matching.whole(others, around.payees, around.categories)
    without = name_matching.categories_in(others, around.categories) or ((payee,) if payee else ())
    return (text[: match.start()], without) if match and without else (text, ())


def _pleasantry(text: str) -> Intent | None:
    words = set(re.findall(r"[\w']+", text.casefold()))
    if words and words <= questions.GREETINGS:
        return Intent.GREETING
    return Intent.THANKS if words and words <= questions.THANKS else None


def _refined_intent(question: Question, text: str, base: PeriodChoice | None, around: Surroundings) -> Intent | None:
    """What is asked, in view of what it is asked about."""
    intent, categories = question.intent, question.categories
    if intent == Intent.BIGGEST and questions.CATEGORY_OF_BIGGEST.search(text):
        return Intent.WHERE
    if intent in {Intent.SPENT, None} and categories and around.categories[categories[0]] == "INCOME":
        return Intent.INCOME
    if base and intent in {Intent.SPENT, Intent.WHERE, None}:
        return Intent.CHANGED
    if len(categories) > 1 and not base and intent == Intent.CHANGED:
        return Intent.SPENT
    return intent


def _split_comparison(text: str, around: Surroundings) -> tuple[str, PeriodChoice | None]:
    """The text up to what it compares with, if that is a period, and that period."""
    for match in filter(None, (questions.COMPARED_WITH.search(text), questions.COMPARED_BY.search(text))):
        other = text[match.end() :]
        named = named_period(f"in {other}", around.today, around.calendar)
        if named and not name_matching.categories_in(other, around.categories):
            return f"{text[: match.end()]} {named.rest}", named.choice
    return text, None


def _this_year_beside(base: PeriodChoice | None, around: Surroundings) -> PeriodChoice | None:
    """What a year is compared with unless something else was named: this year."""
    if base is None or base.start is None or base.end is None or (base.end - base.start).days < 364:
        return None
    return PeriodChoice(start=around.today.replace(month=1, day=1), end=around.today)


def _intent(text: str) -> Intent | None:
    plain = text.casefold()
    return next((Intent(name) for name, pattern in questions.INTENTS if re.search(pattern, plain)), None)
