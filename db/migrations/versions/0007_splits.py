"""Splits: what a transaction was for, where it was for several things."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Let a transaction say how many splits it has, and make the table of those that have several."""
    op.add_column("transactions", sa.Column("split_count", sa.Integer, nullable=False, server_default=sa.text("1")))
    op.create_table(
        "splits",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("transaction_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("base_amount", sa.BigInteger, nullable=False),
        sa.Column("category_id", sa.Uuid),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "id", name="pk_splits"),
        sa.ForeignKeyConstraint(
            ["ledger_id", "transaction_id"],
            ["transactions.ledger_id", "transactions.id"],
            name="fk_splits_transaction",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["ledger_id", "category_id"],
            ["categories.ledger_id", "categories.id"],
            name="fk_splits_category",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.create_index("ix_splits_transaction", "splits", ["ledger_id", "transaction_id", "number"])
    op.create_index("ix_splits_category", "splits", ["ledger_id", "category_id", "deleted", "date", "transaction_id"])
