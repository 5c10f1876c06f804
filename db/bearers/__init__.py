"""Bearers: whom a secret speaks for and where its ledger stands, by one raw read that costs next to nothing.

Through the pool such a read is most of what a stored answer costs. Here SQLite is asked by a connection of its own, and
only after somebody wrote; PostgreSQL is asked once for all who wait at the same time.
"""

from uuid import UUID

from db.bearers.reads import Head, Reads
from db.stores.engine import Database
from db.users import Bearer

__all__ = ["Bearers", "Head"]


class Bearers:
    """What is true of a secret or a ledger now: never older than the last commit before the call.

    Opens nothing until it is used; may be used again after `close`.
    """

    def __init__(self, database: Database) -> None:
        self._reads = _reads_of(database)
        database.closes(self._reads.close)

    async def get(self, secret_hash: bytes) -> Bearer | None:
        """Whom the secret with this hash speaks for; expiry is for the caller to judge."""
        return await self._reads.bearer(secret_hash)

    async def head(self, ledger_id: UUID) -> Head | None:
        """Where the ledger stands, None when it is gone."""
        return await self._reads.head(ledger_id)

    async def close(self) -> None:
        """Close the connection that was kept."""
        await self._reads.close()


def _reads_of(database: Database) -> Reads:
    # Each kind of database does without the library of the other.
    if database.is_sqlite:
        from db.bearers.sqlite import SqliteBearers

        return SqliteBearers(database)
    from db.bearers.postgresql import PostgresqlBearers

    return PostgresqlBearers(database)
