"""Built-in Finny: answers everyday questions from the ledger's own figures, without network or model."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

from services.assistant import phrases
from services.assistant.facts import BudgetLine, Entry
from services.assistant.provider import Turn
from services.assistant.questions import Intent, Question, understood
from services.assistant.tools import MOST_ENTRIES, NOW, Surroundings, Tools
from services.assistant.unusual import charged_twice, standing_out
from services.calculations import BudgetStatus
from services.errors import Refused
from services.periods import PeriodChoice, choose_period, last_periods, period_containing

BUILT_IN = "built-in"

PERIODS_KNOWN = 7
PERIODS_USUAL = 6

Answer = Callable[[Question, Tools, Surroundings], Awaitable[list[str]]]


class BuiltInFinny:
    """A provider that needs nobody else; says what it can answer when it does not understand."""

    name = BUILT_IN

    async def reply(self, turn: Turn) -> AsyncIterator[str]:
        """The answer, paragraph by paragraph."""
        around = await turn.tools.surroundings()
        earlier = [said.text for said in turn.history if said.author == "USER"]
        question = understood(turn.question, earlier, around)
        if question.intent is None:
            yield f"{phrases.NOT_UNDERSTOOD} {phrases.HELP}"
            return
        try:
            answer = await _ANSWERS[question.intent](question, turn.tools, around)
        except Refused as refused:
            answer = [str(refused)]
        for number, part in enumerate(answer):
            yield f"\n\n{part}" if number else part


async def _help(_: Question, __: Tools, ___: Surroundings) -> list[str]:
    return [phrases.HELP]


async def _spent(question: Question, tools: Tools, around: Surroundings) -> list[str]:
    if question.payee and not question.category:
        found = await tools.transactions(question.when, text=question.payee, limit=3)
        if found.found:
            return [phrases.paid_to(question.payee, found)]
        return [phrases.nobody(question.payee, found.period, around.categories)]
    facts = await tools.spending(question.category, question.when)
    if facts is None:
        return [phrases.HELP]
    said = [phrases.spent(facts) if facts.average is None else f"{phrases.spent(facts)} {phrases.beside_before(facts)}"]
    return [*said, phrases.parts(facts)] if len(facts.parts) > 1 else said


async def _where(question: Question, tools: Tools, around: Surroundings) -> list[str]:
    return await _spent(Question(Intent.SPENT, question.category, period=question.period), tools, around)


async def _changed(question: Question, tools: Tools, _: Surroundings) -> list[str]:
    facts = await tools.spending(question.category, question.when)
    base = await tools.spending(question.category, question.against) if question.against else None
    if facts is None:
        return [phrases.HELP]
    running = [phrases.still_running(facts.period)] if facts.period.running else []
    if base and base.period.start != facts.previous_period.start:
        return [f"{phrases.spent(facts)} {phrases.against(facts, base)}", *running]
    if question.category:
        return [f"{phrases.spent(facts)} {phrases.beside_before(facts)}", *running]
    overview = await tools.overview(question.when)
    changes = [phrases.changes(overview.changes)] if overview.changes else []
    return [phrases.overview(overview), *changes, *running]


async def _budget(question: Question, tools: Tools, _: Surroundings) -> list[str]:
    facts = await tools.budget(question.when)
    if question.category:
        line = next((each for each in facts.lines if each.category == question.category), None)
        if line is None:
            return [phrases.unplanned(question.category, facts.period)]
        return [phrases.budget_line(line, facts.period)]
    said = phrases.budget(facts)
    if facts.status == BudgetStatus.UNPLANNED:
        return [said]
    trouble = [line for line in facts.lines if _in_trouble(line)]
    return [said, phrases.budget_trouble(sorted(trouble, key=lambda line: (line.status, line.remaining.minor)))]


def _in_trouble(line: BudgetLine) -> bool:
    """Over the plan, or heading there; not what is paid at once, which cost no more than the plan before."""
    if line.status == BudgetStatus.AT_RISK:
        return not 0 < max(line.before.minor, line.actual.minor) <= line.planned.minor
    return line.status == BudgetStatus.OVER


async def _safe(_: Question, tools: Tools, __: Surroundings) -> list[str]:
    return [phrases.safe(await tools.budget(NOW))]


async def _goal(question: Question, tools: Tools, around: Surroundings) -> list[str]:
    facts = await tools.goals()
    chosen = [each for each in facts if each.name == question.goal]
    return [phrases.goals(chosen or facts, around.today)]


async def _biggest(question: Question, tools: Tools, _: Surroundings) -> list[str]:
    facts = await tools.transactions(question.when, category=question.category, biggest=True, limit=MOST_ENTRIES)
    of_payee: dict[str, Entry] = {}
    for each in facts.entries:
        of_payee.setdefault(each.payee, each)
    return [phrases.biggest(facts.period, list(of_payee.values())[: phrases.MOST_LISTED])]


async def _latest(question: Question, tools: Tools, _: Surroundings) -> list[str]:
    facts = await tools.transactions(question.when, category=question.category, limit=phrases.MOST_LISTED)
    return [phrases.latest(facts)]


async def _unusual(question: Question, tools: Tools, around: Surroundings) -> list[str]:
    period = choose_period(question.when, around.today, around.start_day)
    first = last_periods(period_containing(period.start, around.start_day), PERIODS_USUAL + 1, around.start_day)[0]
    now = await tools.expenses(PeriodChoice(start=period.start, end=period.end))
    before = await tools.expenses(PeriodChoice(start=first.start, end=period.start - timedelta(days=1)))
    found, doubled = standing_out(now, before)[: phrases.MOST_LISTED], charged_twice(now)
    facts = await tools.spending(None, question.when)
    days = facts.period if facts else (await tools.overview(question.when)).period
    if doubled and not found:
        return [phrases.twice(doubled)]
    said = [phrases.unusual([each for each, _ in found], [usual.amount for _, usual in found], days)]
    return [*said, phrases.twice(doubled)] if doubled else said


async def _upcoming(_: Question, tools: Tools, __: Surroundings) -> list[str]:
    trend, budget = await tools.trend(PERIODS_KNOWN), await tools.budget(NOW)
    return [f"{phrases.average(trend)} {phrases.this_period(budget)}", phrases.upcoming(trend.ahead)]


async def _income(question: Question, tools: Tools, _: Surroundings) -> list[str]:
    if question.category:
        facts = await tools.spending(question.category, question.when)
        if facts is not None and facts.kind == "INCOME":
            return [f"{phrases.spent(facts)} {phrases.beside_before(facts)}"]
    return [phrases.income(await tools.overview(question.when))]


async def _saved(question: Question, tools: Tools, _: Surroundings) -> list[str]:
    return [phrases.net(await tools.overview(question.when))]


_ANSWERS: dict[Intent, Answer] = {
    Intent.HELP: _help,
    Intent.SPENT: _spent,
    Intent.WHERE: _where,
    Intent.CHANGED: _changed,
    Intent.BUDGET: _budget,
    Intent.SAFE: _safe,
    Intent.GOAL: _goal,
    Intent.BIGGEST: _biggest,
    Intent.LATEST: _latest,
    Intent.UNUSUAL: _unusual,
    Intent.UPCOMING: _upcoming,
    Intent.INCOME: _income,
    Intent.SAVED: _saved,
}
