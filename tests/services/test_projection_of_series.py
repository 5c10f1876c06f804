"""A known series joins the projection: what is due counts once, as itself, beside the other habits of its category."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from services.calculations import Figures
from services.calculations.series_costs import SeriesCost
from tests.services.household import FOOD, GROCERIES, HOME, MONTHS, NOVEMBER, Entry, PlanRow, figures_of

RENT = 1180_00
LONG_AGO = date(2020, 1, 1)


def rent(*months: int) -> list[Entry]:
    """Return the rent of some months, paid on the 1st."""
    return [(date(2026, month, 1), HOME, -RENT) for month in months]


def lamps(*months: int) -> list[Entry]:
    """Return three purchases of twenty for the home in each month."""
    return [(date(2026, month, day), HOME, -20_00) for month in months for day in (5, 15, 25)]


def costs(paid: Iterable[Entry], *due: tuple[int, int]) -> list[SeriesCost]:
    """Return the costs of a series: payments, and amounts that are due on days of November."""
    return [
        *(SeriesCost(category_id, day, -amount, is_paid=True) for day, category_id, amount in paid),
        *(SeriesCost(HOME, date(2026, 11, day), amount, is_paid=False) for day, amount in due),
    ]


def seen(entries: Sequence[Entry], day: int, of_series: list[SeriesCost], *plans: PlanRow) -> Figures:
    """Return the figures of November as of a day of it."""
    today = date(2026, 11, day)
    known = [entry for entry in entries if entry[0] <= today]
    return replace(figures_of(known, NOVEMBER, today, MONTHS, plans=plans), costs=of_series)


@pytest.mark.parametrize("plan", [None, 1300_00])
def test_rent_that_is_due_counts_once_beside_other_purchases_of_its_category(plan: int | None) -> None:
    before = [*rent(5, 6, 7, 8, 9, 10), *lamps(5, 6, 7, 8, 9, 10)]
    plans = [PlanRow(HOME, LONG_AGO, plan)] if plan else []
    unpaid = seen([*before, *lamps(11)], 10, costs(rent(5, 6, 7, 8, 9, 10), (11, RENT)), *plans)
    assert unpaid.budget().projected == RENT + 60_00
    paid = seen([*before, *rent(11), *lamps(11)], 10, costs(rent(5, 6, 7, 8, 9, 10, 11)), *plans)
    assert paid.budget().projected == RENT + 60_00


def test_rent_is_its_due_amount_and_not_its_usual_sum() -> None:
    entries = rent(8, 9, 10)
    assert seen(entries, 1, []).budget().projected == RENT
    assert seen(entries, 1, costs(entries, (1, 1250_00))).budget().projected == 1250_00
    assert seen(entries, 1, costs(entries)).budget().projected == 0  # it has ended


def test_payment_with_a_later_date_is_not_expected_again() -> None:
    entries = [*rent(8, 9, 10), *lamps(8, 9, 10)]
    later: Entry = (date(2026, 11, 20), HOME, -RENT)
    figures = replace(
        figures_of([*entries, later], NOVEMBER, date(2026, 11, 3), MONTHS), costs=costs([*rent(8, 9, 10), later])
    )
    assert figures.budget().projected == RENT + 60_00


def test_series_of_a_new_category_is_expected_once_the_ledger_knows_anything() -> None:
    due = costs([], (20, 49_00))
    assert seen([], 3, due).budget().projected is None
    food: list[Entry] = [(date(2026, month, 10), GROCERIES, -30_00) for month in (8, 9, 10)]
    figures = seen(food, 3, due, PlanRow(FOOD, LONG_AGO, 30_00))
    assert figures.budget().projected == 79_00
    assert {part.category_id: part.projected for part in figures.breakdown().slices} == {FOOD: 30_00}
