"""All topics in the order in which they claim questions, the most special first."""

from services.calculations import CategoryKind
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.question_words import FROM_ONE_TO_ANOTHER
from services.finny.topics.balances import BALANCES
from services.finny.topics.bills import BILLS, OF_BILLS
from services.finny.topics.budget import BUDGET, SAFE
from services.finny.topics.commands import COMMANDS
from services.finny.topics.forecast import AFFORD, FORECAST
from services.finny.topics.goals import GOALS
from services.finny.topics.help import ADVISING, HELPING
from services.finny.topics.income import INCOME, MOVED, REFUNDS
from services.finny.topics.savings import SAVINGS, SUMMARY
from services.finny.topics.spending import SPENDING, WHERE
from services.finny.topics.topic import Topic
from services.finny.topics.unusual import UNUSUAL

TOPICS = (
    HELPING,
    COMMANDS,
    ADVISING,
    AFFORD,
    SAFE,
    GOALS,
    BILLS,
    BALANCES,
    REFUNDS,
    UNUSUAL,
    SAVINGS,
    BUDGET,
    FORECAST,
    INCOME,
    MOVED,
    SUMMARY,
    WHERE,
    SPENDING,
)
# A goal's name makes these a question about the goal.
_OF_A_GOAL = {SPENDING, SAVINGS, BUDGET, FORECAST, WHERE, BALANCES, MOVED}
_WITHOUT_MONEY = {HELPING, COMMANDS, ADVISING}


def topic_of(question: Question, context: QuestionContext) -> Topic | None:
    """Return the topic that claims a question by its words, or by what it names."""
    topic = next((topic for topic in TOPICS if topic.pattern.search(question.rest)), None)
    if question.paying and question.subjects == len(question.paying) and topic in {BUDGET, FORECAST}:
        return BALANCES
    if topic is SPENDING and FROM_ONE_TO_ANOTHER.search(question.rest):
        return MOVED
    if question.goals and not question.categories and (topic is None or topic in _OF_A_GOAL):
        return GOALS
    kinds = {context.categories[name] for name in question.categories}
    if topic in {None, SPENDING} and kinds == {CategoryKind.INCOME}:
        return INCOME
    if (
        topic is SPENDING
        and question.period
        and context.calendar.chosen(question.when, context.today).start > context.today
    ):
        return BILLS if OF_BILLS.search(question.rest) else FORECAST
    return topic or _by_what_is_named(question, context)


def _by_what_is_named(question: Question, context: QuestionContext) -> Topic | None:
    if question.subjects or question.is_some or question.without or question.measure is Measure.CHANGE:
        return SPENDING
    if question.period is None:
        return None
    if (question.period.start or context.today) > context.today:
        return FORECAST
    return SPENDING if is_bare(question) else SUMMARY


def continues(topic: Topic | None) -> bool:
    """Return True if a later question can go on with a topic."""
    return topic is not None and topic not in _WITHOUT_MONEY


def is_bare(question: Question) -> bool:
    """Return True for a measure, or “how much”, of nothing."""
    return question.measure is not None or "much" in question.rest.casefold()


def lacks(topic: Topic, measure: Measure) -> str:
    """Say that a topic has no answer for a measure."""
    return f"I know no {_MEASURES[measure]} for {topic.name}."


def suggestions(topic: Topic | None, question: Question) -> tuple[str, ...]:
    """Return questions near to one that cannot be answered."""
    nearest = _SUGGESTIONS.get(topic.name if topic else "", "What were my biggest expenses this year?")
    about = f" on {question.category}" if question.category else ""
    return (f"How much did I spend{about} last month?", nearest)


_MEASURES = {
    Measure.SUM: "sum",
    Measure.COUNT: "count",
    Measure.AVERAGE: "average",
    Measure.SHARE: "share",
    Measure.CHANGE: "comparison",
    Measure.WHICH: "ranking",
    Measure.EXTREME: "ranking",
    Measure.WHEN: "day",
    Measure.LATEST: "latest payment",
    Measure.LIST: "list",
    Measure.WHY: "reasons",
}
_SUGGESTIONS = {
    "balances": "What are my balances?",
    "bills": "What bills are coming up?",
    "budget": "Does my budget hold?",
    "forecast": "What will I spend this month?",
    "afford": "Can I afford 500 by next March?",
    "goals": "How far are my goals?",
    "income": "What was my income last month?",
    "savings": "How much did I save last month?",
    "refunds": "What refunds did I get this year?",
}
