"""Sums of spending: all of it, of categories, without some, and where it went."""

from dataclasses import replace

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.facts import Entries, SpendingFacts
from services.finny.name_matching import NameKind
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.question_words import ONE_PAYMENT
from services.finny.tools import Tools
from services.finny.topics import averages, comparison, counts, days, extremes, reasons, shares
from services.finny.topics.help import NOT_LEFT_OUT
from services.finny.topics.payees import paid
from services.finny.topics.topic import Answer, answer, cannot, entries_of, subject_of, topic, wanted
from services.insights import FindingKind as Kind
from services.values.money import Money

WORDS = """
spend spends spent spending spendings expense expenses cost costs pay pays paid paying payment payments purchase
purchases bought buy buying buys went go gone goes going money blow blew blown shell shelled shelling fork forked price
prices expensive bill bills transaction transactions charge charged shopping shop shops visit visits single anything
something outgoings like out times time waste wasted put category categories
down breakdown break once make made list latest recent newest
"""


async def _spent(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.without:
        return await _without(question, tools, context)
    if question.is_some:
        return await _some(question, tools, context)
    if question.payees:
        return await paid(question, tools, context)
    if len(question.categories) > 1:
        several = [await tools.spending(category, question.when) for category in question.categories]
        return answer(*map(beside_before, several), _together(several, context))
    facts = await tools.spending(question.category, question.when)
    parts = phrases.parts(facts) if len(facts.parts) > 1 else ""
    yes = ("Yes. " if facts.amount.minor else "No. ") if question.yes_or_no else ""
    advised = (
        await tools.advice(question.when, Kind.SPENDING_ABOVE_AVERAGE, about=question.category)
        if question.category
        else None
    )
    shown = ((facts.category or "Spent", facts.amount, wanted(question, CategoryKind(facts.kind))),)
    return answer(yes + beside_before(facts), parts, advised=advised, shown=shown)


def beside_before(facts: SpendingFacts) -> str:
    """Say how much was spent, beside the period before if it is a budget period."""
    return phrases.spent(facts) if facts.average is None else f"{phrases.spent(facts)} {phrases.beside_before(facts)}"


def _together(several: list[SpendingFacts], context: QuestionContext) -> str:
    """Add up categories that do not contain each other."""
    if len({facts.kind for facts in several}) > 1 or any(
        part.name == other.category for facts in several for part in facts.parts for other in several
    ):
        return ""
    total = Money(sum(facts.amount.minor for facts in several), context.currency)
    return f"Together that is {phrases.cost(total)}."


async def _without(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Answer how much was spent without some categories."""
    names = [kinds.get(NameKind.CATEGORY, "") for kinds in question.without]
    if (
        question.subjects
        or question.is_some
        or {context.categories.get(name) for name in names} != {CategoryKind.EXPENSE}
    ):
        return Answer((NOT_LEFT_OUT,), about_money=False)
    return answer(beside_before(await tools.spending(None, question.when, names)))


async def _some(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Answer with the sum of some transactions, or compare the whole sum with an amount."""
    if question.yes_or_no and not ONE_PAYMENT.search(question.rest) and not question.uncategorised:
        whole = replace(question, at_least=None, at_most=None)
        entries = await entries_of(whole, tools, CategoryKind.EXPENSE)
        if question.at_least is not None or question.at_most is not None:
            return answer(_beside_a_limit(question, whole, entries, context))
    entries = await entries_of(question, tools, CategoryKind.EXPENSE)
    yes = ("Yes. " if entries.rows else "No. ") if question.yes_or_no else ""
    listed = [phrases.entry(row) for row in entries.rows[: phrases.MOST_LISTED]] if question.yes_or_no else []
    sized = question.weekdays or question.at_least is not None or question.at_most is not None
    shown = (
        ()
        if sized
        else ((subject_of(question, context).strip(), entries.total, wanted(question, CategoryKind.EXPENSE)),)
    )
    return answer(yes + _sum_of(question, entries, context), "\n".join(listed), shown=shown)


def _beside_a_limit(question: Question, whole: Question, entries: Entries, context: QuestionContext) -> str:
    cents = entries.total.minor
    least, most = (None if limit is None else int(limit * 100) for limit in (question.at_least, question.at_most))
    holds = (least is None or cents >= least) and (most is None or cents <= most)
    return f"{'Yes' if holds else 'No'}. {_sum_of(whole, entries, context)}"


def _sum_of(question: Question, entries: Entries, context: QuestionContext) -> str:
    about, when = subject_of(question, context), phrases.during(entries.period)
    if not entries.rows:
        return f"You spent nothing{about} {when}."
    return f"You spent {phrases.cost(entries.total)}{about} in {phrases.transactions(len(entries.rows))} {when}."


async def _where(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    if question.payees or question.is_some:
        return cannot(
            "I can say where all your money went, or that of one category.", "Where did my money go last month?"
        )
    facts = await tools.spending(question.category, question.when)
    return answer(phrases.spent(facts), phrases.parts(facts) if facts.parts else "")


_MEASURES = {
    Measure.SUM: _spent,
    Measure.COUNT: counts.count,
    Measure.AVERAGE: averages.average,
    Measure.SHARE: shares.share,
    Measure.CHANGE: comparison.changed,
    Measure.WHICH: extremes.which,
    Measure.EXTREME: extremes.extreme,
    Measure.WHEN: days.when,
    Measure.LATEST: days.latest,
    Measure.LIST: days.listed,
    Measure.WHY: reasons.why,
}
WHERE = topic(
    "where",
    r"\bwhere (?:does|do|did|is|has|have|was|went)\b(?!.*\bmost\b)|breakdown|break .* down|by category",
    f"{WORDS} where does",
    {**_MEASURES, Measure.SUM: _where},
)
SPENDING = topic(
    "spending",
    r"\bspen[dt]|spending|\bcosts?\b|\bpay(?:s|ing|ments?)?\b|\bpaid\b|\btotal\b|expens|\bgo(?:es|ne|ing)?\b|\bwent\b"
    r"|\bbuy|\bbought|purchas|transactions?|\bvisits?\b|outgoings|\bblew|\bbills?\b",
    WORDS,
    _MEASURES,
)
