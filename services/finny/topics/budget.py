"""The budget, that of a category, and what is safe to spend."""

from collections.abc import Sequence

from services.calculations import BudgetStatus
from services.finny import phrases
from services.finny.facts import BudgetFacts, BudgetLine, Days
from services.finny.question import Measure, Question
from services.finny.question_context import QuestionContext
from services.finny.question_words import OVERSPENT
from services.finny.tools import NOW, Tools
from services.finny.topics.help import BUDGET_KINDS
from services.finny.topics.topic import Answer, answer, cannot, topic
from services.values.money import Money
from services.values.writing import day

NO_PAST = "No earlier period tells yet what is to be expected by the end."

STATUSES = {
    BudgetStatus.UNPLANNED: "there is no plan",
    BudgetStatus.UNDER: "well under the plan",
    BudgetStatus.ON_TRACK: "on track",
    BudgetStatus.AT_RISK: "at risk",
    BudgetStatus.OVER: "over the plan",
}


async def _budget(question: Question, tools: Tools, _: QuestionContext) -> Answer:
    if question.payees or question.goals or question.is_some or question.amount is not None:
        return cannot("I know the budget of all spending and of each category.", "Does my budget hold?")
    facts = await tools.budget(question.when)
    if question.category:
        return _of_categories(question, facts)
    if facts.status == BudgetStatus.UNPLANNED:
        return answer(whole_budget(facts))
    trouble = [line for line in facts.lines if line.status in {BudgetStatus.AT_RISK, BudgetStatus.OVER}]
    trouble.sort(key=lambda line: (line.status, line.remaining.minor))
    advised = await tools.advice(question.when, *BUDGET_KINDS)
    return answer(whole_budget(facts), _trouble(trouble), advised=advised)


def _of_categories(question: Question, facts: BudgetFacts) -> Answer:
    paragraphs: list[str] = []
    for name in question.categories:
        # The lines of categories with the same name also name their parents.
        lines = [line for line in facts.lines if line.category == name or line.category.startswith(f"{name} (")]
        paragraphs += [_line(line, facts.period) for line in lines]
        if not lines:
            paragraphs.append(f"{name} has no budget {phrases.during(facts.period)}.")
        elif question.yes_or_no and len(question.categories) == 1:
            over = all(line.status == BudgetStatus.OVER for line in lines)
            asked_over = bool(OVERSPENT.search(question.rest))
            paragraphs[0] = f"{'Yes' if over == asked_over else 'No'}. {paragraphs[0]}"
    return answer(*paragraphs)


async def _safe(question: Question, tools: Tools, context: QuestionContext) -> Answer:
    period = context.calendar.chosen(question.when, context.today)
    if period.end not in {context.today, context.calendar.containing(context.today).end}:
        return cannot("I know what is safe to spend until the end of this budget period.", "What is safe to spend?")
    if question.category:
        return await _budget(question, tools, context)
    if question.subjects or question.is_some:
        return cannot("I know what is safe to spend of the whole budget or of a category.", "What is safe to spend?")
    return answer(_safe_to_spend(await tools.budget(NOW)), advised=await tools.advice(NOW, *BUDGET_KINDS))


def whole_budget(facts: BudgetFacts) -> str:
    """Say whether the whole budget holds."""
    if facts.status == BudgetStatus.UNPLANNED:
        return f"You have no budget {phrases.during(facts.period)}; you spent {phrases.unsigned(facts.actual)}."
    broken = facts.status == BudgetStatus.OVER
    if not facts.period.running:
        holds = "did not hold" if broken else "held"
    elif facts.status == BudgetStatus.AT_RISK:
        holds = "is at risk"
    else:
        holds = "does not hold" if broken else "holds so far"
    sentence = (
        f"Your budget {holds} {phrases.during(facts.period)}: {phrases.unsigned(facts.actual)} of "
        f"{phrases.unsigned(facts.planned)} is spent, "
    )
    sentence += f"{phrases.unsigned(facts.remaining)} {'remains' if facts.remaining.minor >= 0 else 'too much'}."
    return f"{sentence} {heading(facts)}" if facts.period.running else sentence


