"""External ids: find transactions by the ids that other programs gave them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from db.stores.engine import Connection
from db.stores.visits import Read, Statement, every
from db.transactions import TransactionRow, as_seen, readable, transactions

_COLUMNS = transactions.c
_of_ledger = and_(_COLUMNS.ledger_id == bindparam("ledger_id"), readable(_COLUMNS))
# The index has only rows with an external id.
_NAMED = select(*as_seen(_COLUMNS)).where(_of_ledger, _COLUMNS.external_id.is_not(None))
_ONE = Statement(_NAMED.where(_COLUMNS.external_id == bindparam("external_id")))


def named_in(ledger_id: UUID, external_id: str) -> Read[list[TransactionRow]]:
    """Read the transactions with an external id, in any account, including deleted ones."""
    return Read(_ONE, {"ledger_id": ledger_id, "external_id": external_id}, every(TransactionRow._make))


async def named(connection: Connection, ledger_id: UUID, ids: Sequence[str]) -> list[TransactionRow]:
    """Return the transactions with any of these external ids, in any account, including deleted ones."""
    rows = await connection.execute(_NAMED.where(_COLUMNS.external_id.in_(ids)), {"ledger_id": ledger_id})
    return [TransactionRow._make(row) for row in rows]
