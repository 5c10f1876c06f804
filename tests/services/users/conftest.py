"""Alice and Bob, signed in on one server."""

from collections.abc import AsyncIterator

import pytest

from db.stores.engine import Database
from services.changes import Changes
from services.users import AccessTokenService, SignedIn, UserService
from tests.people import Clock
from tests.services.users.people import ALICE, BOB, CAFE, HOME, service


@pytest.fixture
async def users(database: Database, clock: Clock) -> AsyncIterator[UserService]:
    """The rules of users on a server where everybody may sign up."""
    users = service(database, clock)
    yield users
    await users.close()


@pytest.fixture
def access_tokens(database: Database, clock: Clock) -> AccessTokenService:
    """The rules of access tokens."""
    return AccessTokenService(database, Changes(database, clock))


@pytest.fixture
async def alice(users: UserService) -> SignedIn:
    """Alice, at home."""
    return (await users.sign_up(ALICE, HOME)).object


@pytest.fixture
async def bob(users: UserService) -> SignedIn:
    """Bob, in a café."""
    return (await users.sign_up(BOB, CAFE)).object
