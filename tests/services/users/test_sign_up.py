"""Signing up makes a user with a ledger, once, and only where the server's owner allows it."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import event_log, users
from db.stores.engine import Database
from services.users import Scope, SignedIn, SignUpPolicy, UserPolicy, UserService
from services.users.drafts import fold_username, is_username
from services.values.calendar_rules import CalendarDraft
from services.values.calendars import Calendar
from services.values.errors import Forbidden, ProblemCode, Refused, Throttled
from services.values.schedules import WeekendRule
from tests.people import Clock
from tests.services.users.people import ALICE, BOB, CAFE, HOME, fields, named, service


async def test_a_user_signs_up_and_the_ledger_begins_at_revision_one(database: Database, users: UserService) -> None:
    saved = await users.sign_up(ALICE, HOME)
    signed_in = saved.object
    user, ledger = await users.get(signed_in.viewer)
    assert saved.revision == signed_in.revision == ledger.revision == 1
    assert (user.username, user.name, user.locale) == ("alice", "Alice", "de-AT")
    assert (ledger.base_currency, ledger.time_zone, Calendar.of(ledger)) == ("EUR", "Europe/Vienna", Calendar())
    assert signed_in.viewer.scopes == set(Scope)
    async with database.read() as connection:
        events = await event_log.after(connection, ledger.id, 0, 10)
    assert [(event.revision, event.kind) for event in events] == [(1, "LedgerOpened")]


async def test_neither_password_nor_secret_is_stored_or_printed(database: Database, alice: SignedIn) -> None:
    async with database.read() as connection:
        sessions = await users.credentials_of(connection, alice.user.id, "session")
    assert alice.user.password_hash.startswith("$argon2id$")
    assert alice.secret.encode() not in sessions[0].secret_hash
    assert alice.secret not in repr(alice)
    assert ALICE.password not in repr(ALICE)


async def test_every_fault_is_told_at_once(users: UserService) -> None:
    draft = replace(
        ALICE,
        username="a b",
        password="short",
        name=" ",
        locale="de_AT",
        base_currency="XXZ",
        time_zone="Mars/Olympus",
        calendar=CalendarDraft(32),
    )
    with pytest.raises(Refused) as refused:
        await users.sign_up(draft, HOME)
    assert sorted(fields(refused.value)) == [
        "base_currency",
        "calendar.day",
        "locale",
        "name",
        "password",
        "time_zone",
        "username",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"username": "x"},
        {"username": "x" * 65},
        {"username": "al\x00ice"},
        {"username": "\ud800lice"},
        {"password": "x" * 9},
        {"password": "x" * 201},
        {"password": "ten letters\x00"},
        {"password": "ten letters\ud800"},
        {"username": "Alice.Liddell", "password": "ALICE.liddell"},
        {"name": "x" * 101},
        {"name": "Al\x1bice"},
        {"locale": "e"},
        {"locale": "en" + "-abcdefgh" * 5},
        {"base_currency": "eur"},
        {"time_zone": "../etc/passwd"},
        {"time_zone": ""},
        {"time_zone": "localtime"},
    ],
)
async def test_bad_input_names_its_field(users: UserService, change: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        await users.sign_up(replace(ALICE, **change), HOME)
    assert fields(refused.value) == [list(change)[-1]]


@pytest.mark.parametrize(
    ("calendar", "field"),
    [
        (CalendarDraft(0), "day"),
        (CalendarDraft(1, weeks=2, anchor=date(2026, 1, 9)), "day"),
        (CalendarDraft(weeks=3, anchor=date(2026, 1, 9)), "weeks"),
        (CalendarDraft(weeks=2), "anchor"),
        (CalendarDraft(anchor=date(2026, 1, 9)), "anchor"),
        (CalendarDraft(weeks=2, anchor=date(1850, 1, 9)), "anchor"),
        (CalendarDraft(weekend=WeekendRule.BEFORE, weeks=2, anchor=date(2026, 1, 9)), "weekend"),
    ],
)
async def test_a_calendar_without_periods_names_its_field(
    users: UserService, calendar: CalendarDraft, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        await users.sign_up(replace(ALICE, calendar=calendar), HOME)
    assert fields(refused.value) == [f"calendar.{field}"]


@given(st.text(max_size=70))
def test_folding_a_name_again_changes_nothing(username: str) -> None:
    folded = fold_username(username)
    if is_username(folded):
        assert fold_username(folded) == folded == fold_username(username.upper().lower())


async def test_a_name_is_taken_in_whatever_way_it_is_written(users: UserService, alice: SignedIn) -> None:
    for spelling in ("alice", "ALICE", "Al\uff49ce"):
        with pytest.raises(Refused) as refused:
            await users.sign_up(named(BOB, spelling), CAFE)
        assert fields(refused.value) == ["username"]
        assert refused.value.problems[0].code is ProblemCode.DUPLICATE


async def test_one_of_several_who_want_one_name_at_once_gets_it(users: UserService) -> None:
    answers = await asyncio.gather(*(users.sign_up(BOB, CAFE) for _ in range(4)), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "Refused", "Refused", "Saved"]


async def test_one_of_several_who_want_to_be_first_at_once_is(database: Database, clock: Clock) -> None:
    processes = [service(database, clock, UserPolicy()) for _ in range(4)]
    answers = await asyncio.gather(
        *(users.sign_up(named(ALICE, f"user{number}"), HOME) for number, users in enumerate(processes)),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Forbidden", "Forbidden", "Forbidden", "Saved"]


@pytest.mark.parametrize(
    ("policy", "empty", "taken"),
    [(SignUpPolicy.OPEN, True, True), (SignUpPolicy.FIRST_ONLY, True, False), (SignUpPolicy.CLOSED, False, False)],
)
async def test_may_sign_up_agrees_with_signing_up(
    policy: SignUpPolicy, empty: bool, taken: bool, database: Database, clock: Clock
) -> None:
    users = service(database, clock, UserPolicy(sign_up=policy))
    assert await users.may_sign_up() is empty
    await users.add_user(ALICE)
    assert await users.may_sign_up() is taken
    if not taken:
        with pytest.raises(Forbidden):
            await users.sign_up(BOB, HOME)


async def test_a_closed_server_takes_only_whom_its_owner_adds(database: Database, clock: Clock) -> None:
    closed = service(database, clock, UserPolicy(sign_up=SignUpPolicy.CLOSED))
    with pytest.raises(Forbidden):
        await closed.sign_up(ALICE, HOME)
    added = await closed.add_user(ALICE)
    signed_in = await closed.sign_in("alice", ALICE.password, HOME)
    assert (signed_in.user.id, signed_in.revision) == (added.object.id, added.revision)


async def test_sign_ups_from_one_address_are_limited(users: UserService) -> None:
    for number in range(5):
        await users.sign_up(named(ALICE, f"user{number}"), HOME)
    with pytest.raises(Throttled):
        await users.sign_up(named(ALICE, "user5"), HOME)
    await users.sign_up(named(ALICE, "user6"), CAFE)


async def test_a_form_filled_in_wrongly_counts_as_no_attempt(users: UserService) -> None:
    for _ in range(6):
        with pytest.raises(Refused):
            await users.sign_up(replace(ALICE, password="short"), HOME)
    assert await users.sign_up(ALICE, HOME)
