"""Following the dashboard: every change arrives with its cause, once for all tabs, and equals a fresh query."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from schema.dashboard.update import DashboardUpdate
from services.dashboard.service import DashboardService
from tests.app.graphql.live.serving import Client, Json, connected
from tests.people import Clock
from tests.resolvers.callers import Caller

PARTS = (
    "revision overview { expenses { amount } recentTransactions(first: 3) { id amount { amount } category { name } } }"
)
UPDATES = (
    "subscription ($after: Int) { dashboardUpdated(after: $after)"
    " { revision truncated causes { revision event ids by { name role } } dashboard { " + PARTS + " } } }"
)
QUERY = "{ dashboard { " + PARTS + " } }"


async def update(client: Client) -> Json:
    """The next update."""
    newest: Json = (await client.data())["dashboardUpdated"]
    return newest


async def up_to(client: Client, revision: int) -> list[Json]:
    """The updates up to one that contains a revision."""
    updates = [await update(client)]
    while updates[-1]["revision"] < revision:
        updates.append(await update(client))
    return updates


def causes(updates: list[Json]) -> list[int]:
    """The revisions of all causes, in the order of their arrival."""
    return [cause["revision"] for shown in updates for cause in shown["causes"]]


@pytest.fixture
def executions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The revisions that updates were made of, one entry for each execution."""
    made: list[int] = []
    original = DashboardUpdate.of

    def of(snapshot: Any) -> DashboardUpdate:
        made.append(snapshot.ledger.revision)
        return original(snapshot)

    monkeypatch.setattr(DashboardUpdate, "of", of)
    return made


async def test_the_state_comes_first_then_each_change_with_its_cause(url: str, alice: Caller) -> None:
    async with connected(url, alice.secret) as client:
        await client.subscribe("1", UPDATES)
        before = await update(client)
        assert (before["causes"], before["truncated"]) == ([], False)
        assert before["dashboard"] == (await alice.ask(QUERY))["dashboard"]
        made = await alice.record(categoryId=alice.category("Food"))
        after = await update(client)
        cause = {"revision": before["revision"] + 1, "event": "TRANSACTION_RECORDED", "ids": [made]}
        cause["by"] = {"name": "Alice", "role": "OWNER"}
        assert after["causes"] == [cause]
        assert after["dashboard"] == (await alice.ask(QUERY))["dashboard"]


async def test_reader_that_comes_back_misses_nothing(url: str, alice: Caller) -> None:
    async with connected(url, alice.secret) as client:
        await client.subscribe("1", UPDATES)
        seen = (await update(client))["revision"]
    for _ in range(3):
        await alice.record()
    async with connected(url, alice.secret) as client:
        await client.subscribe("1", UPDATES, {"after": seen})
        assert causes([await update(client)]) == [seen + 1, seen + 2, seen + 3]


@pytest.mark.parametrize("after", [10_000, 2**31 - 1])
async def test_an_after_from_beyond_the_present_gets_the_state_alone(url: str, alice: Caller, after: int) -> None:
    async with connected(url, alice.secret) as client:
        await client.subscribe("1", UPDATES, {"after": after})
        assert (await update(client))["causes"] == []


async def test_tabs_share_one_execution_whatever_revision_each_began_at(
    url: str, alice: Caller, executions: list[int]
) -> None:
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(connected(url, alice.secret)) for _ in range(3)]
        for after, tab in enumerate(tabs):
            await tab.subscribe(str(after), UPDATES, {"after": after or None})
            await update(tab)
        executions.clear()
        for _ in range(5):
            await alice.record()
            revision = await alice.revision()
            assert [causes(await up_to(tab, revision)) for tab in tabs] == [[revision]] * 3
        assert executions == sorted(set(executions))
        assert len(executions) == 5


async def test_the_ledgers_midnight_arrives_once_on_every_tab_and_equals_a_query(
    url: str, clock: Clock, alice: Caller, executions: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    periods = "dashboard { period { label } " + PARTS.partition(" ")[2] + " }"
    subscription = "subscription { dashboardUpdated { causes { revision } truncated " + periods + " } }"
    await alice.record()
    monkeypatch.setattr(clock, "now", datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC))  # Alice lives in Berlin
    async with connected(url, alice.secret) as one, connected(url, alice.secret) as other:
        for tab in (one, other):
            await tab.subscribe("1", subscription)
            assert (await update(tab))["dashboard"]["period"]["label"] == "2026-11"
        executions.clear()
        monkeypatch.setattr(clock, "now", datetime(2026, 11, 30, 23, tzinfo=UTC))
        december = (await alice.ask("{ " + periods + " }"))["dashboard"]
        assert (december["period"]["label"], december["overview"]["expenses"]["amount"]) == ("2026-12", "0.00")
        for tab in (one, other):
            assert await update(tab) == {"causes": [], "truncated": False, "dashboard": december}
        assert len(executions) == 1


