"""Bearers: the user and ledger of a secret, and the state of a ledger, by one raw read.

Through the pool such a read is most of the cost of a cached answer. Here SQLite is asked by a connection of its own,
and only after a write; PostgreSQL is asked once for all callers that wait at the same time.
"""

from uuid import UUID

from db.bearers.reads import Head, Reads
from db.stores.engine import Database
from db.users import Bearer

__all__ = ["Bearers", "Head"]


class Bearers:
    """The current state of secrets and ledgers, never older than the last commit before the call.

    Opens nothing until it is used; may be used again after `close`.
    """

    def __init__(self, database: Database) -> None:
        self._reads = _reads_of(database)
        database.closes(self._reads.close)

    async def get(self, secret_hash: bytes) -> Bearer | None:
        """Return the bearer of the secret with this hash; the caller must check its expiry."""
        return await self._reads.bearer(secret_hash)

    async def head(self, ledger_id: UUID) -> Head | None:
        """Return the state of a ledger; None if it is gone."""
        return await self._reads.head(ledger_id)

    async def close(self) -> None:
        """Close the kept connection."""
        await self._reads.close()


def _reads_of(database: Database) -> Reads:
    # Each kind of database does without the library of the other.
    if database.is_sqlite:
        from db.bearers.sqlite import SqliteBearers

        return SqliteBearers(database)
    from db.bearers.postgresql import PostgresqlBearers

    return PostgresqlBearers(database)
