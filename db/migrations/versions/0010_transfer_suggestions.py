"""Suggestions of transfers: the pairs that the owner has refused."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table of refused pairs."""
    op.create_table(
        "refused_transfers",
        sa.Column("ledger_id", sa.Uuid, nullable=False),
        sa.Column("out_transaction_id", sa.Uuid, nullable=False),
        sa.Column("in_transaction_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", "out_transaction_id", "in_transaction_id", name="pk_refused_transfers"),
        sa.ForeignKeyConstraint(
            ["ledger_id"], ["ledgers.id"], name="fk_refused_transfers_ledger_id", ondelete="CASCADE"
        ),
    )
