"""The figures of a dashboard equal figures that were worked out by hand."""

from datetime import date

import pytest

from services.calculations import TO_TODAY, BudgetStatus, Overview, PlannedSpending, buckets, same_days
from services.values.periods import Period, custom_period
from tests.services.household import (
    FOOD,
    GROCERIES,
    HOME,
    MONTHS,
    NOVEMBER,
    RESTAURANTS,
    SALARY,
    SAVINGS,
    TODAY,
    TRAVEL,
    PlanRow,
    TotalRow,
    figures,
)

LONG_AGO = date(2020, 1, 1)
FIRST = date(2026, 11, 1)
OCTOBER = MONTHS.named("2026-10")
DECEMBER = MONTHS.named("2026-12")


# Buckets


def test_a_running_period_has_a_bucket_up_to_today_and_for_the_same_days_of_those_before() -> None:
    assert buckets(NOVEMBER, TODAY, MONTHS, 2, 1) == [
        (0, date(2026, 11, 1), date(2026, 11, 30)),
        (1, date(2026, 10, 1), date(2026, 10, 31)),
        (2, date(2026, 9, 1), date(2026, 9, 30)),
        (TO_TODAY, date(2026, 11, 1), TODAY),
        (same_days(1), date(2026, 10, 1), date(2026, 10, 15)),
    ]


@pytest.mark.parametrize("today", [date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 1)])
def test_a_period_that_does_not_run_on_has_no_bucket_up_to_today(today: date) -> None:
    assert [number for number, *_ in buckets(NOVEMBER, today, MONTHS, 0, 6)] == [0]


def test_the_first_day_of_a_period_has_a_bucket_of_its_own() -> None:
    assert (TO_TODAY, FIRST, FIRST) in buckets(NOVEMBER, FIRST, MONTHS, 0)


# Overview


@pytest.mark.parametrize(
    ("totals", "income", "expenses"),
    [
        ([], 0, 0),
        ([TotalRow(0, SALARY, money_in=3000_00)], 3000_00, 0),
        ([TotalRow(0, SALARY, money_in=3000_00, money_out=500_00)], 2500_00, 0),
        ([TotalRow(0, GROCERIES, money_out=80_00, money_in=30_00)], 0, 50_00),
        ([TotalRow(0, HOME, money_in=30_00)], 0, -30_00),
        ([TotalRow(0, None, money_in=20_00, money_out=5_00)], 20_00, 5_00),
        ([TotalRow(0, SAVINGS, money_in=7_00, money_out=900_00)], 0, 0),
        ([TotalRow(1, HOME, money_out=30_00), TotalRow(TO_TODAY, HOME, money_out=30_00)], 0, 0),
    ],
)
def test_the_kind_of_the_category_decides_where_money_counts(
    totals: list[TotalRow], income: int, expenses: int
) -> None:
    assert figures(*totals).overview() == Overview(income, expenses)


@pytest.mark.parametrize(
    ("income", "expenses", "net", "savings_rate"),
    [(1000, 750, 250, 0.25), (1000, 1500, -500, -0.5), (0, 5, -5, None), (-10, 5, -15, None)],
)
def test_the_savings_rate_is_the_part_of_the_income_that_was_left(
    income: int, expenses: int, net: int, savings_rate: float | None
) -> None:
    seen = Overview(income, expenses)
    assert (seen.net, seen.savings_rate) == (net, savings_rate)


# Budget


def test_the_plan_is_that_of_all_expense_categories_children_included() -> None:
    plans = [
        PlanRow(FOOD, LONG_AGO, 100),
        PlanRow(GROCERIES, LONG_AGO, 300),
        PlanRow(HOME, LONG_AGO, 900),
        PlanRow(SALARY, LONG_AGO, 5000),
        PlanRow(SAVINGS, LONG_AGO, 700),
    ]
    assert figures(plans=plans).budget().planned == 1300


