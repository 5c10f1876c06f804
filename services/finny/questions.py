"""Read a question: its names, periods, conditions and measure, and the words that are left for its topic."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from services.finny import question_words as words
from services.finny.name_matching import FIRST_MARK, MARK, Marking, NameKind, distinctive, subject
from services.finny.period_phrases import NO_PERIOD, NamedPeriod, named_period
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.spelling import folded, respelled
from services.values.periods import PeriodChoice
from services.values.writing import figures

LONGEST_READ = 1_000  # characters
NEAR = 7  # characters, in which a period begins

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_IT = re.compile(r"\b(?:it|its|that|this|those|these|so)\b", re.IGNORECASE)


def read(text: str, context: QuestionContext) -> Question:
    """Read a question without the earlier ones."""
    text = re.sub(MARK, " ", " ".join(unicodedata.normalize("NFC", text)[:LONGEST_READ].split()))
    names = [*context.goals, *context.categories, *context.accounts, *context.tags, *context.payees]
    text = respelled(text, names)
    text = words.BEGINNING.sub("", text, count=1)
    marking, known = Marking(text), list(_known(context))
    marking.take_names(known, only_distinctive=True)
    question, marking.text = _conditions(Question(yes_or_no=bool(words.YES_OR_NO.match(text))), marking.text)
    period, against, marking.text = _periods(marking.text, context)
    marking.take_names(known, only_distinctive=False)
    question = replace(
        question,
        period=period.choice if period else _this_year_beside(against, context),
        against=against.choice if against else None,
        weekdays=period.weekdays if period else frozenset(),
        edge=(against or period or NO_PERIOD).edge,
    )
    return _marked(question, marking)


def with_names(question: Question, left: Sequence[str], context: QuestionContext) -> Question:
    """Return the question with the names, or parts of names, that have words that are left."""
    marking, unread = Marking(question.rest, list(question.marked)), " ".join(left)
    others = [*context.categories, *context.goals]
    while unread and (
        marking.take_part(unread, NameKind.PAYEE, context.payees, others)
        or marking.take_part(unread, NameKind.GOAL, context.goals)
        or marking.take_part(unread, NameKind.ACCOUNT, context.accounts)
        or marking.take_part(unread, NameKind.TAG, context.tags)
    ):
        spoken = {folded(word) for word in _WORD.findall(marking.text)}
        unread = " ".join(word for word in unread.split() if folded(word) in spoken)
    return question if len(marking.names) == len(question.marked) else _marked(question, marking)


def with_a_subject(question: Question, left: Sequence[str]) -> Question:
    """Return the question about a text in payees and notes, if all words that are left stand where a subject does."""
    name = subject(question.rest)
    within = {folded(word) for word in _WORD.findall(name or "")}
    if name is None or not distinctive(name) or question.marked or not {folded(word) for word in left} <= within:
        return question
    while (first := name.split(maxsplit=1)) and len(first) > 1 and folded(first[0]) in words.FILLERS:
        name = first[1]
    return replace(question, marked=({NameKind.PAYEE: name},), unread="")


def is_follow_up(question: Question, text: str) -> bool:
    """Return True for a question that continues the last one."""
    return bool(words.FOLLOW_UP.match(text)) or (not question.subjects and bool(_IT.search(question.rest)))


def unread_words(question: Question) -> tuple[str, ...]:
    """Return the words that are not read yet, without those that change no meaning."""
    return tuple(word for word in _WORD.findall(question.unread) if folded(word) not in words.FILLERS)


def _known(context: QuestionContext) -> Iterator[tuple[NameKind, str, str]]:
    known = {name.casefold(): name for name in context.categories if name.casefold() not in words.GENERIC}
    yield from ((NameKind.CATEGORY, name, name) for name in known.values())
    for name, synonyms in words.SYNONYMS.items():
        yield from ((NameKind.CATEGORY, word, known[name]) for word in synonyms if name in known)
    yield from ((NameKind.GOAL, name, name) for name in context.goals)
    yield from ((NameKind.ACCOUNT, name, name) for name in context.accounts)
    yield from ((NameKind.TAG, name, name) for name in context.tags)
    yield from ((NameKind.PAYEE, name, name) for name in context.payees)


def _conditions(question: Question, text: str) -> tuple[Question, str]:
    """Read the conditions on amounts and categories, and return the text without them."""
    if match := words.UNCATEGORISED.search(text):
        question, text = replace(question, uncategorised=True), _cut(text, match)
    if match := words.BETWEEN_AMOUNTS.search(text):
        if named_amounts := (_number(match["least"]), _number(match["most"])):
            question = replace(question, at_least=named_amounts[0], at_most=named_amounts[1])
        return question, _cut(text, match)
    cent = Decimal("0.01")
    if match := words.OVER.search(text):
        least = _number(match["least"]) + (cent if match["not_equal"] else 0)
        return replace(question, at_least=least), _cut(text, match)
    if match := words.UNDER.search(text):
        return replace(question, at_most=_number(match["most"]) - (cent if match["not_equal"] else 0)), _cut(
            text, match
        )
    return question, text


def _number(written: str) -> Decimal:
    return next((figure.number for figure in figures(written)), Decimal(written.rstrip(".,").replace(",", "") or 0))


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _periods(text: str, context: QuestionContext) -> tuple[NamedPeriod | None, NamedPeriod | None, str]:
    """Read the period of a text and the one to compare with, and return the rest of the text."""
    ahead = bool(words.OF_FUTURE.search(text))

    def named(part: str) -> NamedPeriod | None:
        return named_period(part, context.today, context.calendar, ahead=ahead)

    if words.COMPARED.search(text):
        for match in reversed(list(words.BETWEEN_TWO.finditer(text))):
            head, tail = text[: match.start()], text[match.end() :]
            base, period = named(f"in {tail}"), named(head)
            if base and base.start <= NEAR and (period or not words.A_SUBJECT.match(tail)):
                rest = f"{period.rest if period else head} {match[0]} {base.rest.removeprefix('in')}"
                if period is None and (late := named(base.rest.removeprefix("in"))):
                    period, rest = late, f"{head} {match[0]} {late.rest}"
                return period, base, rest
    period = named(text)
    return period, None, period.rest if period else text


def _this_year_beside(base: NamedPeriod | None, context: QuestionContext) -> PeriodChoice | None:
    """Return this year to compare with another year, None for any other period."""
    if base is None or base.choice.start is None or base.choice.end is None:
        return None
    if (base.choice.end - base.choice.start).days < 364:
        return None
    return PeriodChoice(start=context.today.replace(month=1, day=1), end=context.today.replace(month=12, day=31))


def _marked(question: Question, marking: Marking) -> Question:
    """Return the question with its marked names and its measure; names after a word such as “without” are spared."""
    rest = text = marking.text
    spared: set[int] = set()
    if match := words.EXCEPT_NAMES.search(text):
        spared = {ord(mark) - FIRST_MARK for mark in re.findall(MARK, match[0])}
        text = _cut(text, match)
    question = replace(question, rest=rest, marked=tuple(marking.names), spared=frozenset(spared))
    return _measured(question, text)


def _measured(question: Question, text: str) -> Question:
    """Return the question with its measure, and all that is not read of the text."""
    taken, compares = _Taking(text), question.against is not None
    compares = compares or bool(words.COMPARED.search(text) and not words.FLOWS_COMPARED.search(text))
    if taken.takes(words.THAN_USUAL):
        question = replace(question, measure=Measure.CHANGE, usual=True)
        taken.takes_all(words.COMPARED)
    elif taken.takes(words.WHY):
        question = replace(question, measure=Measure.CHANGE if compares else Measure.WHY)
        taken.takes_all(words.COMPARED if compares else words.SO_HIGH)
    elif compares:
        question = replace(question, measure=Measure.CHANGE)
        taken.takes_all(words.COMPARED)
    elif taken.takes_all(words.SHARE):
        question = replace(question, measure=Measure.SHARE)
    elif taken.takes(words.COUNT):
        question = replace(question, measure=Measure.COUNT)
    elif question.measure is None:
        question = _of_average(question, taken) or _by_group(question, taken) or _of_one(question, taken)
    question = _with_an_amount(question, taken)
    which_ones = "which" if question.measure is None and words.WHICH_ONES.search(question.rest) else ""
    return replace(question, unread=re.sub(MARK, " ", f"{taken.text} {which_ones}"))


def _with_an_amount(question: Question, taken: "_Taking") -> Question:
    """Return the question with the amount that it names, but for one of a condition."""
    if question.is_some or question.measure not in {None, Measure.CHANGE}:
        return question
    match = taken.takes(words.AN_AMOUNT)
    return replace(question, amount=_number(match["amount"])) if match else question


class _Taking:
    """A text from which the words that are read are taken."""

    def __init__(self, text: str) -> None:
        self.text = text

    def takes(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take the first match, if there is one."""
        match = pattern.search(self.text)
        if match:
            self.text = _cut(self.text, match)
        return match

    def takes_all(self, pattern: re.Pattern[str]) -> bool:
        """Take all matches, if there are any."""
        before, self.text = self.text, pattern.sub(" ", self.text)
        return self.text != before


