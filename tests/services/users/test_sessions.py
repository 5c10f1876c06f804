"""A session lasts until it is left unused, grows too old or is ended; then its secret opens nothing."""

import asyncio
from datetime import timedelta

import pytest

from db import event_log
from db.stores.engine import Database
from services.changes import Changes
from services.users import AccessTokenService, Passwords, Scope, SignedIn, UserService
from services.values.errors import Refused, Throttled
from tests.patience import PATIENCE
from tests.people import NOW, Clock
from tests.services.users.people import ALICE, CAFE, HOME, OPEN, QUICK, fields, service

NEW_PASSWORD = "an entirely new one"


async def kinds_after(database: Database, someone: SignedIn, revision: int) -> list[str]:
    async with database.read() as connection:
        return [event.kind for event in await event_log.after(connection, someone.viewer.ledger_id, revision, 10)]


async def test_a_secret_speaks_for_its_owner_alone(users: UserService, alice: SignedIn, bob: SignedIn) -> None:
    assert await users.authenticate(alice.secret) == alice.viewer
    assert await users.authenticate(bob.secret) == bob.viewer
    assert alice.viewer.ledger_id != bob.viewer.ledger_id


@pytest.mark.parametrize(
    "secret", ["", "at_s_", "at_s_" + "x" * 43, "at_s_\u00e9", "at_s_\x00", "\ud800", "x" * 100_000]
)
async def test_anything_else_speaks_for_nobody(users: UserService, alice: SignedIn, secret: str) -> None:
    assert await users.authenticate(secret) is None
    assert await users.authenticate(alice.secret[:-1]) is None


async def test_an_unused_session_ends(users: UserService, alice: SignedIn, clock: Clock) -> None:
    clock.now = NOW + timedelta(days=14) - timedelta(seconds=1)
    assert await users.authenticate(alice.secret)
    await users.close()
    clock.now += timedelta(days=14)
    assert await users.authenticate(alice.secret) is None


async def test_a_used_session_ends_at_its_age(users: UserService, alice: SignedIn, clock: Clock) -> None:
    for _ in range(9):
        clock.now += timedelta(days=10) - timedelta(seconds=1)
        assert await users.authenticate(alice.secret)
        await users.close()
    clock.now = NOW + timedelta(days=90)
    assert await users.authenticate(alice.secret) is None


async def test_use_is_remembered_every_few_minutes_by_one_write(
    database: Database, users: UserService, alice: SignedIn, clock: Clock
) -> None:
    async def used_at() -> list[object]:
        async with database.read() as connection:
            return list((await connection.exec_driver_sql("SELECT used_at FROM credentials")).scalars())

    before = await used_at()
    clock.now += timedelta(minutes=4)
    await users.authenticate(alice.secret)
    await users.close()
    assert await used_at() == before
    clock.now += timedelta(minutes=1)
    async with database.write():
        for _ in range(5):
            assert await asyncio.wait_for(users.authenticate(alice.secret), PATIENCE)
    await users.close()
    assert await used_at() != before


async def test_signing_in_forgets_sessions_that_are_over(
    database: Database, users: UserService, alice: SignedIn, clock: Clock
) -> None:
    clock.now += timedelta(days=14)
    await users.sign_in("alice", ALICE.password, HOME)
    async with database.read() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM credentials")).scalar_one() == 1


async def test_signing_out_ends_this_session_at_once_on_every_process(
    database: Database, clock: Clock, users: UserService, alice: SignedIn
) -> None:
    other = await users.sign_in("alice", ALICE.password, CAFE)
    await users.sign_out(alice.viewer)
    elsewhere = service(database, clock)
    assert await elsewhere.authenticate(alice.secret) is None
    await elsewhere.close()
    assert await users.authenticate(other.secret)
    assert await kinds_after(database, alice, alice.revision) == ["SessionsRevoked"]
    await users.sign_out(alice.viewer)
    assert await kinds_after(database, alice, alice.revision) == ["SessionsRevoked"]


