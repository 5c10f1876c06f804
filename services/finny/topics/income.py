"""Income, refunds, and money that was moved."""

from dataclasses import replace

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.facts import OverviewFacts
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.question_words import INTO, OUT_OF
from services.finny.tools import Tools
from services.finny.topics import averages, comparison, counts, days, extremes, shares
from services.finny.topics.topic import Answer, answer, cannot, entries_of, subject_of, topic, wanted
from services.finny.wanted_rows import Wanted
from services.values.money import Money
from services.values.writing import day

_WORDS = """
income incomes earn earns earned earning earnings salary salaries wage wages come came get gets got getting paid pay
pays receive received receives make made making revenue work money
arrive arrived time spend spent spending went goes go expenses payment payments
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


async def _moved(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Say how much was moved into one account, or out of it, or to a category of transfers."""
    example = "How much did I move into Savings this year?"
    kinds = {context.categories[name] for name in question.categories}
    if len(question.categories) == question.subjects == 1 and kinds == {CategoryKind.TRANSFER}:
        return answer(phrases.spent(await tools.spending(question.category, question.when)))
    into, out = bool(INTO.search(question.rest)), bool(OUT_OF.search(question.rest))
    if len(question.paying) != 1 or question.subjects != 1 or question.has_conditions or into == out:
        return cannot("I know what was moved into one account, or out of it.", example)
    chosen = Wanted(question.when, CategoryKind.TRANSFER, accounts=question.paying)
    entries = await tools.entries(chosen)
    rows = [row for row in entries.rows if (row.amount.minor > 0) == into]
    total = Money(sum(row.amount.minor for row in rows), context.currency)
    moved = f"You moved {phrases.unsigned(total)} {'into' if into else 'out of'} {question.paying[0]}"
    return answer(f"{moved} in {phrases.transactions(len(rows))} {phrases.during(entries.period)}.")


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
    r"|(?:get|got|been|getting) paid|(?:get|got) money from|receiv"
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
    r"\btransfer(?:red|s)?\b|\bmoved?\b|\b(?:put|set) (?:money )?(?:aside|in|into|away)\b"
    r"|\b(?:pay|paid|saved?) (?:money )?into\b|\bdeposit",
    "transfer transfers transferred move moved put set aside away savings saving save saved money out deposit deposits"
    " deposited pay paid",
    {Measure.SUM: _moved},
)