@pytest.mark.parametrize(
    ("period", "planned"),
    [
        (MONTHS.named("2026-09"), 0),
        (OCTOBER, 300),
        (NOVEMBER, 10),
        (DECEMBER, 0),
        (MONTHS.named("2027-01"), 0),
        (MONTHS.named("2027-02"), 280),
        (custom_period(date(2026, 9, 20), date(2026, 11, 10)), 310),  # nothing, 300 and a day of 300
        (custom_period(date(2026, 11, 30), date(2026, 12, 31)), 0),
        (custom_period(date(2027, 2, 1), date(2027, 2, 1)), 10),
    ],
)
def test_a_plan_holds_from_its_first_day_until_the_next(period: Period, planned: int) -> None:
    plans = [
        PlanRow(HOME, date(2027, 2, 1), 280),
        PlanRow(HOME, date(2026, 10, 1), 300),
        PlanRow(HOME, date(2026, 11, 2), None),
    ]
    assert figures(period=period, plans=plans).budget().planned == planned


@pytest.mark.parametrize(("amount", "planned"), [(15, 0), (45, 2), (75, 2), (105, 4)])
def test_a_plan_by_the_day_is_rounded_half_to_even(amount: int, planned: int) -> None:
    one_day = custom_period(FIRST, FIRST)
    assert figures(period=one_day, plans=[PlanRow(HOME, LONG_AGO, amount)]).budget().planned == planned


def test_all_expenses_count_against_the_budget_planned_or_not() -> None:
    totals = [TotalRow(0, HOME, money_out=10), TotalRow(0, TRAVEL, money_out=20), TotalRow(0, None, money_out=40)]
    seen = figures(*totals, plans=[PlanRow(HOME, LONG_AGO, 100)]).budget()
    assert (seen.actual, seen.remaining, seen.used) == (70, 30, 0.7)


@pytest.mark.parametrize(
    ("today", "spent", "safe"),
    [
        (date(2026, 11, 15), 100, 56),  # 900 over 16 days
        (date(2026, 11, 30), 100, 900),
        (date(2026, 10, 15), 100, 30),
        (date(2026, 12, 1), 100, 0),
        (date(2026, 11, 15), 2000, 0),
    ],
)
def test_safe_amount_to_spend_a_day(today: date, spent: int, safe: int) -> None:
    seen = figures(TotalRow(0, HOME, money_out=spent), plans=[PlanRow(HOME, LONG_AGO, 1000)], today=today).budget()
    assert seen.safe_to_spend_per_day == safe


@pytest.mark.parametrize(
    ("actual", "projected", "status"),
    [
        (0, 899, BudgetStatus.UNDER),
        (0, 900, BudgetStatus.ON_TRACK),
        (1000, 1000, BudgetStatus.ON_TRACK),
        (1000, 1001, BudgetStatus.AT_RISK),
        (1001, 1001, BudgetStatus.OVER),
        (-100, -100, BudgetStatus.UNDER),
        (0, None, BudgetStatus.ON_TRACK),
        (1001, None, BudgetStatus.OVER),
    ],
)
def test_the_status_of_a_plan_of_a_thousand(actual: int, projected: int | None, status: BudgetStatus) -> None:
    assert PlannedSpending(1000, actual, projected).status == status


def test_spending_without_a_plan_is_unplanned() -> None:
    seen = figures(TotalRow(0, HOME, money_out=10)).budget()
    assert (seen.used, seen.status, seen.remaining, seen.safe_to_spend_per_day) == (
        None,
        "UNPLANNED",
        -10,
        None,
    )


# Breakdown


