"""The figures of any ledger agree with each other and with a count by hand, in any period and on any day."""

from datetime import date, timedelta
from math import isclose
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.calculations import CategoryKind, Figures
from services.values.calendars import Calendar
from services.values.periods import Period, custom_period
from tests.people import months_from
from tests.services.household import (
    CATEGORIES,
    FOOD,
    GROCERIES,
    HOME,
    RESTAURANTS,
    SAVINGS,
    TRAVEL,
    Entry,
    PlanRow,
    figures_of,
)

KINDS = {category.id: category.kind for category in CATEGORIES}
IDS = tuple(KINDS)
EXPENSES = (FOOD, GROCERIES, RESTAURANTS, HOME, TRAVEL)

days = st.dates(date(2025, 6, 1), date(2026, 12, 31))
amounts = st.integers(-(10**12), 10**12)
MONTHS = Calendar()
calendars = st.builds(months_from, st.integers(1, 28))
entries = st.lists(st.tuples(days, st.sampled_from((None, *IDS)), amounts), max_size=30)
plans = st.lists(
    st.builds(PlanRow, st.sampled_from(IDS), days, st.none() | st.integers(0, 10**12)),
    max_size=12,
    unique_by=lambda plan: (plan.category_id, plan.starts_on),
)


@st.composite
def periods(draw: st.DrawFn, calendar: Calendar) -> Period:
    """Draw a budget period or any range of up to 400 days."""
    start = draw(days)
    if draw(st.booleans()):
        return calendar.containing(start)
    return custom_period(start, start + timedelta(days=draw(st.integers(0, 400))))


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[Entry], Figures]:
    """Draw entries and the figures of a period of them."""
    calendar, recorded, today = draw(calendars), draw(entries), draw(days)
    return recorded, figures_of(recorded, draw(periods(calendar)), today, calendar, plans=draw(plans))


def expenses_of(recorded: list[Entry], period: Period) -> int:
    """Count the expenses by hand."""
    return -sum(
        amount
        for day, category_id, amount in recorded
        if period.start <= day <= period.end
        if (amount < 0 if category_id is None else KINDS[category_id] == CategoryKind.EXPENSE)
    )


@given(ledgers(), st.integers(0, 5))
def test_every_part_tells_the_same_expenses(ledger: tuple[list[Entry], Figures], top: int) -> None:
    recorded, seen = ledger
    comparison = seen.comparison(top)
    counts = {
        seen.overview().expenses,
        seen.budget().actual,
        seen.breakdown().actual,
        seen.trends(7).points[-1].expenses,
        sum(bar.current for bar in comparison.bars) + comparison.others,
        expenses_of(recorded, seen.period),
    }
    assert len(counts) == 1


@given(ledgers())
def test_every_part_tells_the_same_plan(ledger: tuple[list[Entry], Figures]) -> None:
    _, seen = ledger
    assert seen.breakdown().planned == seen.budget().planned


@given(ledgers())
def test_every_point_of_the_trends_is_a_count_by_hand(ledger: tuple[list[Entry], Figures]) -> None:
    recorded, seen = ledger
    points = seen.trends(7).points
    assert [point.expenses for point in points] == [expenses_of(recorded, point.period) for point in points]


@given(ledgers())
def test_shares_are_the_whole_pie_or_nothing(ledger: tuple[list[Entry], Figures]) -> None:
    shares = [part.share for part in ledger[1].breakdown().slices]
    assert all(0 <= share <= 1 for share in shares)
    assert isclose(sum(shares), 1) if any(shares) else all(part.actual <= 0 for part in ledger[1].breakdown().slices)


@given(ledgers())
def test_slices_and_bars_are_distinct_top_level_categories(ledger: tuple[list[Entry], Figures]) -> None:
    _, seen = ledger
    for shown in (seen.breakdown().slices, seen.comparison(9).bars):
        ids = [part.category_id for part in shown]
        assert len(ids) == len(set(ids))
        assert set(ids) <= {FOOD, HOME, TRAVEL, None}


def money_of(seen: Figures) -> tuple[object, ...]:
    """Return all figures but averages, which begin with the first entry of any kind."""
    return seen.overview(), seen.budget(), seen.breakdown(), seen.trends(7).points


def recorded_in(seen: Figures) -> tuple[object, ...]:
    """Return the figures without projections, which depend on how each single category was paid."""
    slices = [(part.category_id, part.planned, part.actual, part.share) for part in seen.breakdown().slices]
    return seen.overview(), seen.budget().planned, seen.budget().actual, slices, seen.trends(7).points


@given(entries, days, days, amounts)
def test_transfers_never_count(recorded: list[Entry], today: date, day: date, amount: int) -> None:
    period = MONTHS.containing(today)
    without = figures_of(recorded, period, today, MONTHS)
    assert money_of(figures_of([*recorded, (day, SAVINGS, amount)], period, today, MONTHS)) == money_of(without)


@given(entries, days)
def test_giving_a_child_to_its_parent_changes_nothing(recorded: list[Entry], today: date) -> None:
    period = MONTHS.containing(today)
    parent: dict[UUID | None, UUID] = {GROCERIES: FOOD, RESTAURANTS: FOOD}
    merged = [(day, parent.get(category_id, category_id), amount) for day, category_id, amount in recorded]
    separate, together = (figures_of(ledger, period, today, MONTHS) for ledger in (recorded, merged))
    assert recorded_in(separate) == recorded_in(together)
    assert separate.comparison(5) == together.comparison(5)


@given(entries, days, st.data())
def test_a_period_is_the_sum_of_its_parts(recorded: list[Entry], today: date, data: st.DataObject) -> None:
    whole = MONTHS.containing(today)
    cut = data.draw(st.integers(0, whole.days - 2))
    first = custom_period(whole.start, whole.start + timedelta(days=cut))
    rest = custom_period(first.end + timedelta(days=1), whole.end)
    parts = [figures_of(recorded, part, today, MONTHS).overview() for part in (first, rest)]
    total = figures_of(recorded, whole, today, MONTHS).overview()
    assert sum(part.income for part in parts) == total.income
    assert sum(part.expenses for part in parts) == total.expenses


@given(plans, days, calendars)
def test_a_range_that_is_a_whole_period_has_its_plan(planned: list[PlanRow], day: date, calendar: Calendar) -> None:
    period = calendar.containing(day)
    as_range = custom_period(period.start, period.end)
    first, second = (figures_of([], days, day, calendar, plans=planned) for days in (period, as_range))
    assert first.budget() == second.budget()


@given(plans, days, calendars)
@settings(max_examples=30)
def test_the_days_of_a_period_share_its_plan(planned: list[PlanRow], day: date, calendar: Calendar) -> None:
    period = calendar.containing(day)
    dates = [period.start + timedelta(days=number) for number in range(period.days)]
    by_day = [
        figures_of([], custom_period(day_of_period, day_of_period), day, calendar, plans=planned).budget().planned
        for day_of_period in dates
    ]
    whole = figures_of([], period, day, calendar, plans=planned).budget().planned
    assert abs(sum(by_day) - whole) <= len(EXPENSES) * period.days / 2


@given(ledgers())
def test_the_budget_never_promises_more_than_remains(ledger: tuple[list[Entry], Figures]) -> None:
    _, seen = ledger
    budget = seen.budget()
    left = seen.period.days_left(seen.today)
    if budget.safe_to_spend_per_day is None:
        assert not budget.planned
    else:
        assert 0 <= budget.safe_to_spend_per_day * left <= max(budget.remaining, 0)
    assert budget.projected is None or budget.projected >= budget.actual
