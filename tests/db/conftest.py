"""Fixtures of the store: the ledgers of Alice and Bob."""

from uuid import UUID

import pytest

from db import ledgers
from db.stores.engine import Database
from tests.db import rows


@pytest.fixture
async def alice(database: Database) -> UUID:
    """Alice's ledger."""
    return await _open_ledger(database)


@pytest.fixture
async def bob(database: Database) -> UUID:
    """Bob's ledger."""
    return await _open_ledger(database)


async def _open_ledger(database: Database) -> UUID:
    ledger = rows.ledger()
    async with database.write() as connection:
        await ledgers.create(connection, ledger)
    return ledger.id
