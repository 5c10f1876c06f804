"""Overview, breakdown, insights and Finny tell the same projection of any ledger."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from db.categories import CategoryRow
from db.ledgers import LedgerRow
from db.stores.ids import new_id
from services.calculations import Figures, buckets, history_buckets
from services.dashboard.service import DashboardSnapshot
from services.finny import snapshot_facts
from services.finny.facts import BudgetFacts
from services.insights import Evidence, FindingKind, LedgerView, findings, insight_buckets
from services.insights.phrases import PROJECTED
from services.values.calendars import Calendar
from services.values.periods import Period, custom_period
from tests.services.household import CATEGORIES, FOOD, GROCERIES, HOME, RESTAURANTS, TRAVEL, Entry, PlanRow, totals_of

LEDGER = LedgerRow(new_id(), 1, "EUR", "UTC")
CALENDAR = Calendar.of(LEDGER)
ROWS = [
    CategoryRow(LEDGER.id, category.id, category.parent_id, category.name, category.kind, "#000000", "", False)
    for category in CATEGORIES
]
LONG_AGO = date(2020, 1, 1)
EXPENSES = (FOOD, GROCERIES, RESTAURANTS, HOME, TRAVEL)

todays = st.dates(date(2026, 10, 1), date(2026, 12, 31))
entries = st.lists(
    st.tuples(
        st.dates(date(2026, 4, 1), date(2026, 12, 31)),
        st.sampled_from((None, *(category.id for category in CATEGORIES))),
        st.integers(-1_000_00, 100_00),
    ),
    max_size=60,
)
plans = st.dictionaries(st.sampled_from(EXPENSES), st.integers(0, 3_000_00)).map(
    lambda planned: [PlanRow(category_id, LONG_AGO, amount) for category_id, amount in planned.items()]
)


@st.composite
def periods(draw: st.DrawFn, today: date) -> Period:
    """Draw the current period, or a range of up to a year around today."""
    if draw(st.booleans()):
        return CALENDAR.containing(today)
    start = today - timedelta(days=draw(st.integers(0, 200)))
    return custom_period(start, start + timedelta(days=draw(st.integers(0, 365))))


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[Entry], Period, date, list[PlanRow]]:
    """Draw entries and plans, and a period with the day from which it is seen."""
    today = draw(todays)
    return draw(entries), draw(periods(today)), today, draw(plans)


def figures_in(
    ranges: list[tuple[int, date, date]], recorded: list[Entry], period: Period, today: date, planned: list[PlanRow]
) -> Figures:
    """Return the figures from the totals of some ranges."""
    return Figures(period, today, CALENDAR, ROWS, totals_of(recorded, ranges), planned)


def told_by_finny(recorded: list[Entry], period: Period, today: date, planned: list[PlanRow]) -> BudgetFacts:
    """Return Finny's facts about the budget."""
    ranges = buckets(period, today, CALENDAR, 1, 1) + history_buckets(period, today, CALENDAR)
    totals: Any = totals_of(recorded, ranges)
    plans: Any = planned
    return snapshot_facts.budget(DashboardSnapshot(LEDGER, new_id(), today, period, ROWS, totals, plans))


def told_by_insights(
    recorded: list[Entry], period: Period, today: date, planned: list[PlanRow]
) -> dict[UUID | None, int]:
    """Return the projections in insights of budgets at risk, by category (None: the whole)."""
    figures = figures_in(insight_buckets(period, today, CALENDAR), recorded, period, today, planned)
    evidence: list[Evidence] = []
    for finding in findings(LedgerView(figures, "EUR")):
        if finding.kind is FindingKind.BUDGET_AT_RISK:
            evidence += [one for one in finding.evidence if one.label == PROJECTED]
    return {figure.category_id: figure.amount for figure in evidence}


def check_agreement(recorded: list[Entry], period: Period, today: date, planned: list[PlanRow]) -> int:
    """Compare all projections; return the number of insights with one."""
    ranges = buckets(period, today, CALENDAR, 0) + history_buckets(period, today, CALENDAR)
    figures = figures_in(ranges, recorded, period, today, planned)
    budget, breakdown = figures.budget(), figures.breakdown()
    assert breakdown.projected == budget.projected
    finny = told_by_finny(recorded, period, today, planned)
    assert (finny.projected and finny.projected.minor) == budget.projected
    assert finny.planned.minor == budget.planned == breakdown.planned
    names = {row.id: row.name for row in ROWS}
    assert finny.fixed == tuple(names[category_id] for category_id in budget.fixed)
    lines = {line.category: line.projected and line.projected.minor for line in finny.lines}
    for part in breakdown.slices:
        if part.category_id and part.planned:
            assert lines[names[part.category_id]] == part.projected
    if breakdown.projected is not None:
        assert sum(part.projected or 0 for part in breakdown.slices) <= breakdown.projected
    insights = told_by_insights(recorded, period, today, planned)
    for category_id, amount in insights.items():
        assert amount == (lines[names[category_id]] if category_id else budget.projected)
    return len(insights)


@given(ledgers())
def test_every_part_tells_the_same_projection(ledger: tuple[list[Entry], Period, date, list[PlanRow]]) -> None:
    check_agreement(*ledger)


# The plan is at most 4,600.00 and is exceeded by 400.00, which is more than the twelfth of it that nobody is told.
@given(st.lists(st.tuples(st.integers(1, 28), st.integers(100_00, 500_00)), min_size=3, max_size=9), todays)
def test_insights_of_shopping_that_always_exceeds_its_plan_tell_it_too(
    shopping: list[tuple[int, int]], day: date
) -> None:
    today = day.replace(day=20)
    recorded: list[Entry] = [
        (date(2026, month, day), GROCERIES, -amount)
        for month in range(4, 13)
        for day, amount in (*shopping, (28, 500_00))
        if date(2026, month, day) <= today
    ]
    spent = -sum(amount for on, _, amount in recorded if (on.year, on.month) == (today.year, today.month))
    period = CALENDAR.containing(today)
    assert check_agreement(recorded, period, today, [PlanRow(GROCERIES, LONG_AGO, spent + 100_00)]) >= 1
