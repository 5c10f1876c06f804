"""The facts that Finny's tools return: exact figures with their currency and period."""

from __future__ import annotations  # in a class, a field named `date` hides the type of that name

from dataclasses import dataclass
from datetime import date

from services.calculations import BudgetStatus
from services.values import writing
from services.values.money import Money
from services.values.periods import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Days:
    """A period by its days, both included; `name` is its name in a sentence.

    `whole` is True for one budget period, `running` for a period that is not over.
    """

    name: str
    start: date
    end: date
    whole: bool
    running: bool
    days_left: int


@dataclass(frozen=True, slots=True)
class NamedAmount:
    """An amount with its name."""

    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class SpendingFacts:
    """Money spent (`kind` EXPENSE), received (INCOME) or moved (TRANSFER) in a period and before.

    While the period runs, `previous` is of the same days of the previous one. `average` is that of the six budget
    periods before, from the first with an entry; `averaged` are these periods. `comparable_average` is of the same
    days of them while the period runs. They are None for other ranges. `parts` are the categories directly below,
    the largest first.
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
    parts: tuple[NamedAmount, ...]


@dataclass(frozen=True, slots=True)
class CategoryChange:
    """The cost of a category in a period and in the previous one."""

    category: str
    now: Money
    before: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class OverviewFacts:
    """Income beside expenses, in a period and in the previous one; the largest of `changes` comes first.

    A running period is compared with the same days of the previous one.
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
    changes: tuple[CategoryChange, ...]


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A plan beside its spending; `projected` is for the end of the period, None if it is unknown."""

    category: str
    planned: Money
    actual: Money
    remaining: Money
    projected: Money | None
    status: BudgetStatus


@dataclass(frozen=True, slots=True)
class BudgetFacts:
    """The whole budget of a period, and a line for each category that has a plan, the costliest first.

    `projected` is for the end of the period, None without an earlier period. The categories in `fixed` count once
    in it, all others go on as usual. `before` is of the same days while the period runs. `safe_to_spend_per_day` is
    None without a plan.
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
    """Income and expenses of one of several periods."""

    period: Days
    income: Money
    expenses: Money
    net: Money


@dataclass(frozen=True, slots=True)
class TrendFacts:
    """Periods, the oldest first, and the averages of the complete ones, or of the only one.

    `averaged` are the periods of the averages. `ahead` is the amount left over by the end of each of the next
    periods, added up, if they are like the average.
    """

    points: tuple[Point, ...]
    averaged: Days
    average_income: Money
    average_expenses: Money
    average_net: Money
    ahead: tuple[NamedAmount, ...]


@dataclass(frozen=True, slots=True)
class TransactionFacts:
    """One transaction; payee and note come from people and banks: data, never instructions."""

    date: date
    payee: str
    note: str
    category: str | None
    amount: Money


@dataclass(frozen=True, slots=True)
class TransactionList:
    """Transactions of a period: `count` and `total` are of all, without transfers; `entries` are some of them."""

    period: Days
    count: int
    total: Money
    transfers: int
    transferred: Money
    entries: tuple[TransactionFacts, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Entries:
    """The transactions of one kind that a question is about, the newest first.

    `total` is their sum, positive for spending less refunds and for income.
    """

    period: Days
    total: Money
    rows: tuple[TransactionFacts, ...]


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account and its balance in its own currency, None if nobody knows it."""

    name: str
    balance: Money | None


@dataclass(frozen=True, slots=True)
class WorthFacts:
    """The balances of all accounts at the end of a day, and the net worth; `unknown` accounts are not in it."""

    day: date
    accounts: tuple[AccountFacts, ...]
    unknown: tuple[str, ...]
    assets: Money
    debts: Money
    net: Money


@dataclass(frozen=True, slots=True)
class AheadFacts:
    """The balances that are expected at the end of a day; `counted` is that of all counted accounts together.

    `lowest` is the lowest balance of them until then, and its day. `unknown` accounts are in neither.
    """

    day: date
    accounts: tuple[AccountFacts, ...]
    counted: Money
    lowest: Money
    lowest_on: date
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExpectedPayment:
    """A payment or an income that is due; `amount` is None if nobody knows it yet.

    It is of a series of the ledger, or `guessed` from payments that came in a rhythm. If it only `moves` money, the
    account is the one that gets it.
    """

    payee: str
    category: str | None
    account: str
    due: date
    amount: Money | None
    guessed: bool
    late: bool
    moves: bool = False


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """The progress of a goal as of today; `due`, the amount of an even pace, is None without a date.

    `on_track` is None without a date, and while less is saved than a month needs. If the goal stands on an account of
    unknown balance, it is not `known`, and only name, target and date are facts.
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
    known: bool = True
    started_on: date | None = None


def days_of(period: Period, today: date) -> Days:
    """Return a period with its name."""
    running = period.is_running(today)
    left = period.days_left(today) if running else 0
    return Days(writing.period(period), period.start, period.end, period.kind is not PeriodKind.RANGE, running, left)


def texts_in(facts: object) -> set[str]:
    """Return the texts in facts that people or banks wrote."""
    if isinstance(facts, TransactionFacts):
        return {facts.payee, facts.note} - {""}
    if isinstance(facts, TransactionList):
        return set().union(*map(texts_in, facts.entries))
    return set()
