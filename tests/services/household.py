"""A small household's rows, as the figures want them: two levels of categories, totals by bucket, plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from uuid import UUID

from services.calculations import CategoryKind, Figures, buckets, history_buckets
from services.values.calendars import Calendar
from services.values.periods import Period


@dataclass(frozen=True)
class CategoryRow:
    """A category."""

    id: UUID
    parent_id: UUID | None
    kind: str
    name: str


@dataclass(frozen=True)
class TotalRow:
    """The money in and out of a category in a bucket."""

    bucket: int
    category_id: UUID | None
    money_in: int = 0
    money_out: int = 0
    entries: int = 1
    first_on: date | None = None


@dataclass(frozen=True)
class PlanRow:
    """The plan of a category from a day on."""

    category_id: UUID
    starts_on: date
    amount: int | None
    every: int = 1
    unit: str = "MONTH"
    first_on: date = date(1900, 1, 1)
    weekend: str = "SAME_DAY"
    carry: str = "NONE"


def in_rhythm(plan: PlanRow, calendar: Calendar) -> PlanRow:
    """Return a plan in the rhythm of a calendar of months."""
    return replace(plan, first_on=calendar.rhythm_on(plan.starts_on).first_on)


FOOD, GROCERIES, RESTAURANTS, HOME, TRAVEL, SALARY, SAVINGS = (UUID(int=number) for number in range(11, 18))

CATEGORIES = (
    CategoryRow(FOOD, None, CategoryKind.EXPENSE, "Food"),
    CategoryRow(GROCERIES, FOOD, CategoryKind.EXPENSE, "Groceries"),
    CategoryRow(RESTAURANTS, FOOD, CategoryKind.EXPENSE, "Restaurants"),
    CategoryRow(HOME, None, CategoryKind.EXPENSE, "Home"),
    CategoryRow(TRAVEL, None, CategoryKind.EXPENSE, "Travel"),
    CategoryRow(SALARY, None, CategoryKind.INCOME, "Salary"),
    CategoryRow(SAVINGS, None, CategoryKind.TRANSFER, "Savings"),
)

MONTHS = Calendar()
NOVEMBER = MONTHS.named("2026-11")
TODAY = date(2026, 11, 15)

Entry = tuple[date, UUID | None, int]


def figures(
    *totals: TotalRow,
    plans: Sequence[PlanRow] = (),
    period: Period = NOVEMBER,
    today: date = TODAY,
    categories: Sequence[CategoryRow] = CATEGORIES,
) -> Figures:
    """The figures of November 2026, half of which is over, unless told otherwise."""
    return Figures(period, today, MONTHS, categories, totals, plans)


def figures_of(
    entries: Iterable[Entry],
    period: Period,
    today: date,
    calendar: Calendar,
    *,
    back: int = 6,
    categories: Sequence[CategoryRow] = CATEGORIES,
    plans: Sequence[PlanRow] = (),
) -> Figures:
    """The figures of single entries (day, category, signed amount)."""
    ranges = buckets(period, today, calendar, back, back) + history_buckets(period, today, calendar)
    return Figures(period, today, calendar, categories, totals_of(entries, ranges), plans)


def totals_of(entries: Iterable[Entry], ranges: Iterable[tuple[int, date, date]]) -> list[TotalRow]:
    """Count single entries as the database does: one row a bucket and category."""
    rows: dict[tuple[int, UUID | None], TotalRow] = {}
    for (day, category_id, amount), (number, start, end) in product(entries, dict.fromkeys(ranges)):
        if start <= day <= end:
            row = rows.get((number, category_id), TotalRow(number, category_id, entries=0))
            rows[number, category_id] = TotalRow(
                number,
                category_id,
                row.money_in + max(amount, 0),
                row.money_out + max(-amount, 0),
                row.entries + 1,
                min(row.first_on or day, day),
            )
    return list(rows.values())
