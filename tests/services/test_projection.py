"""The projection equals one worked out by hand, on days on which a simple pace would be wrong."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.calculations import BudgetStatus, Figures
from services.values.calendars import Calendar
from services.values.periods import Period, custom_period
from tests.people import months_from
from tests.services.household import (
    FOOD,
    GROCERIES,
    HOME,
    MONTHS,
    NOVEMBER,
    RESTAURANTS,
    SALARY,
    TRAVEL,
    Entry,
    PlanRow,
    figures_of,
)

RENT = 1180_00
LONG_AGO = date(2020, 1, 1)
YEAR = custom_period(date(2026, 1, 1), date(2026, 12, 31))


def on(month: int, day: int, amount: int, category_id: UUID | None = HOME, year: int = 2026) -> Entry:
    """Make an entry of money that was paid."""
    return date(year, month, day), category_id, -amount


def rent(*months: int, day: int = 1) -> list[Entry]:
    """Make the rent of some months."""
    return [on(month, day, RENT) for month in months]


def shopping(*months: int) -> list[Entry]:
    """Make four purchases of fifty in each month."""
    return [on(month, day, 50_00, GROCERIES) for month in months for day in (5, 12, 19, 26)]


def known_on(today: date, entries: list[Entry]) -> list[Entry]:
    """Return the entries up to a day."""
    return [entry for entry in entries if entry[0] <= today]


def november(day: int) -> date:
    """Return a day of the projected month."""
    return date(2026, 11, day)


def seen(
    entries: list[Entry],
    today: date,
    period: Period = NOVEMBER,
    *,
    calendar: Calendar = MONTHS,
    plans: tuple[PlanRow, ...] = (),
) -> Figures:
    """Return the figures of November 2026, unless another period is given."""
    return figures_of(entries, period, today, calendar, plans=plans)


# Rent on the 1st


@pytest.mark.parametrize("plan", [None, 1200_00])
@pytest.mark.parametrize(("day", "shopped"), [(1, 0), (4, 0), (5, 50), (15, 100), (26, 200), (29, 200)])
@pytest.mark.parametrize("paid", [True, False])
def test_rent_on_the_first_is_counted_once(plan: int | None, day: int, shopped: int, *, paid: bool) -> None:
    today = november(day)
    entries = rent(5, 6, 7, 8, 9, 10) + shopping(5, 6, 7, 8, 9, 10, 11) + (rent(11) if paid else [])
    plans = (PlanRow(HOME, LONG_AGO, plan),) if plan else ()
    budget = seen(known_on(today, entries), today, plans=plans).budget()
    home = RENT if paid or plan is None else plan
    assert budget.actual == (RENT if paid else 0) + 100 * shopped
    assert budget.projected == home + 200_00
    assert budget.fixed == (HOME,)


@pytest.mark.parametrize(("months", "fixed"), [((10,), ()), ((9, 10), ()), ((8, 9, 10), (HOME,))])
def test_three_periods_show_that_a_category_is_fixed_and_fewer_that_rent_is_not_paid_twice(
    months: tuple[int, ...], fixed: tuple[UUID, ...]
) -> None:
    budget = seen(rent(*months, 11), november(1)).budget()
    assert (budget.projected, budget.fixed) == (RENT, fixed)


def test_last_day_of_a_period_expects_nothing_more() -> None:
    assert seen(rent(8, 9, 10), november(30)).budget().projected == 0


def test_rent_that_is_dated_ahead_is_paid() -> None:
    entries = [*rent(8, 9, 10), *rent(11, day=29)]
    assert seen(entries, november(3)).budget().projected == RENT


def test_rent_that_has_risen_is_expected_at_the_middle_of_three_periods() -> None:
    entries = [*rent(5, 6, 7, 8), on(9, 1, 1250_00), on(10, 1, 1250_00)]
    assert seen(entries, november(1)).budget().projected == 1250_00


def test_two_charges_a_period_are_paid_when_both_are_recorded() -> None:
    before = [on(month, day, amount) for month in (8, 9, 10) for day, amount in ((6, 9_00), (20, 3_00))]
    for more, projected in (([], 12_00), ([on(11, 6, 9_00)], 12_00), ([on(11, 6, 9_00), on(11, 20, 4_00)], 13_00)):
        assert seen([*before, *more], november(7 if len(more) < 2 else 21)).budget().projected == projected


def test_three_charges_a_period_are_not_fixed_but_go_on_as_usual_after_the_same_day() -> None:
    charges = ((1, RENT), (6, 60_00), (20, 40_00))
    before = [on(month, day, amount) for month in (8, 9, 10) for day, amount in charges]
    for day, projected in ((1, RENT + 100_00), (6, RENT + 100_00), (25, RENT + 100_00)):
        now = known_on(november(day), [on(11, *charge) for charge in charges])
        budget = seen([*before, *now], november(day)).budget()
        assert (budget.projected, budget.fixed) == (projected, ())


def test_a_plan_of_a_parent_is_not_expected_on_top_of_its_children() -> None:
    plans = (PlanRow(FOOD, LONG_AGO, 900_00),)
    figures = seen(shopping(8, 9, 10), november(1), plans=plans)
    assert figures.budget().projected == 200_00
    assert [part.projected for part in figures.breakdown().slices] == [200_00]


# Salary on the 27th


def salaries(*months: int) -> list[Entry]:
    """Make salaries on the 27th."""
    return [(date(2026, month, 27), SALARY, 3000_00) for month in months]


@pytest.mark.parametrize(("day", "now", "before"), [(20, 0, 0), (27, 3000_00, 3000_00), (28, 3000_00, 3000_00)])
def test_salary_on_the_27th_is_compared_with_the_same_days_and_never_spent(day: int, now: int, before: int) -> None:
    today = november(day)
    figures = seen(known_on(today, salaries(8, 9, 10, 11) + rent(8, 9, 10, 11)), today)
    trends = figures.trends(2)
    assert trends.same_days is not None
    assert (trends.points[-1].income, trends.same_days.income) == (now, before)
    assert trends.points[0].income == 3000_00
    assert figures.budget().projected == RENT


@pytest.mark.parametrize(("today", "month"), [(november(26), "2026-10"), (november(27), "2026-11")])
def test_a_period_from_payday_to_payday_holds_the_rent_of_the_next_first(today: date, month: str) -> None:
    period = months_from(27).named(month)
    entries = known_on(today, salaries(7, 8, 9, 10, 11) + rent(8, 9, 10, 11))
    assert seen(entries, today, period, calendar=months_from(27)).budget().projected == RENT


# A yearly insurance


@pytest.mark.parametrize(
    ("paid", "plan", "projected"),
    [
        ([], None, 0),
        ([on(8, 14, 600_00)], None, 0),
        ([on(10, 14, 600_00)], None, 0),
        ([on(11, 2, 600_00)], None, 600_00),
        ([on(11, 14, 600_00, year=2025)], 620_00, 620_00),
        ([on(11, 14, 600_00, year=2025), on(11, 2, 600_00)], 620_00, 600_00),
    ],
)
def test_a_yearly_insurance_is_expected_by_its_plan_alone_and_counted_once(
    paid: list[Entry], plan: int | None, projected: int
) -> None:
    insurance = [(day, TRAVEL, amount) for day, _, amount in paid]
    plans = (PlanRow(TRAVEL, november(1), plan),) if plan else ()
    entries = insurance + rent(8, 9, 10, 11)
    assert seen(entries, november(3), plans=plans).budget().projected == RENT + projected


# An empty history


@pytest.mark.parametrize("entries", [[], [on(11, 1, RENT)], [*shopping(11)], salaries(8, 9, 10)])
def test_a_projection_without_a_past_is_none(entries: list[Entry]) -> None:
    plans = (PlanRow(HOME, LONG_AGO, 1200_00),)
    figures = seen(entries, november(12), plans=plans)
    budget = figures.budget()
    assert (budget.projected, budget.fixed, budget.status) == (None, (), BudgetStatus.ON_TRACK)
    assert figures.breakdown().projected is None
    assert {part.projected for part in figures.breakdown().slices} == {None}


def test_a_period_that_is_over_needs_no_past() -> None:
    assert seen([on(11, 1, RENT)], date(2026, 12, 1)).budget().projected == RENT


# A running year


@pytest.mark.parametrize(
    ("today", "projected"),
    [
        (november(1), 12 * RENT + 12 * 200_00),
        (november(20), 12 * RENT + 12 * 200_00),
        (date(2026, 12, 31), 12 * RENT + 12 * 200_00),
        (date(2026, 3, 10), 12 * RENT + 12 * 200_00),
    ],
)
def test_a_running_year_goes_on_with_its_months(today: date, projected: int) -> None:
    entries = known_on(today, rent(*range(1, 13)) + shopping(*range(1, 13)))
    assert seen(entries, today, YEAR).budget().projected == projected


def test_a_running_year_is_compared_with_the_same_days_of_the_one_before() -> None:
    entries = [on(3, 1, 100, year=2025), on(11, 15, 20, year=2025), on(12, 1, 7, year=2025), on(2, 1, 150)]
    figures = seen(entries, november(15), YEAR)
    comparison = figures.comparison(5)
    assert (comparison.before.label, comparison.until) == ("2025-01-01/2025-12-31", date(2025, 11, 15))
    assert [(bar.current, bar.previous, bar.change) for bar in comparison.bars] == [(150, 120, 0.25)]


# A week


@pytest.mark.parametrize(
    ("first", "paid", "planned", "projected"),
    [
        (date(2026, 10, 26), True, RENT, RENT),
        (november(2), True, 0, 0),
        (november(2), False, RENT, RENT),
        (november(9), False, 0, 0),
        (november(23), True, 0, 0),
        (november(30), True, RENT, RENT),
    ],
)
def test_the_plan_of_a_fixed_category_is_in_the_week_of_its_payment(
    first: date, planned: int, projected: int, *, paid: bool
) -> None:
    week = custom_period(first, first + timedelta(days=6))
    entries = rent(6, 7, 8, 9, 10) + (rent(11) if paid else [])
    figures = seen(entries, november(3), week, plans=(PlanRow(HOME, LONG_AGO, RENT),))
    assert (figures.budget().planned, figures.budget().projected) == (planned, projected)


def test_the_plan_of_every_other_category_is_spread_over_the_days_of_a_week() -> None:
    week = custom_period(november(2), november(8))
    plans = (PlanRow(RESTAURANTS, LONG_AGO, 300_00), PlanRow(GROCERIES, LONG_AGO, 300_00))
    figures = seen(shopping(8, 9, 10), november(3), week, plans=plans)
    assert figures.budget().planned == 140_00
