"""Calendar feeds: bills for other calendars, under an address that is secret, revocable and in no log."""

import logging
from datetime import date
from decimal import Decimal

import httpx
import pytest
from icalendar import Calendar
from starlette.applications import Starlette

from app.graphql.schema import build_schema
from app.web.calendars import calendar_route
from app.web.middleware import RequestRules, middleware
from db import calendar_feeds, ledgers
from db.stores.engine import Database
from services.series.drafts import SeriesDraft
from services.users import Passwords
from services.values.schedules import Schedule
from services.wiring import Services, build_services
from tests.people import Clock, Person, alice_in, bob_in
from tests.resolvers.callers import Json, visitor
from tests.services.users.people import OPEN, QUICK
from tests.services.webhooks.conftest import viewer_of

RENT = SeriesDraft("Landlord, Ltd; 2nd floor", Schedule(date(2026, 11, 1)), amount=Decimal(-1180))


@pytest.fixture
def services(database: Database) -> Services:
    """All services at the time of the tests."""
    return build_services(database, Clock(), OPEN, Passwords(QUICK))


async def address(services: Services, alice: Person, **shown: bool) -> str:
    """The path of a new feed."""
    feed = await services.calendar_feeds.create(
        viewer_of(alice), payees=shown.get("payees", False), amounts=shown.get("amounts", False)
    )
    return f"/calendar/{feed.object.token}.ics"


async def fetched(services: Services, path: str) -> httpx.Response:
    """The answer at a path."""
    app = Starlette(routes=[calendar_route(services.calendar_feeds)], middleware=middleware(RequestRules()))
    async with visitor(app) as http:
        return await http.get(path)


def summaries(answer: httpx.Response) -> dict[date, str]:
    """The days and texts of a calendar."""
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {event.decoded("dtstart"): str(event["summary"]) for event in events}


async def test_a_feed_says_neither_payees_nor_amounts_unless_the_owner_asks(
    services: Services, database: Database
) -> None:
    alice = await alice_in(database)
    await services.series.create(alice.ledger_id, RENT)
    plain = await fetched(services, await address(services, alice))
    assert summaries(plain)[date(2026, 12, 1)] == "Bill"
    assert b"Landlord" not in plain.content
    assert b"1180" not in plain.content
    named = summaries(await fetched(services, await address(services, alice, payees=True)))
    assert named[date(2026, 12, 1)] == "Landlord, Ltd; 2nd floor"
    whole = summaries(await fetched(services, await address(services, alice, payees=True, amounts=True)))
    assert whole[date(2026, 12, 1)] == "Landlord, Ltd; 2nd floor 1180.00 EUR"
    assert len(whole) == 13  # of a year and a month, without what was missed


async def test_a_feed_may_not_be_stored_and_is_a_calendar(services: Services, database: Database) -> None:
    answer = await fetched(services, await address(services, await alice_in(database)))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(answer.content)["version"] == "2.0"


async def test_a_revoked_feed_and_one_that_never_was_are_not_found(services: Services, database: Database) -> None:
    alice, bob = await alice_in(database), await bob_in(database)
    path = await address(services, alice)
    (row,) = await services.calendar_feeds.all(alice.ledger_id)
    await services.series.create(bob.ledger_id, RENT)
    assert summaries(await fetched(services, path)) == {}
    await services.calendar_feeds.delete(viewer_of(alice), row.id)
    for wrong in (path, "/calendar/at_c_x.ics", "/calendar/%C3%A9.ics", "/calendar/" + "x" * 5000 + ".ics"):
        answer = await fetched(services, wrong)
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


async def test_a_feed_of_a_deleted_ledger_is_not_found(services: Services, database: Database) -> None:
    alice = await alice_in(database)
    path = await address(services, alice)
    async with database.write() as connection:
        await ledgers.change(connection, alice.ledger_id, closed=True)
    assert (await fetched(services, path)).status_code == 404


async def test_the_token_is_stored_hashed_and_stands_in_no_log(
    services: Services, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    alice = await alice_in(database)
    path = await address(services, alice)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    async with database.read() as connection:
        (row,) = await calendar_feeds.all_of(connection, alice.ledger_id)
    assert token.encode() not in row.token_hash
    with caplog.at_level(logging.DEBUG):
        await fetched(services, path)
    # The client of the tests logs the addresses that it calls.
    assert not [record for record in caplog.records if record.name != "httpx" and token in record.getMessage()]


def test_the_address_is_in_no_answer_but_that_of_its_making() -> None:
    types: Json = build_schema()._schema.type_map
    assert set(types["CalendarFeed"].fields) == {"id", "payees", "amounts", "createdAt"}
