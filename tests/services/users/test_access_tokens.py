"""Access tokens open a ledger to programs within their scopes and time, and never the account itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from db.stores.engine import Database
from db.stores.ids import new_id
from services.users import AccessTokenService, Scope, SignedIn, UserService
from services.users.access_tokens import MOST_TOKENS
from services.values.errors import Forbidden, ProblemCode, Refused
from tests.people import Clock
from tests.services.users.people import ALICE, fields

READ, WRITE = frozenset({Scope.READ}), frozenset({Scope.WRITE})


async def test_a_token_opens_the_ledger_within_its_scopes(
    users: UserService, access_tokens: AccessTokenService, alice: SignedIn, bob: SignedIn
) -> None:
    saved = await access_tokens.create(alice.viewer, " backup  ", READ)
    viewer = await users.authenticate(saved.object.secret)
    assert viewer == replace(
        alice.viewer, credential_id=saved.object.row.id, kind="token", scopes=READ, revision=saved.revision
    )
    assert [token.name for token in await access_tokens.all(alice.viewer)] == ["backup"]
    assert await access_tokens.all(bob.viewer) == []


async def test_token_that_may_write_may_read_the_written_object(
    users: UserService, access_tokens: AccessTokenService, alice: SignedIn
) -> None:
    saved = await access_tokens.create(alice.viewer, "import", WRITE)
    viewer = await users.authenticate(saved.object.secret)
    assert viewer is not None
    assert viewer.scopes == {Scope.READ, Scope.WRITE}


async def test_a_token_lives_through_its_last_day_in_the_ledgers_time_zone(
    users: UserService, access_tokens: AccessTokenService, alice: SignedIn, clock: Clock
) -> None:
    secret = (await access_tokens.create(alice.viewer, "trip", READ, date(2026, 12, 24))).object.secret
    midnight_in_vienna = datetime(2026, 12, 24, 23, tzinfo=UTC)
    clock.now = midnight_in_vienna - timedelta(seconds=1)
    assert await users.authenticate(secret)
    clock.now = midnight_in_vienna
    assert await users.authenticate(secret) is None
    assert len(await access_tokens.all(alice.viewer)) == 1


async def test_a_token_without_a_last_day_outlives_sessions(
    users: UserService, access_tokens: AccessTokenService, alice: SignedIn, clock: Clock
) -> None:
    secret = (await access_tokens.create(alice.viewer, "kiosk", READ)).object.secret
    clock.now += timedelta(days=400)
    assert await users.authenticate(secret)
    assert await users.authenticate(alice.secret) is None


async def test_a_revoked_token_opens_nothing_more(
    users: UserService, access_tokens: AccessTokenService, alice: SignedIn
) -> None:
    made = await access_tokens.create(alice.viewer, "script", READ)
    revoked = await access_tokens.revoke(alice.viewer, made.object.row.id)
    assert revoked.revision == made.revision + 1
    assert await users.authenticate(made.object.secret) is None


async def test_only_the_owner_revokes_a_token_and_only_tokens_are_revoked(
    users: UserService, access_tokens: AccessTokenService, alice: SignedIn, bob: SignedIn
) -> None:
    made = await access_tokens.create(alice.viewer, "script", READ)
    answers = []
    for viewer, token_id in (
        (bob.viewer, made.object.row.id),
        (bob.viewer, new_id()),
        (alice.viewer, alice.viewer.credential_id),
    ):
        with pytest.raises(Refused) as refused:
            await access_tokens.revoke(viewer, token_id)
        answers.append(refused.value.problems)
    assert len(set(answers)) == 1
    assert answers[0][0].code is ProblemCode.NOT_FOUND
    assert await users.authenticate(made.object.secret)
    assert (await users.get(bob.viewer))[1].revision == 1


async def test_a_token_cannot_touch_the_account(
    users: UserService, access_tokens: AccessTokenService, alice: SignedIn
) -> None:
    made = (await access_tokens.create(alice.viewer, "script", frozenset(Scope))).object
    viewer = await users.authenticate(made.secret)
    assert viewer is not None
    for attempt in (
        access_tokens.create(viewer, "another", READ),
        access_tokens.revoke(viewer, made.row.id),
        users.change_password(viewer, ALICE.password, "an entirely new one"),
        users.sign_out(viewer),
        users.sign_out_everywhere(viewer, tokens=True),
        users.delete_user(viewer, ALICE.password),
    ):
        with pytest.raises(Forbidden):
            await attempt
    assert await users.authenticate(made.secret) == viewer


async def test_every_fault_of_a_token_is_told_at_once(
    users: UserService, access_tokens: AccessTokenService, alice: SignedIn
) -> None:
    with pytest.raises(Refused) as refused:
        await access_tokens.create(alice.viewer, "", frozenset(), date(2026, 11, 22))
    assert fields(refused.value) == ["name", "scopes", "expires_on"]
    with pytest.raises(Refused) as refused:
        await access_tokens.create(alice.viewer, "x" * 101, READ, date(2201, 1, 1))
    assert fields(refused.value) == ["name", "expires_on"]
    assert (await users.get(alice.viewer))[1].revision == 1


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_tokens_are_not_made_without_end(
    database: Database, users: UserService, access_tokens: AccessTokenService, alice: SignedIn
) -> None:
    for number in range(MOST_TOKENS):
        await access_tokens.create(alice.viewer, f"script {number}", READ)
    with pytest.raises(Refused) as refused:
        await access_tokens.create(alice.viewer, "one more", READ)
    assert refused.value.problems[0].code is ProblemCode.CONFLICT
