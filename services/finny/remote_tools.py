"""The tools for a language model: words for periods, and amounts as text with their currency."""

from collections.abc import Callable, Coroutine
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from pydantic_ai import ModelRetry, RunContext

from services.finny.facts import Days
from services.finny.period_phrases import named_period
from services.finny.provider import Turn
from services.values.calendars import Calendar
from services.values.errors import Refused
from services.values.money import Money, money_decimal
from services.values.periods import PeriodChoice

LONGEST_TEXT = 200
UNTRUSTED = "untrusted_data"  # texts in it were written by banks and strangers

Context = RunContext[Turn]
Json = Any


async def spending(context: Context, category: str | None = None, period: str = "this month") -> Json:
    """Return the money spent on a category, or on everything, in a period and in the previous one.

    It has the parts too. A period that is not over is compared with the same days of the previous one. `period` is
    a month such as 2026-09, a range such as 2026-07-01/2026-09-30, or words such as "last month".
    """
    facts = await _asked(context, period, lambda choice: context.deps.tools.spending(category, choice))
    return _told(context, facts)


async def budget(context: Context, period: str = "this month") -> Json:
    """Return the budget of a period, in total and by category: planned, actual, remaining, projected, safe to spend.

    `projected` is for the end of the period, and null if it is unknown. The categories named as `fixed` count once.
    """
    return _told(context, await _asked(context, period, context.deps.tools.budget))


async def trend(context: Context, periods: int = 6) -> Json:
    """Return income, expenses and the rest of the last periods (1 to 24), and their averages."""
    return _told(context, await context.deps.tools.trend(periods))


async def transactions(
    context: Context,
    text: str = "",
    category: str | None = None,
    period: str = "this month",
    *,
    biggest_first: bool = False,
    limit: int = 10,
) -> Json:
    """Return at most 50 transactions of a period, by a text in payee or note, by category, or all."""

    def ask(choice: PeriodChoice) -> Coroutine[Any, Any, object]:
        return context.deps.tools.transactions(
            choice, text=text[:LONGEST_TEXT], category=category, biggest=biggest_first, limit=limit
        )

    return _told(context, await _asked(context, period, ask))


async def goals(context: Context) -> Json:
    """Return every savings goal: target, saved and missing amounts, and whether it is on track."""
    return _told(context, await context.deps.tools.goals())


TOOLS = (spending, budget, trend, transactions, goals)


async def _asked(context: Context, period: str, ask: Callable[[PeriodChoice], Coroutine[Any, Any, Any]]) -> Any:
    choice = _choice(period[:LONGEST_TEXT], *await context.deps.tools.calendar())
    try:
        return await ask(choice)
    except Refused as refused:
        raise ModelRetry(str(refused)) from None


def _choice(period: str, today: date, calendar: Calendar) -> PeriodChoice:
    """Read the period that a model names."""
    start, _, end = period.partition("/")
    try:
        if end:
            return PeriodChoice(start=date.fromisoformat(start.strip()), end=date.fromisoformat(end.strip()))
    except ValueError:
        raise ModelRetry(f"“{period[:40]}” is not a range; use the form 2026-07-01/2026-09-30.") from None
    if named := named_period(f"in {period}", today, calendar):
        return named.choice
    raise ModelRetry(f"“{period[:40]}” is not a period; use 2026-09, 2026-07-01/2026-09-30 or “last month”.")


def _told(context: Context, facts: object) -> Json:
    """Return facts as JSON that is named as untrusted, and add them to the evidence of the turn."""
    context.deps.evidence.add(facts)
    return {UNTRUSTED: plain(facts)}


def plain(facts: object) -> Json:
    """Return facts as JSON: amounts as “1234.50 EUR”, periods by their name and days."""
    if isinstance(facts, Money):
        return f"{money_decimal(facts)} {facts.currency}"
    if isinstance(facts, Days):
        return f"{facts.name} ({facts.start} to {facts.end}{', not over yet' if facts.running else ''})"
    if isinstance(facts, date):
        return facts.isoformat()
    if isinstance(facts, tuple | list):
        return [plain(item) for item in facts]
    if is_dataclass(facts):
        return {field.name: plain(getattr(facts, field.name)) for field in fields(facts)}
    return facts
