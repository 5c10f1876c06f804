"""Signing in tells nobody who has an account, neither by its answer nor by its time, and cannot be tried for ever."""

import time
from dataclasses import replace
from datetime import timedelta
from statistics import median

import pytest
from argon2 import PasswordHasher

from db.stores.engine import Database
from services.changes import Changes
from services.users import AttemptLimit, Passwords, SignedIn, SignUpPolicy, UserPolicy, UserService
from services.users.service import MOST_NETWORKS
from services.users.throttle import network_of
from services.values.errors import Refused, Throttled
from tests.people import Clock
from tests.services.users.people import ALICE, CAFE, HOME, OPEN, service


async def test_a_user_signs_in_however_the_name_is_written(users: UserService, alice: SignedIn) -> None:
    signed_in = await users.sign_in("ALICE", ALICE.password, HOME)
    assert signed_in.user == alice.user
    assert signed_in.viewer.ledger_id == alice.viewer.ledger_id
    assert signed_in.secret != alice.secret
    assert await users.authenticate(signed_in.secret) == signed_in.viewer


@pytest.mark.parametrize(
    "password", ["", "wrong password", "correct horse battery" * 10, "\x00", "\ud800", "a" * 10_000]
)
async def test_wrong_passwords_and_unknown_names_get_the_same_answer(
    users: UserService, alice: SignedIn, password: str
) -> None:
    answers = []
    for username in ("alice", "nobody", "", "a\x00b", "\ud800", "x" * 10_000):
        with pytest.raises(Refused) as refused:
            await users.sign_in(username, password, HOME)
        answers.append(refused.value.problems)
    assert len(set(answers)) == 1


async def test_every_character_of_the_longest_password_counts(users: UserService) -> None:
    longest = "x" * 200
    await users.add_user(replace(ALICE, password=longest))
    assert await users.sign_in("alice", longest, HOME)
    with pytest.raises(Refused):
        await users.sign_in("alice", longest + "x", HOME)


async def test_a_password_may_be_typed_with_composed_or_combining_accents(users: UserService, alice: SignedIn) -> None:
    await users.change_password(alice.viewer, ALICE.password, "cafe\u0301 au lait")
    assert await users.sign_in("alice", "caf\u00e9 au lait", HOME)


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_unknown_names_take_as_long_as_wrong_passwords(database: Database, clock: Clock) -> None:
    users = UserService(database, Changes(database, clock), clock, OPEN)
    await users.add_user(ALICE)
    taken: dict[str, list[float]] = {"alice": [], "nobody": []}
    for _ in range(7):
        for username, times in taken.items():
            start = time.perf_counter()
            with pytest.raises(Refused):
                await users.sign_in(username, "wrong password", HOME)
            times.append(time.perf_counter() - start)
    assert 0.5 < median(taken["nobody"]) / median(taken["alice"]) < 2


async def test_hashes_made_with_other_parameters_are_renewed(database: Database, clock: Clock, alice: SignedIn) -> None:
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    later = UserService(database, Changes(database, clock), clock, OPEN, stronger)
    renewed = (await later.sign_in("alice", ALICE.password, HOME)).user.password_hash
    assert renewed != alice.user.password_hash
    assert (await later.sign_in("alice", ALICE.password, HOME)).user.password_hash == renewed


