"""A dismissed insight stays away until it is materially worse, and in its own ledger only."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from db.stores.cache import Cache
from db.stores.engine import Database
from db.stores.ids import new_id
from services.budgets import BudgetDraft
from services.dashboard.service import DashboardNeeds
from services.goals import GoalDraft
from services.insights import Insight, InsightSeverity
from services.insights.finders import is_dismissed
from services.transaction_drafts import TransactionDraft
from services.users import Passwords
from services.values.periods import PeriodChoice
from services.wiring import Services, build_services
from tests.ledger_facts import one_event, refused
from tests.people import NOW, Clock, Person
from tests.services.users.people import OPEN, QUICK

CURRENT = PeriodChoice()
TODAY = NOW.date()


@pytest.fixture
async def services(database: Database, clock: Clock) -> AsyncIterator[Services]:
    """One process with a cache."""
    cache = Cache()
    services = build_services(database, clock, OPEN, Passwords(QUICK), cache=cache)
    yield services
    await services.users.close()
    await cache.close()


async def spend(services: Services, person: Person, amount: str, day: date = TODAY) -> None:
    draft = TransactionDraft(day, Decimal(amount), "Corner Shop", category_id=person.categories["Food"])
    await services.transactions.record(person.ledger_id, draft)


async def over_budget(services: Services, person: Person, month: str = "2026-10") -> None:
    await services.budgets.set(person.ledger_id, BudgetDraft(person.categories["Food"], Decimal(100), month))
    await spend(services, person, "-150")


async def seen(services: Services, person: Person, choice: PeriodChoice = CURRENT) -> list[Insight]:
    needs = DashboardNeeds(insights=True)
    return list((await services.dashboard.read(person.ledger_id, choice, needs)).insights)


async def test_a_dismissed_finding_stays_away_until_it_is_materially_worse(
    services: Services, database: Database, alice: Person
) -> None:
    await over_budget(services, alice)
    (insight,) = await seen(services, alice)
    assert (insight.severity, insight.measure) == (InsightSeverity.ALERT, 5000)
    async with one_event(database, alice.ledger_id, "InsightDismissed", insight_id=str(insight.id)):
        saved = await services.insights.dismiss(alice.ledger_id, insight.id, CURRENT)
    assert saved.object == insight
    assert await seen(services, alice) == []
    await spend(services, alice, "-12")
    assert await seen(services, alice) == []
    await spend(services, alice, "-1")
    (worse,) = await seen(services, alice)
    assert (worse.id, worse.measure) == (insight.id, 6300)
    await services.insights.dismiss(alice.ledger_id, worse.id, CURRENT)
    assert await seen(services, alice) == []


async def test_the_next_period_tells_its_own(services: Services, alice: Person, clock: Clock) -> None:
    await over_budget(services, alice)
    (insight,) = await seen(services, alice)
    await services.insights.dismiss(alice.ledger_id, insight.id, CURRENT)
    clock.now = NOW.replace(month=12)
    await spend(services, alice, "-150", clock.now.date())
    again = [insight for insight in await seen(services, alice) if "over its plan" in insight.text]
    assert len(again) == 1
    assert again[0].id != insight.id
    assert await seen(services, alice, PeriodChoice("2026-11")) == []


async def test_an_insight_of_a_past_period_is_dismissed_in_it(services: Services, alice: Person, clock: Clock) -> None:
    await over_budget(services, alice)
    clock.now = NOW.replace(month=12)
    november = PeriodChoice("2026-11")
    (insight,) = await seen(services, alice, november)
    await services.insights.dismiss(alice.ledger_id, insight.id, november)
    assert await seen(services, alice, november) == []


async def test_an_absent_insight_cannot_be_dismissed(
    services: Services, database: Database, alice: Person, bob: Person
) -> None:
    await over_budget(services, alice)
    await over_budget(services, bob)
    (insight,), (of_bob,) = await seen(services, alice), await seen(services, bob)
    assert insight.id != of_bob.id
    for unknown in (new_id(), of_bob.id):
        async with refused(database, [alice.ledger_id, bob.ledger_id], "NOT_FOUND", "id"):
            await services.insights.dismiss(alice.ledger_id, unknown, CURRENT)


async def test_a_goal_whose_date_has_passed_is_an_alert(services: Services, alice: Person, clock: Clock) -> None:
    await services.goals.create(alice.ledger_id, GoalDraft("A boat", Decimal(900), date(2026, 12, 1)))
    assert await seen(services, alice) == []
    clock.now = NOW.replace(month=12, day=2)
    (insight,) = await seen(services, alice)
    assert (insight.severity, insight.measure) == (InsightSeverity.ALERT, 90_000)


def test_worse_means_a_quarter_that_matters() -> None:
    assert not is_dismissed(100, None, 10_000)
    assert is_dismissed(100, 100, 10_000)
    assert is_dismissed(50, 100, 10_000)
    assert is_dismissed(199, 100, 10_000)  # twice, and yet a trifle
    assert not is_dismissed(200, 100, 10_000)
    assert is_dismissed(12_499, 10_000, 10_000)
    assert not is_dismissed(12_500, 10_000, 10_000)
