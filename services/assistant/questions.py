"""What a question asks: what about, of which category, payee or goal, and when."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.assistant.tools import NOW, Surroundings
from services.assistant.vocabulary import (
    CATEGORY_OF_BIGGEST,
    COMPARED_BY,
    COMPARED_WITH,
    FOLLOW_UP,
    INTENTS,
    NO_SUBJECT,
    QUOTED,
    SUBJECT,
    SYNONYMS,
    THING,
)
from services.assistant.when import named_period
from services.periods import PeriodChoice

LONGEST = 1_000


class Intent(StrEnum):
    """What is asked."""

    SPENT = "SPENT"
    CHANGED = "CHANGED"
    BUDGET = "BUDGET"
    GOAL = "GOAL"
    BIGGEST = "BIGGEST"
    UNUSUAL = "UNUSUAL"
    SAFE = "SAFE"
    UPCOMING = "UPCOMING"
    INCOME = "INCOME"
    SAVED = "SAVED"
    WHERE = "WHERE"
    LATEST = "LATEST"
    HELP = "HELP"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood; `payee` is what may be one.

    `period` is None when none was named, `against` the one to compare with.
    """

    intent: Intent | None
    category: str | None = None
    payee: str | None = None
    goal: str | None = None
    period: PeriodChoice | None = None
    against: PeriodChoice | None = None

    @property
    def when(self) -> PeriodChoice:
        """The period that was named, or the current one."""
        return self.period or NOW


def understood(text: str, earlier: Sequence[str], around: Surroundings) -> Question:
    """The question of a text; a short one that goes on from the latest of the `earlier` ones takes over the rest."""
    question = _alone(text[:LONGEST], around)
    short = FOLLOW_UP.match(text) or (question.intent is None and (question.period or question.category))
    if not (short and earlier) or question.intent == Intent.HELP:
        return question
    before = _alone(earlier[-1][:LONGEST], around)
    if before.intent in {None, Intent.HELP}:
        return question
    subject = question if question.category or question.payee or question.goal else before
    return replace(subject, intent=question.intent or before.intent, period=question.period or before.period)


def _alone(text: str, around: Surroundings) -> Question:
    text, base = _without_base(text, around)
    named = named_period(text, around.today, around.start_day)
    rest = named.rest if named else text
    category, goal = _category(rest, around.categories), _mentioned(rest, around.goals)
    intent = _intent(rest)
    payee = None if category else _payee(rest)
    if goal and intent in {Intent.SPENT, Intent.SAVED, Intent.BUDGET, None} and not category:
        intent = Intent.GOAL
    if intent == Intent.BIGGEST and CATEGORY_OF_BIGGEST.search(rest.casefold()):
        intent = Intent.WHERE
    if intent in {Intent.SPENT, None} and category and around.categories[category] == "INCOME":
        intent = Intent.INCOME
    if base and intent in {Intent.SPENT, Intent.WHERE, None}:
        intent = Intent.CHANGED
    if intent is None and category:
        intent = Intent.SPENT
    return Question(intent, category, payee, goal, named.choice if named else None, base)


def _without_base(text: str, around: Surroundings) -> tuple[str, PeriodChoice | None]:
    """The text up to what it compares with, if that is a period, and that period."""
    for match in filter(None, (COMPARED_WITH.search(text), COMPARED_BY.search(text))):
        named = named_period(f"in {text[match.end() :]}", around.today, around.start_day)
        if named:
            return f"{text[: match.end()]} {named.rest}", named.choice
    return text, None


def _intent(text: str) -> Intent | None:
    plain = text.casefold()
    return next((Intent(name) for name, pattern in INTENTS if re.search(pattern, plain)), None)


def _category(text: str, names: Iterable[str]) -> str | None:
    known = {name.casefold(): name for name in names}
    if exact := _mentioned(text, known.values()):
        return exact
    for name, words in SYNONYMS.items():
        if name in known and re.search(rf"\b(?:{'|'.join(words)})\b", text, re.IGNORECASE):
            return known[name]
    return None


def _mentioned(text: str, names: Iterable[str]) -> str | None:
    """The longest of the names that a text has as words, in the singular or plural."""
    found = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?:e?s)?(?!\w)", text, re.IGNORECASE)]
    return max(found, key=len, default=None)


def _payee(text: str) -> str | None:
    match = QUOTED.search(text) or SUBJECT.search(text) or THING.search(text)
    if match is None:
        return None
    name = " ".join(match["name"].split())
    return None if not name or NO_SUBJECT.fullmatch(name) else name
