"""Help, small talk, commands, advice, and what Finny says if it cannot answer."""

from collections.abc import Sequence
from datetime import date

from services.finny import question_words as words
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.tools import NOW, Tools
from services.finny.topics.topic import Answer, topic
from services.insights import FindingKind as Kind
from services.values.writing import day

BUDGET_KINDS = (Kind.BUDGET_OVER, Kind.BUDGET_AT_RISK)

HELP = (
    "I can answer questions about your own money, for example: “How much did I spend on groceries last month?”, "
    "“What changed against last month?”, “Does my budget hold?”, “How far are my goals?”, "
    "“What were my biggest expenses this year?”, “Is anything unusual?”, “What is safe to spend?”, "
    "“What do the next months look like at this pace?”, “What was my income since July?”, "
    "“Which shop did I spend the most at this year?” and “Do you have any tips?”. "
    "Name a category or a payee, and a period such as “this year”, “in September” or “since July”."
)
NOT_UNDERSTOOD = f"I did not understand that. {HELP}"
GREETING = f"Hello! {HELP}"
THANKS = "You are welcome. Ask me anything about your money."
ASK_BACK = (
    "Of what, and when? Name a category or a payee, and a period, "
    "for example “How much did I spend on food last month?”."
)
STILL_TO_COME = "those days are still to come."
NOT_LEFT_OUT = (
    "I can leave categories of expenses out of all that you spent in a period, but nothing out of anything else. "
    "Ask, for example, “How much did I spend without rent last month?”."
)
READ_ONLY = f"I only read and answer; I change nothing. {HELP}"
ADVICE = "This is what your figures suggest:"
NO_ADVICE = "I see nothing in your figures that calls for advice."


def not_read(unread: Sequence[str]) -> str:
    """Say which words were not understood."""
    named = ", ".join(f"“{word}”" for word in unread[:3])
    return f"I do not know what {named} means here."


def begins(first: date, *, within: bool) -> str:
    """Say when the ledger begins."""
    return f"{'Your' if within else 'your'} ledger begins on {day(first)}."


def pleasantry(text: str) -> Answer | None:
    """Return the answer to a greeting or to thanks, None for any other text."""
    spoken = set(words.SPOKEN.findall(text.casefold()))
    if not spoken:
        return None
    if spoken <= words.GREETINGS:
        return Answer((GREETING,), about_money=False)
    return Answer((THANKS,), about_money=False) if spoken <= words.THANKS else None


async def _help(_: Question, __: Tools, ___: QuestionContext) -> Answer:
    return Answer((HELP,), about_money=False)


async def _advice(_: Question, tools: Tools, __: QuestionContext) -> Answer:
    kinds = BUDGET_KINDS, (Kind.GOAL_OFF_PACE,), (Kind.SPENDING_ABOVE_INCOME,)
    advised = tuple(filter(None, [await tools.advice(NOW, *group) for group in kinds]))
    return Answer((ADVICE if advised else NO_ADVICE,), advised)


HELPING = topic(
    "help",
    r"\bhelp\b|what (?:else )?(?:can|could) you\b|what do you (?:do|know|offer)\b"
    r"|what (?:can|could|may|should) (?:i|we) ask|\bwh(?:o|at) are you\b|^are you\b",
    "help you who else know offer ask can could may should",
    dict.fromkeys(Measure, _help),
)
ADVISING = topic(
    "advice",
    r"\btips?\b|\badvi[cs]e|recommend|suggest|cut (?:back|down|costs)|(?<!did i )(?<!did we )spend less\b(?! than)"
    r"|improve|what should (?:i|we) do\b"
    r"|save (?:more|money|some money)|how (?:can|could|do|should) (?:i|we) save",
    "tip tips advice advise recommend recommendation suggest suggestion cut back down costs spend spending less improve"
    " should save more money some can could finances you better",
    dict.fromkeys((Measure.SUM, Measure.LIST), _advice),
)
