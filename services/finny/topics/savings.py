"""Money that is left over, and summaries."""

from services.calculations import AVERAGED_PERIODS, BudgetStatus
from services.finny import phrases
from services.finny.facts import OverviewFacts, TrendFacts
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.question_words import OVERSPENT
from services.finny.tools import NOW, Tools
from services.finny.topics import comparison
from services.finny.topics.averages import averaged
from services.finny.topics.budget import whole_budget
from services.finny.topics.help import BUDGET_KINDS
from services.finny.topics.topic import Answer, answer, cannot, topic
from services.insights import FindingKind as Kind
from services.values.writing import percent

_WORDS = """
save saves saved saving savings rate left leftover over net put set aside surplus deficit income spend spent spending
earn earned came come money make made got get kept keep worse better off live within means remain remained percent
percentage more less than
"""


async def _saved(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    if question.subjects or question.is_some:
        return cannot("I know what is left over of everything.", "How much did I save last month?")
    facts = await tools.overview(question.when)
    yes = ""
    if question.yes_or_no:
        above = bool(OVERSPENT.search(question.rest))
        yes = "Yes. " if (facts.net.minor < 0) == above and facts.net.minor else "No. "
    return answer(yes + net(facts), advised=await tools.advice(question.when, Kind.SPENDING_ABOVE_INCOME))


async def _on_average(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    if question.subjects or question.period is not None or question.unit not in {"", "month"}:
        return cannot("I know what is left over a month on average.", "How much do I save a month on average?")
    trend: TrendFacts = await tools.trend(AVERAGED_PERIODS + 1)
    return answer(averaged(trend), advised=await tools.advice(NOW, Kind.SPENDING_ABOVE_INCOME))


async def _summary(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    if question.subjects or question.is_some:
        return cannot("I can sum up a whole period.", "How am I doing this month?")
    overview, budget = await tools.overview(question.when), await tools.budget(question.when)
    paragraphs = [net(overview)]
    if overview.period.whole and budget.status != BudgetStatus.UNPLANNED:
        paragraphs.append(whole_budget(budget))
    if overview.changes:
        paragraphs.append(phrases.changes(overview.changes))
    return answer(*paragraphs, advised=await tools.advice(question.when, *BUDGET_KINDS, Kind.SPENDING_ABOVE_INCOME))


def net(facts: OverviewFacts) -> str:
    """Say how much was left over."""
    kind = "left over" if facts.net.minor >= 0 else "missing: you spent more than came in"
    rate = f", {percent(facts.savings_rate)} of your income" if facts.savings_rate and facts.net.minor > 0 else ""
    flow = f"{phrases.unsigned(facts.income)} came in and {phrases.unsigned(facts.expenses)} was spent"
    when = phrases.during(facts.period)
    return f"{when[0].upper()}{when[1:]}, {flow}, so {phrases.unsigned(facts.net)} was {kind}{rate}."


SAVINGS = topic(
    "savings",
    r"\bsav(?:e|es|ed|ing)\b|savings? rate|left over|leftover|\bnet\b(?! worth)|surplus|(?:better|worse) off"
    r"|(?:spen[dt]|spending) (?:more|less) than .*\b(?:earn(?:ed)?|ma[dk]e|came in|come in|income|got)\b"
    r"|\b(?:earn|come in|came in|ma[dk]e)\w*\b.*\b(?:more|less)\b.*\bthan\b.*\bspen[dt]|\b(?:more"
    r"|less)\b.*\bearn.*\bthan\b.*\bspen[dt]",
    _WORDS,
    {
        Measure.SUM: _saved,
        Measure.SHARE: _saved,
        Measure.AVERAGE: _on_average,
        Measure.CHANGE: comparison.changed,
    },
)
SUMMARY = topic(
    "summary",
    r"^\W*how (?:am|are|is|was|were|did)\W*(?:i|we|it|things|my money)?\W*(?:doing|going|go|looking)?\W*$|\bsummar"
    r"|overview|\bfinances\b|(?:good|bad) month",
    "doing going go looking things money summary summarise summarize overview finances good bad month financially",
    {Measure.SUM: _summary},
)