def test_slices_are_top_level_categories_the_costliest_first() -> None:
    totals = [
        TotalRow(0, GROCERIES, money_out=30),
        TotalRow(0, RESTAURANTS, money_out=20),
        TotalRow(0, FOOD, money_out=10),
        TotalRow(0, HOME, money_in=5),
        TotalRow(0, None, money_out=20),
        TotalRow(0, SALARY, money_in=100),
    ]
    plans = [PlanRow(RESTAURANTS, LONG_AGO, 40), PlanRow(FOOD, LONG_AGO, 50), PlanRow(TRAVEL, LONG_AGO, 7)]
    pie = figures(*totals, plans=plans, today=DECEMBER.start).breakdown()
    assert [(part.category_id, part.planned, part.actual, part.remaining, part.share) for part in pie.slices] == [
        (FOOD, 90, 60, 30, 0.75),
        (None, 0, 20, -20, 0.25),
        (TRAVEL, 7, 0, 7, 0.0),
        (HOME, 0, -5, 5, 0.0),
    ]
    assert [part.status for part in pie.slices] == ["UNDER", "UNPLANNED", "UNDER", "UNPLANNED"]
    assert (pie.planned, pie.actual) == (97, 75)


def test_equal_slices_are_in_order_of_name_and_what_is_not_categorised_comes_last() -> None:
    totals = [TotalRow(0, category_id, money_out=10) for category_id in (None, TRAVEL, HOME, GROCERIES)]
    assert [part.category_id for part in figures(*totals).breakdown().slices] == [FOOD, HOME, TRAVEL, None]


def test_a_category_without_plan_or_actual_has_no_slice() -> None:
    totals = [TotalRow(0, HOME, money_in=10, money_out=10, entries=2), TotalRow(0, None, money_in=10)]
    plans = [PlanRow(TRAVEL, LONG_AGO, 10), PlanRow(TRAVEL, FIRST, None)]
    assert figures(*totals, plans=plans).breakdown().slices == ()


def test_a_plan_of_nothing_is_a_plan() -> None:
    assert [part.planned for part in figures(plans=[PlanRow(HOME, LONG_AGO, 0)]).breakdown().slices] == [0]


def test_shares_are_none_where_only_refunds_came() -> None:
    assert [part.share for part in figures(TotalRow(0, HOME, money_in=5)).breakdown().slices] == [0.0]


# Trends


def test_trends_have_a_point_for_each_period_the_empty_ones_too() -> None:
    totals = [TotalRow(0, HOME, money_out=99), TotalRow(2, SALARY, money_in=101), TotalRow(2, HOME, money_out=50)]
    seen = figures(*totals).trends(3)
    assert [
        (point.period.label, point.income, point.expenses, point.net, point.savings_rate) for point in seen.points
    ] == [
        ("2026-09", 101, 50, 51, 51 / 101),
        ("2026-10", 0, 0, 0, None),
        ("2026-11", 0, 99, -99, None),
    ]
    assert (seen.average_income, seen.average_expenses) == (50, 25)  # of two: 50.5 goes to the even


@pytest.mark.parametrize("periods", [1, 6])
def test_averages_are_of_the_period_that_runs_when_none_before_it_has_entries(periods: int) -> None:
    seen = figures(TotalRow(0, HOME, money_out=99)).trends(periods)
    assert (seen.average_income, seen.average_expenses) == (0, 99)


def test_averages_leave_out_what_was_before_the_ledger_but_not_an_empty_period_within_it() -> None:
    totals = [TotalRow(3, HOME, money_out=60), TotalRow(1, HOME, money_out=30), TotalRow(0, HOME, money_out=5)]
    assert figures(*totals).trends(6).average_expenses == 30


def test_averages_of_no_entries_are_zero() -> None:
    assert figures().trends(6).average_expenses == 0


@pytest.mark.parametrize(("today", "average"), [(date(2026, 11, 30), 10), (date(2026, 12, 1), 55)])
def test_a_period_is_complete_on_the_day_after_it(today: date, average: int) -> None:
    totals = [TotalRow(0, HOME, money_out=100), TotalRow(1, HOME, money_out=10)]
    assert figures(*totals, today=today).trends(2).average_expenses == average


