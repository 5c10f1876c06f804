"""Fair shares: indexes for every filter of transactions, known networks, and what is being removed little by little."""

import sqlite3
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from db import text_index

revision = "0004"
down_revision = "0003"

_AT_ONCE = 10_000


def upgrade() -> None:
    """Make the indexes anew, and the columns and the table."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("ledgers", sa.Column("closed", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "merges",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("source_id", sa.Uuid, nullable=False),
        sa.Column("target_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "source_id", name="pk_merges"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_merges_ledger_id", ondelete="CASCADE"),
    )
    op.create_table(
        "known_networks",
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("network", sa.LargeBinary(16), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "network", name="pk_known_networks"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_known_networks_user_id", ondelete="CASCADE"),
    )
    for name in ("newest", "category"):
        op.drop_index(f"ix_transactions_{name}", "transactions")
    op.create_index("ix_transactions_newest", "transactions", ["ledger_id", "deleted", "date", "id"])
    op.create_index("ix_transactions_category", "transactions", ["ledger_id", "category_id", "deleted", "date", "id"])
    span = "substr(date, 1, 7)" if on_sqlite else "(date - DATE '1900-01-01') / 31"
    op.execute(f"CREATE INDEX ix_transactions_amount ON transactions (ledger_id, deleted, ({span}), base_amount)")
    if on_sqlite:
        op.execute(text_index.SQLITE_TABLE)
        _index_texts()
    else:
        op.execute(text_index.POSTGRESQL_FUNCTION)
        op.execute(text_index.TEXT_INDEX)


def _index_texts() -> None:
    driver: sqlite3.Connection | Any = op.get_bind().connection.cursor()
    reader = op.get_bind().connection.cursor()
    reader.execute("SELECT ledger_id, id, date, payee, note FROM transactions ORDER BY date, id")
    while rows := reader.fetchmany(_AT_ONCE):
        texts = (
            text_index.Text(UUID(ledger), UUID(row), date.fromisoformat(day), *text) for ledger, row, day, *text in rows
        )
        driver.executemany(text_index.ADD, text_index.documents(texts))
