"""Commands: Finny changes nothing itself, but proposes a budget, a category or a goal."""

import re

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.parts import Categorise, CreateGoal, Proposal, SetBudget
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.tools import Tools
from services.finny.topics.help import READ_ONLY
from services.finny.topics.topic import Answer, topic
from services.values.money import Money, to_minor
from services.values.writing import amount, day

_WORDS = """
set my our the budget budgets plan for of on to at put move categorise categorize last latest newest payment purchase
transaction into in as under add create new goal savings by until please change raise lower increase be should make
"""
_GOAL = re.compile(
    r"\b(?:add|create|make|set up|new) (?:a |an |another )?(?:new )?(?:savings )?goal\b\W*(?:called |named |for |to )*"
    r"(?:a |an |the |my )?(?P<name>[^\W\d_][\w' -]{0,60}?)(?=\s+(?:of|for|with|worth|at|by|until)\b|\s*[,:.!?]|\s*$)",
    re.IGNORECASE,
)


async def _propose(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Propose the change that a command asks for, if Finny knows its kind."""
    proposal = (
        _goal(question, context) or await _category(question, tools, context) or await _budget(question, tools, context)
    )
    if proposal is None:
        return Answer((READ_ONLY,), about_money=False)
    return Answer((f"I change nothing myself. Shall I propose this? {proposal.text}.",), parts=(proposal,))


def _goal(question: Question, context: QuestionContext) -> Proposal | None:
    match = _GOAL.search(question.rest)
    if match is None or question.amount is None or question.subjects:
        return None
    until = context.calendar.chosen(question.period, context.today).end if question.period else None
    until = until if until and until > context.today else None
    name = match["name"].strip().capitalize()
    by = f" by {day(until)}" if until else ""
    price = amount(Money(to_minor(question.amount, context.currency), context.currency))
    return Proposal(f"Add the goal “{name}” of {price}{by}", CreateGoal(name, question.amount, until))


async def _category(question: Question, tools: Tools, context: QuestionContext) -> Proposal | None:
    """Propose a category for the last payment to a payee."""
    if len(question.payees) != 1 or len(question.categories) != 1 or question.subjects != 2:
        return None
    row = await tools.last_payment(question.payees[0])
    category = await tools.category_id(question.categories[0])
    if row is None or category is None or row.split_count > 1:
        return None
    paid = phrases.unsigned(Money(row.base_amount, context.currency))
    text = f"Put {paid} at {row.payee} on {day(row.date)} into {question.categories[0]}"
    return Proposal(text, Categorise((row.id,), category))


async def _budget(question: Question, tools: Tools, context: QuestionContext) -> Proposal | None:
    """Propose the budget of a category from this period on."""
    if question.amount is None or len(question.categories) != 1 or question.subjects != 1 or question.period:
        return None
    name = question.categories[0]
    category = await tools.category_id(name)
    if category is None or context.categories[name] != CategoryKind.EXPENSE:
        return None
    period = context.calendar.containing(context.today)
    price = amount(Money(to_minor(question.amount, context.currency), context.currency))
    text = f"Set the budget of {name} to {price} from {day(period.start)} on"
    return Proposal(text, SetBudget(category, question.amount, period.start))


COMMANDS = topic(
    "commands",
    r"^\W*(?:please |can you |could you |will you |would you )?(?:(?:delete|remove|record|add(?! up)"
    r"|create|rename|remind"
    r"|import|export|cancel|undo|update(?! on| about| me)|edit|clear|mark|move|put|book|categori[sz]e"
    r"|increase|lower|raise"
    r"|print|email|split|tag)\b|set (?:a|an|the|my|our|up|[\ue000-\uf8ff])"
    r"|(?:transfer|send|pay|buy) .*(?:\d|to [\ue000-\uf8ff]))",
    _WORDS,
    dict.fromkeys(Measure, _propose),
)


def is_of_a_goal(question: Question) -> bool:
    """Return True for a command that names a new goal, whose words nobody knows."""
    return bool(_GOAL.search(question.rest))
