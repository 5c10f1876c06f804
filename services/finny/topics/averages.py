"""Averages a visit, a day, a week or a month."""

from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from services.calculations import AVERAGED_PERIODS, CategoryKind
from services.finny import phrases
from services.finny.facts import Days, SpendingFacts, TrendFacts, days_of
from services.finny.question import Question
from services.finny.question_context import QuestionContext
from services.finny.tools import NOW, Tools
from services.finny.topics.kinds import kind_of
from services.finny.topics.topic import Answer, answer, cannot, entries_of, subject_of
from services.insights import FindingKind as Kind
from services.values.money import Money
from services.values.periods import PeriodChoice
from services.values.writing import amount

FEWEST_MONTHS = 2


async def average(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Say the average of a unit; without a unit, of a month."""
    if question.unit == "year":
        return cannot("I know averages a visit, a day, a week and a month.", "What do I spend a month on average?")
    if question.unit == "visit":
        return await _a_visit(question, tools, context)
    if question.unit in {"day", "week"}:
        return await _a_day(question, tools, context)
    if question.period is None and not question.payees and not question.is_some and len(question.categories) < 2:
        if question.category is None:
            trend = await tools.trend(AVERAGED_PERIODS + 1)
            return answer(averaged(trend), advised=await tools.advice(NOW, Kind.SPENDING_ABOVE_INCOME))
        return answer(_on_average(await tools.spending(question.category, question.when)))
    return await _a_month(question, tools, context)


async def _a_visit(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    kind = kind_of(question, context)
    entries = await entries_of(question, tools, kind, payments=True)
    if not entries.rows:
        return cannot(f"I found no payments{subject_of(question, context)} {phrases.during(entries.period)}.")
    amount_a_visit = _divided(entries.total, Decimal(len(entries.rows)))
    count, when = phrases.transactions(len(entries.rows)), phrases.during(entries.period)
    return answer(
        f"On average {amount_a_visit} a payment{subject_of(question, context)} {when}: "
        f"{amount(entries.total)} in {count}."
    )


async def _a_day(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    total, days = await _total(question, tools, context, question.when)
    passed = (min(days.end, context.today) - days.start).days + 1
    per = Decimal(passed) / (7 if question.unit == "week" else 1)
    verb = _verb(question, context)
    sentence = f"You {verb} {_divided(total, per)} a {question.unit} on average{subject_of(question, context)}"
    return answer(f"{sentence} {phrases.during(days)}: {amount(total)} in {passed} days.")


async def _a_month(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Average over the whole months of a period that are over."""
    if question.period is None:
        last = context.calendar.last(AVERAGED_PERIODS + 1, context.calendar.containing(context.today))
        period = PeriodChoice(start=last[0].start, end=last[-2].end)
    else:
        period = question.period
    chosen = context.calendar.chosen(period, context.today)
    start = max(chosen.start, context.first_entry.replace(day=1)) if context.first_entry else chosen.start
    end = (
        chosen.end
        if chosen.end <= context.today
        else context.calendar.containing(context.today).start - timedelta(days=1)
    )
    after = end + timedelta(days=1)
    months = 12 * (after.year - start.year) + after.month - start.month
    if after.day != start.day or months < FEWEST_MONTHS:
        return cannot("a monthly average needs at least two whole months.", "What do I spend a month on average?")
    total, days = await _total(question, tools, context, PeriodChoice(start=start, end=end))
    sentence = f"You {_verb(question, context)} {_divided(total, Decimal(months))} a month on average"
    return answer(
        f"{sentence}{subject_of(question, context)} {phrases.during(days)}: {amount(total)} in {months} months."
    )


async def _total(
    question: Question, tools: Tools, context: QuestionContext, period: PeriodChoice
) -> tuple[Money, Days]:
    kind = kind_of(question, context)
    days = days_of(context.calendar.chosen(period, context.today), context.today)
    if question.payees or question.is_some or len(question.categories) > 1:
        return (await entries_of(replace(question, period=period), tools, kind)).total, days
    if kind is CategoryKind.INCOME and question.category is None:
        return (await tools.overview(period)).income, days
    return (await tools.spending(question.category, period)).amount, days


def _verb(question: Question, context: QuestionContext) -> str:
    return "received" if kind_of(question, context) is CategoryKind.INCOME else "spent"


def _divided(total: Money, by: Decimal) -> str:
    minor = (Decimal(total.minor) / by).quantize(Decimal(1), ROUND_HALF_EVEN)
    return phrases.cost(Money(int(minor), total.currency))


def _on_average(facts: SpendingFacts) -> str:
    """Say the monthly average and the amount; without an average only the amount."""
    if facts.average is None or facts.averaged is None:
        return phrases.spent(facts)
    verb = {"INCOME": "received", "TRANSFER": "moved"}.get(facts.kind, "spent")
    name = f" on {facts.category}" if facts.category else ""
    average = f"You {verb} {phrases.unsigned(facts.average)} a month{name} on average {phrases.during(facts.averaged)}."
    return f"{average} {phrases.spent(facts)}"


def averaged(facts: TrendFacts) -> str:
    """Say the average income and spending of a month."""
    flow = (
        f"{phrases.unsigned(facts.average_income)} came in and {phrases.unsigned(facts.average_expenses)} "
        f"was spent a month"
    )
    kept = "was left over" if facts.average_net.minor >= 0 else "was missing"
    return f"On average {flow} {phrases.during(facts.averaged)}, so {phrases.unsigned(facts.average_net)} {kept}."
