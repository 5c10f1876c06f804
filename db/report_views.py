"""Report views: reports that somebody saved under a name."""

from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import (
    JSON,
    Column,
    ForeignKeyConstraint,
    String,
    Table,
    Uuid,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from db.stores.engine import Connection
from db.stores.metadata import metadata

report_views = Table(
    "report_views",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("question", JSON, nullable=False),
    ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], ondelete="CASCADE"),
)
_COLUMNS = report_views.c


class ReportViewRow(NamedTuple):
    """A view as stored: its name, and the question of its report."""

    ledger_id: UUID
    id: UUID
    name: str
    question: dict[str, Any]


_ALL = select(report_views).where(_COLUMNS.ledger_id == bindparam("ledger_id")).order_by(_COLUMNS.id)


async def all_of(connection: Connection, ledger_id: UUID) -> list[ReportViewRow]:
    """Return every view of the ledger, the oldest first."""
    return [ReportViewRow._make(row) for row in await connection.execute(_ALL, {"ledger_id": ledger_id})]


async def create(connection: Connection, row: ReportViewRow) -> None:
    """Store a new view."""
    await connection.execute(insert(report_views), row._asdict())


async def change(connection: Connection, ledger_id: UUID, view_id: UUID, **values: object) -> None:
    """Set columns of one view."""
    mine = (_COLUMNS.ledger_id == ledger_id, _COLUMNS.id == view_id)
    await connection.execute(update(report_views).where(*mine).values(**values))


async def follow_merge(connection: Connection, ledger_id: UUID, source_id: UUID, target_id: UUID) -> None:
    """Let the views that name one category, account or tag name another."""
    for row in await all_of(connection, ledger_id):
        stored = orjson.dumps(row.question)
        moved = stored.replace(str(source_id).encode(), str(target_id).encode())
        if moved != stored:
            await change(connection, ledger_id, row.id, question=orjson.loads(moved))


async def remove(connection: Connection, ledger_id: UUID, view_id: UUID) -> None:
    """Delete a view."""
    await connection.execute(delete(report_views).where(_COLUMNS.ledger_id == ledger_id, _COLUMNS.id == view_id))
