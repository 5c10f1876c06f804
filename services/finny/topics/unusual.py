"""Unusual payments and double charges."""

from collections.abc import Sequence

from services.finny import phrases
from services.finny.facts import Days, days_of
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.tools import Tools
from services.finny.topics.topic import Answer, answer, cannot, topic


async def _unusual(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.subjects or question.is_some:
        return cannot("I look for unusual payments among all of them.", "Is anything unusual this month?")
    period = context.calendar.chosen(question.when, context.today)
    return answer(_insights(await tools.unusual(period), days_of(period, context.today)))


def _insights(insights: Sequence[str], days: Days) -> str:
    """List the insights into single payments of a period."""
    if not insights:
        return f"I see nothing unusual {phrases.during(days)}."
    return "\n".join(
        (f"Unusual {phrases.during(days)}:", *(f"- {insight}" for insight in insights[: phrases.MOST_LISTED]))
    )


UNUSUAL = topic(
    "unusual",
    r"unusual|strange|\bodd\b|weird|ordinary|stands? out|suspicious|duplicate|\btwice\b|anything wrong",
    "unusual strange odd weird ordinary stand stands out suspicious duplicate duplicates twice wrong "
    "charge charged charges"
    " payment payments expense expenses spending transactions happen happened see look looks double "
    "paid purchase purchases",
    dict.fromkeys((Measure.SUM, Measure.LIST), _unusual),
)
