"""The demo household: a past month never changes, the figures are plausible, and the story's facts hold."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.demo.household import Household, HouseholdTransaction, household
from services.values.money import convert, to_minor

TODAY = date(2026, 11, 23)
TODAYS = st.dates(date(2026, 1, 1), date(2040, 12, 31))
LAST_DAYS = [date(year, 12, 31) for year in (2027, 2030, 2033, 2036, 2039)]

Totals = dict[str | None, Decimal]


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def euros(row: HouseholdTransaction) -> Decimal:
    cents = convert(to_minor(row.amount, row.currency), row.currency, row.exchange_rate or Decimal(1), "EUR")
    return Decimal(cents).scaleb(-2)


def totals_by_month(house: Household) -> dict[str, Totals]:
    totals: dict[str, Totals] = defaultdict(lambda: defaultdict(Decimal))
    for row in house.transactions:
        for part in row.splits:
            totals[month_of(row.date)][part.category] += part.amount
        if not row.splits:
            totals[month_of(row.date)][row.category] += euros(row)
    return totals


def full_months(house: Household) -> dict[str, Totals]:
    """The 36 months before the current one, oldest first."""
    return dict(list(totals_by_month(house).items())[:36])


def sum_of_kind(house: Household, totals: Totals, kind: str) -> Decimal:
    kinds: dict[str | None, str] = {category.name: category.kind for category in house.categories}
    return sum((amount for name, amount in totals.items() if kinds.get(name, "EXPENSE") == kind), Decimal(0))


def is_moved(row: HouseholdTransaction) -> bool:
    """Return True for one of the two transactions of a transfer."""
    return row.pair is not None and row.category is None


def rows_of(house: Household, month: str) -> list[HouseholdTransaction]:
    return [row for row in house.transactions if month_of(row.date) == month]


def charges_of(house: Household, payee: str) -> list[HouseholdTransaction]:
    return [row for row in house.transactions if row.payee == payee and row.amount < 0]


def lookalikes(rows: Iterable[HouseholdTransaction]) -> list[tuple[HouseholdTransaction, HouseholdTransaction]]:
    """Two charges of one payee and amount at most three days apart."""
    charged: dict[tuple[str, Decimal], list[HouseholdTransaction]] = defaultdict(list)
    for row in rows:
        charged[row.payee, row.amount].append(row)
    return [
        pair for equals in charged.values() for pair in pairwise(equals) if pair[1].date - pair[0].date <= timedelta(3)
    ]


@settings(max_examples=12)
@given(TODAYS, st.integers(1, 1000))
def test_a_month_is_the_same_whatever_today_is(today: date, later: int) -> None:
    now, then = household(today), household(today + timedelta(later))
    start = then.transactions[0].date
    shared = [row for row in now.transactions if row.date >= start]
    assert shared == [row for row in then.transactions if row.date <= today]


@settings(max_examples=12)
@given(TODAYS)
def test_the_rows_run_in_order_from_three_years_ago_up_to_today(today: date) -> None:
    dates = [row.date for row in household(today).transactions]
    assert dates == sorted(dates)
    assert dates[0] == date(today.year - 3, today.month, 1)
    assert today - timedelta(4) <= dates[-1] <= today
    assert len({month_of(day) for day in dates}) == 37


def test_the_first_day_of_a_month_has_its_rent_and_a_salary() -> None:
    today = household(date(2026, 11, 1)).transactions
    assert {"Rent", "Salary"} <= {row.category for row in today if row.date == date(2026, 11, 1)}


def test_a_leap_day_can_be_today() -> None:
    assert household(date(2028, 2, 29)).transactions[-1].date <= date(2028, 2, 29)


@pytest.mark.parametrize("today", LAST_DAYS)
def test_every_full_month_is_plausible(today: date) -> None:
    house = household(today)
    for month, totals in full_months(house).items():
        income, spent = sum_of_kind(house, totals, "INCOME"), -sum_of_kind(house, totals, "EXPENSE")
        assert Decimal("-0.20") < (income - spent) / income < Decimal("0.45"), month
        assert 65 <= len(rows_of(house, month)) <= 105
        assert totals["Rent"] < 0 < totals["Salary"]
        assert None in totals


@pytest.mark.parametrize("today", LAST_DAYS)
def test_every_row_can_be_stored_exactly(today: date) -> None:
    house = household(today)
    names = {category.name for category in house.categories}
    for row in house.transactions:
        assert to_minor(row.amount, row.currency) != 0
        assert row.category is None or row.category in names
        assert (row.exchange_rate is None) == (row.currency == house.base_currency)
        assert row.payee


def test_everyday_purchases_are_not_round() -> None:
    everyday = [row for row in household(TODAY).transactions if row.category != "Salary" and not is_moved(row)]
    assert not [row for row in everyday if row.amount == int(row.amount)]


def test_categories_have_two_levels_of_one_kind_and_a_colour_each() -> None:
    categories = household(TODAY).categories
    by_name = {category.name: category for category in categories}
    parents = {category.parent for category in categories}
    assert len(by_name) == len({category.colour for category in categories}) == len(categories) == 20
    assert len([name for name in by_name if name not in parents]) == 14
    seen: set[str] = set()
    for category in categories:
        if category.parent:
            assert category.parent in seen
            assert by_name[category.parent].parent is None
            assert by_name[category.parent].kind == category.kind
        seen.add(category.name)


def test_both_currencies_refunds_and_transfers_both_ways_are_there() -> None:
    rows = household(TODAY).transactions
    rates = {row.exchange_rate for row in rows if row.currency == "USD" and row.exchange_rate}
    assert len(rates) > 12
    assert all(Decimal("0.85") < rate < Decimal("0.95") for rate in rates)
    assert {row.category for row in rows if row.currency == "USD"} == {"Subscriptions", "Holidays"}
    assert {row.category for row in rows if row.note.startswith("Refund") and row.amount > 0} == {
        "Clothes",
        "Utilities",
    }
    assert {row.amount > 0 for row in rows if row.payee == "Savings account"} == {True, False}


def test_a_jacket_is_refunded_in_full_in_the_month_it_was_bought() -> None:
    clothes = [row for row in rows_of(household(TODAY), "2026-09") if row.payee == "Zwirn & Zaunkönig"]
    assert sum(row.amount for row in clothes if "acket" in row.note) == 0


@pytest.mark.parametrize("today", LAST_DAYS)
def test_the_rent_rises_each_april_and_its_plan_with_it(today: date) -> None:
    house = household(today)
    for before, after in pairwise(charges_of(house, "Hausverwaltung Nebelau")):
        assert (after.amount < before.amount) == (after.date.month == 4)
    plan = [plan for plan in house.plans if plan.category == "Rent"][-1]
    assert plan.amount == -charges_of(house, "Hausverwaltung Nebelau")[-1].amount


@settings(max_examples=20)
@given(TODAYS)
def test_some_monthly_payment_began_or_rose_within_the_last_three_months(today: date) -> None:
    charges: dict[str, list[HouseholdTransaction]] = defaultdict(list)
    for row in household(today).transactions:
        if row.category in {"Rent", "Utilities", "Public transport", "Sport", "Subscriptions"} and row.amount < 0:
            charges[row.payee].append(row)
    moved = [
        row.date
        for rows in charges.values()
        for row, before in zip(rows, [None, *rows], strict=False)
        if before is None or row.amount < before.amount
    ]
    assert max(moved) > today - timedelta(93)


def test_the_streaming_service_of_this_year_is_new_and_has_become_dearer() -> None:
    house = household(TODAY)
    charges = charges_of(house, "Flackerfuchs Plus")
    assert [month_of(charges[0].date), month_of(charges[-1].date)] == ["2026-03", "2026-11"]
    assert [-charges[0].amount, -charges[-1].amount] == [Decimal("9.49"), Decimal("11.99")]


def test_groceries_creep_up_year_by_year() -> None:
    spent = [-totals["Groceries"] for totals in full_months(household(TODAY)).values()]
    assert mean(spent[:12]) < mean(spent[12:24]) < mean(spent[24:])


@pytest.mark.parametrize("today", LAST_DAYS)
def test_each_month_of_a_quarter_has_its_own_tale(today: date) -> None:
    house = household(today)
    months = full_months(house)
    for month, totals in months.items():
        position = (int(month[-2:]) - 1) % 3
        usual = {name: mean(other[name] for other in months.values()) for name in ("Eating out", "Clothes")}
        assert (totals["Eating out"] < usual["Eating out"] * Decimal("1.1")) == (position == 1), month
        assert (totals["Clothes"] < usual["Clothes"] * Decimal("1.2")) == (position == 2), month


@pytest.mark.parametrize("today", LAST_DAYS)
def test_the_first_month_of_a_quarter_is_better_than_the_half_year_before(today: date) -> None:
    house = household(today)
    net = {
        month: sum_of_kind(house, totals, "INCOME") + sum_of_kind(house, totals, "EXPENSE")
        for month, totals in full_months(house).items()
    }
    months = list(net)
    for index in range(6, 36):
        if int(months[index][-2:]) % 3 == 1:
            assert net[months[index]] > mean(net[month] for month in months[index - 6 : index]) * Decimal("1.2")


@pytest.mark.parametrize("today", LAST_DAYS)
def test_only_the_lamp_of_a_quarter_looks_charged_twice(today: date) -> None:
    pairs = lookalikes(household(today).transactions)
    assert [first.payee for first, _ in pairs] == ["Funkel & Draht"] * 12
    assert {first.date.month for first, _ in pairs} == {2, 5, 8, 11}


def test_every_summer_has_a_holiday_and_every_other_spring_a_big_repair() -> None:
    house = household(TODAY)
    months = full_months(house)
    assert [month for month, totals in months.items() if totals.get("Holidays")] == ["2024-08", "2025-08", "2026-08"]
    assert [month_of(row.date) for row in charges_of(house, "Werkstatt Rädchen & Rost")] == ["2024-05", "2026-05"]
    assert all(-months[month]["Holidays"] > 1200 for month in ("2024-08", "2025-08", "2026-08"))


@pytest.mark.parametrize("today", [TODAY, *LAST_DAYS])
def test_only_what_is_owed_is_below_zero(today: date) -> None:
    house = household(today)
    assert [account.kind for account in house.accounts] == [
        "CHECKING", "CHECKING", "CASH", "CREDIT_CARD", "SAVINGS", "LOAN",
    ]  # fmt: skip
    balances = {account.name: account.opening for account in house.accounts}
    debts = {account.name for account in house.accounts if account.opening < 0}
    assert debts == {"Credit card", "Car loan"}
    for row in house.transactions:
        balances[row.account] += euros(row)
        assert balances[row.account] > 0 or row.account in debts, row
        assert balances[row.account] < 0 or row.account not in debts, row


def test_own_money_that_moves_is_told_by_both_accounts() -> None:
    house = household(TODAY)
    moved = [row for row in house.transactions if is_moved(row)]
    assert {sum(row.amount for row in moved if row.date == day) for day in {row.date for row in moved}} == {0}
    assert {row.account for row in moved} == {account.name for account in house.accounts}


@settings(max_examples=20)
@given(TODAYS)
def test_the_kitchen_is_on_track_and_the_camper_van_is_not(today: date) -> None:
    goals = {goal.name: goal for goal in household(today).goals}
    for name, on_track in (("New kitchen", True), ("Camper van", False)):
        goal = goals[name]
        assert goal.target_date
        start = date(today.year - 2, 1, 1)
        share = Decimal((today - start).days) / (goal.target_date - start).days
        saved = sum(amount for _, amount in goal.contributions)
        assert (saved >= goal.target * share) == on_track
        assert goal.contributions[-1][0] <= today
    assert goals["Rainy days"].target_date is None


def test_contributions_are_the_transfers_to_savings_of_the_same_days() -> None:
    house = household(TODAY)
    transfers = {(row.note, row.date, -row.amount) for row in house.transactions if is_moved(row)}
    contributions = {(goal.name, day, amount) for goal in house.goals for day, amount in goal.contributions}
    assert contributions <= transfers
    assert len(contributions) == 35 + 24 + 35


@pytest.mark.parametrize("today", LAST_DAYS)
def test_plans_cover_all_months_and_the_tales_exceed_them(today: date) -> None:
    house = household(today)
    over = 0
    for month, totals in full_months(house).items():
        plans = {plan.category: plan.amount for plan in house.plans if plan.month <= month}
        assert "Rent" in plans
        assert "Groceries" in plans
        over += -totals["Groceries"] > plans["Groceries"]
        for position, category in ((1, "Eating out"), (2, "Clothes")):
            if (int(month[-2:]) - 1) % 3 == position:
                assert -totals[category] > plans[category], month
    assert over >= 28


def test_september_2026_is_as_the_readme_tells() -> None:
    house = household(TODAY)
    totals = totals_by_month(house)["2026-09"]
    told = {
        "Home": "-67.43",
        "Rent": "-1454.80",
        "Utilities": "-161.80",
        "Groceries": "-692.62",
        "Eating out": "-236.25",
        "Public transport": "-131.65",
        "Car": "-210.00",
        "Health": "-80.45",
        "Subscriptions": "-47.81",
        "Sport": "-47.10",
        "Clothes": "-324.35",
        "Gifts": "-36.29",
        "Salary": "4662.19",
        "Side work": "211.55",
        None: "-39.23",
    }
    assert totals == {name: Decimal(amount) for name, amount in told.items()}
    assert sum_of_kind(house, totals, "INCOME") == Decimal("4873.74")
    assert sum_of_kind(house, totals, "EXPENSE") == Decimal("-3529.78")
