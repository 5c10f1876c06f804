"""A credential behind a stream is asked for again when what is known of it is old."""

import asyncio

import pytest

from app.graphql import credentials
from app.graphql.credentials import Credential, Credentials
from services.users import Viewer


async def test_a_check_that_is_too_old_does_not_count_for_an_older_result(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def authenticate(secret: str) -> Viewer | None:
        asked.append(secret)
        return None

    credential = Credential(Credentials(authenticate), "secret")
    made = asyncio.get_running_loop().time()
    for _ in range(2):
        await credential.is_good(made)
    assert len(asked) == 1
    monkeypatch.setattr(credentials, "STALE_AFTER", -1.0)
    await credential.is_good(made)
    assert len(asked) == 2
