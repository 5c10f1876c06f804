"""A topic: the questions that it claims, the words that it understands, and an answer for each measure."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from services.calculations import CategoryKind
from services.finny.facts import Entries
from services.finny.parts import Part, Suggestion
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.tools import Tools
from services.finny.wanted_rows import Wanted
from services.values.money import Money, to_minor
from services.values.periods import PeriodChoice


@dataclass(frozen=True, slots=True)
class Answer:
    """The paragraphs of an answer, the advice that follows them, and its parts.

    `shown` are the sums in it, each with the transactions that it adds up; they become parts.
    """

    paragraphs: tuple[str, ...]
    advice: tuple[str, ...] = ()
    about_money: bool = True
    parts: tuple[Part, ...] = ()
    shown: tuple[tuple[str, Money, Wanted], ...] = ()

    @property
    def text(self) -> str:
        """Join the paragraphs and the advice."""
        advised = [f"- {advice}" for advice in self.advice] if len(self.advice) > 1 else self.advice
        return "\n\n".join((*self.paragraphs, *(["\n".join(advised)] if advised else [])))


Answering = Callable[[Question, Tools, QuestionContext], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """A topic. `words` are those that it understands beside names, periods and measures.

    Without an answer for a measure it says so. `kind` is that of the transactions that it is about.
    """

    name: str
    pattern: re.Pattern[str]
    words: frozenset[str]
    answers: Mapping[Measure, Answering]
    kind: CategoryKind = CategoryKind.EXPENSE
    looks_ahead: bool = False


def topic(
    name: str,
    pattern: str,
    words: str,
    answers: Mapping[Measure, Answering],
    *,
    ahead: bool = False,
) -> Topic:
    """Return a topic of a pattern and of words as text."""
    return Topic(
        name,
        re.compile(pattern, re.IGNORECASE),
        frozenset(words.split()),
        answers,
        looks_ahead=ahead,
    )


def answer(*paragraphs: str, advised: str | None = None, shown: Iterable[tuple[str, Money, Wanted]] = ()) -> Answer:
    """Return an answer of paragraphs and one advice, with the sums in it and their transactions."""
    return Answer(tuple(filter(None, paragraphs)), (advised,) if advised else (), shown=tuple(shown))


def cannot(reason: str, *suggestions: str) -> Answer:
    """Say what cannot be told, and suggest the nearest questions."""
    quoted = " or ".join(f"“{suggestion}”" for suggestion in suggestions)
    return Answer(
        (f"I cannot tell that yet: {reason}{f' Ask, for example, {quoted}.' if quoted else ''}",),
        about_money=False,
        parts=tuple(map(Suggestion, suggestions)),
    )


def wanted(question: Question, kind: CategoryKind, period: PeriodChoice | None = None, payee: str = "") -> Wanted:
    """Return the transactions that a question is about; with a condition on amounts only payments count."""
    least, most = question.at_least, question.at_most
    sized = least is not None or most is not None
    return Wanted(
        period=question.when if period is None else period,
        kind=kind,
        categories=question.categories,
        payee=payee or (question.payees[0] if question.payees else ""),
        accounts=question.paying,
        tags=question.tags,
        at_least=None if least is None else _minor(least),
        at_most=None if most is None else _minor(most),
        weekdays=question.weekdays,
        uncategorised=question.uncategorised,
        refunds=False if sized and kind is CategoryKind.EXPENSE else None,
        by_split=question.group == "category",
    )


async def entries_of(question: Question, tools: Tools, kind: CategoryKind, *, payments: bool = False) -> Entries:
    """Return the transactions that a question is about, of all its payees together; `payments` leaves refunds out."""
    lists = []
    for payee in question.payees or ("",):
        chosen = wanted(question, kind, payee=payee)
        lists.append(await tools.entries(replace(chosen, refunds=False) if payments else chosen))
    rows = {id(row): row for entries in lists for row in entries.rows}
    total = Money(sum(entries.total.minor for entries in lists), lists[0].total.currency)
    newest_first = sorted(rows.values(), key=lambda row: row.date, reverse=True)
    return replace(lists[0], total=total, rows=tuple(newest_first))


def subject_of(question: Question, context: QuestionContext) -> str:
    """Name the subjects of a question: “ on Groceries at “Corner shop””."""
    parts = []
    if question.categories:
        parts.append(f" on {' and '.join(question.categories)}")
    if question.payees:
        parts.append(f" at {' and '.join(f'“{payee}”' for payee in question.payees)}")
    if question.tags:
        parts.append(f" with the tag {' or '.join(f'“{tag}”' for tag in question.tags)}")
    if question.paying:
        parts.append(f" in the account {' and '.join(question.paying)}")
    if question.uncategorised:
        parts.append(" without a category")
    return "".join(parts) + limits(question, context)


def limits(question: Question, context: QuestionContext) -> str:
    """Name the conditions of a question on amounts and days."""
    least, most, currency = question.at_least, question.at_most, context.currency
    texts = []
    if least is not None and most is not None:
        texts.append(f" from {least:,.2f} to {most:,.2f} {currency}")
    elif least is not None:
        texts.append(f" of at least {least:,.2f} {currency}")
    elif most is not None:
        texts.append(f" of at most {most:,.2f} {currency}")
    if question.weekdays:
        texts.append(f" on {days_named(question.weekdays)}")
    return "".join(texts)


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def days_named(weekdays: Iterable[int]) -> str:
    """Name weekdays: “Saturdays and Sundays”."""
    return " and ".join(f"{WEEKDAYS[day]}s" for day in sorted(weekdays))


def _minor(amount: Decimal) -> int:
    return int(amount * 100)


__all__ = [
    "Answer",
    "Answering",
    "Topic",
    "answer",
    "cannot",
    "entries_of",
    "subject_of",
    "to_minor",
    "topic",
    "wanted",
]
