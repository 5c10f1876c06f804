"""The demo is up to date whenever it starts, never doubles anything, and its printed request answers a dashboard."""

import asyncio
import json
import shutil
import signal
import subprocess
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.demo.household import household
from app.demo.opening import DATABASE_URL, open_demo
from app.settings import Settings
from db import refunds, transaction_search, transfers, users
from db.stores.engine import Database
from db.transactions import TransactionFilter, TransactionRow
from services.calculations.occurrences import OccurrenceState
from services.dashboard.looking_ahead import LookAhead
from services.dashboard.service import DashboardNeeds
from services.users import SignUpDraft
from services.values.errors import Refused
from services.values.periods import Period, PeriodChoice
from services.verification import VerificationService
from services.wiring import build_services
from tests.app.processes import running, said_until
from tests.people import Clock
from tests.requirements import require

TODAY = date(2026, 11, 23)
LATER = date(2027, 1, 9)


def noon(day: date) -> Clock:
    return Clock(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo of TODAY."""
    folder = tmp_path_factory.mktemp("demo")
    asyncio.run(open_demo(f"sqlite:///{folder / 'demo.db'}", noon(TODAY)))
    return folder


@pytest.fixture
def url(filled: Path, tmp_path: Path) -> str:
    """A demo of TODAY of this test's own."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return f"sqlite:///{tmp_path / 'demo.db'}"


class Demo:
    """The rows of a demo's database."""

    def __init__(self, url: str, day: date) -> None:
        self.database = Database(url)
        self.services = build_services(self.database, noon(day))

    async def __aenter__(self) -> "Demo":
        async with self.database.read() as connection:
            user = await users.by_username(connection, "demo")
        assert user
        self.ledger_id = user.ledger_id
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.database.close()

    async def rows(self, *, deleted: bool = False) -> list[TransactionRow]:
        async with self.database.read() as connection:
            chosen = TransactionFilter(deleted=deleted)
            return await transaction_search.page(connection, self.ledger_id, chosen, 100_000)

    async def differences(self) -> list[str]:
        return await VerificationService(self.database).differences(self.ledger_id)


async def test_the_demo_holds_the_whole_household(url: str) -> None:
    house = household(TODAY)
    async with Demo(url, TODAY) as demo:
        assert await demo.differences() == []
        rows = await demo.rows()
        assert Counter((row.date, row.payee, row.note) for row in rows) == Counter(
            (row.date, row.payee, row.note) for row in house.transactions
        )
        categories = await demo.services.categories.all(demo.ledger_id)
        names = {row.id: row.name for row in categories}
        own = [row for row in rows if row.split_count == 1 and row.transfer_id is None]
        told = [row for row in house.transactions if not row.splits and (row.category or row.pair is None)]
        assert Counter(names.get(row.category_id) if row.category_id else None for row in own) == Counter(
            row.category for row in told
        )
        assert {(row.name, names.get(row.parent_id) if row.parent_id else None) for row in categories} == {
            (category.name, category.parent) for category in house.categories
        }
        assert len(await demo.services.budgets.plans_of(demo.ledger_id)) == len(house.plans)
        goals = {state.row.name: state.row for state in await demo.services.goals.all(demo.ledger_id)}
        saved = {goal.name: int(100 * sum(amount for _, amount in goal.contributions)) for goal in house.goals}
        assert {name: goal.saved for name, goal in goals.items()} == saved


async def test_accounts_have_the_balances_of_the_story_and_the_bank_agrees(url: str) -> None:
    house = household(TODAY)
    async with Demo(url, TODAY) as demo:
        rows = await demo.services.accounts.all(demo.ledger_id)
        assert [(row.name, row.kind) for row in rows] == [(account.name, account.kind) for account in house.accounts]
        names = {row.id: row.name for row in rows}
        stored = Counter((row.date, row.payee, names[row.account_id]) for row in await demo.rows())
        assert stored == Counter((row.date, row.payee, row.account) for row in house.transactions)
        ids = [row.id for row in rows]
        first = await demo.services.accounts.balances(
            demo.ledger_id, [(row, house.since - timedelta(1)) for row in ids]
        )
        assert [balance.amount for balance in first] == [int(100 * account.opening) for account in house.accounts]
        checks = [check for some in await demo.services.accounts.checks(demo.ledger_id, ids) for check in some]
        assert Counter((check.source, check.difference) for check in checks) == {("OPENING", 0): 6, ("MANUAL", 0): 5}


async def test_the_demo_has_transfers_splits_refunds_and_tags(url: str) -> None:
    house = household(TODAY)
    async with Demo(url, TODAY) as demo:
        rows, ledger_id = await demo.rows(), demo.ledger_id
        async with demo.database.read() as connection:
            moved = await transfers.all_of(connection, ledger_id)
            back = await refunds.all_of(connection, ledger_id)
        own = [row for row in house.transactions if row.pair and row.category is None]
        assert {len(transfer.split_ids) for transfer in moved} == {2}
        assert (len(moved), sum(row.transfer_id is not None for row in rows)) == (len(own) // 2, len(own))
        assert sum(row.split_count > 1 for row in rows) == sum(bool(row.splits) for row in house.transactions) > 0
        assert len(back) == sum("jacket" in row.note for row in house.transactions) == 12
        totals = await demo.services.tag_totals.of(ledger_id, PeriodChoice("2026-08"))
    assert [(tag.name, flow.expenses > 0) for tag, flow in totals.by_tag] == [("Journey 2026", True)]


async def test_series_are_paid_up_to_today_and_look_ahead(url: str) -> None:
    house = household(TODAY)
    async with Demo(url, TODAY) as demo:
        states = await demo.services.series.all(demo.ledger_id)
        assert [state.known.series.payee for state in states] == [series.payee for series in house.series]
        for state in states:
            past = state.known.between(date(2024, 12, 1), TODAY)
            assert {occurrence.state for occurrence in past} == {OccurrenceState.PAID}
        needs = DashboardNeeds(series=True, plans=True, ahead=365)
        look = LookAhead(await demo.services.dashboard.read(demo.ledger_id, PeriodChoice(), needs))
        assert look.bills.next_income == date(2026, 12, 1)
        assert look.bills.within(Period(date(2026, 12, 1), date(2026, 12, 31))).due > 190000
        forecast = look.forecast(365)
        assert (len(forecast.by_account), look.unknown) == (6, [])
        assert look.counted(forecast).first_below(0) is None


async def test_goals_are_as_far_on_their_way_as_the_story_says(url: str) -> None:
    async with Demo(url, TODAY) as demo:
        goals = await demo.services.goals.all(demo.ledger_id)
    progress = {state.row.name: state.progress.on_track for state in goals}
    assert progress == {"New kitchen": True, "Camper van": False, "Rainy days": None}


async def test_a_restart_on_the_same_day_changes_nothing_but_the_session(url: str, tmp_path: Path) -> None:
    async with Demo(url, TODAY) as demo:
        before = (await demo.rows(), await demo.services.goals.all(demo.ledger_id))
        first = await open_demo(url, noon(TODAY))
        second = await open_demo(url, noon(TODAY))
        assert (await demo.rows(), await demo.services.goals.all(demo.ledger_id)) == before
    assert first.password == second.password
    assert first.session != second.session


async def test_a_later_start_adds_the_days_since_and_is_then_as_if_it_had_run_all_along(url: str) -> None:
    await open_demo(url, noon(LATER))
    async with Demo(url, LATER) as demo:
        assert await demo.differences() == []
        rows = await demo.rows()
        assert rows[0].date <= LATER
        expected = {*household(TODAY).transactions, *household(LATER).transactions}
        assert {(row.date, row.payee, row.note) for row in rows} == {
            (row.date, row.payee, row.note) for row in expected
        }
        identities = [(row.import_fingerprint, row.import_ordinal) for row in rows]
        assert len(set(identities)) == len(identities)
        known = await demo.services.budgets.plans_of(demo.ledger_id)
        assert date(2027, 1, 1) in {plan.starts_on for plan in known}


async def test_change_by_the_user_stays(url: str) -> None:
    async with Demo(url, TODAY) as demo:
        newest = (await demo.rows())[0]
        await demo.services.transactions.delete(demo.ledger_id, newest.id)
        by_name = {row.name: row for row in await demo.services.categories.all(demo.ledger_id)}
        await demo.services.categories.archive(demo.ledger_id, by_name["Food"].id, True)
        await demo.services.categories.merge(demo.ledger_id, by_name["Gifts"].id, by_name["Clothes"].id)
        await demo.services.categories.archive(demo.ledger_id, by_name["Shopping"].id, True)
    await open_demo(url, noon(LATER))
    async with Demo(url, LATER) as demo:
        assert await demo.differences() == []
        assert [row.id for row in await demo.rows(deleted=True)] == [newest.id]
        after = {row.name for row in await demo.services.categories.all(demo.ledger_id)}
        assert not after & {"Food", "Groceries", "Shopping", "Gifts"}
        food = {by_name["Food"].id, by_name["Groceries"].id}
        assert not [row for row in await demo.rows() if row.date > TODAY and row.category_id in food]


def test_the_password_is_kept_where_only_its_owner_reads_it(url: str, tmp_path: Path) -> None:
    opened = asyncio.run(open_demo(url, noon(TODAY)))
    kept = tmp_path / "demo-password"
    assert kept.read_text() == f"{opened.password}\n"
    assert kept.stat().st_mode & 0o077 == 0


async def test_somebody_elses_user_of_that_name_is_left_alone(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    await build_services(database).users.add_user(SignUpDraft("demo", "a password of my own", "Bob", "USD"))
    with pytest.raises(Refused, match="with another password"):
        await open_demo(sqlite_url, noon(TODAY))
    async with Demo(sqlite_url, TODAY) as demo:
        assert await demo.rows() == []
    await database.close()


def test_the_demo_has_a_database_of_its_own_unless_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AQUA_THISTLE_DATABASE_URL", raising=False)
    assert Settings.read(env_file=None, database_url=DATABASE_URL).database_url == DATABASE_URL
    monkeypatch.setenv("AQUA_THISTLE_DATABASE_URL", "sqlite:///elsewhere.db")
    assert Settings.read(env_file=None, database_url=DATABASE_URL).database_url == "sqlite:///elsewhere.db"


def test_the_command_says_where_it_is_and_how_to_ask_and_stops_when_told(url: str) -> None:
    curl = require(shutil.which("curl"), "There is no curl.")
    with running("demo", "--port", "0", env={"AQUA_THISTLE_DATABASE_URL": url}) as process:
        said = said_until(process, "-d '{")
        assert "sign in as demo with the password" in said
        request = said[said.index("curl ") :].replace("curl ", f"{curl} ", 1)
        answer = json.loads(subprocess.run(["bash", "-c", request], check=True, capture_output=True).stdout)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    dashboard = answer["data"]["dashboard"]
    assert float(dashboard["overview"]["income"]["amount"]) > 4_000
    assert len(dashboard["budgetBreakdown"]["slices"]) >= 6