async def test_other_documents_and_variables_are_executed_for_themselves(url: str, alice: Caller) -> None:
    months = (
        "subscription ($month: String) { dashboardUpdated(period: {month: $month}) { dashboard { period { label } } } }"
    )
    async with connected(url, alice.secret) as client:
        for month in ("2026-10", "2026-11"):
            await client.subscribe(month, months, {"month": month})
            message = await client.receive()
            assert message["payload"]["data"]["dashboardUpdated"]["dashboard"]["period"]["label"] == message["id"]


async def test_nobody_gets_an_update_of_another_ledger(url: str, alice: Caller, bob: Caller) -> None:
    async with connected(url, alice.secret) as hers, connected(url, bob.secret) as his:
        for client in (hers, his):
            await client.subscribe("1", UPDATES)
            await update(client)
        await alice.record("-1.00")
        assert (await update(hers))["dashboard"]["overview"]["expenses"]["amount"] == "1.00"
        await bob.record("-2.00")
        assert (await update(his))["dashboard"]["overview"]["expenses"]["amount"] == "2.00"


async def test_a_reader_who_fell_behind_gets_every_cause_and_ends_equal_to_a_query(url: str, alice: Caller) -> None:
    async with connected(url, alice.secret) as slow, connected(url, alice.secret) as quick:
        await slow.subscribe("1", UPDATES)
        start = (await update(slow))["revision"]
        await quick.subscribe("1", UPDATES)
        await update(quick)
        slow.socket.transport.pause_reading()
        await asyncio.gather(*(alice.record() for _ in range(30)))
        at_once = await up_to(quick, start + 30)
        slow.socket.transport.resume_reading()
        late = await up_to(slow, start + 30)
        assert causes(at_once) == causes(late) == list(range(start + 1, start + 31))
        assert late[-1]["dashboard"] == at_once[-1]["dashboard"] == (await alice.ask(QUERY))["dashboard"]


async def test_a_reader_goes_on_when_the_one_who_began_leaves(url: str, alice: Caller) -> None:
    async with connected(url, alice.secret) as client:
        async with connected(url, alice.secret) as founder:
            await founder.subscribe("1", UPDATES)
            await update(founder)
            await client.subscribe("1", UPDATES)
            await update(client)
        await alice.record()
        assert causes([await update(client)]) == [await alice.revision()]


async def test_a_failing_database_ends_no_subscription(
    url: str, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = DashboardService.read

    async def fail(*_: object) -> None:
        raise OSError("the database is away")

    async with connected(url, alice.secret) as client, connected(url, alice.secret) as late:
        await client.subscribe("1", UPDATES)
        await update(client)
        monkeypatch.setattr(DashboardService, "read", fail)
        await alice.record()
        await late.subscribe("1", UPDATES)
        await asyncio.sleep(0.4)
        monkeypatch.setattr(DashboardService, "read", read)
        revision = await alice.revision()
        assert causes([await update(client)]) == [revision]
        assert (await update(late))["revision"] == revision


async def test_an_argument_that_is_refused_ends_the_operation_with_its_problem(url: str, alice: Caller) -> None:
    async with connected(url, alice.secret) as client:
        await client.subscribe("1", 'subscription { dashboardUpdated(period: {month: "2026-13"}) { revision } }')
        message = await client.receive()
        assert message["payload"]["errors"][0]["extensions"]["code"] == "INVALID"
        assert await client.receive() == {"id": "1", "type": "complete"}


async def test_a_part_that_is_refused_is_refused_in_every_update(url: str, alice: Caller) -> None:
    trends = "dashboard { spendingTrends(periods: 25) { points { period { label } } } }"
    async with connected(url, alice.secret) as client:
        await client.subscribe("1", "subscription { dashboardUpdated { revision " + trends + " } }")
        for _ in range(2):
            message = await client.receive()
            assert message["payload"]["errors"][0]["extensions"]["code"] == "INVALID"
            await alice.record()
