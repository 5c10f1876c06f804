"""Refunds: which split pays back which other one."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table of refunds."""
    op.create_table(
        "refunds",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("split_id", sa.Uuid, nullable=False),
        sa.Column("transaction_id", sa.Uuid, nullable=False),
        sa.Column("of_split_id", sa.Uuid, nullable=False),
        sa.Column("of_transaction_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "split_id", name="pk_refunds"),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name="fk_refunds_ledger_id", ondelete="CASCADE"),
    )
    op.create_index("ix_refunds_of", "refunds", ["ledger_id", "of_split_id"])
