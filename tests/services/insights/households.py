"""Invented households with realistic noise: many rhythms, references, weekends, bonuses, refunds, cash and holidays."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from uuid import UUID

from services.calculations import CategoryKind, Figures
from services.insights import LedgerView, insight_buckets
from services.insights.ledger_view import MOST_MOVEMENTS
from services.values.calendars import Calendar
from services.values.periods import DAY, Period
from tests.people import months_from
from tests.services.household import CategoryRow, PlanRow, TotalRow, in_rhythm
from tests.services.insights.ledgers import Goal, MovementRow

_NAMES = {
    "Home": ("Rent", "Energy", "Internet"),
    "Food": ("Groceries", "Eating out", "Coffee"),
    "Transport": ("Fuel", "Tickets"),
    "Shopping": ("Clothes", "Electronics"),
    "Leisure": ("Streaming", "Sport"),
    "Insurance": (),
    "Taxes": (),
    "Health": (),
    "Travel": (),
    "Gifts": (),
    "Bank": (),
}
_TOPS = {name: UUID(int=100 * number) for number, name in enumerate(_NAMES, start=1)}
IDS = _TOPS | {
    child: UUID(int=_TOPS[parent].int + number)
    for parent, children in _NAMES.items()
    for number, child in enumerate(children, start=1)
}
IDS |= {"Salary": UUID(int=5001), "Savings": UUID(int=5002)}
CATEGORIES = (
    *(CategoryRow(_TOPS[name], None, CategoryKind.EXPENSE, name) for name in _NAMES),
    *(
        CategoryRow(IDS[child], _TOPS[parent], CategoryKind.EXPENSE, child)
        for parent, children in _NAMES.items()
        for child in children
    ),
    CategoryRow(IDS["Salary"], None, CategoryKind.INCOME, "Salary"),
    CategoryRow(IDS["Savings"], None, CategoryKind.TRANSFER, "Savings"),
)
GIRO, CARD = UUID(int=9001), UUID(int=9002)


@dataclass
class House:
    """A household: its transactions, plans and goals, in euro cents."""

    chance: Random
    today: date
    calendar: Calendar = field(default_factory=Calendar)
    rows: list[MovementRow] = field(default_factory=list)
    plans: list[PlanRow] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)

    @property
    def period(self) -> Period:
        """Return the current period."""
        return self.calendar.containing(self.today)

    def months(self, count: int) -> list[Period]:
        """Return the last periods, the current one at last."""
        return self.calendar.last(count, self.period)

    def pay(
        self, day: date, cents: int, payee: str, category: str | None, note: str = "", account: UUID = GIRO
    ) -> None:
        """Add a payment; a negative one is money in."""
        row_id = UUID(int=10_000 + len(self.rows))
        category_id = IDS[category] if category else None
        self.rows.append(
            MovementRow(day, -cents, "EUR", -cents, payee, category_id, id=row_id, note=note, account_id=account)
        )

    def near(self, cents: int, percent: int) -> int:
        """Return an amount near another."""
        return cents * self.chance.randrange(1000 - 10 * percent, 1000 + 10 * percent + 1) // 1000

    def drop(self, payee: str, since: date) -> list[MovementRow]:
        """Remove the transactions of a payee from a day on, and return them."""
        dropped = [row for row in self.rows if row.payee.startswith(payee) and row.date >= since]
        self.rows = [row for row in self.rows if row not in dropped]
        return dropped

    def view(self) -> LedgerView:
        """Return the view of the current period."""
        known = sorted((row for row in self.rows if row.date <= self.today), key=lambda row: row.date, reverse=True)
        counted = [row for row in known if row.category_id != IDS["Savings"]]
        plans = [in_rhythm(plan, self.calendar) for plan in self.plans]
        figures = Figures(self.period, self.today, self.calendar, CATEGORIES, self._totals(known), plans)
        return LedgerView(figures, "EUR", self.goals, counted[:MOST_MOVEMENTS])

    def _totals(self, known: list[MovementRow]) -> list[TotalRow]:
        ranges = insight_buckets(self.period, self.today, self.calendar)
        by_category: dict[UUID | None, list[MovementRow]] = {}
        for row in reversed(known):
            by_category.setdefault(row.category_id, []).append(row)
        return [total for category_id, rows in by_category.items() for total in _in_ranges(category_id, rows, ranges)]


def _in_ranges(
    category_id: UUID | None, rows: list[MovementRow], ranges: list[tuple[int, date, date]]
) -> Iterator[TotalRow]:
    """Yield the totals of a category, whose rows are sorted by date."""
    days = [row.date for row in rows]
    into, out = ([0, *accumulate(max(sign * row.base_amount, 0) for row in rows)] for sign in (1, -1))
    for number, start, end in ranges:
        first, last = bisect_left(days, start), bisect_right(days, end)
        if first < last:
            yield TotalRow(
                number, category_id, into[last] - into[first], out[last] - out[first], last - first, days[first]
            )


def working_day(day: date, *, later: bool = True) -> date:
    """Move a day off a weekend."""
    while day.weekday() >= 5:
        day += DAY if later else -DAY
    return day


def on(month: Period, day: int) -> date:
    """Return a day of a month, counted from the start of the period."""
    return min(month.start + timedelta(days=day - 1), month.end)


def calm_house(seed: int) -> House:
    """Make a household in which nothing out of the ordinary happened."""
    chance = Random(seed)
    house = House(chance, date(2026, 1, 1) + timedelta(days=chance.randrange(700)))
    house.calendar = months_from(chance.choice([1, 1, 1, 15, 25]))
    house.today = house.period.start + timedelta(days=chance.randrange(17, 28))
    months = house.months(chance.randrange(15, 20))
    _earn(house, months)
    _pay_bills(house, months)
    for number, (name, cents, every, category) in enumerate(_rare_bills(chance)):
        for month in months[(number * 5 + chance.randrange(2)) % every :: every]:
            house.pay(working_day(on(month, 6 + 3 * number)), cents, _with_reference(house, name), category)
    for month in months:
        _shop(house, month)
    _live_through_the_year(house, months)
    house.rows.sort(key=lambda row: row.date)
    _plan(house, months)
    return house


def _earn(house: House, months: list[Period]) -> None:
    chance, salary = house.chance, house.chance.randrange(260, 420) * 1000
    payday, has_bonus, moves = chance.randrange(3, 27), chance.random() < 0.6, chance.random() < 0.5
    for month in months:
        day = working_day(on(month, payday) + timedelta(days=chance.randrange(-2, 3) if moves else 0), later=False)
        bonus = salary * 7 // 10 if has_bonus and month.start.month == 11 else 0
        house.pay(day, -(salary + bonus), _with_reference(house, "Northwind Ltd Salary"), "Salary")
    if chance.random() < 0.4:
        for month in months:
            house.pay(working_day(on(month, 8)), -25_500, "Child Benefit Office", "Salary")


def _pay_bills(house: House, months: list[Period]) -> None:
    chance = house.chance
    rent = chance.randrange(70, 120) * 1000
    for month in months:
        house.pay(working_day(on(month, 2)), rent, _with_reference(house, "Hausverwaltung Meyer"), "Rent")
        house.pay(working_day(on(month, 4)), 9_400, _with_reference(house, "City Power"), "Energy")
        house.pay(working_day(on(month, 12)), 3_995, "Fibre Net", "Internet")
        house.pay(on(month, 7), 1_299, "Filmbox", "Streaming")
        house.pay(on(month, 16), 1_099, _with_reference(house, "Tunefish"), "Streaming")
        house.pay(working_day(on(month, 3)), 2_990, "Fit Gym", "Sport")
        house.pay(on(month, 10), 30_000, "Savings plan", "Savings")
        house.pay(on(month, 14), 40_000, "Card account", "Savings")
        if chance.random() < 0.9:
            house.pay(on(month, chance.randrange(1, 28)), house.near(3_500, 30), "Doctor Brandt", "Health")


def _rare_bills(chance: Random) -> list[tuple[str, int, int, str]]:
    bills = [
        ("Home Insurance", 14_400, 12, "Insurance"),
        ("Motor Insurance", chance.randrange(180, 260) * 100, chance.choice([3, 6]), "Insurance"),
        ("Broadcasting Fee", 5_508, 3, "Home"),
        ("Road Tax", 19_600, 12, "Taxes"),
        ("Property Tax", 11_250, 3, "Taxes"),
    ]
    return chance.sample(bills, chance.randrange(2, 6))


def _shop(house: House, month: Period) -> None:
    chance = house.chance
    day = month.start + timedelta(days=chance.randrange(3))
    while day <= month.end:
        shop = chance.choice(["Green Grocer", "Supermart Nord", "Supermart Nord", "Discount Plus"])
        house.pay(day, house.near(5_200, 45), _with_reference(house, shop), "Groceries", account=CARD)
        day += timedelta(days=chance.randrange(2, 6))
    for payee, category, account, counts, costs, percent in (
        ("Coffee Corner", "Coffee", CARD, (5, 12), [380], 0),
        ("Fuel Station", "Fuel", CARD, (2, 3), [6_400], 15),
        ("ATM Withdrawal", None, GIRO, (2, 3), [5_000, 10_000], 0),
        ("Metro Ticket", "Tickets", GIRO, (0, 3), [290], 0),
        ("Hair Studio", "Health", CARD, (0, 1), [2_400], 0),
        ("Online Shop", "Electronics", CARD, (0, 1), [4_000], 50),
    ):
        for _ in range(chance.randint(*counts)):
            cost = house.near(chance.choice(costs), percent)
            house.pay(on(month, chance.randrange(1, 31)), cost, payee, category, account=account)
    for _ in range(chance.randrange(2, 6)):
        place = chance.choice(["Trattoria Roma", "Thai Garden", "Burger Hall", "Old Mill"])
        house.pay(on(month, chance.randrange(1, 31)), house.near(3_600, 40), place, "Eating out", account=CARD)
    for _ in range(chance.randrange(0, 3)):
        cents, day = house.near(5_000, 50), on(month, chance.randrange(1, 24))
        house.pay(day, cents, "Mode & Mehr", "Clothes", account=CARD)
        if chance.random() < 0.2:
            house.pay(day + 6 * DAY, -cents, "Mode & Mehr", "Clothes", account=CARD)


def _live_through_the_year(house: House, months: list[Period]) -> None:
    chance, trip = house.chance, house.chance.randrange(70, 140) * 1000
    for month in months:
        if month.start.month == 8 and (month != months[-1] or len(months) > 12):
            house.pay(on(month, 5), trip, "Sunny Travel", "Travel")
            house.pay(on(month, 15), house.near(trip // 3, 20), "Hotel Miramar", "Travel", account=CARD)
        if month.start.month == 12 and (month != months[-1] or len(months) > 12):
            for number in range(4):
                house.pay(on(month, 5 + 3 * number), house.near(6_000, 30), f"Gift Shop {number}", "Gifts")
        if chance.random() < 0.3:
            house.pay(on(month, chance.randrange(1, 31)), house.near(2_500, 30), "Flower Cart", "Gifts")


def _plan(house: House, months: list[Period]) -> None:
    """Plan what holds: a little more than the most that a month has cost."""
    for name in ("Groceries", "Eating out", "Fuel"):
        costs = [
            -sum(row.base_amount for row in house.rows if row.category_id == IDS[name] and month.overlap(_day(row)))
            for month in months
        ]
        house.plans.append(PlanRow(IDS[name], months[0].start, max(costs) * 112 // 100))
    started = months[3].start
    days = (house.today - started).days
    saved = 400_000 * days // 900
    house.goals = [Goal(UUID(int=7001), "Sailing boat", 400_000, started + timedelta(days=900), started, saved)]


def _day(row: MovementRow) -> Period:
    return Period(row.date, row.date)


def _with_reference(house: House, payee: str) -> str:
    """Add a reference as banks do, the same kind for a payee."""
    number = house.chance.randrange(10_000, 99_999)
    kinds = ("", "", f" Ref {number}", f" {number}", f" RG-{number}", f" *{number}")
    return payee + kinds[sum(map(ord, payee)) % len(kinds)]
