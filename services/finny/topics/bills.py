"""The next payments and income, from those that came once in each month."""

from dataclasses import replace

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.facts import RegularPayment
from services.finny.name_matching import mentions
from services.finny.question_context import QuestionContext
from services.finny.question_words import OF_INCOME
from services.finny.questions import Measure, Question
from services.finny.tools import Tools
from services.finny.topics.kinds import kind_of
from services.finny.topics.topic import Answer, answer, cannot, topic
from services.values.writing import day


async def _next(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.goals or question.is_some or question.amount is not None:
        return cannot("I know the next payments that come once a month.", "What bills are coming up?")
    kind = kind_of(replace(question, of_income=bool(OF_INCOME.search(question.rest))), context)
    regular = await tools.regular(kind)
    names = (*question.payees, *question.categories)
    if names:
        regular = tuple(payment for payment in regular if any(_is_of(payment, name) for name in names))
        if not regular:
            return cannot(
                f"“{' and '.join(names)}” does not come once a month, as far as I see.", "When was the last one?"
            )
    if question.period:
        period = context.calendar.chosen(question.period, context.today)
        regular = tuple(payment for payment in regular if period.start <= payment.due <= period.end)
    if not regular:
        return cannot(
            "I see no payment that came once a month at least three times and is due then.",
            "What are my latest transactions?",
        )
    income = kind is CategoryKind.INCOME
    lines = (f"- {_expected(payment)}" for payment in regular)
    return answer("\n".join((f"{'Income' if income else 'Payments'} that came once a month, by the next day:", *lines)))


def _is_of(payment: RegularPayment, name: str) -> bool:
    return mentions(payment.payee, name) or payment.category == name


def _expected(payment: RegularPayment) -> str:
    size = phrases.unsigned(payment.amount)
    size = f"{size} as always" if payment.same_amount else f"the last one was {size}"
    return f"{payment.payee}, about {day(payment.due)}: {size}, on {day(payment.last)}"


BILLS = topic(
    "bills",
    r"\bnext (?:\S+ ){0,2}(?:payments?|bills?|charges?|due|instal?lments?|rent|salary|income|payday"
    r"|[\ue000-\uf8ff])|\bdue\b"
    r"|\b(?:bills?|payments?|charges|direct debits)\b.*\b(?:upcoming|coming|due|next)\b"
    r"|\bupcoming (?:bills?|payments?)\b"
    r"|\b(?:charged?|paid|pay|come|comes|due|arrives?)\b.* next\b|\bmy next [\ue000-\uf8ff]|\bpayday\b"
    r"|next [\ue000-\uf8ff]",
    "next payment payments bill bills charge charges charged due upcoming coming come comes up pay paid "
    "will be again when"
    " installment instalment direct debit debits still salary income payday arrive arrives get much is "
    "regular monthly i'll",
    dict.fromkeys((Measure.SUM, Measure.WHEN, Measure.LIST, Measure.AVERAGE), _next),
    ahead=True,
)
