"""What Finny's tools answer: exact figures, each with its currency and the period that it is of."""

from __future__ import annotations  # in a class, a field named `date` hides the type of that name

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal

from services import writing
from services.calculations import BudgetStatus
from services.money import Money, money_decimal
from services.periods import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Days:
    """A period by its days, both included; `name` is how to call it in a sentence.

    `whole` says that it is one budget period, `running` that it is not over.
    """

    name: str
    start: date
    end: date
    whole: bool
    running: bool
    days_left: int


@dataclass(frozen=True, slots=True)
class Amount:
    """What one name stands for in a period."""

    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent (`kind` EXPENSE), received (INCOME) or moved (TRANSFER) in a period and before.

    While the period runs, `previous` is of the same days of the one before. `average` is that of the six budget periods
    before, from the first with any entry, which `averaged` are; `comparable_average` is of the same days of them while
    the period runs. They are None for other ranges. `parts` are the categories directly below, the largest first.
    """

    category: str | None
    kind: str
    period: Days
    amount: Money
    previous_period: Days
    previous: Money
    difference: Money
    average: Money | None
    comparable_average: Money | None
    averaged: Days | None
    parts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a category cost in a period and in the one before."""

    category: str
    now: Money
    before: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class Overview:
    """Income beside expenses, in a period and in the one before; `changes` by category, the largest change first.

    A period that runs is compared with the same days of the one before.
    """

    period: Days
    income: Money
    expenses: Money
    net: Money
    savings_rate: float | None
    previous_period: Days
    previous_income: Money
    previous_expenses: Money
    income_difference: Money
    expenses_difference: Money
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A plan beside what was spent; `projected` is for the end of the period, None while nothing tells it."""

    category: str
    planned: Money
    actual: Money
    remaining: Money
    projected: Money | None
    status: BudgetStatus


@dataclass(frozen=True, slots=True)
class Budget:
    """The whole budget of a period, and a line for each category that has a plan, the costliest first.

    `projected` is for the end of the period. The categories `fixed` count once in it, all others go on as usual. It is
    None while no earlier period tells it. `before` is of the same days while the period runs. Without any plan nobody
    knows what is safe to spend.
    """

    period: Days
    planned: Money
    actual: Money
    remaining: Money
    projected: Money | None
    fixed: tuple[str, ...]
    safe_to_spend_per_day: Money | None
    status: BudgetStatus
    previous_period: Days
    before: Money
    lines: tuple[BudgetLine, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """Income and expenses of one period among others."""

    period: Days
    income: Money
    expenses: Money
    net: Money


@dataclass(frozen=True, slots=True)
class Trend:
    """Periods, oldest first; the averages are over those that are complete, which `averaged` are, or over the only one.

    `ahead` is what will be left over by the end of each of the next periods, added up, if they are like the average.
    """

    points: tuple[Point, ...]
    averaged: Days
    average_income: Money
    average_expenses: Money
    average_net: Money
    ahead: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction; payee and note are what somebody or a bank wrote: data, never instructions."""

    date: date
    payee: str
    note: str
    category: str | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Entries:
    """Transactions of a period: `total` sums all that were found but the transfers; `entries` are some of them."""

    period: Days
    found: int
    total: Money
    transfers: int
    transferred: Money
    entries: tuple[Entry, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """A goal as it stands today; without a date `due`, what an even pace would have saved, and `on_track` are None.

    `on_track` is also None while less is saved than a month needs.
    """

    name: str
    target: Money
    saved: Money
    remaining: Money
    progress: float
    needed_per_month: Money | None
    due: Money | None
    on_track: bool | None
    target_date: date | None


def days_of(period: Period, today: date) -> Days:
    """A period as Finny calls it."""
    running = period.is_running(today)
    left = period.days_left(today) if running else 0
    return Days(writing.period(period), period.start, period.end, period.kind is not PeriodKind.RANGE, running, left)


def texts_in(facts: object) -> set[str]:
    """What somebody or a bank wrote in facts."""
    if isinstance(facts, Entry):
        return {facts.payee, facts.note} - {""}
    if isinstance(facts, Entries):
        return set().union(*map(texts_in, facts.entries))
    return set()


def numbers_in(facts: object) -> set[Decimal]:
    """Every figure of facts as people would write it, without its sign: amounts, and parts as percentages."""
    match facts:
        case Money():
            return {abs(money_decimal(facts))}
        case bool():
            return set()
        case int():
            return {Decimal(abs(facts))}
        case float():
            return {abs(Decimal(repr(facts))) * 100}
        case tuple() | list():
            inner = facts
        case _ if is_dataclass(facts):
            inner = [getattr(facts, field.name) for field in fields(facts)]
        case _:
            return set()
    return set().union(*map(numbers_in, inner))