async def guess(users: UserService, username: str, client: str, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(Refused):
            await users.sign_in(username, "wrong password", client)


async def test_guesses_from_one_address_are_limited_on_all_processes_together(
    database: Database, clock: Clock, alice: SignedIn
) -> None:
    one, other = service(database, clock), service(database, clock)
    for number in range(15):
        await guess(one, f"user{number}", CAFE)
        await guess(other, "alice", CAFE)
    for username in ("alice", "nobody"):
        with pytest.raises(Throttled) as throttled:
            await other.sign_in(username, ALICE.password, CAFE)
        assert str(throttled.value) == "Too many attempts; try again in 15 minutes."
        assert throttled.value.retry_after == 900
    assert await one.sign_in("alice", ALICE.password, HOME)


@pytest.mark.parametrize("username", ["alice", "nobody"])
async def test_guesses_at_one_name_are_limited_whatever_the_address(
    database: Database, clock: Clock, alice: SignedIn, username: str
) -> None:
    quarter = timedelta(minutes=15)
    users = service(database, clock, UserPolicy(SignUpPolicy.OPEN, name_failures=AttemptLimit(4, quarter)))
    for number in range(4):
        await guess(users, username, f"203.0.113.{number}")
    with pytest.raises(Throttled):
        await users.sign_in(username, ALICE.password, CAFE)
    assert await users.authenticate(alice.secret)
    clock.now += quarter
    await guess(users, username, CAFE)


async def test_guesses_from_elsewhere_do_not_lock_the_owner_out(
    database: Database, clock: Clock, alice: SignedIn
) -> None:
    quarter = timedelta(minutes=15)
    users = service(database, clock, UserPolicy(SignUpPolicy.OPEN, name_failures=AttemptLimit(4, quarter)))
    await users.sign_in("alice", ALICE.password, CAFE)

    async def guess_everywhere() -> None:
        for number in range(4):
            await guess(users, "alice", f"203.0.113.{number}")
        with pytest.raises(Throttled):
            await users.sign_in("alice", ALICE.password, "203.0.113.9")

    for known in (HOME, CAFE):
        await guess_everywhere()
        assert await users.sign_in("alice", ALICE.password, known)


async def test_guesses_from_where_the_owner_signs_in_are_limited_as_any(
    database: Database, clock: Clock, alice: SignedIn
) -> None:
    limit = AttemptLimit(4, timedelta(minutes=15))
    users = service(database, clock, UserPolicy(SignUpPolicy.OPEN, name_failures=limit))
    await guess(users, "alice", HOME, 4)
    with pytest.raises(Throttled):
        await users.sign_in("alice", ALICE.password, HOME)


async def test_last_networks_of_a_user_are_kept(
    database: Database, clock: Clock, users: UserService, alice: SignedIn
) -> None:
    for number in range(MOST_NETWORKS + 5):
        clock.now += timedelta(minutes=1)
        await users.sign_in("alice", ALICE.password, f"203.0.113.{number}")
    async with database.read() as connection:
        kept = (await connection.exec_driver_sql("SELECT count(*) FROM known_networks")).scalar()
    assert kept == MOST_NETWORKS


async def test_right_password_is_never_throttled(users: UserService, alice: SignedIn) -> None:
    secrets = {(await users.sign_in("alice", ALICE.password, HOME)).secret for _ in range(35)}
    assert len(secrets) == 35


async def test_signing_in_rightly_gives_an_address_no_new_guesses_at_others(
    users: UserService, alice: SignedIn
) -> None:
    await guess(users, "bob", HOME, 30)
    with pytest.raises(Throttled):
        await users.sign_in("alice", ALICE.password, HOME)


async def test_signing_in_forgets_the_guesses_at_that_name(database: Database, clock: Clock, alice: SignedIn) -> None:
    limit = AttemptLimit(4, timedelta(minutes=15))
    users = service(database, clock, UserPolicy(SignUpPolicy.OPEN, name_failures=limit))
    for _ in range(3):
        await guess(users, "alice", CAFE, 3)
        assert await users.sign_in("alice", ALICE.password, HOME)


async def test_old_counts_are_dropped_and_tell_no_names(database: Database, clock: Clock, users: UserService) -> None:
    await guess(users, "my password by mistake", HOME)
    async with database.read() as connection:
        before = await connection.exec_driver_sql("SELECT subject FROM attempts")
        subjects = {subject for (subject,) in before}
    assert len(subjects) == 2
    assert not any("mistake" in subject or HOME in subject for subject in subjects)
    clock.now += timedelta(days=2)
    await guess(users, "somebody else", CAFE)
    async with database.read() as connection:
        after = await connection.exec_driver_sql("SELECT subject FROM attempts")
        assert not subjects & {subject for (subject,) in after}


def test_one_customer_is_one_address() -> None:
    assert network_of("2001:db8:1:2::3") == network_of("2001:db8:1:2:ffff::") != network_of("2001:db8:1:3::3")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("unknown") == "unknown"