def test_trends_of_a_range_have_points_of_its_length() -> None:
    days = custom_period(date(2026, 11, 3), date(2026, 11, 5))
    seen = figures(TotalRow(1, HOME, money_out=9), period=days).trends(2)
    assert [point.period for point in seen.points] == MONTHS.last(2, days)
    assert [point.expenses for point in seen.points] == [9, 0]


# Comparison


def test_bars_are_the_costliest_categories_beside_their_past() -> None:
    totals = [
        TotalRow(0, HOME, money_out=150),
        TotalRow(1, HOME, money_out=100),
        TotalRow(2, HOME, money_out=100),
        TotalRow(0, GROCERIES, money_out=40),
        TotalRow(0, RESTAURANTS, money_out=30),
        TotalRow(2, FOOD, money_out=41),
        TotalRow(0, TRAVEL, money_out=5),
        TotalRow(0, None, money_out=6),
    ]
    seen = figures(*totals, today=DECEMBER.start).comparison(2)
    assert [(bar.category_id, bar.current, bar.previous, bar.average, bar.change) for bar in seen.bars] == [
        (HOME, 150, 100, 100, 0.5),
        (FOOD, 70, 0, 20, None),  # 20.5 goes to the even
    ]
    assert seen.others == 11


@pytest.mark.parametrize(
    ("kept_since", "average"),
    [(1, 60), (2, 30), (6, 10), (7, 60)],
)
def test_the_average_starts_with_the_first_period_that_holds_an_entry(kept_since: int, average: int) -> None:
    totals = [TotalRow(1, HOME, money_out=60), TotalRow(kept_since, SAVINGS, money_in=1)]
    assert [bar.average for bar in figures(*totals, today=DECEMBER.start).comparison(5).bars] == [average]


def test_a_running_period_is_compared_with_the_same_days_of_those_before() -> None:
    totals = [
        TotalRow(0, HOME, money_out=150),
        TotalRow(TO_TODAY, HOME, money_out=120),
        TotalRow(1, HOME, money_out=900),
        TotalRow(same_days(1), HOME, money_out=100),
        TotalRow(same_days(2), HOME, money_out=50),
    ]
    seen = figures(*totals).comparison(1)
    [bar] = seen.bars
    assert (bar.current, bar.previous, bar.average) == (150, 100, 75)
    assert bar.change == 0.2, "what is dated after today does not count"
    assert (seen.before, seen.until) == (OCTOBER, date(2026, 10, 15))
    assert figures(*totals, today=DECEMBER.start).comparison(1).until is None


def test_the_running_point_of_the_trends_is_told_beside_the_same_days_of_the_period_before() -> None:
    totals = [TotalRow(1, HOME, money_out=900), TotalRow(same_days(1), HOME, money_out=100)]
    same = figures(*totals).trends(2).same_days
    assert same is not None
    assert (same.period.start, same.period.end, same.expenses) == (OCTOBER.start, date(2026, 10, 15), 100)
    assert figures(*totals, today=DECEMBER.start).trends(2).same_days is None


def test_average_without_a_past_is_zero() -> None:
    [bar] = figures(TotalRow(0, HOME, money_out=60)).comparison(5).bars
    assert (bar.previous, bar.average, bar.change) == (0, 0, None)


def test_a_category_of_the_past_alone_still_has_a_bar() -> None:
    totals = TotalRow(1, HOME, money_out=60), TotalRow(7, TRAVEL, money_out=60)
    seen = figures(*totals, today=DECEMBER.start).comparison(5)
    assert [(bar.category_id, bar.current, bar.change) for bar in seen.bars] == [(HOME, 0, -1.0)]


def test_equal_bars_are_in_order_of_name() -> None:
    totals = [TotalRow(0, category_id, money_out=10) for category_id in (None, TRAVEL, HOME, GROCERIES)]
    assert [bar.category_id for bar in figures(*totals).comparison(3).bars] == [FOOD, HOME, TRAVEL]
