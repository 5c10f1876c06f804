"""The removal of a ledger: delete its many rows little by little."""

from uuid import UUID

from sqlalchemy import Table, delete, select, tuple_

from db import transaction_removal
from db.balances import sums
from db.conversations import messages
from db.event_log import events
from db.goals import contributions
from db.idempotency import idempotency_keys
from db.insights import dismissals, tips
from db.refunds import refunds
from db.stores.engine import Connection
from db.totals import totals
from db.transaction_removal import deletions
from db.transfer_candidates import refusals
from db.transfers import transfers
from db.webhooks import deliveries

_NUMEROUS = (
    events,
    totals,
    sums,
    transfers,
    refusals,
    refunds,
    deletions,
    idempotency_keys,
    tips,
    dismissals,
    messages,
    contributions,
    deliveries,
)


async def remove_some(connection: Connection, ledger_id: UUID, limit: int) -> bool:
    """Delete at most `limit` rows; return True if there may be more. Then deleting the ledger is quick."""
    left = limit - await transaction_removal.delete_some(connection, ledger_id, limit)
    for table in _NUMEROUS:
        if left > 0:
            left -= await _delete_some(connection, table, ledger_id, left)
    return left <= 0


async def _delete_some(connection: Connection, table: Table, ledger_id: UUID, limit: int) -> int:
    """Delete the first rows of a ledger as a range, so that no planner expects more."""
    mine = table.c.ledger_id == ledger_id
    key = [column for column in table.primary_key if column is not table.c.ledger_id]
    last = (await connection.execute(select(*key).where(mine).order_by(*key).limit(1).offset(limit - 1))).first()
    some = [tuple_(*key) <= tuple_(*last)] if last else []
    return (await connection.execute(delete(table).where(mine, *some))).rowcount