def _of_average(question: Question, taken: _Taking) -> Question | None:
    """Return the question for an average with its unit, None if it is for none."""
    average = taken.takes(words.AVERAGE)
    for unit, pattern in words.A_UNIT.items():
        if taken.takes(pattern):
            return replace(question, measure=Measure.AVERAGE, unit=unit)
    for unit, pattern in words.UNIT_ALONE.items():
        if taken.takes(pattern if average else words.ADVERBS_OF[unit]):
            return replace(question, measure=Measure.AVERAGE, unit=unit)
    return replace(question, measure=Measure.AVERAGE) if average else None


def _by_group(question: Question, taken: _Taking) -> Question | None:
    """Return the question for sums by some kind of name, None if it is for none."""
    group = next((group for group, pattern in words.BY_GROUP.items() if taken.takes(pattern)), None)
    return replace(question, measure=Measure.WHICH, group=group) if group else None


def _of_one(question: Question, taken: _Taking) -> Question:
    """Return the question for a name, a day, the biggest or the latest payments, or a sum."""
    most = words.SUPERLATIVE.search(taken.text)
    if most:
        question = replace(question, least=bool(most["least"]), often=bool(most["often"]))
        for group, pattern in words.GROUPS.items():
            if pattern.search(taken.text):
                taken.takes(pattern)
                taken.takes_all(words.SUPERLATIVE)
                return replace(question, measure=Measure.WHICH, group=group)
        how_many = taken.takes(words.HOW_MANY)
        taken.takes(words.WHICH_OF_THEM)
        taken.takes_all(words.SUPERLATIVE)
        return replace(question, measure=Measure.EXTREME, count=int(how_many["count"]) if how_many else None)
    if taken.takes(words.WHEN):
        first = bool(taken.takes(words.FIRST))
        latest = bool(taken.takes(words.LAST))
        return replace(question, measure=Measure.WHEN, first=first, often=not (first or latest))
    how_many = words.HOW_MANY.search(taken.text)
    if taken.takes(words.LISTED):
        taken.takes(words.HOW_MANY)
        taken.takes_all(words.LAST)
        several = bool(how_many) or not words.THE_LAST_ONE.search(question.rest)
        count = int(how_many["count"]) if how_many else None
        return replace(question, measure=Measure.LIST if several else Measure.LATEST, count=count)
    if words.THE_LAST_ONE.search(taken.text):
        latest, first = bool(taken.takes(words.LAST)), bool(taken.takes(words.FIRST))
        return replace(question, measure=Measure.LATEST, first=first and not latest)
    return question
