"""A hundred ledgers with known stories give the findings of their story; quiet ones give none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.insights import Finding, findings
from services.insights import FindingKind as Kind
from services.insights.finding import InsightSeverity
from tests.services.household import PlanRow
from tests.services.insights.ledgers import COFFEE, GROCERIES, LEISURE, RENT, STREAMS, TRIPS, Ledger, quiet_ledger

SEEDS = range(10)


def kinds(ledger: Ledger) -> list[Kind]:
    """Return the kinds of the findings, the most severe first."""
    return [finding.kind for finding in findings(ledger.view())]


def spent_far_more(ledger: Ledger) -> set[Kind]:
    ledger.plans = [plan for plan in ledger.plans if plan.category_id == RENT]
    ledger.add(ledger.today, -ledger.part(190), "A Trip", TRIPS)
    return {Kind.SPENDING_ABOVE_AVERAGE, Kind.UNUSUAL_PURCHASE}


def gave_a_party(ledger: Ledger) -> set[Kind]:
    plan_otherwise(ledger, GROCERIES, 600)
    ledger.add(ledger.today, -ledger.part(95), "Party Market", GROCERIES)
    return {Kind.UNUSUAL_PURCHASE}


def spent_more_than_came_in(ledger: Ledger) -> set[Kind]:
    ledger.plans = []
    for period, cost in zip(ledger.periods(3)[:2], (520, 480), strict=True):
        ledger.add(period.start + timedelta(days=15), -ledger.part(cost), "Dentist", None)
    return {Kind.SPENDING_ABOVE_INCOME}


def plan_otherwise(ledger: Ledger, category_id: UUID, planned: int) -> None:
    """Change the plan of a category from this period on, and plan enough leisure for the whole budget to hold."""
    ledger.plans.append(PlanRow(category_id, ledger.period.start, ledger.part(planned)))
    ledger.plans.append(PlanRow(LEISURE, ledger.period.start, ledger.part(500)))


def spent_more_than_planned(ledger: Ledger) -> set[Kind]:
    plan_otherwise(ledger, GROCERIES, 200)
    return {Kind.BUDGET_OVER}


def will_spend_more_than_planned(ledger: Ledger) -> set[Kind]:
    ledger.today = ledger.period.start + timedelta(days=13)
    plan_otherwise(ledger, GROCERIES, 300)
    return {Kind.BUDGET_AT_RISK}


def has_a_new_subscription(ledger: Ledger) -> set[Kind]:
    for period in ledger.periods(2):
        ledger.add(period.start + timedelta(days=10), -ledger.part(8), "Stream Two", STREAMS)
    return {Kind.NEW_RECURRING_PAYMENT}


def pays_more_rent(ledger: Ledger) -> set[Kind]:
    since, more = ledger.periods(2)[0].start, ledger.part(12)
    moved = [row for row in ledger.rows if row.payee == "Landlord" and row.date >= since]
    for row in moved:
        ledger.rows.remove(row)
        ledger.add(row.date, row.amount - more, row.payee, row.category_id)
    ledger.plans.append(PlanRow(RENT, since, ledger.part(412)))
    return {Kind.RISEN_RECURRING_PAYMENT}


def was_charged_twice(ledger: Ledger) -> set[Kind]:
    for days in (10, 12):
        ledger.add(ledger.period.start + timedelta(days=days), -ledger.part(25), "Lamps", None)
    return {Kind.POSSIBLE_DUPLICATE}


def was_not_paid(ledger: Ledger) -> set[Kind]:
    ledger.rows = [row for row in ledger.rows if row.payee != "The Works" or row.date < ledger.period.start]
    return {Kind.INCOME_MISSING}


def saved_too_little(ledger: Ledger) -> set[Kind]:
    ledger.goals = [replace(goal, saved=goal.saved // 3) for goal in ledger.goals]
    return {Kind.GOAL_OFF_PACE}


def had_a_good_month(ledger: Ledger) -> set[Kind]:
    day = ledger.periods(2)[0].start + timedelta(days=5)
    ledger.add(day, ledger.part(400), "Sold the old car", None)
    return {Kind.BETTER_PERIOD}


def had_no_story(ledger: Ledger) -> set[Kind]:
    assert ledger.rows
    return set()


STORIES: list[Callable[[Ledger], set[Kind]]] = [
    spent_far_more,
    spent_more_than_planned,
    will_spend_more_than_planned,
    has_a_new_subscription,
    pays_more_rent,
    was_charged_twice,
    was_not_paid,
    saved_too_little,
    had_a_good_month,
    had_no_story,
    gave_a_party,
    spent_more_than_came_in,
]


@pytest.mark.parametrize("tell", STORIES, ids=lambda story: story.__name__)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_story_of_a_ledger_is_found_and_nothing_else(seed: int, tell: Callable[[Ledger], set[Kind]]) -> None:
    ledger = quiet_ledger(100 * seed + STORIES.index(tell))
    expected = tell(ledger)
    assert sorted(kinds(ledger)) == sorted(expected)


@pytest.mark.parametrize("seed", range(1000, 1003))
def test_a_quiet_ledger_is_quiet_on_every_day_from_its_first(seed: int) -> None:
    ledger = quiet_ledger(seed)
    ledger.goals = []
    first = min(row.date for row in ledger.rows)
    for days in range((ledger.period.end - first).days + 1):
        today = first + timedelta(days=days)
        assert kinds(ledger.at(today)) == [], (first, today)


def test_the_gravest_comes_first_and_every_finding_has_figures_and_days() -> None:
    ledger = quiet_ledger(7)
    for tell in STORIES:
        if tell not in {will_spend_more_than_planned, gave_a_party, spent_more_than_came_in}:
            tell(ledger)
    ordered = findings(ledger.view())
    assert len({finding.kind for finding in ordered}) > 6
    ranks = [finding.severity.rank for finding in ordered]
    assert ranks == sorted(ranks)
    assert (ordered[0].severity, ordered[-1].severity) == (InsightSeverity.ALERT, InsightSeverity.GOOD)
    for finding in ordered:
        assert finding.evidence
        assert finding.text.endswith((".", "?"))
        assert all(figure.period is not None for figure in finding.evidence)
        assert finding.measure > 0


def test_the_same_facts_have_the_same_fingerprint_whatever_their_size() -> None:
    ledger = quiet_ledger(3)
    spent_more_than_planned(ledger)
    (before,) = findings(ledger.view())
    ledger.add(ledger.today, -ledger.part(20), "Corner Market", GROCERIES)
    (after,) = over_budget(ledger)
    ids = [finding.fingerprint(RENT) for finding in (before, after)]
    assert ids[0] == ids[1] != after.fingerprint(GROCERIES)
    assert after.measure == before.measure + ledger.part(20)


def over_budget(ledger: Ledger) -> list[Finding]:
    return [finding for finding in findings(ledger.view()) if finding.kind is Kind.BUDGET_OVER]


def test_the_currency_and_the_scale_of_a_ledger_do_not_matter() -> None:
    for seed in range(20, 25):
        ledger = quiet_ledger(seed)
        was_charged_twice(ledger)
        has_a_new_subscription(ledger)
        larger = replace(
            ledger,
            currency="KWD",
            rows=[replace(row, amount=row.amount * 1000, base_amount=row.base_amount * 1000) for row in ledger.rows],
            plans=[replace(plan, amount=1000 * (plan.amount or 0)) for plan in ledger.plans],
            goals=[replace(goal, target=1000 * goal.target, saved=1000 * goal.saved) for goal in ledger.goals],
        )
        assert kinds(larger) == kinds(ledger)


def test_a_duplicate_that_was_paid_back_a_habit_and_a_trifle_are_no_duplicates() -> None:
    ledger = quiet_ledger(4)
    was_charged_twice(ledger)
    ledger.add(ledger.today, ledger.part(25), "Lamps", None)
    assert kinds(ledger) == []
    for days in range(0, 22, 3):
        ledger.add(ledger.period.start + timedelta(days=days), -ledger.part(6), "Lunch", COFFEE)
    for _ in range(2):
        ledger.add(ledger.today, -ledger.part(4), "Kiosk", COFFEE)
    assert Kind.POSSIBLE_DUPLICATE not in kinds(ledger)


def test_a_new_employer_is_no_missing_income() -> None:
    ledger = quiet_ledger(5)
    was_not_paid(ledger)
    for days in (0, 14):
        ledger.add(ledger.period.start + timedelta(days=days), ledger.part(620), "Another Works", None)
    assert kinds(ledger) == []


def test_references_do_not_hide_a_recurring_payment() -> None:
    ledger = quiet_ledger(6)
    for number, period in enumerate(ledger.periods(2)):
        ledger.add(period.start + timedelta(days=10), -ledger.part(8), f"Stream Two Ref {559299 + number}", STREAMS)
    assert kinds(ledger) == [Kind.NEW_RECURRING_PAYMENT]


def test_a_rate_that_moves_is_no_rise() -> None:
    ledger = quiet_ledger(6)
    since = ledger.periods(2)[0].start
    ledger.rows = [
        replace(row, base_amount=2 * row.base_amount) if row.payee == "Cloud" and row.date >= since else row
        for row in ledger.rows
    ]
    assert Kind.RISEN_RECURRING_PAYMENT not in kinds(ledger)


def test_a_period_to_come_has_no_findings_and_a_past_one_its_own() -> None:
    ledger = quiet_ledger(8)
    spent_more_than_planned(ledger)
    past = ledger.at(ledger.period.end + timedelta(days=40))
    assert Kind.BUDGET_OVER in [finding.kind for finding in findings(past.view(ledger.period))]
    to_come = past.period
    assert findings(ledger.view(to_come)) == []
