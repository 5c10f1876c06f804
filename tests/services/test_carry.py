"""Carry: the rest of a plan, and what was spent beyond it, in the periods after."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calculations.carry import CARRIED_PERIODS, carried_by_category
from services.calculations.flows import Flow
from services.calculations.rows import Carry
from services.values.calendars import Calendar
from tests.services.household import FOOD, GROCERIES, RESTAURANTS, PlanRow

NOVEMBER = Calendar().named("2026-11")
EARLIER = Calendar().last(CARRIED_PERIODS + 1, NOVEMBER)[-2::-1]
FAMILIES = {FOOD: [FOOD, GROCERIES, RESTAURANTS], GROCERIES: [GROCERIES], RESTAURANTS: [RESTAURANTS]}


def carried(plans: list[PlanRow], *spent: dict[UUID, int]) -> dict[UUID, int]:
    """Return what is carried into November after some months, the latest first."""
    flows = [Flow() for _ in EARLIER]
    for flow, amounts in zip(flows, spent, strict=False):
        flow.spent.update((category_id, amount) for category_id, amount in amounts.items())
    return carried_by_category(EARLIER, flows, plans, FAMILIES)


def plan(carry: Carry, amount: int | None = 100, starts_on: date = date(2026, 8, 1)) -> PlanRow:
    """Return a plan for food."""
    return PlanRow(FOOD, starts_on, amount, carry=carry)


@pytest.mark.parametrize(
    ("carry", "october", "expected"),
    [
        (Carry.SURPLUS, 30, 70 + 60 + 100),
        (Carry.SURPLUS, 300, 0),
        (Carry.BOTH, 30, 70 + 60 + 100),
        (Carry.BOTH, 300, 160 + 100 - 300),
    ],
)
def test_the_rest_of_each_month_is_carried_on(carry: Carry, october: int, expected: int) -> None:
    assert carried([plan(carry)], {FOOD: october}, {FOOD: 40}, {FOOD: 0}) == {FOOD: expected}


def test_a_plan_that_carries_nothing_begins_anew_each_month() -> None:
    assert carried([plan(Carry.NONE)], {FOOD: 30}) == {}
    # August and September carried nothing to October.
    assert carried([plan(Carry.NONE), plan(Carry.BOTH, 100, date(2026, 10, 1))], {FOOD: 130}) == {FOOD: -30}


def test_a_month_without_a_plan_ends_what_is_carried() -> None:
    plans = [plan(Carry.BOTH), plan(Carry.BOTH, None, date(2026, 9, 1)), plan(Carry.BOTH, 100, date(2026, 10, 1))]
    assert carried(plans, {FOOD: 30}, {FOOD: 500}, {FOOD: 20}) == {FOOD: 70}


def test_a_child_without_a_plan_spends_that_of_its_parent() -> None:
    groceries = PlanRow(GROCERIES, date(2026, 10, 1), 50, carry="SURPLUS")
    spent = {FOOD: 10, GROCERIES: 20, RESTAURANTS: 5}
    assert carried([plan(Carry.BOTH, 100, date(2026, 10, 1)), groceries], spent) == {FOOD: 85, GROCERIES: 30}


def test_months_beyond_the_reach_carry_nothing() -> None:
    assert carried([plan(Carry.BOTH, 1, date(2000, 1, 1))]) == {FOOD: CARRIED_PERIODS}


@given(st.lists(st.integers(-200, 500), min_size=CARRIED_PERIODS, max_size=CARRIED_PERIODS))
def test_all_that_is_carried_is_planned_and_not_spent(spent: list[int]) -> None:
    flows = [{FOOD: amount} for amount in spent]
    both = carried([plan(Carry.BOTH, 100, date(2000, 1, 1))], *flows)[FOOD]
    surplus = carried([plan(Carry.SURPLUS, 100, date(2000, 1, 1))], *flows)[FOOD]
    assert both == 100 * CARRIED_PERIODS - sum(spent)
    assert surplus >= max(both, 0)
