"""The demo household: an invented family's money, three years up to a given day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.demo.household.catalogue import BOBS, BUDGETS, CARD, CASH, CATEGORIES, LOAN, RENT, SAVINGS
from app.demo.household.months import CAMPER, KITCHEN, RAINY_DAYS, moved_in, transactions_of
from app.demo.household.prices import contract_price, grocery_level, price_level
from app.demo.household.records import (
    EVERYDAY,
    Household,
    HouseholdAccount,
    HouseholdGoal,
    HouseholdPlan,
    HouseholdSplit,
    HouseholdTransaction,
)
from app.demo.household.series import series_of

__all__ = [
    "Household",
    "HouseholdGoal",
    "HouseholdSplit",
    "HouseholdTransaction",
    "household",
]

Contribution = tuple[date, Decimal]


def household(today: date) -> Household:
    """Return the household on a day: the 36 months before this one, and this month up to that day."""
    months = [_month(today, back) for back in range(36, -1, -1)]
    rows = tuple(row for month in months for row in transactions_of(month) if row.date <= today)
    plans = tuple(plan for year in range(months[0].year - 1, today.year + 1) for plan in _plans(year))
    return Household(
        base_currency="EUR",
        since=months[0],
        accounts=tuple(_accounts(today)),
        categories=CATEGORIES,
        transactions=rows,
        plans=tuple(plan for plan in plans if plan.month <= f"{today:%Y-%m}"),
        goals=_goals(rows, today.year),
        series=tuple(series_of(months[0], today)),
    )


def _accounts(today: date) -> Iterator[HouseholdAccount]:
    """Return the accounts as they were three years ago; the card owes what was bought with it in the month before."""
    yield HouseholdAccount(EVERYDAY, "CHECKING", Decimal("2316.47"))
    yield HouseholdAccount(BOBS, "CHECKING", Decimal("1346.12"))
    yield HouseholdAccount(CASH, "CASH", Decimal("281.40"))
    yield HouseholdAccount(CARD, "CREDIT_CARD", moved_in(_month(today, 37), CARD))
    yield HouseholdAccount(SAVINGS, "SAVINGS", Decimal("9150.00"))
    yield HouseholdAccount(LOAN, "LOAN", Decimal("-9640.00"))


def _month(today: date, back: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return date(year, month + 1, 1)


def _plans(year: int) -> Iterator[HouseholdPlan]:
    january = date(year, 1, 1)
    for category, amount in BUDGETS.items():
        level = grocery_level(january) if category == "Groceries" else price_level(year)
        yield HouseholdPlan(category, f"{january:%Y-%m}", _rounded(amount * level, 10))
    april = january.replace(month=RENT.rises_in)
    yield HouseholdPlan(RENT.category, f"{april:%Y-%m}", contract_price(RENT, april))


def _goals(rows: tuple[HouseholdTransaction, ...], year: int) -> tuple[HouseholdGoal, ...]:
    """Return the goals. They run from January two years ago to the end of next year: four years."""
    level, end = price_level(year), date(year + 1, 12, 31)
    targets = ((KITCHEN, 13_600, end), (CAMPER, 3_600, end), (RAINY_DAYS, 2_500, None))
    return tuple(
        HouseholdGoal(name, _rounded(target * level, 100), by, _contributions(rows, name, date(year - 2, 1, 1)))
        for name, target, by in targets
    )


def _contributions(rows: tuple[HouseholdTransaction, ...], goal: str, since: date) -> tuple[Contribution, ...]:
    return tuple((row.date, -row.amount) for row in rows if row.note == goal and row.date >= since)


def _rounded(amount: Decimal, step: int) -> Decimal:
    return (amount / step).quantize(Decimal(1)) * step
