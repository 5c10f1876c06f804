"""Reasons why spending was high: its largest parts and payees, beside the period before."""

from collections import defaultdict

from services.calculations import CategoryKind
from services.finny import phrases
from services.finny.facts import NamedAmount
from services.finny.question import Question
from services.finny.question_context import QuestionContext
from services.finny.tools import Tools
from services.finny.topics.topic import Answer, answer, cannot, entries_of
from services.values.money import Money
from services.values.payees import payee_name


async def why(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    """Say what the spending consists of, and what changed most."""
    if not question.subjects and question.period is None and not question.unread.strip(" ?!."):
        return cannot("of what do you want to know the reasons?", "Why did I spend so much on food in October?")
    entries = await entries_of(question, tools, CategoryKind.EXPENSE)
    if not entries.rows:
        return answer(f"There were no expenses {phrases.during(entries.period)}.")
    sums: defaultdict[str, int] = defaultdict(int)
    for row in entries.rows:
        sums[payee_name(row.payee)] -= row.amount.minor
    ranked = sorted((NamedAmount(name, Money(amount, context.currency)) for name, amount in sums.items()), key=_size)
    listed = "; ".join(f"{named.name} {phrases.cost(named.amount)}" for named in ranked[: phrases.MOST_LISTED])
    biggest = sorted(entries.rows, key=lambda row: row.amount.minor)[: phrases.MOST_LISTED]
    paragraphs = [f"Most went to: {listed}.", "\n".join(("The biggest payments:", *map(phrases.entry, biggest)))]
    if not question.payees and not question.is_some and len(question.categories) < 2:
        facts = await tools.spending(question.category, question.when)
        paragraphs.insert(0, f"{phrases.spent(facts)} {phrases.beside_before(facts)}")
    return answer(*paragraphs)


def _size(named: NamedAmount) -> int:
    return -named.amount.minor
