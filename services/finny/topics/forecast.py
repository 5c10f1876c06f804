"""The future: the projection of a period, the next months, and what can be afforded by a day."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.calculations import AVERAGED_PERIODS
from services.finny import phrases
from services.finny.facts import BudgetFacts, NamedAmount, TrendFacts, days_of
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.snapshot_facts import PERIODS_AHEAD
from services.finny.tools import NOW, Tools
from services.finny.topics.averages import averaged
from services.finny.topics.budget import heading
from services.finny.topics.topic import Answer, answer, cannot, topic
from services.insights import FindingKind as Kind
from services.values.money import Money, to_minor
from services.values.periods import Period
from services.values.writing import day


async def _upcoming(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.subjects or question.is_some or question.amount is not None:
        return cannot("I know what is to be expected of all spending.", "What will I spend this month?")
    period = context.calendar.chosen(question.when, context.today)
    if period.end < context.today or period.end > _last_ahead(context):
        return cannot("I can look ahead to the end of this year, or three months.", "What will I spend this month?")
    if period.is_running(context.today) and period != context.calendar.chosen(NOW, context.today):
        return answer(_this_period(await tools.budget(question.when)))
    trend, budget = await tools.trend(AVERAGED_PERIODS + 1), await tools.budget(NOW)
    advised = await tools.advice(NOW, Kind.SPENDING_ABOVE_INCOME)
    usual = _as_usual(period, trend, context) if period.start > context.today else ""
    return answer(usual, f"{averaged(trend)} {_this_period(budget)}", _ahead(trend.ahead), advised=advised)


def _as_usual(period: Period, trend: TrendFacts, context: QuestionContext) -> str:
    """Say what whole periods to come would cost if they are like the average."""
    periods = list(context.calendar.overlapping(period))
    if (periods[0].start, periods[-1].end) != (period.start, period.end):
        return ""
    cost, income = trend.average_expenses, trend.average_income
    expenses, earned = (phrases.unsigned(Money(flow.minor * len(periods), flow.currency)) for flow in (cost, income))
    when = phrases.during(days_of(period, context.today))
    return f"About {expenses} would be spent and {earned} come in {when}, if it is like the average."


def _last_ahead(context: QuestionContext) -> date:
    """Return the last day that can be told."""
    period = context.calendar.containing(context.today)
    for _ in range(PERIODS_AHEAD):
        period = context.calendar.containing(period.end + timedelta(days=1))
    return max(period.end, context.today.replace(month=12, day=31))


async def _afford(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Compare an amount with the budget that remains, or with what is left over until a day."""
    example = "Can I afford 500 by next March?"
    if question.amount is None or question.is_some:
        return cannot("say how much it costs.", example)
    price = Money(to_minor(question.amount, context.currency), context.currency)
    period = context.calendar.chosen(question.when, context.today)
    if question.period is None or period.end <= context.today:
        facts = await tools.budget(NOW)
        if facts.safe_to_spend_per_day is None:
            return cannot("there is no budget to compare it with.", example)
        fits = "Yes" if facts.remaining.minor >= price.minor else "No"
        left = Money(max(facts.remaining.minor, 0), context.currency)
        return answer(
            f"{fits}. {phrases.unsigned(left)} of your budget remains {phrases.during(facts.period)}; it "
            f"costs {phrases.unsigned(price)}."
        )
    return answer(_by(price, period.start, await tools.trend(AVERAGED_PERIODS + 1), context))


def _by(price: Money, until: date, trend: TrendFacts, context: QuestionContext) -> str:
    months = context.calendar.count_starts(context.today, until)
    left = Money(trend.average_net.minor * months, price.currency)
    fits = "Yes" if left.minor >= price.minor else "No"
    kept = "would be left over" if left.minor >= 0 else "would be missing"
    sentence = f"{fits}, if the next months are like the last ones: {phrases.unsigned(left)} {kept} by {day(until)}"
    return f"{sentence}, and it costs {phrases.unsigned(price)}. {averaged(trend)}"


def _this_period(facts: BudgetFacts) -> str:
    """Say the spending and the projection of the current period."""
    return f"You spent {phrases.unsigned(facts.actual)} {phrases.during(facts.period)}. {heading(facts)}"


def _ahead(months: Sequence[NamedAmount]) -> str:
    """List the amounts that the next months would leave, added up."""
    ends = ((month, "ahead" if month.amount.minor >= 0 else "short") for month in months)
    lines = (f"- {month.name}: {phrases.unsigned(month.amount)} {word} by its end" for month, word in ends)
    return "\n".join(("If the next months go on at this pace:", *lines))


AFFORD = topic(
    "afford",
    r"\bafford\b",
    """afford can could will be able something thing new next bike car phone holiday laptop sofa computer camera
    trip purchase cost costs costing buy it by until before end for""",
    {Measure.SUM: _afford},
    ahead=True,
)
FORECAST = topic(
    "forecast",
    r"\bcoming\b|upcoming|forecast|predict|outlook|at this (?:pace|rate)|\bwill\b|going to (?:spend|cost"
    r"|have)|\bfuture\b"
    r"|\bexpected\b|\bnext\b",
    """coming upcoming forecast predict prediction predicted outlook pace rate will going spend spent spending cost have
    future look looks like expected expect projected projection next months month save saved left over end
    year money be by still""",
    {Measure.SUM: _upcoming},
    ahead=True,
)