async def test_signing_out_everywhere_ends_all_sessions_and_tokens_when_asked(
    database: Database, users: UserService, access_tokens: AccessTokenService, alice: SignedIn, bob: SignedIn
) -> None:
    token = (await access_tokens.create(alice.viewer, "script", frozenset(Scope))).object.secret
    other = await users.sign_in("alice", ALICE.password, CAFE)
    saved = await users.sign_out_everywhere(alice.viewer)
    assert saved.object == 2
    assert await users.authenticate(alice.secret) is None
    assert await users.authenticate(other.secret) is None
    assert await users.authenticate(token)
    assert await kinds_after(database, alice, saved.revision - 1) == ["SessionsRevoked"]
    again = await users.sign_in("alice", ALICE.password, CAFE)
    assert (await users.sign_out_everywhere(again.viewer, tokens=True)).object == 2
    assert await users.authenticate(token) is None
    assert await users.authenticate(bob.secret)


async def test_a_changed_password_ends_the_other_sessions_and_the_access_tokens(
    database: Database, users: UserService, access_tokens: AccessTokenService, alice: SignedIn, bob: SignedIn
) -> None:
    other = await users.sign_in("alice", ALICE.password, CAFE)
    token = (await access_tokens.create(alice.viewer, "script", frozenset(Scope))).object.secret
    saved = await users.change_password(alice.viewer, ALICE.password, NEW_PASSWORD)
    assert await kinds_after(database, alice, saved.revision - 1) == ["SessionsRevoked"]
    assert await users.authenticate(other.secret) is None
    assert await users.authenticate(alice.secret)
    assert await users.authenticate(token) is None
    assert await users.authenticate(bob.secret)
    with pytest.raises(Refused):
        await users.sign_in("alice", ALICE.password, HOME)
    assert await users.sign_in("alice", NEW_PASSWORD, HOME)


async def test_access_tokens_outlive_a_changed_password_if_their_owner_keeps_them(
    users: UserService, access_tokens: AccessTokenService, alice: SignedIn
) -> None:
    other = await users.sign_in("alice", ALICE.password, CAFE)
    token = (await access_tokens.create(alice.viewer, "script", frozenset(Scope))).object.secret
    await users.change_password(alice.viewer, ALICE.password, NEW_PASSWORD, keep_tokens=True)
    assert await users.authenticate(other.secret) is None
    assert await users.authenticate(token)


async def test_changing_the_password_takes_the_current_one_and_a_good_new_one(
    users: UserService, alice: SignedIn
) -> None:
    with pytest.raises(Refused) as refused:
        await users.change_password(alice.viewer, "wrong password", "short")
    assert sorted(fields(refused.value)) == ["current", "new"]
    assert (await users.get(alice.viewer))[1].revision == 1


async def test_somebody_at_an_open_session_cannot_guess_the_password_for_ever(
    users: UserService, alice: SignedIn, clock: Clock
) -> None:
    for _ in range(5):
        with pytest.raises(Refused):
            await users.change_password(alice.viewer, "wrong password", NEW_PASSWORD)
        with pytest.raises(Refused):
            await users.delete_user(alice.viewer, "wrong password")
    with pytest.raises(Throttled):
        await users.change_password(alice.viewer, ALICE.password, NEW_PASSWORD)
    with pytest.raises(Throttled):
        await users.delete_user(alice.viewer, ALICE.password)
    clock.now += timedelta(minutes=15)
    assert await users.change_password(alice.viewer, ALICE.password, NEW_PASSWORD)


async def test_one_of_two_who_change_the_password_at_once_does(users: UserService, alice: SignedIn) -> None:
    both = (users.change_password(alice.viewer, ALICE.password, f"{NEW_PASSWORD} {number}") for number in range(2))
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "Saved"]


class Interrupted(Passwords):
    """Passwords that, once one has matched, wait until they may go on."""

    def __init__(self) -> None:
        super().__init__(QUICK)
        self.matched, self.may_go_on = asyncio.Event(), asyncio.Event()

    async def renewed(self, password_hash: str, password: str) -> str:
        self.matched.set()
        await self.may_go_on.wait()
        return await super().renewed(password_hash, password)


async def test_no_session_begins_with_a_password_that_was_changed_meanwhile(
    database: Database, clock: Clock, users: UserService, alice: SignedIn
) -> None:
    passwords = Interrupted()
    elsewhere = UserService(database, Changes(database, clock), clock, OPEN, passwords)
    signing_in = asyncio.create_task(elsewhere.sign_in("alice", ALICE.password, CAFE))
    await passwords.matched.wait()
    await users.change_password(alice.viewer, ALICE.password, NEW_PASSWORD)
    passwords.may_go_on.set()
    with pytest.raises(Refused):
        await signing_in
    assert await users.sign_in("alice", NEW_PASSWORD, HOME)
