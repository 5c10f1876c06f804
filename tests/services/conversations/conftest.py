"""Processes in which Finny answers by a provider of the test."""

from collections.abc import AsyncIterator

import pytest

from db.stores.engine import Database
from services.wiring import Services, build_services
from tests.people import Clock
from tests.providers import Scripted
from tests.services.conversations.talking import Serve


@pytest.fixture
async def serve(database: Database, clock: Clock) -> AsyncIterator[Serve]:
    """Start processes that answer by a provider."""
    running: list[Services] = []

    def start(provider: Scripted | None) -> Services:
        running.append(build_services(database, clock, provider=provider))
        return running[-1]

    yield start
    for services in running:
        await services.replies.stop()
        await services.users.close()
