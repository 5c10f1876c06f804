"""The statements that this process sends to databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event

from db.stores.engine import Database
from db.stores.visits import Proposal, Read


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are executed in the block, but for those that begin and end transactions."""
    seen: list[str] = []
    visit, store = Database.visit, Database.store

    def see(_connection: object, _cursor: object, statement: str, *_others: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            seen.append(statement)

    async def see_visit(database: Database, owner: Any, *reads: Read[Any]) -> None:
        seen.extend(str(read.statement.clause) for read in reads)
        await visit(database, owner, *reads)

    async def see_stored(database: Database, proposal: Proposal) -> bool:
        seen.append(str(proposal.condition.statement.clause))
        seen.extend(str(write.insertion.clause) for write in proposal.writes)
        return await store(database, proposal)

    event.listen(Engine, "before_cursor_execute", see)
    try:
        with patch.object(Database, "visit", see_visit), patch.object(Database, "store", see_stored):
            yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", see)
