"""Savings goals: how far they are, what is missing, and when they will be reached."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.finny import phrases
from services.finny.facts import GoalFacts
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.tools import NOW, Tools
from services.finny.topics.topic import Answer, answer, cannot, topic
from services.insights import FindingKind as Kind
from services.values.writing import day, percent

FARTHEST = timedelta(days=36_500)

_WORDS = """
goal goals save saved saving savings target far reach reached get there away missing need needs left still go going done
progress track put aside money percent percentage complete completed finished ready funded will by end time can should
could how when remaining remains fund doing achieve achieved hit more close near rate pace so this at get
"""


async def _goal(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    if question.payees or question.is_some:
        return cannot("I know how far your goals are.", "How far are my goals?")
    if (
        question.period
        and question.edge != "now"
        and context.calendar.chosen(question.period, context.today).start <= context.today
    ):
        return cannot("I know how much is saved for a goal in all, but not in a period.", "How far are my goals?")
    facts = await tools.goals()
    chosen = [goal for goal in facts if goal.name in question.goals] or facts
    about = question.goals[0] if question.goals else None
    advised = await tools.advice(NOW, Kind.GOAL_OFF_PACE, about=about)
    paces = [_when_reached(goal, context.today) for goal in chosen] if question.goals else []
    return answer(_goals(chosen, context.today), *paces, advised=advised)


def _when_reached(goal: GoalFacts, today: date) -> str:
    """Say when a goal is reached if saving goes on as since its start."""
    if not goal.known or goal.remaining.minor == 0 or goal.started_on is None or goal.started_on >= today:
        return ""
    if goal.saved.minor <= 0:
        return "At this pace it is never reached: nothing is saved."
    days = timedelta(days=-(-(today - goal.started_on).days * goal.remaining.minor // goal.saved.minor))
    if days > FARTHEST:
        return "At this pace it is not reached in a hundred years."
    reached = today + days
    sentence = f"At the pace since {day(goal.started_on)} it is reached in {reached:%B %Y}"
    if goal.target_date:
        return f"{sentence}, {'before' if reached <= goal.target_date else 'after'} its date."
    return f"{sentence}."


_PACES = {True: "it is on track", False: "it is behind its pace", None: "it has just begun"}


def _progress(facts: GoalFacts, today: date) -> str:
    """Say the progress of a goal."""
    if not facts.known:
        target = phrases.unsigned(facts.target)
        return f"{facts.name}: nobody knows how much of {target} is saved, as its account has no balance."
    sentence = (
        f"{facts.name}: {phrases.unsigned(facts.saved)} of {phrases.unsigned(facts.target)} is saved "
        f"({percent(facts.progress)})"
    )
    if facts.remaining.minor == 0:
        return f"{sentence}; it is reached."
    sentence += f", {phrases.unsigned(facts.remaining)} to go"
    if facts.target_date and facts.target_date <= today:
        sentence += f"; its date was {day(facts.target_date)}"
    elif facts.target_date and facts.needed_per_month:
        pace = _PACES[facts.on_track]
        sentence += (
            f"; {pace}, and needs {phrases.unsigned(facts.needed_per_month)} a month until {day(facts.target_date)}"
        )
    return f"{sentence}."


def _goals(facts: Sequence[GoalFacts], today: date) -> str:
    """List the progress of goals."""
    if not facts:
        return "You have no savings goals yet."
    return "\n".join(
        (f"Your goals as of {day(today)}:", *(f"- {_progress(goal_facts, today)}" for goal_facts in facts))
    )


GOALS = topic(
    "goals",
    r"\bgoals?\b|saved? (?:up )?(?:for|towards)|saving (?:up )?for|how (?:far|close)|target\b",
    _WORDS,
    dict.fromkeys((Measure.SUM, Measure.SHARE, Measure.AVERAGE, Measure.WHEN), _goal),
    ahead=True,
)
