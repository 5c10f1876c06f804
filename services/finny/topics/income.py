"""Income, refunds, and money that was moved."""

from dataclasses import replace

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.facts import OverviewFacts
from services.finny.question_context import QuestionContext
from services.finny.questions import Measure, Question
from services.finny.tools import Tools
from services.finny.topics import averages, comparison, counts, days, extremes, shares
from services.finny.topics.topic import Answer, answer, cannot, entries_of, subject_of, topic, wanted
from services.values.writing import day

_WORDS = """
income incomes earn earns earned earning earnings salary salaries wage wages come came get gets got getting paid pay
pays receive received receives make made making revenue work money
arrive arrived spend spent spending went goes go expenses payment payments
"""


async def _income(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.payees or question.is_some or len(question.categories) > 1:
        entries = await entries_of(question, tools, CategoryKind.INCOME)
        yes = ("Yes. " if entries.rows else "No. ") if question.yes_or_no else ""
        about = subject_of(question, context).replace(" at ", " from ").replace(" on ", " as ")
        count = f" in {phrases.transactions(len(entries.rows))}" if entries.rows else ""
        return answer(
            f"{yes}You received {phrases.unsigned(entries.total)}{about}{count} {phrases.during(entries.period)}."
        )
    if question.category:
        if context.categories[question.category] != CategoryKind.INCOME:
            return cannot(f"{question.category} is no income.", f"How much did I spend on {question.category}?")
        facts = await tools.spending(question.category, question.when)
        yes = ("Yes. " if facts.amount.minor else "No. ") if question.yes_or_no else ""
        beside = f" {phrases.beside_before(facts)}" if facts.average is not None else ""
        return answer(f"{yes}{phrases.spent(facts)}{beside}")
    return answer(_came_in(await tools.overview(question.when)))


def _came_in(facts: OverviewFacts) -> str:
    sentence = f"Your income was {phrases.unsigned(facts.income)} {phrases.during(facts.period)}"
    if not facts.period.whole:
        return f"{sentence}."
    compared = phrases.more_or_less(facts.income, facts.previous_income)
    return (
        f"{sentence}, {compared} {phrases.during(facts.previous_period)} ({phrases.unsigned(facts.previous_income)})."
    )


async def _refunded(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if len(question.payees) > 1:
        return cannot("I know the refunds of one payee or category.", "What refunds did I get this year?")
    newest = question.measure in {Measure.WHEN, Measure.LATEST}
    period = days.ever(context) if newest and question.period is None else None
    entries = await tools.entries(replace(wanted(question, CategoryKind.EXPENSE, period), refunds=True))
    about, when = subject_of(question, context).replace(" at ", " from "), phrases.during(entries.period)
    yes = ("Yes. " if entries.rows else "No. ") if question.yes_or_no else ""
    if not entries.rows:
        return answer(f"{yes}I found no refund{about} {when}.")
    if newest:
        row = entries.rows[-1] if question.first else entries.rows[0]
        return answer(
            f"The {'first' if question.first else 'last'} refund{about} was on {day(row.date)}: "
            f"{phrases.unsigned(row.amount)}."
        )
    count = "1 refund" if len(entries.rows) == 1 else f"{len(entries.rows):,} refunds"
    return answer(f"{yes}You got back {phrases.unsigned(entries.total)} in {count}{about} {when}.")


async def _moved(_: Question, __: Tools, ___: QuestionContext) -> Answer:
    return cannot("I do not know sums of transfers.", "What are my balances?")


REFUNDS = topic(
    "refunds",
    r"\brefund|money back|\b(?:get|got|gave|give|given|pay|paid|receive|received)\b.*\bback\b|\breturned\b|reimburs",
    "refund refunds refunded refunding money back get got gave give given pay paid receive received returned reimbursed"
    " reimbursement reimbursements payment payments anything transactions",
    dict.fromkeys((Measure.SUM, Measure.COUNT, Measure.WHEN, Measure.LATEST, Measure.LIST), _refunded),
)
INCOME = topic(
    "income",
    r"\bwho (?:pays?|paid|gave|gives?) (?:me|us)\b|income|\bearn|salary|wages?\b|come in\b|came in\b"
    r"|(?:get|got|been|getting) paid|receiv"
    r"|^(?!.*\b(?:purchas|payments?|transactions?)).*\b(?:i|we)\b.* ma[dk]e\b|revenue"
    r"|[\ue000-\uf8ff] (?:pay|paid|give|gave) (?:me|us)\b",
    _WORDS,
    {
        Measure.SUM: _income,
        Measure.COUNT: counts.count,
        Measure.AVERAGE: averages.average,
        Measure.CHANGE: comparison.changed,
        Measure.WHICH: extremes.which,
        Measure.EXTREME: extremes.extreme,
        Measure.WHEN: days.when,
        Measure.LATEST: days.latest,
        Measure.LIST: days.listed,
        Measure.SHARE: shares.share,
    },
)
MOVED = topic(
    "transfers",
    r"\btransfer(?:red|s)?\b|\bmoved?\b|\b(?:put|set) (?:aside|in|into|away)\b",
    "transfer transfers transferred move moved put set aside away savings saving money",
    {Measure.SUM: _moved},
)
