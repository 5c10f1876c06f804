"""Readers of a shared subscription at their own pace: whoever is slow skips states, never what happened."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import GraphQLError

from app.graphql import sharing
from app.graphql.authentication import NoCookie
from app.graphql.schema import build_schema
from app.graphql.shared_subscription import SharedSubscription
from db import ledgers
from db.stores.engine import Database
from db.stores.ids import new_id
from schema.context import Context
from services.calculations import CategoryKind
from services.categories import CategoryDraft
from services.users import Passwords, Viewer
from services.wiring import Services, build_services
from tests.patience import PATIENCE
from tests.people import NOW, Clock
from tests.services.users.people import ALICE, HOME, OPEN, QUICK

UPDATES = "subscription { dashboardUpdated { revision truncated causes { revision event } } }"

Json = dict[str, Any]


@pytest.fixture
async def services(database: Database) -> AsyncIterator[Services]:
    """The services of one process."""
    services = build_services(database, Clock(), OPEN, Passwords(QUICK))
    await services.live.start()
    yield services
    await services.live.stop()
    await services.users.close()


@pytest.fixture
async def viewer(services: Services) -> Viewer:
    """Alice."""
    return (await services.users.sign_up(ALICE, HOME)).object.viewer


async def following(stream: Any) -> Json:
    """The next update."""
    result = await anext(stream)
    assert not result.errors
    update: Json = result.data["dashboardUpdated"]
    return update


async def test_slow_reader_is_told_of_a_restore(database: Database, services: Services, viewer: Viewer) -> None:
    schema = build_schema()
    slow, quick = [
        await schema.stream(UPDATES, context_value=Context(services, viewer, HOME, NoCookie())) for _ in range(2)
    ]
    before = await following(slow)
    assert await following(quick) == before
    async with database.write() as connection:
        await ledgers.begin_epoch(connection, new_id(), NOW)
    restored = await following(quick)
    assert (restored["truncated"], [cause["event"] for cause in restored["causes"]]) == (True, ["LEDGER_RESTORED"])
    await services.categories.create(viewer.ledger_id, CategoryDraft("Food", CategoryKind.EXPENSE))
    assert [cause["event"] for cause in (await following(quick))["causes"]] == ["CATEGORY_CREATED"]
    late = await following(slow)
    assert (late["truncated"], [cause["event"] for cause in late["causes"]]) == (
        True,
        ["LEDGER_RESTORED", "CATEGORY_CREATED"],
    )
    for stream in (slow, quick):
        await stream.aclose()


SHAPES = {
    "plain": "subscription { dashboardUpdated { revision } }",
    "inline fragment": "subscription { ... { dashboardUpdated { revision } } }",
    "typed fragment": "subscription { ... on Subscription { dashboardUpdated { revision } } }",
    "named fragment": "subscription { ...F } fragment F on Subscription { dashboardUpdated { revision } }",
    "selected twice": "subscription { dashboardUpdated { revision } ... { dashboardUpdated { revision } } }",
    "nested": "subscription { ...F } fragment F on Subscription { ... { a: dashboardUpdated { revision } } }",
}


@pytest.mark.parametrize("document", SHAPES.values(), ids=SHAPES)
async def test_a_subscription_is_executed_once_for_all_readers_whatever_its_shape(
    services: Services, viewer: Viewer, document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    executions = 0
    run = SharedSubscription._run

    async def counted(*arguments: Any) -> None:
        nonlocal executions
        executions += 1
        await run(*arguments)

    monkeypatch.setattr(SharedSubscription, "_run", counted)
    schema = build_schema()
    context = Context(services, viewer, HOME, NoCookie())
    streams = [await schema.stream(document, context_value=context) for _ in range(3)]
    results = [await anext(stream) for stream in streams]
    assert [result.errors for result in results] == [None] * 3
    assert executions == 1
    for stream in streams:
        await stream.aclose()


@pytest.mark.parametrize("document", SHAPES.values(), ids=SHAPES)
async def test_different_subscriptions_of_one_ledger_are_limited_whatever_their_shape(
    services: Services, viewer: Viewer, document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "MOST_OF_A_LEDGER", 1)
    schema = build_schema()
    context = Context(services, viewer, HOME, NoCookie())
    first = await schema.stream(document, context_value=context)
    await anext(first)
    with pytest.raises(GraphQLError, match="the most there may be"):
        await schema.stream(f"{document} # another", context_value=context)
    await first.aclose()


async def test_a_reader_that_begins_just_as_the_last_one_leaves_gets_every_update(
    services: Services, viewer: Viewer
) -> None:
    schema = build_schema()
    context = Context(services, viewer, HOME, NoCookie())
    leaving = await schema.stream(UPDATES, context_value=context)
    await following(leaving)
    joining = await schema.stream(UPDATES, context_value=context)
    await leaving.aclose()
    before = await following(joining)
    await services.categories.create(viewer.ledger_id, CategoryDraft("Food", CategoryKind.EXPENSE))
    after = await asyncio.wait_for(following(joining), PATIENCE)
    assert (after["revision"], [cause["event"] for cause in after["causes"]]) == (
        before["revision"] + 1,
        ["CATEGORY_CREATED"],
    )
    await joining.aclose()
