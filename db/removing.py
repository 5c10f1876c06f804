"""Removing a ledger: its rows little by little, those of which there may be many."""

from uuid import UUID

from sqlalchemy import delete, select, tuple_

from db import transactions
from db.conversations import messages
from db.engine import Connection
from db.event_log import events
from db.goals import contributions
from db.idempotency import idempotency_keys
from db.insights import dismissals, tips
from db.totals import totals

_NUMEROUS = (events, totals, idempotency_keys, tips, dismissals, messages, contributions)


async def remove_some(connection: Connection, ledger_id: UUID, limit: int) -> bool:
    """Remove at most `limit` rows; whether there may be more, after which deleting the ledger takes but a moment."""
    left = limit - await transactions.delete_some(connection, ledger_id, limit)
    for table in _NUMEROUS:
        if left <= 0:
            return True
        key = tuple_(*table.primary_key)
        some = select(*table.primary_key).where(table.c.ledger_id == ledger_id).limit(left)
        left -= (await connection.execute(delete(table).where(table.c.ledger_id == ledger_id, key.in_(some)))).rowcount
    return left <= 0