def heading(facts: BudgetFacts) -> str:
    """Say the projection of a period, and the spending of the previous one up to the same day."""
    before = f"{phrases.during(facts.previous_period)} it was {phrases.unsigned(facts.before)}"
    if facts.projected is None:
        return f"{NO_PAST} {before[0].upper()}{before[1:]}."
    sentence = expected(facts.projected, facts.period).removesuffix(".")
    return f"{sentence}{counted_once(facts.fixed)}; {before}."


def expected(projected: Money, days: Days) -> str:
    """Say the projection of a period."""
    return f"{phrases.unsigned(projected)} is to be expected by {day(days.end)}."


def counted_once(fixed: Sequence[str]) -> str:
    """List the categories that are paid at once, within a sentence."""
    if not fixed:
        return ""
    shown = ", ".join(fixed[: phrases.MOST_LISTED])
    others = len(fixed) - phrases.MOST_LISTED
    return f" ({shown}{f' and {others} more' if others > 0 else ''} counted once, the rest at its usual pace)"


def _line(line: BudgetLine, days: Days) -> str:
    """Say whether the budget of a category holds."""
    left = "remains" if line.remaining.minor >= 0 else "too much"
    sentence = f"{line.category} is {STATUSES[line.status]} {phrases.during(days)}: {phrases.unsigned(line.actual)} of "
    sentence += f"{phrases.unsigned(line.planned)} is spent, {phrases.unsigned(line.remaining)} {left}."
    if days.running:
        sentence += f" {NO_PAST}" if line.projected is None else f" {expected(line.projected, days)}"
    return sentence


def _trouble(lines: Sequence[BudgetLine]) -> str:
    """List the categories whose budget is exceeded or at risk."""
    if not lines:
        return "No category looks like going over its plan."
    warnings = (
        f"- {line.category}: {STATUSES[line.status]}, {phrases.unsigned(line.actual)} of "
        f"{phrases.unsigned(line.planned)} is spent"
        f"{'' if line.projected is None else f', and {phrases.unsigned(line.projected)} is to be expected'}"
        for line in lines[: phrases.MOST_LISTED]
    )
    return "\n".join(("Watch these:", *warnings))


def _safe_to_spend(facts: BudgetFacts) -> str:
    """Say how much is safe to spend a day."""
    if facts.safe_to_spend_per_day is None:
        return f"You have no budget {phrases.during(facts.period)}, so I cannot tell what is safe to spend."
    if facts.remaining.minor <= 0:
        return (
            f"Nothing is safe to spend {phrases.during(facts.period)}: the budget is overspent by "
            f"{phrases.unsigned(facts.remaining)}."
        )
    sentence = f"{phrases.unsigned(facts.safe_to_spend_per_day)} a day is safe to spend {phrases.during(facts.period)}"
    return (
        f"{sentence}: {phrases.unsigned(facts.remaining)} of your budget of {phrases.unsigned(facts.planned)} remains."
    )


SAFE = topic(
    "safe",
    r"\bsafe(?:ly)?\b|left to spend|(?:can|could|may|should) (?:i|we) (?:still )?spend|allowance"
    r"|daily (?:budget|limit)",
    "safe safely left spend can could may should still allowance day budget limit today per more",
    dict.fromkeys((Measure.SUM, Measure.AVERAGE), _safe),
)
BUDGET = topic(
    "budget",
    r"budget|\bplan(?:s|ned)?\b|on track|overspen|\bhold(?:s|ing)?\b|\bleft (?:for|of|in|on)\b"
    r"|how much .*\bleft\b(?! over)|remain"
    r"|\b(?:am|are|is) (?:i|we|it|[\ue000-\uf8ff]) (?:\w+ )?(?:over|under|above|below)\b(?! (?:zero|\d))"
    r"|\bover the limit\b|within (?:my|our) means",
    "budget budgets budgeted plan plans planned above below track overspent overspend overspending over under hold "
    "holds holding left"
    " remain remains remaining limit spend spent spending still go going doing look looking fine okay exceed exceeded"
    " money stay within keep keeping used use will by end can exceeding month hit",
    {Measure.SUM: _budget},
)
