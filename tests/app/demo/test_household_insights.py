"""The insights of the demo tell the household's story, and each one's evidence adds up."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copy

import pytest

from app.demo.household import Household, household
from app.demo.opening import move_in
from db import ledgers
from db.ledgers import LedgerRow
from db.stores.engine import Database
from db.stores.ids import new_id
from services.dashboard.service import DashboardNeeds, DashboardSnapshot
from services.insights import Evidence, Insight, InsightSeverity
from services.values.money import convert, to_minor
from services.values.periods import Period, PeriodChoice
from services.wiring import build_services
from tests.people import Clock

NOVEMBER = date(2026, 11, 23)


async def snapshot_of(path: Path, today: date) -> DashboardSnapshot:
    """The dashboard of the demo on a day."""
    database = Database(f"sqlite:///{path}")
    clock = Clock(datetime(today.year, today.month, today.day, 12, tzinfo=UTC))
    services = build_services(database, clock)
    ledger = LedgerRow(new_id(), 0, "EUR", "Europe/Berlin")
    async with database.write() as connection:
        await ledgers.create(connection, ledger)
    await move_in(database, services, ledger.id, household(today))
    snapshot = await services.dashboard.read(ledger.id, PeriodChoice(), DashboardNeeds(insights=True))
    await services.users.close()
    await database.close()
    return snapshot


def one(insights: Sequence[Insight], start: str) -> Insight:
    """The only insight whose text starts so."""
    (matching,) = [insight for insight in insights if insight.text.startswith(start)]
    return matching


def amounts(insight: Insight) -> dict[str, int]:
    """Its figures by label."""
    return {figure.label: figure.amount for figure in insight.evidence}


def cost(house: Household, names: set[str], period: Period) -> int:
    """Return the spending of a period in some categories, or in all if none is named, from the household's rows."""
    kinds: dict[str | None, str] = {category.name: category.kind for category in house.categories}
    return -sum(
        convert(to_minor(part.amount, row.currency), row.currency, row.exchange_rate, "EUR")
        if row.exchange_rate
        else to_minor(part.amount, "EUR")
        for row in house.transactions
        for part in row.splits or (row,)
        if period.start <= row.date <= period.end
        and (part.category in names if names else kinds.get(part.category or "", "EXPENSE") == "EXPENSE")
    )


def spent(each: Evidence, snapshot: DashboardSnapshot, house: Household) -> int:
    """Return the expected evidence of spending."""
    assert each.period is not None
    if each.category_id is None:
        return cost(house, set(), each.period)
    below = {row.name for row in snapshot.categories.values() if each.category_id in {row.id, row.parent_id}}
    return cost(house, below, each.period)


async def test_november_tells_its_story(migrated_file: Path, tmp_path: Path) -> None:
    shown = (await snapshot_of(Path(copy(migrated_file, tmp_path / "demo.db")), NOVEMBER)).insights
    assert amounts(one(shown, "Funkel & Draht charged 45.89 EUR twice on 9 November 2026"))["Charge"] == 4589
    assert "from 9.49 EUR to 11.99 EUR since 3 September 2026" in one(shown, "Flackerfuchs Plus has risen").text
    assert "from 10.99 USD to 11.99 USD" in one(shown, "Cumulon Cloud has risen").text
    assert amounts(one(shown, "Eating out is 136.39 EUR over its plan"))["Planned"] == 29_000
    assert not [finding for finding in shown if finding.text.startswith("Eating out cost")], "it varies so much"
    assert one(shown, "Stadtwerke Nebelau has risen from 96.95 EUR").severity is InsightSeverity.NOTICE
    assert one(shown, "Groceries is heading for").severity is InsightSeverity.WARNING
    assert one(shown, "“Camper van” is").severity is InsightSeverity.WARNING
    assert not [finding for finding in shown if "left over" in finding.text], "as much was left over in July"
    assert not [
        finding
        for finding in shown
        if "New kitchen" in finding.text or "Rent" in finding.text or "salary" in finding.text
    ]
    assert [finding.severity.rank for finding in shown] == sorted(finding.severity.rank for finding in shown)


@pytest.mark.parametrize(
    "today", [date(2026, 2, 11), date(2026, 5, 20), date(2026, 8, 20), NOVEMBER, date(2026, 12, 31)]
)
async def test_every_figure_adds_up(migrated_file: Path, tmp_path: Path, today: date) -> None:
    snapshot = await snapshot_of(Path(copy(migrated_file, tmp_path / "demo.db")), today)
    house = household(today)
    assert snapshot.insights
    for insight in snapshot.insights:
        figures = amounts(insight)
        for figure in insight.evidence:
            assert figure.period is not None
            if figure.label == "Spent":
                assert figure.amount == spent(figure, snapshot, house), insight.text
            if figure.label == "Average before" and "cost" in insight.text:
                assert abs(6 * figure.amount - spent(figure, snapshot, house)) <= 3, insight.text
        if "Over the plan" in figures:
            base = figures.get("Expected by the end", figures["Spent"])
            assert figures["Over the plan"] == base - figures["Planned"] > 0
        if "Behind" in figures:
            assert figures["Behind"] == figures["Needed by now for an even pace"] - figures["Saved"] > 0
        if "Above the average" in figures:
            assert figures["Above the average"] == figures["Spent"] - figures["Average before"] > 0
        if "Now" in figures:
            assert figures["More"] == figures["Now"] - figures["Before"] > 0
        if "Left over" in figures:
            assert figures["More"] == figures["Left over"] - figures["Average before"] > 0


@pytest.mark.parametrize("today", [date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)])
async def test_rent_on_the_first_alarms_nobody(migrated_file: Path, tmp_path: Path, today: date) -> None:
    shown = (await snapshot_of(Path(copy(migrated_file, tmp_path / "demo.db")), today)).insights
    assert not [finding.text for finding in shown if "plan" in finding.text]
