"""The payments and the income that are due: those of the series, and those that came in a rhythm."""

import re
from collections.abc import Sequence
from dataclasses import replace

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.facts import ExpectedPayment, days_of
from services.finny.name_matching import mentions
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.question_words import OF_INCOME
from services.finny.tools import Tools
from services.finny.topics.kinds import kind_of
from services.finny.topics.topic import Answer, answer, cannot, topic
from services.values.money import Money
from services.values.writing import day

EXAMPLE = "What bills are coming up?"


async def _next(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.goals or question.has_conditions or question.amount is not None:
        return cannot("I know the payments that are due.", EXAMPLE)
    kind = kind_of(replace(question, of_income=bool(OF_INCOME.search(question.rest))), context)
    due: Sequence[ExpectedPayment] = await tools.expected(kind, question.accounts)
    if names := (*question.payees, *question.categories, *question.accounts):
        due = [payment for payment in due if any(_is_of(payment, name) for name in names)]
        due = [payment for payment in due if payment.moves] or due
        if not due:
            named = " and ".join(names)
            return cannot(f"“{named}” is due on no day that I know of.", "When was the last one?")
    if question.period is None:
        payees = [payment.payee for payment in due]
        due = [payment for number, payment in enumerate(due) if payment.payee not in payees[:number]]
        return (
            answer(_listed(due, kind, "the next of each")) if due else cannot("I know of nothing that is due.", EXAMPLE)
        )
    period = context.calendar.chosen(question.period, context.today)
    if period.end < context.today:
        return cannot("I know the payments that are still to come.", EXAMPLE)
    due = [payment for payment in due if period.start <= payment.due <= period.end]
    when = phrases.during(days_of(period, context.today))
    if not due:
        return answer(f"I know of {'no income' if kind is CategoryKind.INCOME else 'no payment'} that is due {when}.")
    return answer(_listed(due, kind, when), _together(due, context))


def _is_of(payment: ExpectedPayment, name: str) -> bool:
    return mentions(payment.payee, name) or name in {payment.category, payment.account, payment.payee}


def _listed(due: Sequence[ExpectedPayment], kind: CategoryKind, when: str) -> str:
    noun = "Income" if kind is CategoryKind.INCOME else "Payments"
    return "\n".join((f"{noun} still to come, {when} ({len(due)}):", *map(_expected, due)))


def _expected(payment: ExpectedPayment) -> str:
    size = phrases.unsigned(payment.amount) if payment.amount else "nobody knows the amount yet"
    if payment.late:
        return f"- {payment.payee}: {size}, was due on {day(payment.due)} and is not there yet"
    if payment.guessed:
        return f"- {payment.payee}: about {day(payment.due)}, as the last ones came; the last was {size}"
    return f"- {payment.payee}: {day(payment.due)}, {size}"


def _together(due: Sequence[ExpectedPayment], context: QuestionContext) -> str:
    if len(due) < 2 or any(payment.amount is None or payment.guessed for payment in due):
        return ""
    total = sum(payment.amount.minor for payment in due if payment.amount)
    return f"Together that is {phrases.unsigned(Money(total, context.currency))}."


_NOUNS = r"payments?|bills?|charges?|instal?lments?|direct debits?|subscriptions?|invoices?"
OF_BILLS = re.compile(rf"\b(?:{_NOUNS}|pay)\b", re.IGNORECASE)
BILLS = topic(
    "bills",
    rf"\bnext (?:\S+ ){{0,2}}(?:{_NOUNS}|due|rent|salary|income|payday|[\ue000-\uf8ff])|\bdue\b|\bpayday\b"
    rf"|\b(?:{_NOUNS})\b.*\b(?:upcoming|coming|due|next)\b|\b(?:upcoming|coming) (?:{_NOUNS})\b"
    r"|\b(?:charged?|paid|pay|come|comes|arrives?)\b.* next\b"
    r"|\b(?:what|which) (?:regular (?:payments?|bills?)|bills|[\ue000-\uf8ff]) (?:do|have) (?:i|we)(?: have| got| pay)?"
    rf"\W*$|\b(?:{_NOUNS}|[\ue000-\uf8ff]) (?:do|have) (?:i|we) still\b|\bstill (?:to|have to) (?:be )?pa(?:y|id)",
    "next payment payments bill bills charge charges charged due upcoming coming come comes up pay paid will be again "
    "when which what installment instalment instalments direct debit debits still salary income payday arrive arrives "
    "get much is regular monthly i'll subscription subscriptions invoice invoices rent rents fee premium left open",
    dict.fromkeys((Measure.SUM, Measure.WHEN, Measure.LIST, Measure.AVERAGE, Measure.COUNT), _next),
    ahead=True,
)
