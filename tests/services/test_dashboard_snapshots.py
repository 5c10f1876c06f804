"""A dashboard from the cache is the dashboard that was read, and it is read once however many ask."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db import ledgers
from db.stores.cache import Cache
from db.stores.engine import Database
from services.budgets import BudgetDraft
from services.dashboard.service import DashboardNeeds, DashboardService, DashboardSnapshot
from services.dashboard.snapshots import pack, unpack
from services.goals import GoalDraft
from services.series.drafts import SeriesDraft
from services.transaction_drafts import TransactionDraft
from services.values.errors import Unauthenticated
from services.values.granularity import Granularity
from services.values.periods import PeriodChoice
from services.values.schedules import Schedule
from services.wiring import Services, build_services
from tests.people import NOW, Clock, Person

CURRENT = PeriodChoice()
ALL = DashboardNeeds(
    back=3,
    plans=True,
    goals=True,
    recent=50,
    insights=True,
    worth=((Granularity.MONTH, 3),),
    series=True,
    ahead=30,
)


@pytest.fixture
async def services(database: Database, clock: Clock) -> AsyncIterator[Services]:
    """One process with a cache."""
    cache = Cache()
    services = build_services(database, clock, cache=cache)
    yield services
    await services.users.close()
    await cache.close()


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[PeriodChoice]:
    """The periods whose dashboards are computed, as it happens."""
    choices: list[PeriodChoice] = []
    compute = DashboardService._compute

    async def counted(self: DashboardService, *arguments: object) -> DashboardSnapshot:
        choices.append(arguments[1])  # type: ignore[arg-type]
        return await compute(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(DashboardService, "_compute", counted)
    return choices


async def spend(services: Services, person: Person) -> int:
    """One write, and its revision."""
    draft = TransactionDraft(NOW.date(), Decimal("-3.20"), "Café “Ω”", category_id=person.categories["Food"])
    return (await services.transactions.record(person.ledger_id, draft)).revision


def rows(snapshot: DashboardSnapshot) -> list[object]:
    """Everything that a snapshot was made of."""
    figures = snapshot.figures
    same = [snapshot.ledger, snapshot.epoch, snapshot.today, snapshot.period, snapshot.categories]
    ahead = [snapshot.balances, snapshot.series_rows, snapshot.forecast_rows]
    listed = [snapshot.goals, snapshot.recent, snapshot.insights, figures.categories, figures.totals, figures.plans]
    return [*same, figures.period, figures.today, figures.calendar, snapshot.worth, *ahead, *map(list, listed)]


async def test_unpacked_snapshot_is_the_packed_one(services: Services, alice: Person) -> None:
    await spend(services, alice)
    await services.goals.create(alice.ledger_id, GoalDraft("A boat", Decimal(900), date(2027, 6, 1)))
    await services.budgets.set(alice.ledger_id, BudgetDraft(alice.categories["Food"], Decimal(2)))
    rent = SeriesDraft("Landlord", Schedule(date(2026, 11, 1)), Decimal(-1180))
    await services.series.create(alice.ledger_id, rent)
    for needs in (DashboardNeeds(), ALL):
        read = await services.dashboard._compute(alice.ledger_id, CURRENT, needs)
        again = unpack(pack(read))
        assert rows(again) == rows(read)
        assert bool(read.insights) == needs.insights
        assert again.figures.overview() == read.figures.overview()


async def test_a_hundred_who_ask_at_once_are_served_by_one_computation(
    services: Services, alice: Person, computed: list[PeriodChoice]
) -> None:
    reads = (services.dashboard.read(alice.ledger_id, CURRENT, ALL) for _ in range(100))
    snapshots = await asyncio.gather(*reads)
    assert (len(computed), {snapshot.ledger.revision for snapshot in snapshots}) == (1, {0})


async def test_a_write_another_day_another_selection_and_another_lineage_are_computed(
    services: Services, database: Database, clock: Clock, alice: Person, computed: list[PeriodChoice]
) -> None:
    async def times(choice: PeriodChoice = CURRENT, needs: DashboardNeeds = ALL) -> int:
        for _ in range(2):
            await services.dashboard.read(alice.ledger_id, choice, needs)
        return len(computed)

    assert await times() == 1
    revision = await spend(services, alice)
    assert await times() == 2
    assert (await services.dashboard.read(alice.ledger_id, CURRENT, ALL)).ledger.revision == revision
    assert await times(PeriodChoice("2026-10")) == 3
    assert await times(needs=DashboardNeeds(back=0)) == 4
    clock.now = NOW.replace(hour=23)
    assert await times() == 5
    async with database.write() as connection:
        await ledgers.begin_epoch(connection, alice.ledger_id, NOW)
    assert await times() == 6


async def test_a_write_between_two_reads_is_kept_under_its_own_revision(
    services: Services, alice: Person, computed: list[PeriodChoice], monkeypatch: pytest.MonkeyPatch
) -> None:
    compute = services.dashboard._compute

    async def write_first(*arguments: object) -> DashboardSnapshot:
        monkeypatch.setattr(services.dashboard, "_compute", compute)
        await spend(services, alice)
        return await compute(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(services.dashboard, "_compute", write_first)
    assert (await services.dashboard.read(alice.ledger_id, CURRENT, ALL)).ledger.revision == 1
    before = len(computed)
    assert (await services.dashboard.read(alice.ledger_id, CURRENT, ALL)).ledger.revision == 1
    assert len(computed) == before


async def test_first_series_and_first_goal_on_an_account_between_two_reads_are_shown(
    services: Services, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The features that a ledger uses are read before its rows; a write may come in between."""
    visit, needs = Database.visit, DashboardNeeds(plans=True, goals=True)

    async def write_first(database: Database, *arguments: Any) -> None:
        monkeypatch.setattr(Database, "visit", visit)
        await services.series.create(alice.ledger_id, SeriesDraft("Landlord", Schedule(NOW.date()), Decimal(-900)))
        await services.goals.create(alice.ledger_id, GoalDraft("A boat", Decimal(900), account_id=alice.ledger_id))
        await visit(database, *arguments)

    assert (await services.dashboard.read(alice.ledger_id, CURRENT, needs)).series == []
    await spend(services, alice)
    monkeypatch.setattr(Database, "visit", write_first)
    snapshot = await services.dashboard.read(alice.ledger_id, CURRENT, needs)
    assert [known.series.payee for known in snapshot.series] == ["Landlord"]
    assert [goal.known for goal in snapshot.goals] == [False]


async def test_a_ledger_that_is_gone_has_no_dashboard_in_the_cache(
    services: Services, database: Database, alice: Person, bob: Person
) -> None:
    await services.dashboard.read(alice.ledger_id, CURRENT, ALL)
    async with database.write() as connection:
        await ledgers.delete(connection, alice.ledger_id)
    with pytest.raises(Unauthenticated):
        await services.dashboard.read(alice.ledger_id, CURRENT, ALL)
    assert (await services.dashboard.read(bob.ledger_id, CURRENT, ALL)).ledger.id == bob.ledger_id
