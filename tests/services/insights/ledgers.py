"""Invented ledgers with a known story: a quiet household, and events in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

from services.calculations import CategoryKind, Figures
from services.insights import LedgerView, insight_buckets
from services.values.calendars import Calendar
from services.values.periods import Period
from tests.people import months_from
from tests.services.household import CategoryRow, PlanRow, TotalRow, in_rhythm, totals_of

HOME, RENT, POWER, FOOD, GROCERIES, COFFEE, LEISURE, STREAMS, TRIPS, SALARY, SAVINGS = (
    UUID(int=number) for number in range(1, 12)
)
ACCOUNT = UUID(int=12)
CATEGORIES = (
    CategoryRow(HOME, None, CategoryKind.EXPENSE, "Home"),
    CategoryRow(RENT, HOME, CategoryKind.EXPENSE, "Rent"),
    CategoryRow(POWER, HOME, CategoryKind.EXPENSE, "Power"),
    CategoryRow(FOOD, None, CategoryKind.EXPENSE, "Food"),
    CategoryRow(GROCERIES, FOOD, CategoryKind.EXPENSE, "Groceries"),
    CategoryRow(COFFEE, FOOD, CategoryKind.EXPENSE, "Coffee"),
    CategoryRow(LEISURE, None, CategoryKind.EXPENSE, "Leisure"),
    CategoryRow(STREAMS, LEISURE, CategoryKind.EXPENSE, "Streams"),
    CategoryRow(TRIPS, LEISURE, CategoryKind.EXPENSE, "Trips"),
    CategoryRow(SALARY, None, CategoryKind.INCOME, "Salary"),
    CategoryRow(SAVINGS, None, CategoryKind.TRANSFER, "Savings"),
)


@dataclass(frozen=True)
class MovementRow:
    """The part of a transaction that findings need."""

    date: date
    amount: int
    currency: str
    base_amount: int
    payee: str
    category_id: UUID | None
    split_count: int = 1
    id: UUID = field(default_factory=uuid4)
    note: str = ""
    account_id: UUID = ACCOUNT


@dataclass(frozen=True)
class Goal:
    """A savings goal."""

    id: UUID
    name: str
    target: int
    target_date: date | None
    started_on: date
    saved: int
    paid: int = 0
    known: bool = True


@dataclass
class Ledger:
    """A household's ledger that spends about `size` minor units a period, in any currency."""

    currency: str
    calendar: Calendar
    size: int
    today: date
    chance: Random
    rows: list[MovementRow] = field(default_factory=list)
    plans: list[PlanRow] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    @property
    def period(self) -> Period:
        """Return the current period."""
        return self.calendar.containing(self.today)

    def periods(self, count: int) -> list[Period]:
        """Return the last periods up to the current one, the oldest first."""
        return self.calendar.last(count, self.period)

    def part(self, of_a_thousand: int) -> int:
        """Return a part of the usual spending of a period."""
        return self.size * of_a_thousand // 1000

    def add(
        self, day: date, amount: int, payee: str, category_id: UUID | None = None, *, rate: int = 1, currency: str = ""
    ) -> None:
        """Add a transaction; `rate` is base minor units for one of its own."""
        row = MovementRow(day, amount, currency or self.currency, amount * rate, payee, category_id)
        self.rows.append(row)

    def vary(self, amount: int, percent: int) -> int:
        """Return an amount near this one, never the same twice."""
        while (varied := amount * self.chance.randrange(1000 - 10 * percent, 1000 + 10 * percent) // 1000) in self.used:
            amount += 1
        self.used.add(varied)
        return varied

    def at(self, today: date) -> "Ledger":
        """Return the ledger as of another day."""
        return replace(self, today=today)

    def view(self, period: Period | None = None) -> LedgerView:
        """Return the view of all transactions up to today."""
        shown = period or self.period
        plans = [in_rhythm(plan, self.calendar) for plan in self.plans]
        known = sorted((row for row in self.rows if row.date <= self.today), key=lambda row: row.date, reverse=True)
        figures = Figures(shown, self.today, self.calendar, CATEGORIES, self.totals(shown, known), plans)
        last = min(self.today, shown.end)
        movements = [row for row in known if row.date <= last and row.category_id != SAVINGS]
        return LedgerView(figures, self.currency, self.goals, movements[:2_000])

    def totals(self, period: Period, known: Sequence[MovementRow]) -> list[TotalRow]:
        """Return the totals of every bucket that findings compare."""
        return totals_of(
            [(row.date, row.category_id, row.base_amount) for row in known],
            insight_buckets(period, self.today, self.calendar),
        )


def quiet_ledger(seed: int) -> Ledger:
    """Make a ledger with regular rent and salary, steady shopping, plans that hold and timely saving."""
    chance = Random(seed)
    currency, scale = chance.choice([("EUR", 100), ("USD", 100), ("JPY", 150), ("KWD", 300), ("HUF", 40_000)])
    today = date(2026, 1, 1) + timedelta(days=chance.randrange(1500))
    size = scale * chance.randrange(800, 6000)
    calendar = months_from(chance.choice([1, 1, 1, 5, 15, 25, 28]))
    ledger = Ledger(currency, calendar, size, today, chance)
    ledger.today = ledger.period.start + timedelta(days=22)
    periods = ledger.calendar.last(10, ledger.period)
    for period in periods:
        live_quietly(ledger, period)
    ledger.rows = [row for row in ledger.rows if row.date >= periods[0].start + timedelta(days=chance.randrange(20))]
    began = periods[0].start
    ledger.plans = [
        PlanRow(RENT, began, ledger.part(400)),
        PlanRow(GROCERIES, began, ledger.part(400)),
        PlanRow(POWER, began, ledger.part(80)),
        PlanRow(LEISURE, began, ledger.part(120)),
    ]
    started = periods[2].start
    days = (ledger.today - started).days
    saved = 4 * size * days // 800
    ledger.goals = [Goal(UUID(int=99), "A boat", 4 * size, started + timedelta(days=800), started, saved)]
    return ledger


def live_quietly(ledger: Ledger, period: Period) -> None:
    """Add one period without events."""
    start = period.start
    ledger.add(start, ledger.part(1250), "The Works", SALARY)
    ledger.add(start + timedelta(days=1), -ledger.part(400), "Landlord", RENT)
    ledger.add(start + timedelta(days=4), -ledger.vary(ledger.part(60), 12), "Power Company", POWER)
    ledger.add(start + timedelta(days=6), -ledger.part(9), "Stream One", STREAMS)
    ledger.add(start + timedelta(days=7), -ledger.part(3), "Cloud", STREAMS, rate=3, currency="XTS")
    ledger.add(start + timedelta(days=8), -ledger.part(150), "Bank", SAVINGS)
    ledger.add(start + timedelta(days=9), -ledger.part(150), "Bank", SAVINGS)
    for offset in range(2, 26, 2):
        amount = ledger.vary(ledger.part(30), 8)
        ledger.add(start + timedelta(days=offset), -amount, "Corner Market", GROCERIES)
    for offset in range(1, 27, 3):
        ledger.add(start + timedelta(days=offset), -ledger.part(2), "Café", COFFEE)
    ledger.add(start + timedelta(days=12), -ledger.vary(ledger.part(45), 10), "Cinema and Co", TRIPS)
    ledger.add(start + timedelta(days=20), -ledger.vary(ledger.part(45), 10), "Swimming Pool", TRIPS)
