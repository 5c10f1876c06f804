"""Imports: each is listed, so that it can be undone; checks know the import that brought them."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from db.stores.ids import made_at
from db.stores.metadata import Moment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table, and list the imports whose rows are there."""
    op.add_column("checks", sa.Column("import_id", sa.Uuid))
    table = op.create_table(
        "imports",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", sa.Uuid),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("account_ids", sa.JSON, nullable=False),
        sa.Column("learned", sa.JSON, nullable=False),
        sa.Column("recorded", sa.Integer, nullable=False),
        sa.Column("restored", sa.Integer, nullable=False),
        sa.Column("duplicates", sa.Integer, nullable=False),
        sa.Column("first_id", sa.Uuid, nullable=False),
        sa.Column("last_id", sa.Uuid, nullable=False),
        sa.Column("undone_at", Moment),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_imports"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_imports_ledger_id", ondelete="CASCADE"),
    )
    rows = _imported()
    if rows:
        op.get_bind().execute(sa.insert(table), rows)


def _imported() -> list[dict[str, Any]]:
    """Return the imports of which a row is there; the log still knows who made the newer ones."""
    names = ("ledger_id", "id", "account_id", "import_id")
    rows = sa.table("transactions", *(sa.column(name, sa.Uuid) for name in names))
    ledgers = sa.table("ledgers", sa.column("id", sa.Uuid), sa.column("import_id", sa.Uuid))
    key = (rows.c.ledger_id, rows.c.import_id, rows.c.account_id)
    text = sa.cast(rows.c.id, sa.String(36))  # PostgreSQL knows no least UUID; their texts have the same order
    statement = (
        sa.select(*key, sa.func.min(text), sa.func.max(text), sa.func.count())
        .join_from(rows, ledgers, ledgers.c.id == rows.c.ledger_id)
        .where(rows.c.import_id.is_not(None), rows.c.import_id.is_distinct_from(ledgers.c.import_id))
        .group_by(*key)
    )
    known = _events()
    made: dict[tuple[UUID, UUID], dict[str, Any]] = {}
    for ledger_id, import_id, account_id, first, last, count in op.get_bind().execute(statement):
        ids = {"first_id": UUID(first), "last_id": UUID(last)}
        row = made.setdefault((ledger_id, import_id), _without_rows(ledger_id, import_id) | ids)
        row["first_id"], row["last_id"] = min(row["first_id"], ids["first_id"]), max(row["last_id"], ids["last_id"])
        row["account_ids"] = sorted([*row["account_ids"], str(account_id)])
        row["recorded"] += count
    return [row | known.get(key, {}) for key, row in made.items()]


def _without_rows(ledger_id: UUID, import_id: UUID) -> dict[str, Any]:
    shared: dict[str, Any] = {"revision": 0, "actor": None, "file_name": "", "account_ids": [], "learned": []}
    counts = {"recorded": 0, "restored": 0, "duplicates": 0, "undone_at": None}
    return {"ledger_id": ledger_id, "id": import_id, "at": made_at(import_id), **shared, **counts}


def _events() -> dict[tuple[UUID, UUID], dict[str, Any]]:
    """Return what the log knows of imports."""
    events = sa.table(
        "events",
        sa.column("ledger_id", sa.Uuid),
        sa.column("revision", sa.BigInteger),
        sa.column("kind", sa.String),
        sa.column("detail", sa.JSON),
        sa.column("at", Moment),
        sa.column("actor", sa.Uuid),
    )
    chosen = sa.select(events).where(events.c.kind == "TransactionsImported")
    return {
        (row.ledger_id, UUID(row.detail["import_id"])): {
            "revision": row.revision,
            "at": row.at,
            "actor": row.actor,
            **{name: row.detail.get(name, 0) for name in ("recorded", "restored", "duplicates")},
        }
        for row in op.get_bind().execute(chosen)
    }
