"""Rules follow the accounts that they are for into those that these are merged into."""

from uuid import UUID

from msgspec.structs import replace

from db import rules
from services.changes import Change
from services.rules.conditions import Conditions


async def follow_merge(change: Change, source_id: UUID, target_id: UUID) -> None:
    """Let the rules for one account be for another, into which it is merged."""
    for row in await rules.all_of(change.connection, change.ledger.id):
        conditions = Conditions.of(row)
        if source_id in (conditions.account_ids or ()):
            moved = (
                target_id if account_id == source_id else account_id for account_id in conditions.account_ids or ()
            )
            conditions = replace(conditions, account_ids=tuple(dict.fromkeys(moved)))
            await rules.change(change.connection, row.ledger_id, row.id, conditions=conditions.stored())
